//! `GET /toa-soan`: the articles that a person may read, newest change first.

use std::sync::Arc;

use content::article::PublicState;
use content::id::{PersonId, SectionId};
use content::lang::Lang;
use content::workflow::rights::{Grant, Ownership, Right, rights_in};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::list::{DeskListPage, DeskRow, LateRow, SectionGroup, WorkLine};

use super::open;
use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::rows::article::Column;
use crate::articles::store::desk_list::{self, Ask, Filter, Line, Scope};
use crate::articles::store::times::{self, Late};
use crate::assignments::store::{self as assignments, Assignment};
use crate::error::Result;
use crate::http::respond::percent;
use crate::people::store::staff;
use crate::people::who::Editor;
use crate::sites::atlas::{Atlas, Site};

/// Lines of one page.
const LINES: usize = 40;
/// Pieces of work above the list.
const WORK: u64 = 3;
/// Articles waiting for a person that are counted.
const COUNTED: u64 = 100;
/// A day in milliseconds; Vietnam has no summer time.
const DAY_MS: i64 = 24 * 3_600_000;
/// Longest question that is looked for, in characters.
const WORDS_MAX: usize = 200;

/// Late ones are listed for this long.
const LATE_SHOWN_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// More than this after its minute is late.
const LATE_MS: i64 = 10_000;
/// Late ones shown at most.
const LATE_LINES: u64 = 20;

/// The filters: word in the address, text key, meaning.
const FILTERS: [(&str, &str, Filter); 11] = [
    ("cho-toi", "filter-for-me", Filter::ForMe),
    ("cua-toi", "filter-mine", Filter::Mine),
    ("tra-lai", "filter-returned", Filter::Returned),
    ("cho-bien-tap", "filter-waiting", Filter::ForEditing),
    ("cho-xuat-ban", "filter-approved", Filter::ForPublishing),
    ("hen-gio", "filter-scheduled", Filter::Scheduled),
    ("hom-nay", "filter-today", Filter::LiveSince(0)),
    ("da-dang", "filter-live", Filter::Live),
    ("da-go", "filter-gone", Filter::Gone),
    ("da-bo", "filter-discarded", Filter::Discarded),
    ("tat-ca", "filter-all", Filter::All),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    loc: String,
    q: String,
    /// Section.
    muc: String,
    /// Whose.
    nguoi: String,
    /// Days, as `YYYY-MM-DD`; the second is the last one shown.
    tu: String,
    den: String,
    /// `<time>.<id>` of the last line seen.
    truoc: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let (word, _, filter) = chosen(if asked.loc.is_empty() { first(&who) } else { &asked.loc });
    let words: String = asked.q.chars().take(WORDS_MAX).collect();
    let atlas = app.atlas();
    let section = asked.muc.parse().ok().map(SectionId::new);
    let section = section.filter(|id| atlas.section(*id).is_some());
    let now_ms = app.clock.now_ms();
    let ask = Ask {
        person: who.id,
        scopes: scopes(&who.grants, Right::Read),
        approves: scopes(&who.grants, Right::Approve),
        publishes: scopes(&who.grants, Right::Publish),
        sections: section.map(|id| atlas.subtree(id)).unwrap_or_default(),
        filter: today(filter, now_ms),
        owner: asked.nguoi.trim().parse().ok().filter(|_| filter != Filter::Mine),
        words: words.clone(),
        within: asked.days(),
        before: cursor(&asked.truoc),
        limit: LINES as u64 + 1,
    };
    let desk_list::Page { mut lines, look_on } = desk_list::page(&app.db.read, &ask).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let last = lines.last().filter(|_| more);
    let seen = Seen { word, section, ask: &ask, asked: &asked };
    let mut page = DeskListPage {
        frame: screen.frame(screen.say("desk-articles"), Notice::default()),
        for_me: desk_list::waiting_for(&app.db.read, &ask, COUNTED).await?,
        filters: filters(&seen),
        filter: word.to_owned(),
        groups: groups(&atlas, section),
        rows: lines.iter().map(|line| row(&app, &atlas, line)).collect(),
        older: last.map(|line| seen.after(desk_list::place(&ask, line))).unwrap_or_default(),
        look_on: look_on.map(|place| seen.after(place)).unwrap_or_default(),
        late: late(&screen, filter, now_ms).await?,
        question: words,
        writers: if filter == Filter::Mine { Vec::new() } else { writers(&app, &ask).await? },
        since: ask.within.0.map(|_| asked.tu.clone()).unwrap_or_default(),
        until: ask.within.1.map(|_| asked.den.clone()).unwrap_or_default(),
        days_of: days_of(&ask).to_owned(),
        crossed: matches!(ask.within, (Some(since), Some(until)) if since >= until),
        narrowed: ask.owner.is_some() || ask.within != (None, None),
        work: work(&app, &who).await?,
    };
    open::in_list(&screen, &mut page.rows).await?;
    screen.show(StatusCode::OK, &page)
}

