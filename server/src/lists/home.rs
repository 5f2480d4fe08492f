//! `GET /`: the first page of a site: the arranged stories, the newest behind them, and blocks by
//! section.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use content::front::{Layout, Pick};
use content::id::{ArticleId, SectionId};
use poem::{Request, Response};
use themes::view::reader::lists::{HomeBlock, HomePage};

use super::blocks::{self, Above, Filled};
use super::corrected::{self, Corrected};
use super::most_read;
use crate::app::App;
use crate::articles::card::{self, Look};
use crate::articles::store::live::cards::{Card, Scope};
use crate::articles::store::live::picked;
use crate::error::Result;
use crate::fronts::live::{Stories, filled};
use crate::fronts::pins;
use crate::fronts::slots;
use crate::fronts::store::{Front, live};
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::sites::atlas::Section;
use crate::sites::frame::{self, About};

/// Lines after the slots.
const NEWEST: u64 = 10;
/// Lines of what is read most.
pub(super) const POPULAR: usize = 5;
/// Articles of each section.
pub(super) const IN_A_BLOCK: usize = 5;

/// The layouts of a site by section, the home page's under nothing.
pub(crate) type Layouts = HashMap<Option<SectionId>, Layout>;

pub(crate) async fn home(app: &Arc<App>, req: &Request, here: Here) -> Result<Response> {
    let key = here.key("/".to_owned());
    serve_page::serve(app, req, key, make(app, here)).await
}

/// All that the page shows.
pub(super) struct Shown {
    top: Vec<Card>,
    newest: Vec<Card>,
    popular: Vec<Card>,
    corrected: Vec<Corrected>,
    blocks: Vec<(Section, Vec<Card>)>,
    /// The desk's own blocks, where it has put any, in place of those of the theme.
    arranged: Option<Vec<Filled>>,
    shelf: Shelf,
}

async fn make(app: &Arc<App>, here: Here) -> Result<Made> {
    let layouts = live::of_site(&app.db.read, here.id).await?;
    let shown = read(app, &here, &layouts, app.clock.now_ms()).await?;
    let mut tags = card::tags(shown.cards());
    tags.extend([Tag::Site(here.id), Tag::Popular(here.id)]);
    let sections = tops(&here).map(|section| Some(section.id));
    let fronts = sections.chain([None]).map(|section| Front { site: here.id, section });
    tags.extend(fronts.map(pins::tag));
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &view(app, &here, &shown, About::default())?)?)
    }))
}

fn tops(here: &Here) -> impl Iterator<Item = &Section> {
    here.atlas.sections_of(here.id).filter(|section| section.parent.is_none())
}

/// Reads what stands where at a moment; no story stands twice.
pub(super) async fn read(app: &App, here: &Here, layouts: &Layouts, now_ms: i64) -> Result<Shown> {
    let db = &app.db.read;
    let scope = Scope::Site(here.id);
    let picks: Vec<Pick> = layouts.values().flat_map(Layout::chosen).collect();
    let stories = Stories::of(db, &scope, &picks).await?;
    let top = top(app, &scope, (layouts.get(&None), &stories), now_ms).await?;
    let mut used: HashSet<ArticleId> = top.iter().map(|card| card.id).collect();
    let tops: Vec<Section> = tops(here).cloned().collect();
    let mut chosen = Vec::with_capacity(tops.len());
    for section in &tops {
        let slots = in_block(here, section.id, (layouts, &stories), (&used, now_ms));
        used.extend(slots.iter().flatten().map(|card| card.id));
        chosen.push(slots);
    }
    let left_out = |used: &HashSet<ArticleId>| used.iter().copied().collect::<Vec<_>>();
    let newest = picked::without(db, &scope, &left_out(&used), (0, NEWEST)).await?;
    used.extend(newest.iter().map(|card| card.id));
    let scopes = tops.iter().map(|top| Scope::Sections(here.atlas.subtree(top.id)));
    let scopes: Vec<Scope> = scopes.collect();
    let lists = picked::each_without(db, &scopes, &left_out(&used), IN_A_BLOCK as u64).await?;
    let cards = chosen.into_iter().zip(lists).map(|(slots, list)| {
        let mut list = list.into_iter();
        let mut block = filled(slots, &mut list);
        block.extend(list);
        block.truncate(IN_A_BLOCK);
        block
    });
    let blocks: Vec<_> =
        tops.into_iter().zip(cards).filter(|(_, cards)| !cards.is_empty()).collect();
    let popular = most_read::of(app, here, POPULAR).await?;
    let corrected = corrected::read(app, here, now_ms).await?;
    let arranged = if here.site()?.blocks.is_empty() {
        None
    } else {
        let top = top.iter().map(|card| card.id).collect();
        let above = Above { used, top, sections: &blocks, popular: &popular };
        Some(blocks::fill(app, here, &here.site()?.blocks, above).await?)
    };
    let shelf = Shelf::default();
    let mut shown = Shown { top, newest, popular, corrected, blocks, arranged, shelf };
    shown.shelf = card::shelf(app, &shown.cards().collect::<Vec<_>>()).await?;
    Ok(shown)
}

