//! Old addresses of articles: each leads to the new one for ever.

use content::id::{ArticleId, SiteId};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue, DatabaseTransaction, EntityTrait};

use crate::articles::rows::redirect;
use crate::error::Result;

/// Longest address that is kept, in bytes.
const PATH_MAX: usize = 1_000;

/// Keeps an old address of an article; the first article to claim an address keeps it. An
/// address that is no path is left out.
pub(crate) async fn insert(
    tx: &DatabaseTransaction,
    site: SiteId,
    old: &str,
    article: ArticleId,
) -> Result<()> {
    let Some(path) = path_of(old) else { return Ok(()) };
    let row = redirect::ActiveModel {
        id: ActiveValue::NotSet,
        site_id: ActiveValue::Set(site.get()),
        path: ActiveValue::Set(path),
        article_id: ActiveValue::Set(article.get()),
    };
    let mut claimed = OnConflict::columns([redirect::Column::SiteId, redirect::Column::Path]);
    let insert = redirect::Entity::insert(row).on_conflict(claimed.do_nothing().to_owned());
    insert.exec_without_returning(tx).await?;
    Ok(())
}

/// The path of an address, with or without scheme and host.
fn path_of(old: &str) -> Option<String> {
    let path = match old.split_once("://") {
        Some((_, rest)) => rest.find('/').and_then(|at| rest.get(at..))?,
        None => old,
    };
    (path.starts_with('/') && path.len() > 1 && path.len() <= PATH_MAX).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn an_address_is_kept_by_its_path() {
        assert_eq!(path_of("https://baodantoc.vn/a-1.htm").as_deref(), Some("/a-1.htm"));
        assert_eq!(path_of("/thoi-su/a.htm").as_deref(), Some("/thoi-su/a.htm"));
        assert_eq!(path_of("/"), None);
        assert_eq!(path_of("khong-phai"), None);
    }
}