/// What the list was asked for, to ask on from there.
struct Seen<'a> {
    word: &'a str,
    section: Option<SectionId>,
    ask: &'a Ask,
    asked: &'a Asked,
}

impl Asked {
    /// The times between which the days lie; what is no day bounds nothing.
    fn days(&self) -> (Option<i64>, Option<i64>) {
        let until = dates::start_of_day(self.den.trim()).map(|start| start + DAY_MS);
        (dates::start_of_day(self.tu.trim()), until)
    }
}

impl Seen<'_> {
    /// The address of the same list under another filter.
    fn address(&self, word: &str) -> String {
        let mut address = format!("/toa-soan?loc={word}");
        let Ask { words, owner, within: (since, until), .. } = self.ask;
        let mut add = |name: &str, value: &str| address.push_str(&format!("&{name}={value}"));
        if !words.is_empty() {
            add("q", &percent(words));
        }
        if let Some(section) = self.section {
            add("muc", &section.to_string());
        }
        if let Some(owner) = owner {
            add("nguoi", &owner.to_string());
        }
        if since.is_some() {
            add("tu", self.asked.tu.trim());
        }
        if until.is_some() {
            add("den", self.asked.den.trim());
        }
        address
    }

    /// The address of the same list from a place on.
    fn after(&self, (at_ms, id): (i64, i64)) -> String {
        format!("{}&truoc={at_ms}.{id}", self.address(self.word))
    }
}

/// Today begins at midnight in Vietnam.
fn today(filter: Filter, now_ms: i64) -> Filter {
    let day = dates::iso(now_ms).chars().take(10).collect::<String>();
    match filter {
        Filter::LiveSince(_) => Filter::LiveSince(dates::start_of_day(&day).unwrap_or(now_ms)),
        other => other,
    }
}

/// What went out late in the last days, for those who may set times.
async fn late(screen: &Screen<'_>, filter: Filter, now_ms: i64) -> Result<Vec<LateRow>> {
    if filter != Filter::Scheduled || scopes(&screen.who.grants, Right::Schedule).is_empty() {
        return Ok(Vec::new());
    }
    let since = now_ms.saturating_sub(LATE_SHOWN_MS);
    let found = times::late(&screen.app.db.read, LATE_MS, since, LATE_LINES).await?;
    let row = |late: Late| LateRow {
        url: format!("/toa-soan/bai/{}", late.article_id),
        title: late.title,
        due: dates::short(late.due_ms),
        done: dates::short(late.done_ms),
    };
    Ok(found.into_iter().map(row).collect())
}

/// Every section of every site, in the order of the sites.
fn groups(atlas: &Atlas, chosen: Option<SectionId>) -> Vec<SectionGroup> {
    let group = |site: &Site| SectionGroup {
        site: site.name.clone(),
        sections: atlas
            .tree_of(site.id)
            .into_iter()
            .map(|section| Choice {
                value: section.id.to_string(),
                name: section.name.clone(),
                depth: section.path.matches('/').count(),
                chosen: chosen == Some(section.id),
            })
            .collect(),
    };
    atlas.sites.iter().map(group).collect()
}

/// The next pieces of work that were given to the person.
async fn work(app: &App, who: &Editor) -> Result<Vec<WorkLine>> {
    let open = assignments::open_of(&app.db.read, who.id, WORK).await?;
    let now_ms = app.clock.now_ms();
    let line = |work: Assignment| WorkLine {
        url: format!("/toa-soan/phan-cong/{}", work.id),
        due: dates::short(work.wish.due_ms),
        due_iso: dates::iso(work.wish.due_ms),
        overdue: work.wish.due_ms < now_ms,
        title: work.wish.title,
    };
    Ok(open.into_iter().map(line).collect())
}

/// Text key of what the days are days of.
fn days_of(ask: &Ask) -> &'static str {
    match desk_list::time_of(ask) {
        Column::ScheduledMs => "desk-days-scheduled",
        Column::PublishedMs => "desk-days-published",
        _ => "desk-days-changed",
    }
}

