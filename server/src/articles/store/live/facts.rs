//! What a page asks about an article beside its text, in one question.

use content::id::ArticleId;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use crate::articles::rows::{article, views};
use crate::error::Result;

/// How often, and in how many languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    /// How often it was opened; 0 when nobody has come yet.
    pub(crate) views: i64,
    /// It is a translation, or the original of one.
    pub(crate) translated: bool,
}

/// Reads it; all of it nothing for an article that is not there.
pub(crate) async fn of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Facts> {
    let other = Alias::new("other");
    let own = views::Entity::find()
        .select_only()
        .column(views::Column::Views)
        .filter(views::Column::ArticleId.eq(id.get()));
    let translations = Query::select()
        .expr(Expr::val(1))
        .from_as(article::Entity, other.clone())
        .and_where(Expr::col((other, article::Column::Translates)).eq(id.get()))
        .to_owned();
    let row: Option<(Option<i64>, Option<i64>, bool)> = article::Entity::find_by_id(id.get())
        .select_only()
        .column(article::Column::Translates)
        .expr_as(own.into_query(), "views")
        .expr_as(Expr::exists(translations), "translations")
        .into_tuple()
        .one(db)
        .await?;
    Ok(row.map_or_else(Facts::default, |(original, views, translations)| Facts {
        views: views.unwrap_or_default(),
        translated: original.is_some() || translations,
    }))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Facts, of};
    use crate::articles::store::labels::set_original;
    use crate::articles::store::live::counts;
    use crate::articles::store::live::plant::{self, Plant};
    use crate::db::trial::on_both;
    use content::id::ArticleId;

    #[tokio::test]
    async fn openings_and_translations_are_told() {
        on_both(|db| async move {
            let ground = plant::ground(&db).await;
            let one = plant::article(&db, &ground, Plant::titled("Gốc")).await;
            let other = plant::article(&db, &ground, Plant::titled("Bản dịch")).await;
            assert_eq!(of(&db.read, one).await.unwrap(), Facts::default());
            assert_eq!(of(&db.read, ArticleId::new(987_654)).await.unwrap(), Facts::default());
            let tx = db.begin().await.unwrap();
            counts::add(&tx, &HashMap::from([(one, 3)]), 0).await.unwrap();
            set_original(&tx, other, Some(one)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(of(&db.read, one).await.unwrap(), Facts { views: 3, translated: true });
            assert_eq!(of(&db.read, other).await.unwrap(), Facts { views: 0, translated: true });
        })
        .await;
    }
}