/// The stories of the slots, the newest where nothing was chosen.
async fn top(
    app: &App,
    scope: &Scope,
    (layout, stories): (Option<&Layout>, &Stories),
    now_ms: i64,
) -> Result<Vec<Card>> {
    let count = slots::HOME.len();
    let slots = layout.map_or_else(|| vec![None; count], |layout| stories.showing(layout, now_ms));
    let chosen: Vec<ArticleId> = slots.iter().flatten().map(|card| card.id).collect();
    let free = u64::try_from(count.saturating_sub(chosen.len())).unwrap_or_default();
    let newest = picked::without(&app.db.read, scope, &chosen, (0, free)).await?;
    Ok(filled(slots, &mut newest.into_iter()))
}

/// The block of a section begins with what was chosen for the section's own page, as far as it
/// does not stand further up.
fn in_block(
    here: &Here,
    section: SectionId,
    (layouts, stories): (&Layouts, &Stories),
    (used, now_ms): (&HashSet<ArticleId>, i64),
) -> Vec<Option<Card>> {
    let Some(layout) = layouts.get(&Some(section)) else { return Vec::new() };
    let within = here.atlas.subtree(section);
    let fits = |card: &Card| within.contains(&card.section) && !used.contains(&card.id);
    let shown = layout
        .showing(now_ms, |pick| stories.has(pick) && stories.get(pick.article).is_some_and(fits));
    let cards = shown.into_iter().map(|id| id.and_then(|id| stories.get(id)).cloned());
    cards.take(IN_A_BLOCK).collect()
}

impl Shown {
    fn cards(&self) -> impl Iterator<Item = &Card> {
        let blocks = self.blocks.iter().flat_map(|(_, cards)| cards);
        let corrected = self.corrected.iter().map(|(card, _)| card);
        let arranged = self.arranged.iter().flatten().flat_map(|one| &one.cards);
        let own = self.top.iter().chain(&self.newest).chain(&self.popular);
        own.chain(corrected).chain(blocks).chain(arranged)
    }
}

/// The page; `about` may say more of it than its address.
pub(super) fn view(app: &App, here: &Here, shown: &Shown, about: About) -> Result<HomePage> {
    let site = here.site()?;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
    let about = About {
        reading: here.reading,
        description: site.imprint.tagline.clone(),
        canonical: format!("{}/", frame::base_url(app, site)),
        feed_of: Some(String::new()),
        ..about
    };
    let mut top = look.cards(&shown.top).into_iter();
    let of_section = |(section, cards): &(Section, Vec<Card>)| HomeBlock {
        kind: "section".to_owned(),
        language: site.language.as_str().to_owned(),
        section: frame::link(section),
        children: here.atlas.children_of(section.id).map(frame::link).collect(),
        cards: look.cards(cards),
        ..HomeBlock::default()
    };
    let blocks = match &shown.arranged {
        Some(arranged) => arranged.iter().map(|one| one.view(app, &look)).collect(),
        None => shown.blocks.iter().map(of_section).collect(),
    };
    Ok(HomePage {
        frame: frame::frame(app, &here.atlas, site, about),
        lead: top.next(),
        seconds: top.collect(),
        newest: look.cards(&shown.newest),
        popular: look.cards(&shown.popular),
        corrected: shown.corrected.iter().map(|one| corrected::view(&look, one)).collect(),
        blocks,
        arranged: shown.arranged.is_some(),
    })
}
