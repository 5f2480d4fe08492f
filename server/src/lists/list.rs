//! `GET /{section}`, `/chu-de/{tag}`, `/tac-gia/{byline}`: one page of a list.

use std::collections::HashSet;
use std::sync::Arc;

use content::front::Layout;
use content::id::ArticleId;
use poem::{Request, Response};
use serde::Deserialize;
use themes::view::reader::frame::Pages;
use themes::view::reader::lists::ListPage;

use super::blocks::{self, Above, Filled};
use super::home::{IN_A_BLOCK, POPULAR};
use super::most_read;
use super::which::{List, Named};
use crate::app::App;
use crate::articles::card::{self, Look};
use crate::articles::store::live::cards::{self, Card, Scope, Stretch};
use crate::articles::store::live::picked;
use crate::error::{Error, Result};
use crate::fronts::live::{Stories, filled};
use crate::fronts::pins;
use crate::fronts::store::{Front, live};
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::media::shelf::Shelf;
use crate::sites::atlas::Section;
use crate::sites::frame::{self, About};

/// Articles on one page of a list.
const ON_A_PAGE: u64 = 20;
/// A page further on than this is for nobody, and costs the more the further it is.
const PAGES_MAX: u64 = 5_000;
/// Lines beside it.
const NEWEST: usize = 8;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    trang: Option<String>,
}

/// Answers with the page of the list that the question names (`?trang=`, from 1).
pub(crate) async fn page(
    app: &Arc<App>,
    req: &Request,
    here: Here,
    named: Named,
) -> Result<Response> {
    let asked: Asked = req
        .uri()
        .query()
        .and_then(|query| serde_html_form::from_str(query).ok())
        .unwrap_or_default();
    let number = page_number(asked.trang.as_deref())?;
    let key = here.key(numbered(&named.path(), number));
    serve_page::serve(app, req, key, make(app, here, named, number)).await
}

/// From 1; what is no such number is a page that does not exist.
pub(crate) fn page_number(asked: Option<&str>) -> Result<u64> {
    let Some(text) = asked else { return Ok(1) };
    let number: u64 = text.parse().ok().ok_or(Error::NotFound)?;
    if (1..=PAGES_MAX).contains(&number) { Ok(number) } else { Err(Error::NotFound) }
}

/// Address of a page of a list; the first has no number.
fn numbered(path: &str, number: u64) -> String {
    if number == 1 { path.to_owned() } else { format!("{path}?trang={number}") }
}

/// A list with the page's articles and their pictures.
pub(super) struct Shown {
    list: List,
    number: u64,
    more: More,
    cards: Vec<Card>,
    /// The site's newest that are not in the list.
    newest: Vec<Card>,
    blocks: Vec<Filled>,
    shelf: Shelf,
}

async fn make(app: &Arc<App>, here: Here, named: Named, number: u64) -> Result<Made> {
    let list = List::find(app, &here, &named).await?.ok_or(Error::NotFound)?;
    let scope = list.scope(&here);
    let front = list.front(here.id);
    let cards = match front {
        Some(front) => {
            let layout = live::layout(&app.db.read, front).await?;
            arranged(app, &scope, (&layout, app.clock.now_ms()), number).await?
        }
        None => stretch(app, &scope, number).await?,
    };
    // A section may be empty yet; any other list is there because of what is on it.
    if cards.is_empty() && !(number == 1 && matches!(list, List::Section { .. })) {
        return Err(Error::NotFound);
    }
    let shown = Shown::of(app, &here, (list, number), cards).await?;
    let mut tags = card::tags(shown.cards());
    tags.extend([shown.list.tag(here.id), Tag::Site(here.id)]);
    // A block that is empty now may fill.
    if arranged_section(&here, (&shown.list, number)).is_some() {
        tags.push(Tag::Popular(here.id));
    }
    tags.extend(front.map(pins::tag));
    Ok(Made::html(tags, move |app| {
        let site = here.site()?;
        Ok(app.themes.render(&site.theme, &view(app, &here, &shown, About::default())?)?)
    }))
}

