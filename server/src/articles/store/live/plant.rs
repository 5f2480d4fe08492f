//! Articles put straight into the tables, for tests of what reads them.

use content::id::{ArticleId, SectionId, SiteId};
use content::lang::Lang;
use content::slug::Slug;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};

use crate::articles::rows::{
    article, article_byline, article_tag, byline, draft, placement, redirect, revision, tag,
};
use crate::db::Db;
use crate::sites::atlas::Imprint;
use crate::sites::store::{self as sites, NewSite};

/// Two sites with a section each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ground {
    pub(crate) site: SiteId,
    pub(crate) section: SectionId,
    pub(crate) other_site: SiteId,
    pub(crate) other_section: SectionId,
}

/// An article to be planted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plant<'a> {
    pub(crate) title: &'a str,
    pub(crate) body: &'a str,
    pub(crate) state: &'a str,
    pub(crate) published_ms: i64,
    /// Shown on the other site too.
    pub(crate) also: bool,
    pub(crate) tags: &'a [&'a str],
    pub(crate) bylines: &'a [&'a str],
}

impl<'a> Plant<'a> {
    pub(crate) fn titled(title: &'a str) -> Self {
        Self {
            title,
            body: "Thân bài.",
            state: "live",
            published_ms: 1_700_000_000_000,
            also: false,
            tags: &[],
            bylines: &[],
        }
    }
}

pub(crate) async fn ground(db: &Db) -> Ground {
    let tx = db.begin().await.unwrap();
    let site = site(&tx, "bao", "localhost", "newspaper").await;
    let other_site = site_of_portal(&tx).await;
    let section = sites::section_at(&tx, site, "thoi-su", "Thời sự", "").await.unwrap();
    let other_section = sites::section_at(&tx, other_site, "tin-tuc", "Tin tức", "").await.unwrap();
    tx.commit().await.unwrap();
    Ground { site, section, other_site, other_section }
}

async fn site_of_portal(tx: &DatabaseTransaction) -> SiteId {
    site(tx, "cong", "cong.localhost", "portal").await
}

async fn site(tx: &DatabaseTransaction, key: &str, host: &str, theme: &str) -> SiteId {
    let new = NewSite {
        key: key.to_owned(),
        host: host.to_owned(),
        aliases: Vec::new(),
        theme: theme.to_owned(),
        stamp: theme.to_owned(),
        language: Lang::vi(),
        name: format!("Trang {key}"),
        imprint: Imprint::default(),
    };
    sites::insert_site(tx, &new).await.unwrap()
}

pub(crate) async fn article(db: &Db, ground: &Ground, plant: Plant<'_>) -> ArticleId {
    let tx = db.begin().await.unwrap();
    let row = article::ActiveModel {
        id: ActiveValue::NotSet,
        site_id: ActiveValue::Set(ground.site.get()),
        slug: ActiveValue::Set(Slug::of(plant.title).as_str().to_owned()),
        source_id: ActiveValue::Set(None),
        owner_id: ActiveValue::Set(None),
        public_state: ActiveValue::Set(plant.state.to_owned()),
        review_state: ActiveValue::Set("approved".to_owned()),
        live_revision_id: ActiveValue::Set(None),
        created_ms: ActiveValue::Set(1),
        changed_ms: ActiveValue::Set(1),
        published_ms: ActiveValue::Set(Some(plant.published_ms)),
        updated_ms: ActiveValue::Set(None),
        withdrawn_ms: ActiveValue::Set((plant.state == "withdrawn").then_some(9)),
        withdrawn_reason: ActiveValue::Set(String::new()),
        ..Default::default()
    };
    let id = article::Entity::insert(row).exec(&tx).await.unwrap().last_insert_id;
    let text = revision(id, ground.section, plant);
    let live = revision::Entity::insert(text).exec(&tx).await.unwrap().last_insert_id;
    let mut row: article::ActiveModel =
        article::Entity::find_by_id(id).one(&tx).await.unwrap().unwrap().into();
    row.live_revision_id = ActiveValue::Set(Some(live));
    row.update(&tx).await.unwrap();
    place(&tx, id, (ground.site, ground.section, 1), plant).await;
    if plant.also {
        place(&tx, id, (ground.other_site, ground.other_section, 0), plant).await;
    }
    label(&tx, id, plant).await;
    tx.commit().await.unwrap();
    ArticleId::new(id)
}

