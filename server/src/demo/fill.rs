//! Fills an empty installation with the demo; a second time keeps what was changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use content::article::Cover;
use content::id::{SectionId, SiteId};
use content::lang::Lang;
use content::workflow::rights::{Grant, Role};

use super::content::{DemoPerson, DemoSite, Newsroom, Sample, newsroom, samples};
use super::desk;
use super::gong::gong;
use crate::app::App;
use crate::articles::store::acts::Place;
use crate::articles::store::create;
use crate::articles::store::live::counts;
use crate::changes::{Kind, store as changes};
use crate::error::Result;
use crate::import::keep::{Import, Sections};
use crate::import::line::{Line, State};
use crate::import::report::Outcome;
use crate::media::keep as media;
use crate::people::password;
use crate::people::store::{self as people, NewPerson};
use crate::sites::store::{NewSite, insert_site, section_at, set_blocks};

/// Makes what is not there yet. Returns the newsroom, for the addresses to be printed.
///
/// # Errors
/// When the database or the media folder cannot be written.
pub(crate) async fn fill(app: &Arc<App>) -> Result<Newsroom> {
    let newsroom = newsroom()?;
    if app.atlas().sites.is_empty() {
        make_sites(app, &newsroom.sites).await?;
    }
    if people::nobody(&app.db.read).await? {
        make_people(app, &newsroom.people).await?;
    }
    let pictures = draw(app).await?;
    make_articles(app, &pictures).await?;
    desk::fill(app, &pictures).await?;
    Ok(newsroom)
}

async fn make_sites(app: &App, sites: &[DemoSite]) -> Result<()> {
    let tx = app.db.begin().await?;
    for site in sites {
        let new = NewSite {
            key: site.key.clone(),
            host: site.host.clone(),
            aliases: site.aliases.clone(),
            theme: site.theme.clone(),
            stamp: site.stamp.clone(),
            language: Lang::vi(),
            name: site.name.clone(),
            imprint: site.imprint.clone(),
        };
        let id = insert_site(&tx, &new).await?;
        for (path, name, description) in &site.sections {
            section_at(&tx, id, path, name, description).await?;
        }
        for (path, blocks) in &site.blocks {
            let section = match path.as_str() {
                "" => None,
                path => Some(section_at(&tx, id, path, path, "").await?),
            };
            set_blocks(&tx, (id, section), blocks).await?;
        }
    }
    let number = changes::append(&tx, &app.db, Kind::Frame, None, app.clock.now_ms()).await?;
    tx.commit().await?;
    app.bell.ring(number);
    app.reload_atlas().await
}

async fn make_people(app: &App, all: &[DemoPerson]) -> Result<()> {
    let atlas = app.atlas();
    for person in all {
        let hash = password::hash(person.password.clone()).await?;
        let limited = person.sites.iter().filter_map(|key| atlas.site_by_key(key));
        let sections: Vec<SectionId> = limited
            .flat_map(|site| {
                atlas.sections_of(site.id).map(|section| section.id).collect::<Vec<_>>()
            })
            .collect();
        let role = Role::parse(&person.role).unwrap_or(Role::Contributor);
        let grants = [Grant { role, sections, languages: vec![] }];
        let new = NewPerson {
            email: person.email.clone(),
            name: person.name.clone(),
            password_hash: Some(hash),
        };
        let tx = app.db.begin().await?;
        people::insert(&tx, &new, &grants, app.clock.now_ms()).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Draws the pictures that are not kept yet, and makes the recording; gives each name its hash.
async fn draw(app: &Arc<App>) -> Result<BTreeMap<&'static str, String>> {
    let mut hashes = BTreeMap::new();
    for name in scenes::names() {
        let kept = media::drawn(app, name, || scenes::draw(name)).await?;
        hashes.insert(name, kept.hash);
    }
    let kept = media::recording(app, "nhip-chieng.wav", gong(), None).await?;
    hashes.insert("nhip-chieng", kept.hash);
    Ok(hashes)
}

#[expect(
    clippy::cognitive_complexity,
    reason = "one walk over the samples; the log's macro counts as branches"
)]
async fn make_articles(app: &Arc<App>, pictures: &BTreeMap<&'static str, String>) -> Result<()> {
    let mut import = Import {
        db: app.db.clone(),
        atlas: app.atlas(),
        site: None,
        sections: Sections::MustExist,
        now_ms: app.clock.now_ms(),
        made_sections: HashMap::new(),
        last: None,
        looked_up: HashMap::new(),
    };
    let mut openings = HashMap::new();
    let tx = app.db.begin().await?;
    for sample in samples() {
        // What the newsroom has changed since stays as it is.
        if create::by_source(&tx, &sample.source_id).await?.is_some() {
            continue;
        }
        let places = places(app, &sample);
        let (line, cover) = (line(&sample, pictures), cover(&sample, pictures));
        if let Outcome::Skipped(why) = import.keep(&tx, &line, cover, &places).await? {
            tracing::warn!(sample = sample.source_id, why, "left out");
        }
        if let Some(id) = create::by_source(&tx, &sample.source_id).await? {
            openings.insert(id, sample.views);
        }
    }
    counts::add(&tx, &openings, app.clock.now_ms()).await?;
    tx.commit().await?;
    if let Some(number) = import.last {
        app.bell.ring(number);
    }
    Ok(())
}

pub(super) fn cover(sample: &Sample, pictures: &BTreeMap<&'static str, String>) -> Option<Cover> {
    Some(Cover {
        media: pictures.get(sample.cover.as_str())?.clone(),
        alt: sample.alt.clone(),
        caption: sample.caption.clone(),
        credit: sample.credit.clone(),
    })
}

fn line(sample: &Sample, pictures: &BTreeMap<&'static str, String>) -> Line {
    let mut body = sample.body.clone();
    for (name, hash) in pictures {
        body = body.replace(&format!("media:{name}\n"), &format!("media:{hash}\n"));
        body = body.replace(&format!("media:{name} "), &format!("media:{hash} "));
        body = body.replace(&format!("media:{name})"), &format!("media:{hash})"));
    }
    Line {
        source_id: sample.source_id.clone(),
        site: Some(sample.site.clone()),
        section: Some(sample.section.clone()),
        title: sample.title.clone(),
        kicker: sample.kicker.clone(),
        lead: sample.lead.clone(),
        body: Some(body),
        bylines: sample.bylines.clone(),
        tags: sample.tags.clone(),
        language: Lang::parse(&sample.language).ok(),
        genre: sample.genre,
        storylines: sample.storylines.clone(),
        translation_of: match sample.translation_of.as_str() {
            "" => String::new(),
            name => format!("demo-{name}"),
        },
        ai_use: sample.ai_use.clone(),
        published_at: Some(sample.published.clone()),
        state: State::Published,
        ..Line::default()
    }
}

fn places(app: &App, sample: &Sample) -> Vec<Place> {
    let atlas = app.atlas();
    let place = |named: &String| -> Option<Place> {
        let (key, path) = named.split_once('/')?;
        let site: SiteId = atlas.site_by_key(key)?.id;
        Some(Place { site, section: atlas.section_by_path(site, path)?.id })
    };
    sample.shown_on.iter().filter_map(place).collect()
}