impl Shown {
    /// A page from its articles and one more; on the first of a section with the desk's blocks.
    async fn of(
        app: &App,
        here: &Here,
        (list, number): (List, u64),
        cards: Vec<Card>,
    ) -> Result<Self> {
        let (cards, more) = one_page(cards);
        let newest = newest(app, here, &cards).await?;
        let blocks = match arranged_section(here, (&list, number)) {
            Some(section) => below(app, here, section, (&cards, &newest)).await?,
            None => Vec::new(),
        };
        let mut shown = Self { list, number, more, cards, newest, blocks, shelf: Shelf::default() };
        shown.shelf = card::shelf(app, &shown.cards().collect::<Vec<_>>()).await?;
        Ok(shown)
    }

    fn cards(&self) -> impl Iterator<Item = &Card> {
        let blocks = self.blocks.iter().flat_map(|one| &one.cards);
        self.cards.iter().chain(&self.newest).chain(blocks)
    }
}

/// The section whose first page this is, where the desk has put blocks below its list.
fn arranged_section<'a>(here: &'a Here, (list, number): (&List, u64)) -> Option<&'a Section> {
    match list {
        List::Section { id, .. } if number == 1 => {
            here.atlas.section(*id).filter(|section| !section.blocks.is_empty())
        }
        _ => None,
    }
}

/// The blocks of a section's page: none of them has a story that stands above.
async fn below(
    app: &App,
    here: &Here,
    section: &Section,
    (cards, newest): (&[Card], &[Card]),
) -> Result<Vec<Filled>> {
    let used: HashSet<ArticleId> = cards.iter().chain(newest).map(|card| card.id).collect();
    let children: Vec<Section> = here.atlas.children_of(section.id).cloned().collect();
    let scopes: Vec<Scope> =
        children.iter().map(|child| Scope::Sections(here.atlas.subtree(child.id))).collect();
    let left_out: Vec<ArticleId> = used.iter().copied().collect();
    let lists = picked::each_without(&app.db.read, &scopes, &left_out, IN_A_BLOCK as u64).await?;
    let sections: Vec<(Section, Vec<Card>)> = children.into_iter().zip(lists).collect();
    let popular = most_read::of(app, here, POPULAR).await?;
    let above = Above { top: used.clone(), used, sections: &sections, popular: &popular };
    blocks::fill(app, here, &section.blocks, above).await
}

/// What else is new on the site: lines beside the list.
async fn newest(app: &App, here: &Here, listed: &[Card]) -> Result<Vec<Card>> {
    let limit = u64::try_from(NEWEST + listed.len()).unwrap_or_default();
    let stretch = Stretch { limit, ..Stretch::default() };
    let mut newest = cards::cards(&app.db.read, &Scope::Site(here.id), stretch).await?;
    newest.retain(|card| listed.iter().all(|one| one.id != card.id));
    newest.truncate(NEWEST);
    Ok(newest)
}

/// Whether another page follows. Found out by one article more than a page has: to count a list of
/// a million would cost more than the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum More {
    Yes,
    No,
}

fn one_page(mut cards: Vec<Card>) -> (Vec<Card>, More) {
    let size = usize::try_from(ON_A_PAGE).unwrap_or(usize::MAX);
    let more = if cards.len() > size { More::Yes } else { More::No };
    cards.truncate(size);
    (cards, more)
}

/// A page of the list and one article more.
async fn stretch(app: &App, scope: &Scope, number: u64) -> Result<Vec<Card>> {
    let offset = (number - 1) * ON_A_PAGE;
    let stretch = Stretch { offset, limit: ON_A_PAGE + 1, ..Stretch::default() };
    cards::cards(&app.db.read, scope, stretch).await
}