fn revision(id: i64, section: SectionId, plant: Plant<'_>) -> revision::ActiveModel {
    revision::ActiveModel {
        id: ActiveValue::NotSet,
        article_id: ActiveValue::Set(id),
        number: ActiveValue::Set(1),
        made_by: ActiveValue::Set(None),
        made_ms: ActiveValue::Set(1),
        act: ActiveValue::Set("publish".to_owned()),
        note: ActiveValue::Set(String::new()),
        title: ActiveValue::Set(plant.title.to_owned()),
        kicker: ActiveValue::Set(String::new()),
        lead: ActiveValue::Set("Lời dẫn.".to_owned()),
        body: ActiveValue::Set(plant.body.to_owned()),
        section_id: ActiveValue::Set(Some(section.get())),
        language: ActiveValue::Set("vi".to_owned()),
        bylines: ActiveValue::Set(serde_json::to_string(plant.bylines).unwrap()),
        tags: ActiveValue::Set(serde_json::to_string(plant.tags).unwrap()),
        context: ActiveValue::Set("{}".to_owned()),
        cover: ActiveValue::Set(None),
    }
}

async fn place(
    tx: &DatabaseTransaction,
    id: i64,
    (site, section, home): (SiteId, SectionId, i32),
    plant: Plant<'_>,
) {
    let row = placement::ActiveModel {
        article_id: ActiveValue::Set(id),
        site_id: ActiveValue::Set(site.get()),
        section_id: ActiveValue::Set(section.get()),
        home: ActiveValue::Set(home),
        live: ActiveValue::Set(i32::from(plant.state == "live")),
        published_ms: ActiveValue::Set(plant.published_ms),
    };
    placement::Entity::insert(row).exec_without_returning(tx).await.unwrap();
}

async fn label(tx: &DatabaseTransaction, id: i64, plant: Plant<'_>) {
    for name in plant.tags {
        let slug = Slug::of(name).as_str().to_owned();
        let there = tag::Entity::find().filter(tag::Column::Slug.eq(slug.as_str())).one(tx).await;
        let tag = match there.unwrap() {
            Some(row) => row.id,
            None => {
                let row = tag::ActiveModel {
                    id: ActiveValue::NotSet,
                    slug: ActiveValue::Set(slug),
                    name: ActiveValue::Set((*name).to_owned()),
                };
                tag::Entity::insert(row).exec(tx).await.unwrap().last_insert_id
            }
        };
        let row = article_tag::ActiveModel {
            article_id: ActiveValue::Set(id),
            tag_id: ActiveValue::Set(tag),
            position: ActiveValue::Set(0),
        };
        article_tag::Entity::insert(row).exec_without_returning(tx).await.unwrap();
    }
    for name in plant.bylines {
        let row = byline::ActiveModel {
            id: ActiveValue::NotSet,
            slug: ActiveValue::Set(Slug::of(name).as_str().to_owned()),
            name: ActiveValue::Set((*name).to_owned()),
        };
        let byline = byline::Entity::insert(row).exec(tx).await.unwrap().last_insert_id;
        let row = article_byline::ActiveModel {
            article_id: ActiveValue::Set(id),
            byline_id: ActiveValue::Set(byline),
            position: ActiveValue::Set(0),
        };
        article_byline::Entity::insert(row).exec_without_returning(tx).await.unwrap();
    }
}

/// Goes on writing: a draft beside the live revision.
pub(crate) async fn write_on(db: &Db, id: ArticleId, title: &str) {
    let tx = db.begin().await.unwrap();
    let row = draft::ActiveModel {
        article_id: ActiveValue::Set(id.get()),
        version: ActiveValue::Set(2),
        revision_id: ActiveValue::Set(None),
        saved_by: ActiveValue::Set(None),
        saved_ms: ActiveValue::Set(2),
        title: ActiveValue::Set(title.to_owned()),
        kicker: ActiveValue::Set(String::new()),
        lead: ActiveValue::Set(String::new()),
        body: ActiveValue::Set(String::new()),
        section_id: ActiveValue::Set(None),
        language: ActiveValue::Set("vi".to_owned()),
        bylines: ActiveValue::Set("[]".to_owned()),
        tags: ActiveValue::Set("[]".to_owned()),
        context: ActiveValue::Set("{}".to_owned()),
        cover: ActiveValue::Set(None),
    };
    draft::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

pub(crate) async fn old_address(db: &Db, site: SiteId, path: &str, id: ArticleId) {
    let tx = db.begin().await.unwrap();
    let row = redirect::ActiveModel {
        id: ActiveValue::NotSet,
        site_id: ActiveValue::Set(site.get()),
        path: ActiveValue::Set(path.to_owned()),
        article_id: ActiveValue::Set(id.get()),
    };
    redirect::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
}
