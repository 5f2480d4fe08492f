//! All SQL about sites and sections.

use content::front::blocks::Block;
use content::id::{SectionId, SiteId};
use content::lang::Lang;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder,
};

use super::atlas::{Atlas, Imprint, Section, Site};
use super::rows::{section, site};
use crate::db::{self, Db};
use crate::error::Result;

/// A site to be made or brought up to date (found by its key).
#[derive(Debug, Clone)]
pub(crate) struct NewSite {
    pub(crate) key: String,
    pub(crate) host: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) theme: String,
    pub(crate) stamp: String,
    pub(crate) language: Lang,
    pub(crate) name: String,
    pub(crate) imprint: Imprint,
}

/// Reads all sites and sections.
pub(crate) async fn atlas(db: &Db) -> Result<Atlas> {
    let sites = site::Entity::find()
        .order_by_asc(site::Column::Position)
        .order_by_asc(site::Column::Id)
        .all(&db.read)
        .await?;
    let sections = section::Entity::find()
        .order_by_asc(section::Column::Position)
        .order_by_asc(section::Column::Id)
        .all(&db.read)
        .await?;
    Ok(Atlas::new(
        sites.into_iter().map(site_of).collect(),
        sections.into_iter().map(section_of).collect(),
    ))
}

/// Makes a site and returns its id.
///
/// # Errors
/// `Taken` when the key or host is in use.
pub(crate) async fn insert_site(tx: &DatabaseTransaction, new: &NewSite) -> Result<SiteId> {
    let before = site::Entity::find().all(tx).await?.len();
    let row = site::ActiveModel {
        id: ActiveValue::NotSet,
        key: ActiveValue::Set(new.key.clone()),
        host: ActiveValue::Set(new.host.to_lowercase()),
        aliases: ActiveValue::Set(serde_json::to_string(&new.aliases)?),
        theme: ActiveValue::Set(new.theme.clone()),
        stamp: ActiveValue::Set(new.stamp.clone()),
        language: ActiveValue::Set(new.language.as_str().to_owned()),
        name: ActiveValue::Set(new.name.clone()),
        imprint: ActiveValue::Set(serde_json::to_string(&new.imprint)?),
        position: ActiveValue::Set(i32::try_from(before).unwrap_or(i32::MAX)),
        blocks: ActiveValue::Set("[]".to_owned()),
    };
    let done = site::Entity::insert(row).exec(tx).await.map_err(db::taken("host"))?;
    Ok(SiteId::new(done.last_insert_id))
}

/// Gives a site another name and imprint.
pub(crate) async fn set_imprint(
    tx: &DatabaseTransaction,
    site: SiteId,
    (name, imprint): (&str, &Imprint),
) -> Result<()> {
    site::Entity::update_many()
        .col_expr(site::Column::Name, Expr::value(name))
        .col_expr(site::Column::Imprint, Expr::value(serde_json::to_string(imprint)?))
        .filter(site::Column::Id.eq(site.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Puts other blocks below the stories of a site's home page, or of a section's page.
pub(crate) async fn set_blocks(
    tx: &DatabaseTransaction,
    (site, section): (SiteId, Option<SectionId>),
    blocks: &[Block],
) -> Result<()> {
    let blocks = Expr::value(serde_json::to_string(blocks)?);
    match section {
        None => {
            let update = site::Entity::update_many().col_expr(site::Column::Blocks, blocks);
            update.filter(site::Column::Id.eq(site.get())).exec(tx).await?;
        }
        Some(section) => {
            let update = section::Entity::update_many().col_expr(section::Column::Blocks, blocks);
            update.filter(section::Column::Id.eq(section.get())).exec(tx).await?;
        }
    }
    Ok(())
}

/// Finds a section by its path or makes it, with the parents that its path names.
///
/// `name` is the section's own; a missing parent is named after its part of the path.
pub(crate) async fn section_at(
    tx: &DatabaseTransaction,
    site: SiteId,
    path: &str,
    name: &str,
    description: &str,
) -> Result<SectionId> {
    let mut parent = None;
    let mut walked = String::new();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    for (at, part) in parts.iter().enumerate() {
        if !walked.is_empty() {
            walked.push('/');
        }
        walked.push_str(part);
        let last = at + 1 == parts.len();
        let found = find_section(tx, site, &walked).await?;
        parent = Some(match found {
            Some(id) => id,
            None if last => insert_section(tx, site, parent, (&walked, name, description)).await?,
            None => insert_section(tx, site, parent, (&walked, part, "")).await?,
        });
    }
    parent.ok_or(crate::error::Error::NotFound)
}

async fn find_section(
    db: &impl ConnectionTrait,
    site: SiteId,
    path: &str,
) -> Result<Option<SectionId>> {
    let row = section::Entity::find()
        .filter(section::Column::SiteId.eq(site.get()))
        .filter(section::Column::Path.eq(path))
        .one(db)
        .await?;
    Ok(row.map(|row| SectionId::new(row.id)))
}

async fn insert_section(
    tx: &DatabaseTransaction,
    site: SiteId,
    parent: Option<SectionId>,
    (path, name, description): (&str, &str, &str),
) -> Result<SectionId> {
    let last = section::Entity::find()
        .filter(section::Column::SiteId.eq(site.get()))
        .order_by_desc(section::Column::Position)
        .one(tx)
        .await?;
    let row = section::ActiveModel {
        id: ActiveValue::NotSet,
        site_id: ActiveValue::Set(site.get()),
        parent_id: ActiveValue::Set(parent.map(SectionId::get)),
        path: ActiveValue::Set(path.to_owned()),
        name: ActiveValue::Set(name.to_owned()),
        description: ActiveValue::Set(description.to_owned()),
        position: ActiveValue::Set(last.map_or(0, |row| row.position + 1)),
        blocks: ActiveValue::Set("[]".to_owned()),
    };
    let done = section::Entity::insert(row).exec(tx).await.map_err(db::taken("section"))?;
    Ok(SectionId::new(done.last_insert_id))
}

fn site_of(row: site::Model) -> Site {
    Site {
        id: SiteId::new(row.id),
        key: row.key,
        host: row.host,
        aliases: serde_json::from_str(&row.aliases).unwrap_or_default(),
        theme: row.theme,
        stamp: row.stamp,
        language: Lang::parse(&row.language).unwrap_or_else(|_| Lang::vi()),
        name: row.name,
        imprint: serde_json::from_str(&row.imprint).unwrap_or_default(),
        blocks: serde_json::from_str(&row.blocks).unwrap_or_default(),
    }
}

fn section_of(row: section::Model) -> Section {
    Section {
        id: SectionId::new(row.id),
        site: SiteId::new(row.site_id),
        parent: row.parent_id.map(SectionId::new),
        path: row.path,
        name: row.name,
        description: row.description,
        blocks: serde_json::from_str(&row.blocks).unwrap_or_default(),
    }
}
