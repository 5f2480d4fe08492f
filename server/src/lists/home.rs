//! `GET /`: the first page of a site, newest first and by section.

use std::sync::Arc;

use poem::{Request, Response};
use themes::view::reader::lists::{HomeBlock, HomePage};

use crate::app::App;
use crate::articles::card::{self, Look};
use crate::articles::store::live::cards::{self, Card, Scope, Stretch};
use crate::error::Result;
use crate::http::page_cache::{Key, Tag};
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::sites::atlas::Section;
use crate::sites::frame::{self, About};

/// Beside the first article.
const SECONDS: usize = 4;
/// Lines after those.
const NEWEST: usize = 10;
/// Articles of each section.
const IN_A_BLOCK: u64 = 5;

pub(crate) async fn home(app: &Arc<App>, req: &Request, here: Here) -> Result<Response> {
    let key = Key { site: here.id, address: "/".to_owned() };
    serve_page::serve(app, req, key, make(app, here)).await
}

struct Shown {
    newest: Vec<Card>,
    blocks: Vec<(Section, Vec<Card>)>,
    shelf: Shelf,
}

/// Reads in four queries and one for each section at the top.
async fn make(app: &Arc<App>, here: Here) -> Result<Made> {
    let db = &app.db.read;
    let limit = u64::try_from(1 + SECONDS + NEWEST).unwrap_or_default();
    let stretch = Stretch { limit, ..Stretch::default() };
    let newest = cards::cards(db, &Scope::Site(here.id), stretch).await?;
    let tops = here.atlas.sections_of(here.id).filter(|section| section.parent.is_none());
    let tops: Vec<Section> = tops.cloned().collect();
    let scopes = tops.iter().map(|top| Scope::Sections(here.atlas.subtree(top.id)));
    let lists = cards::first_of_each(db, &scopes.collect::<Vec<_>>(), IN_A_BLOCK).await?;
    let blocks = tops.into_iter().zip(lists).filter(|(_, cards)| !cards.is_empty());
    let blocks: Vec<(Section, Vec<Card>)> = blocks.collect();
    let all = || newest.iter().chain(blocks.iter().flat_map(|(_, cards)| cards));
    let shelf = card::shelf(app, &all().collect::<Vec<_>>()).await?;
    let mut tags = card::tags(all());
    tags.push(Tag::Site(here.id));
    let shown = Shown { newest, blocks, shelf };
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &view(app, &here, &shown)?)?)
    }))
}

fn view(app: &App, here: &Here, shown: &Shown) -> Result<HomePage> {
    let site = here.site()?;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf };
    let about = About {
        description: site.imprint.tagline.clone(),
        canonical: format!("{}/", frame::base_url(app, site)),
        feed_of: Some(String::new()),
        ..About::default()
    };
    let mut newest = look.cards(&shown.newest).into_iter();
    let blocks = shown.blocks.iter().map(|(section, cards)| HomeBlock {
        section: frame::link(section),
        children: here.atlas.children_of(section.id).map(frame::link).collect(),
        cards: look.cards(cards),
    });
    Ok(HomePage {
        frame: frame::frame(app, &here.atlas, site, about),
        lead: newest.next(),
        seconds: newest.by_ref().take(SECONDS).collect(),
        newest: newest.collect(),
        blocks: blocks.collect(),
    })
}
