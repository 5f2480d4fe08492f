//! What an act changed, in words instead of JSON: only what differs, states and names spelled out.

use std::collections::HashMap;

use content::front::{Layout, Pick};
use content::id::{ArticleId, PersonId, SectionId, SiteId};
use serde_json::{Map, Value};
use themes::dates;
use themes::view::desk::records::RecordChange;

use crate::articles::store::live::picked::Titles;
use crate::audit::Line;
use crate::people::screen::Screen;

/// Values that say nothing to a person, or that stand at the head of the line already.
const SILENT: [&str; 8] =
    ["version", "live_revision", "assignment", "site", "site_key", "scope", "day", "passed_over"];

/// Names that lines speak of by number.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) people: HashMap<PersonId, String>,
    /// Of articles that the person may read.
    pub(super) titles: Titles,
}

/// The articles that a line speaks of.
pub(super) fn articles(line: &Line) -> Vec<ArticleId> {
    let layouts = [&line.before, &line.after].into_iter().filter_map(|side| side.get("layout"));
    let picks = layouts.flat_map(chosen).map(|pick| pick.article);
    picks.chain(line.article).collect()
}

/// The people that a line speaks of, beside who did it to whom.
pub(super) fn people(line: &Line) -> Vec<PersonId> {
    let sides = [&line.before, &line.after].into_iter();
    let number = |side: &Value| side.get("person").and_then(Value::as_i64);
    sides.filter_map(number).map(PersonId::new).collect()
}

