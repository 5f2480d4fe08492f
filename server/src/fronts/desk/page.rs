//! `GET /toa-soan/trang-nhat/{site}[/{section}]`: the slots of a front and stories to put there.

use std::sync::Arc;

use content::front::{Layout, Pick};
use content::id::ArticleId;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::front::{FrontPage, PickView, SlotView, StoryView};

use super::door::{Door, Named};
use crate::app::App;
use crate::articles::card;
use crate::articles::desk::screen::{Notice, Screen};
use crate::articles::store::live::cards::Card;
use crate::articles::store::live::picked;
use crate::error::Result;
use crate::fronts::live::Stories;
use crate::fronts::slots;
use crate::fronts::store::work::Work;
use crate::fronts::store::{live, work};
use crate::media::shelf::Shelf;
use crate::people::store::names;
use crate::people::who::Editor;
use crate::sites::frame;

/// Stories offered at once.
const STORIES: u64 = 20;
/// Longest question that is looked for, in characters.
const WORDS_MAX: usize = 200;
/// Width of the small pictures.
const THUMB: u32 = 320;

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    /// What has just been done.
    xong: String,
    /// The story that was moved, and which of its buttons has the focus.
    o: String,
    nut: String,
    /// The slot out of which a story was taken.
    khung: String,
}

/// What the page is to show beside what is stored.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) layout: Layout,
    pub(super) version: i64,
    pub(super) notice: Notice,
    pub(super) words: String,
    /// See [`FrontPage::focus`].
    pub(super) focus: String,
}

#[handler]
pub(crate) async fn look(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(named): Path<Named>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let door = Door::open(&app, &who, &named)?;
    let screen = Screen::new(&app, &who, request);
    let stored = work::read(&app.db.read, door.front).await?;
    let focus = focus(&door, &stored.layout, &asked).unwrap_or_default();
    let shown = Shown {
        layout: stored.layout.clone(),
        version: stored.version,
        notice: done(&screen, &asked.xong),
        words: asked.q.chars().take(WORDS_MAX).collect(),
        focus,
    };
    show(&screen, &door, (shown, &stored), StatusCode::OK).await
}

/// Where the person goes on: at the story that was moved, in the slot that lost one.
fn focus(door: &Door, layout: &Layout, asked: &Asked) -> Option<String> {
    let Ok(id) = asked.o.parse() else {
        return asked.khung.parse().ok().map(|slot: usize| format!("khung-{slot}"));
    };
    let (at, pick) = layout.find(ArticleId::new(id))?;
    let last = slots::of(door.front.section).len().saturating_sub(1);
    let down = at == 0 || (asked.nut == "down" && at < last);
    Some(format!("{}-{}", if down { "xuong" } else { "len" }, pick.article))
}

/// Only our own steps have a sentence; anything else in the address says nothing.
fn done(screen: &Screen<'_>, told: &str) -> Notice {
    let (kind, known) = match told {
        "luu" => ("done", "front-done-keep"),
        "them" => ("done", "front-done-put"),
        "doi" => ("done", "front-done-move"),
        "bo" => ("done", "front-done-remove"),
        "len-trang" => ("done", "front-done-up"),
        "nhu-cu" => ("done", "front-done-same"),
        "bo-nhap" => ("done", "front-done-forget"),
        "khoi-phuc" => ("done", "front-done-restore"),
        "ghep" => ("warning", "front-done-joined"),
        _ => return Notice::default(),
    };
    Notice { kind, words: screen.say(known) }
}

/// The page with a layout that may not be stored yet.
pub(super) async fn show(
    screen: &Screen<'_>,
    door: &Door,
    (shown, stored): (Shown, &Work),
    status: StatusCode,
) -> Result<Response> {
    let app = screen.app;
    let db = &app.db.read;
    let now_ms = app.clock.now_ms();
    let live = live::layout(db, door.front).await?;
    let view = View::read(app, door, (&shown.layout, now_ms)).await?;
    let found = picked::found(db, &door.scope(), &shown.words, STORIES).await?;
    let shelf = card::shelf(app, &found.iter().collect::<Vec<_>>()).await?;
    let stories = found.iter().map(|card| StoryView {
        placed: shown.layout.find(card.id).is_some(),
        ..story(door, card, &shelf)
    });
    let by: Vec<_> = stored.by.into_iter().collect();
    let page = FrontPage {
        frame: screen.frame(door.heading(screen), shown.notice.clone()),
        heading: door.heading(screen),
        is_home: door.front.section.is_none(),
        blocks_url: door.blocks_address(),
        address: door.address(),
        overview: "/toa-soan/trang-nhat".to_owned(),
        preview_url: door.preview_address(),
        history_url: door.history_address(),
        live_url: readers(app, door)?,
        version: shown.version,
        slots: view.slots(door, &shown),
        stories: stories.collect(),
        question: shown.words.clone(),
        targets: targets(screen, door),
        changed: live != stored.layout,
        saved_by: names(db, &by).await?.into_values().next().unwrap_or_default(),
        saved: if stored.at_ms > 0 { dates::short(stored.at_ms) } else { String::new() },
        focus: shown.focus,
    };
    screen.show(status, &page)
}

fn readers(app: &App, door: &Door) -> Result<String> {
    let path = door.section().map(|section| section.path.clone()).unwrap_or_default();
    Ok(format!("{}/{path}", frame::base_url(app, door.site()?)))
}

