//! All SQL about pictures and recordings.

use content::id::PersonId;
use sea_orm::{ActiveValue, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::rows::{ActiveModel, Column, Entity, Model};
use crate::error::Result;

/// One kept picture or recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Media {
    /// 32 hexadecimal digits of the uploaded file's BLAKE3 hash.
    pub(crate) hash: String,
    /// ASCII file name without ending, for addresses.
    pub(crate) name: String,
    /// Ending of the original: `jpg` or `png`; `mp3`, `m4a`, `ogg` or `wav`.
    pub(crate) kind: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) bytes: u64,
    /// Widths of the renditions, ascending.
    pub(crate) widths: Vec<u32>,
    /// Bytes of the rendition at [`LIGHT_WIDTH`]; of pictures kept before it was counted, nothing.
    pub(crate) light_bytes: Option<u64>,
    /// Milliseconds of a recording; nothing where it is a picture.
    pub(crate) duration_ms: Option<u64>,
}

/// Pixels of the file that is offered to who reads the text first.
pub(crate) const LIGHT_WIDTH: u32 = 640;

/// Keeps the row of a file; the same file again changes nothing.
pub(crate) async fn insert(
    db: &impl ConnectionTrait,
    media: &Media,
    by: Option<PersonId>,
    now_ms: i64,
) -> Result<()> {
    let row = ActiveModel {
        id: ActiveValue::NotSet,
        hash: ActiveValue::Set(media.hash.clone()),
        name: ActiveValue::Set(media.name.clone()),
        kind: ActiveValue::Set(media.kind.clone()),
        width: ActiveValue::Set(i32::try_from(media.width).unwrap_or(i32::MAX)),
        height: ActiveValue::Set(i32::try_from(media.height).unwrap_or(i32::MAX)),
        bytes: ActiveValue::Set(i64::try_from(media.bytes).unwrap_or(i64::MAX)),
        widths: ActiveValue::Set(serde_json::to_string(&media.widths)?),
        light_bytes: ActiveValue::Set(
            media.light_bytes.and_then(|bytes| i64::try_from(bytes).ok()),
        ),
        duration_ms: ActiveValue::Set(media.duration_ms.and_then(|long| i64::try_from(long).ok())),
        uploaded_by: ActiveValue::Set(by.map(PersonId::get)),
        created_ms: ActiveValue::Set(now_ms),
    };
    let mut same = sea_orm::sea_query::OnConflict::column(Column::Hash);
    let insert = Entity::insert(row).on_conflict(same.do_nothing().to_owned());
    insert.exec_without_returning(db).await?;
    Ok(())
}

/// The pictures and recordings with these hashes, in no particular order.
pub(crate) async fn by_hashes(db: &impl ConnectionTrait, hashes: &[String]) -> Result<Vec<Media>> {
    if hashes.is_empty() {
        return Ok(Vec::new());
    }
    let rows = Entity::find().filter(Column::Hash.is_in(hashes.to_vec())).all(db).await?;
    Ok(rows.into_iter().map(media).collect())
}

fn media(row: Model) -> Media {
    Media {
        hash: row.hash,
        name: row.name,
        kind: row.kind,
        width: u32::try_from(row.width).unwrap_or_default(),
        height: u32::try_from(row.height).unwrap_or_default(),
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        widths: serde_json::from_str(&row.widths).unwrap_or_default(),
        light_bytes: row.light_bytes.and_then(|bytes| u64::try_from(bytes).ok()),
        duration_ms: row.duration_ms.and_then(|long| u64::try_from(long).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Media, by_hashes, insert};
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn the_same_picture_twice_is_kept_once() {
        on_both(|db| async move {
            let media = Media {
                hash: "ab".repeat(16),
                name: "cho-phien".to_owned(),
                kind: "jpg".to_owned(),
                width: 1600,
                height: 1000,
                bytes: 99,
                widths: vec![320, 640],
                light_bytes: Some(9_000),
                duration_ms: None,
            };
            for _ in 0..2 {
                let tx = db.begin().await.unwrap();
                insert(&tx, &media, None, 5).await.unwrap();
                tx.commit().await.unwrap();
            }
            let hash = [media.hash.clone(), media.hash.clone()];
            assert_eq!(by_hashes(&db.read, &hash).await.unwrap().len(), 1);
            assert_eq!(
                by_hashes(&db.read, std::slice::from_ref(&media.hash)).await.unwrap(),
                vec![media]
            );
        })
        .await;
    }
}