/// Whose articles can be asked for, by those who read others' articles.
async fn writers(app: &App, ask: &Ask) -> Result<Vec<Choice>> {
    if ask.scopes.is_empty() {
        return Ok(Vec::new());
    }
    let choice = |(id, name): (PersonId, String)| Choice {
        value: id.to_string(),
        name,
        depth: 0,
        chosen: ask.owner == Some(id),
    };
    Ok(staff::all_names(&app.db.read).await?.into_iter().map(choice).collect())
}

/// What somebody looks for first: what waits for them, or what they write.
fn first(who: &Editor) -> &'static str {
    let decides = !scopes(&who.grants, Right::Approve).is_empty();
    match who.may_begin() {
        true if decides => "cho-toi",
        true => "cua-toi",
        false => "tat-ca",
    }
}

/// Unknown words show everything.
fn chosen(word: &str) -> (&'static str, &'static str, Filter) {
    let found = FILTERS.into_iter().find(|(known, ..)| *known == word);
    found.unwrap_or(("tat-ca", "filter-all", Filter::All))
}

fn filters(seen: &Seen<'_>) -> Vec<Choice> {
    let choice = |(known, name, _): (&str, &str, Filter)| Choice {
        value: seen.address(known),
        name: name.to_owned(),
        depth: 0,
        chosen: known == seen.word,
    };
    FILTERS.into_iter().map(choice).collect()
}

/// Where each grant gives the person this right over articles of others.
pub(crate) fn scopes(grants: &[Grant], right: Right) -> Vec<Scope> {
    let reads = |grant: &&Grant| {
        let everywhere = Grant { sections: vec![], languages: vec![], ..(*grant).clone() };
        rights_in(&[everywhere], None, &Lang::vi(), Ownership::Other).has(right)
    };
    let scope = |grant: &Grant| Scope {
        sections: grant.sections.clone(),
        languages: grant.languages.clone(),
    };
    grants.iter().filter(reads).map(scope).collect()
}

fn cursor(text: &str) -> Option<(i64, i64)> {
    let (changed_ms, id) = text.split_once('.')?;
    Some((changed_ms.parse().ok()?, id.parse().ok()?))
}

fn row(app: &App, atlas: &Atlas, line: &Line) -> DeskRow {
    let now_ms = app.clock.now_ms();
    let section = line.section.and_then(|id| atlas.section(id));
    let site = atlas.site(line.site);
    let live = (line.public == PublicState::Live).then_some(site).flatten();
    DeskRow {
        id: line.id.get(),
        url: format!("/toa-soan/bai/{}", line.id),
        title: line.title.clone(),
        kicker: String::new(),
        section: match (site, section) {
            (Some(site), Some(section)) => format!("{} · {}", site.name, section.name),
            _ => String::new(),
        },
        bylines: line.bylines.join(", "),
        review: line.review.as_str().to_owned(),
        public: line.public.as_str().to_owned(),
        published: line.published_ms.map(dates::short).unwrap_or_default(),
        published_iso: line.published_ms.map(dates::iso).unwrap_or_default(),
        changed: dates::short(line.changed_ms),
        changed_iso: dates::iso(line.changed_ms),
        scheduled: line.scheduled_ms.map(dates::short).unwrap_or_default(),
        scheduled_iso: line.scheduled_ms.map(dates::iso).unwrap_or_default(),
        embargo: line
            .embargo_ms
            .filter(|until| *until > now_ms)
            .map(dates::short)
            .unwrap_or_default(),
        fault: line.release_fault.clone().unwrap_or_default(),
        open_by: String::new(),
        live_url: live
            .map(|site| {
                let base =
                    site.base_url(app.config.public_url.as_deref(), app.config.listen.port());
                format!("{base}/{}-{}.html", line.slug, line.id)
            })
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{cursor, scopes};
    use content::id::SectionId;
    use content::workflow::rights::{Grant, Right, Role};

    #[test]
    fn only_roles_that_read_others_open_the_list_to_others() {
        let grant = |role| Grant { role, sections: vec![SectionId::new(4)], languages: vec![] };
        let reading: Vec<Role> = Role::ALL
            .into_iter()
            .filter(|role| !scopes(&[grant(*role)], Right::Read).is_empty())
            .collect();
        use Role::{Chief, Editor, Inspector, Portal, Secretary};
        assert_eq!(reading, [Editor, Secretary, Chief, Portal, Inspector]);
    }

    #[test]
    fn a_place_in_the_list_is_two_numbers_or_none() {
        assert_eq!(cursor("170.5"), Some((170, 5)));
        for broken in ["", "170", "170.", "a.5", "1.2.3"] {
            assert_eq!(cursor(broken), None, "{broken}");
        }
    }
}