/// What it was done to, where that is neither an article nor a person: a front page, a piece of
/// work, a day, the checks of a section; empty otherwise.
pub(super) fn about(screen: &Screen<'_>, line: &Line) -> String {
    let of = |name: &str| line.after.get(name).or_else(|| line.before.get(name));
    let words = |name: &str| of(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    match line.act.as_str() {
        "front" | "blocks_changed" => front(screen, of("site"), of("section")),
        "assign" | "assignment" => words("title"),
        "day_note" | "day_note_removed" => dates::start_of_day(&words("day"))
            .map(|at| dates::day(at, screen.language))
            .unwrap_or_default(),
        "site_changed" => words("imprint_name"),
        "checks_changed" => match of("scope").and_then(Value::as_i64) {
            Some(id) => section(screen, id).unwrap_or_default(),
            None => screen.say("check-scope-all"),
        },
        _ => String::new(),
    }
}

/// The differences of a line, in the order in which the act wrote them.
pub(super) fn changes(screen: &Screen<'_>, known: &Known, line: &Line) -> Vec<RecordChange> {
    let none = Map::new();
    let before = line.before.as_object().unwrap_or(&none);
    let after = line.after.as_object().unwrap_or(&none);
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let names = after.keys().chain(gone).filter(|name| shown(line, name));
    let words = |name: &str, value: Option<&Value>| match (line.act.as_str(), value) {
        ("checks_changed", Some(Value::String(level))) => level_of(screen, level),
        _ => value_of(screen, known, name, value),
    };
    names
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| RecordChange {
            name: field(screen, line, name),
            before: words(name, before.get(name)),
            after: words(name, after.get(name)),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// Where an article is shown stands in every line, and matters where it went live.
fn shown(line: &Line, name: &str) -> bool {
    !SILENT.contains(&name)
        && (name != "places" || matches!(line.act.as_str(), "publish" | "schedule" | "release"))
        && !(name == "section" && matches!(line.act.as_str(), "front" | "blocks_changed"))
}

fn field(screen: &Screen<'_>, line: &Line, name: &str) -> String {
    let key = match line.act.as_str() {
        "checks_changed" => format!("rule-{name}"),
        _ => format!("record-field-{name}"),
    };
    let text = screen.say(&key);
    if text == key { name.to_owned() } else { text }
}

/// A value in words; empty where there is none.
fn value_of(screen: &Screen<'_>, known: &Known, name: &str, value: Option<&Value>) -> String {
    match (name, value) {
        (_, None | Some(Value::Null)) => String::new(),
        ("public" | "review", Some(Value::String(word))) => screen.say(&format!("{name}-{word}")),
        ("state", Some(Value::String(word))) => screen.say(&format!("planning-state-{word}")),
        ("act", Some(Value::String(word))) => screen.say(&format!("planning-act-{word}")),
        ("places", Some(Value::Array(places))) => joined(places, |place| shown_at(screen, place)),
        ("grants", Some(Value::Array(grants))) => joined(grants, |grant| held(screen, grant)),
        ("layout", Some(layout)) => stories(screen, known, layout),
        ("person", Some(id)) => {
            let id = id.as_i64().map(PersonId::new);
            id.and_then(|id| known.people.get(&id)).cloned().unwrap_or_default()
        }
        ("section", Some(Value::Number(id))) => {
            id.as_i64().and_then(|id| section(screen, id)).unwrap_or_default()
        }
        (_, Some(Value::Number(number))) if name.ends_with("_ms") => {
            number.as_i64().map(dates::short).unwrap_or_default()
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}

/// `blocker 90` as `Chặn, 90`.
fn level_of(screen: &Screen<'_>, level: &str) -> String {
    let (word, limit) = level.split_once(' ').unwrap_or((level, ""));
    let word = screen.say(&format!("check-{word}"));
    if limit.is_empty() { word } else { format!("{word}, {limit}") }
}

fn joined(values: &[Value], word: impl Fn(&Value) -> String) -> String {
    values.iter().map(word).collect::<Vec<_>>().join("; ")
}

/// The stories of a front page in their order; those by themselves are not told.
fn stories(screen: &Screen<'_>, known: &Known, layout: &Value) -> String {
    let texts = screen.app.themes.texts();
    let number = |id: ArticleId| {
        let values = [("id", id.to_string().into())];
        texts.say(screen.language, "record-of-article", &values)
    };
    let title = |pick: Pick| known.titles.get(&pick.article).cloned();
    let one = |pick: Pick| title(pick).unwrap_or_else(|| number(pick.article));
    let all: Vec<String> = chosen(layout).into_iter().map(one).collect();
    if all.is_empty() { screen.say("record-front-empty") } else { all.join("; ") }
}

fn chosen(layout: &Value) -> Vec<Pick> {
    serde_json::from_value::<Layout>(layout.clone()).unwrap_or_default().chosen()
}

/// `Dân tộc và Phát triển › Thời sự`.
fn front(screen: &Screen<'_>, site: Option<&Value>, below: Option<&Value>) -> String {
    let atlas = screen.app.atlas();
    let number = |value: Option<&Value>| value.and_then(Value::as_i64);
    let site = number(site).and_then(|id| atlas.site(SiteId::new(id)));
    let below = number(below).and_then(|id| section(screen, id));
    let below = below.unwrap_or_else(|| screen.say("front-home"));
    site.map_or_else(|| below.clone(), |site| format!("{} › {below}", site.name))
}

/// `[site, section]` by their names.
fn shown_at(screen: &Screen<'_>, place: &Value) -> String {
    let atlas = screen.app.atlas();
    let number = |at: usize| place.get(at).and_then(Value::as_i64).unwrap_or_default();
    let site = atlas.site(SiteId::new(number(0))).map(|site| site.name.clone());
    match (site, section(screen, number(1))) {
        (Some(site), Some(section)) => format!("{site} › {section}"),
        (Some(only), None) | (None, Some(only)) => only,
        (None, None) => place.to_string(),
    }
}

fn section(screen: &Screen<'_>, id: i64) -> Option<String> {
    screen.app.atlas().section(SectionId::new(id)).map(|section| section.name.clone())
}

/// `Biên tập viên (Thời sự, Kinh tế; vi)`
fn held(screen: &Screen<'_>, grant: &Value) -> String {
    let role = grant.get("role").and_then(Value::as_str).unwrap_or_default();
    let list = |name: &str| grant.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let sections: Vec<String> = list("sections")
        .iter()
        .filter_map(Value::as_i64)
        .map(|id| section(screen, id).unwrap_or_else(|| id.to_string()))
        .collect();
    let languages: Vec<String> =
        list("languages").iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let limits: Vec<String> = [sections.join(", "), languages.join(", ")]
        .into_iter()
        .filter(|limit| !limit.is_empty())
        .collect();
    let role = screen.say(&format!("role-{role}"));
    if limits.is_empty() { role } else { format!("{role} ({})", limits.join("; ")) }
}