/// The chosen stories in their slots of the first page, and all others by time; on the pages
/// after that the chosen ones do not come again. One article more than a page has.
async fn arranged(
    app: &App,
    scope: &Scope,
    (layout, now_ms): (&Layout, i64),
    number: u64,
) -> Result<Vec<Card>> {
    let db = &app.db.read;
    let stories = Stories::of(db, scope, &layout.chosen()).await?;
    let slots = stories.showing(layout, now_ms);
    let chosen: Vec<ArticleId> = slots.iter().flatten().map(|card| card.id).collect();
    let before = u64::try_from(chosen.len()).unwrap_or_default();
    if number > 1 {
        let offset = ((number - 1) * ON_A_PAGE).saturating_sub(before);
        return picked::without(db, scope, &chosen, (offset, ON_A_PAGE + 1)).await;
    }
    let rest = (0, (ON_A_PAGE + 1).saturating_sub(before));
    let mut newest = picked::without(db, scope, &chosen, rest).await?.into_iter();
    let mut cards = filled(slots, &mut newest);
    cards.extend(newest);
    Ok(cards)
}

/// The first page of a section with another layout, for those who arrange it.
pub(super) async fn as_arranged(
    app: &App,
    here: &Here,
    front: Front,
    (layout, now_ms): (&Layout, i64),
) -> Result<Option<Shown>> {
    let Some(section) = front.section.and_then(|id| here.atlas.section(id)) else {
        return Ok(None);
    };
    let list = List::of_section(section);
    let scope = list.scope(here);
    let cards = arranged(app, &scope, (layout, now_ms), 1).await?;
    Shown::of(app, here, (list, 1), cards).await.map(Some)
}

pub(super) fn view(app: &App, here: &Here, shown: &Shown, about: About) -> Result<ListPage> {
    let site = here.site()?;
    let list = &shown.list;
    let look = Look { atlas: &here.atlas, site, shelf: &shown.shelf, reading: here.reading };
    let path = list.path();
    let heading = list.name().unwrap_or(&site.name).to_owned();
    let (kind, description) = match list {
        List::Home | List::Section { .. } => ("section", describe(list)),
        List::Topic(_) => ("topic", String::new()),
        List::Byline(_) => ("byline", String::new()),
        List::Storyline(_) => ("storyline", String::new()),
    };
    let section = match list {
        List::Section { id, .. } => Some(*id),
        _ => None,
    };
    let about = About {
        reading: here.reading,
        title: heading.clone(),
        description: description.clone(),
        canonical: format!("{}{}", frame::base_url(app, site), numbered(&path, shown.number)),
        section,
        feed_of: Some(path.clone()),
        ..about
    };
    let children = section.into_iter().flat_map(|id| here.atlas.children_of(id));
    Ok(ListPage {
        frame: frame::frame(app, &here.atlas, site, about),
        kind: kind.to_owned(),
        heading,
        description,
        trail: section.map(|id| frame::trail(&here.atlas, id)).unwrap_or_default(),
        children: children.map(frame::link).collect(),
        cards: look.cards(&shown.cards),
        newest: look.cards(&shown.newest),
        blocks: shown.blocks.iter().map(|one| one.view(app, &look)).collect(),
        pages: pages(&path, shown.number, shown.more),
        feed: format!("{path}/rss.xml"),
    })
}

fn describe(list: &List) -> String {
    match list {
        List::Section { description, .. } => description.clone(),
        _ => String::new(),
    }
}

fn pages(path: &str, number: u64, more: More) -> Pages {
    let previous = if number > 1 { numbered(path, number - 1) } else { String::new() };
    let next = if more == More::Yes { numbered(path, number + 1) } else { String::new() };
    Pages { current: number, previous, next }
}

#[cfg(test)]
mod tests {
    use super::{More, page_number, pages};

    #[test]
    fn the_first_page_has_no_number_and_the_last_no_next() {
        let second = pages("/thoi-su", 2, More::No);
        assert_eq!((second.previous.as_str(), second.next.as_str()), ("/thoi-su", ""));
        assert_eq!(pages("/thoi-su", 1, More::Yes).next, "/thoi-su?trang=2");
    }

    #[test]
    fn what_is_no_page_number_is_no_page() {
        assert_eq!(page_number(None).unwrap(), 1);
        assert_eq!(page_number(Some("3")).unwrap(), 3);
        for bad in ["0", "-1", "x", "", "99999999999999999999"] {
            assert!(page_number(Some(bad)).is_err(), "{bad}");
        }
    }
}
