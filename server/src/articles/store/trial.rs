//! A small newsroom for the tests beside the stores.

use content::article::Text;
use content::id::{ArticleId, SectionId, SiteId};
use content::lang::Lang;
use content::slug::Slug;
use content::workflow::decide::{Act, Change, decide};
use content::workflow::rights::Rights;

use super::acts::{self, Kept, Place};
use super::create::{self, NewArticle};
use crate::db::Db;
use crate::sites::atlas::Imprint;
use crate::sites::store as sites;

/// Two sites with a section each.
pub(crate) struct Newsroom {
    pub(crate) paper: Place,
    pub(crate) portal: Place,
}

/// Makes it.
pub(crate) async fn newsroom(db: &Db) -> Newsroom {
    Newsroom { paper: site(db, "bao").await, portal: site(db, "cong").await }
}

async fn site(db: &Db, key: &str) -> Place {
    let new = sites::NewSite {
        key: key.to_owned(),
        host: format!("{key}.localhost"),
        aliases: vec![],
        theme: "newspaper".to_owned(),
        stamp: "newspaper".to_owned(),
        language: Lang::vi(),
        name: key.to_owned(),
        imprint: Imprint::default(),
    };
    let tx = db.begin().await.unwrap();
    let site: SiteId = sites::insert_site(&tx, &new).await.unwrap();
    let section: SectionId = sites::section_at(&tx, site, "thoi-su", "Thời sự", "").await.unwrap();
    tx.commit().await.unwrap();
    Place { site, section }
}

/// A text that could go live.
pub(crate) fn text(title: &str, section: SectionId) -> Text {
    Text {
        title: title.to_owned(),
        body: "Chợ họp sáu ngày một phiên.\n".to_owned(),
        section: Some(section),
        bylines: vec!["Hà Linh".to_owned()],
        tags: vec!["Lai Châu".to_owned(), "lai chau".to_owned(), "ភាសា".to_owned()],
        ..Text::default()
    }
}

/// Begins an article.
pub(crate) async fn begin(db: &Db, home: Place, text: &Text) -> ArticleId {
    let new = NewArticle {
        site: home.site,
        owner: None,
        source_id: None,
        slug: Slug::of(&text.title),
        text: text.clone(),
    };
    let tx = db.begin().await.unwrap();
    let id = create::insert(&tx, &new, 1_000).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// Decides with every right.
pub(crate) async fn decided(db: &Db, id: ArticleId, act: Act) -> Change {
    let standing = acts::find(&db.read, id).await.unwrap().standing();
    decide(&standing, act, &Rights::of_the_operator(), 0).unwrap()
}

/// Does an act with every right; returns the change's number, 0 when readers notice nothing.
pub(crate) async fn act(db: &Db, id: ArticleId, act: Act, now_ms: i64) -> i64 {
    let change = decided(db, id, act).await;
    let tx = db.begin().await.unwrap();
    let places = acts::find(&tx, id).await.unwrap().places;
    let kept = Kept { change: &change, by: None, places: &places, published_ms: None, now_ms };
    let number = acts::apply(&tx, db, &kept).await.unwrap();
    tx.commit().await.unwrap();
    number.map_or(0, content::id::ChangeNumber::get)
}