fn targets(screen: &Screen<'_>, door: &Door) -> Vec<Choice> {
    let kinds = slots::of(door.front.section);
    let choice = |at: usize| Choice {
        value: at.to_string(),
        name: slot_name(screen, kinds, at),
        depth: 0,
        chosen: at == 0,
    };
    (0..kinds.len()).map(choice).collect()
}

/// A slot in words: `Bài chính`, `Cặp bài dưới 2`.
pub(super) fn slot_name(screen: &Screen<'_>, kinds: &[slots::Slot], at: usize) -> String {
    let Some(kind) = kinds.get(at) else { return String::new() };
    let name = screen.say(&format!("front-slot-{}", kind.word()));
    let alone = kinds.iter().filter(|other| *other == kind).count() == 1;
    if alone { name } else { format!("{name} {}", slots::number(kinds, at)) }
}

/// What stands in the slots of a layout at a moment, with titles and pictures.
pub(super) struct View {
    stories: Stories,
    /// Titles of those that readers cannot see.
    titles: std::collections::HashMap<ArticleId, String>,
    showing: Vec<Option<ArticleId>>,
    auto: Vec<Option<Card>>,
    shelf: Shelf,
    now_ms: i64,
}

impl View {
    pub(super) async fn read(
        app: &App,
        door: &Door,
        (layout, now_ms): (&Layout, i64),
    ) -> Result<Self> {
        let db = &app.db.read;
        let picks = layout.chosen();
        let stories = Stories::of(db, &door.scope(), &picks).await?;
        let showing = layout.showing(now_ms, |pick| stories.has(pick));
        let chosen: Vec<ArticleId> = showing.iter().flatten().copied().collect();
        let free = u64::try_from(showing.len().saturating_sub(chosen.len())).unwrap_or_default();
        let newest = picked::without(db, &door.scope(), &chosen, (0, free)).await?;
        let mut newest = newest.into_iter();
        let auto = showing.iter().map(|slot| if slot.is_some() { None } else { newest.next() });
        let auto: Vec<Option<Card>> = auto.collect();
        let unseen: Vec<ArticleId> =
            picks.iter().filter(|pick| !stories.has(pick)).map(|pick| pick.article).collect();
        let titles = picked::titles(db, &unseen).await?;
        let seen = picks.iter().filter_map(|pick| stories.get(pick.article));
        let shelf =
            card::shelf(app, &seen.chain(auto.iter().flatten()).collect::<Vec<_>>()).await?;
        Ok(Self { stories, titles, showing, auto, shelf, now_ms })
    }

    fn slots(&self, door: &Door, shown: &Shown) -> Vec<SlotView> {
        let kinds = slots::of(door.front.section);
        let slots = shown.layout.slots().iter().enumerate();
        let view = |(at, picks): (usize, &Vec<Pick>)| SlotView {
            picks: self.picks(door, (at, picks)),
            auto: self.auto.get(at).and_then(Option::as_ref).map(|c| story(door, c, &self.shelf)),
            ..slot(kinds, at)
        };
        slots.map(view).collect()
    }

    pub(super) fn picks(&self, door: &Door, (at, picks): (usize, &[Pick])) -> Vec<PickView> {
        let last = slots::of(door.front.section).len().saturating_sub(1);
        let minute = |at_ms: Option<i64>| at_ms.map(dates::field).unwrap_or_default();
        let words = |at_ms: Option<i64>| at_ms.map(dates::short).unwrap_or_default();
        let view = |pick: &Pick| PickView {
            story: self.story_of(door, pick),
            state: self.state(at, pick).to_owned(),
            from: minute(pick.from_ms),
            until: minute(pick.until_ms),
            from_words: words(pick.from_ms),
            until_words: words(pick.until_ms),
            up: at > 0,
            down: at < last,
        };
        picks.iter().map(view).collect()
    }

    fn story_of(&self, door: &Door, pick: &Pick) -> StoryView {
        match self.stories.get(pick.article) {
            Some(card) => story(door, card, &self.shelf),
            None => StoryView {
                id: pick.article.get(),
                title: self.titles.get(&pick.article).cloned().unwrap_or_default(),
                ..StoryView::default()
            },
        }
    }

    fn state(&self, at: usize, pick: &Pick) -> &'static str {
        let shows = self.showing.get(at).copied().flatten() == Some(pick.article);
        match pick {
            _ if !self.stories.has(pick) => "gone",
            _ if shows => "showing",
            pick if pick.is_over(self.now_ms) => "over",
            pick if !pick.is_on(self.now_ms) => "waiting",
            _ => "covered",
        }
    }
}

/// A slot by its place alone.
pub(super) fn slot(kinds: &[slots::Slot], at: usize) -> SlotView {
    let kind = kinds.get(at);
    let alone = kinds.iter().filter(|other| Some(*other) == kind).count() == 1;
    SlotView {
        index: at,
        kind: kind.map(|kind| kind.word().to_owned()).unwrap_or_default(),
        number: if alone { 0 } else { slots::number(kinds, at) },
        ..SlotView::default()
    }
}

fn story(door: &Door, card: &Card, shelf: &Shelf) -> StoryView {
    let section = door.atlas.section(card.section).map(|section| section.name.clone());
    let media = card.cover.as_ref().and_then(|cover| shelf.get(&cover.media));
    StoryView {
        id: card.id.get(),
        title: card.title.clone(),
        section: section.unwrap_or_default(),
        stamp: dates::short(card.published_ms),
        thumb: media
            .map(|media| media.rendition(media.at_width(THUMB), "webp"))
            .unwrap_or_default(),
        placed: false,
    }
}
