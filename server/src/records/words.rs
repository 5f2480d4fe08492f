//! What an act changed, in words instead of JSON: only what differs, states and names spelled out.

use content::id::{SectionId, SiteId};
use serde_json::{Map, Value};
use themes::dates;
use themes::view::desk::records::RecordChange;

use crate::audit::Line;
use crate::people::screen::Screen;

/// Values that say nothing to a person: the number of a draft, of a row.
const SILENT: [&str; 2] = ["version", "live_revision"];

/// The differences of a line, in the order in which the act wrote them.
pub(super) fn changes(screen: &Screen<'_>, line: &Line) -> Vec<RecordChange> {
    let none = Map::new();
    let before = line.before.as_object().unwrap_or(&none);
    let after = line.after.as_object().unwrap_or(&none);
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let names = after.keys().chain(gone).filter(|name| shown(line, name));
    names
        .filter(|name| before.get(*name) != after.get(*name))
        .map(|name| RecordChange {
            name: field(screen, name),
            before: value(screen, name, before.get(name)),
            after: value(screen, name, after.get(name)),
        })
        .filter(|change| change.before != change.after)
        .collect()
}

/// Where an article is shown stands in every line, and matters where it went live.
fn shown(line: &Line, name: &str) -> bool {
    !SILENT.contains(&name)
        && (name != "places" || matches!(line.act.as_str(), "publish" | "schedule" | "release"))
}

fn field(screen: &Screen<'_>, name: &str) -> String {
    let key = format!("record-field-{name}");
    let text = screen.say(&key);
    if text == key { name.to_owned() } else { text }
}

/// A value in words; empty where there is none.
fn value(screen: &Screen<'_>, name: &str, value: Option<&Value>) -> String {
    match (name, value) {
        (_, None | Some(Value::Null)) => String::new(),
        ("public" | "review", Some(Value::String(word))) => screen.say(&format!("{name}-{word}")),
        ("places", Some(Value::Array(places))) => joined(places, |place| shown_at(screen, place)),
        ("grants", Some(Value::Array(grants))) => joined(grants, |grant| held(screen, grant)),
        (_, Some(Value::Number(number))) if name.ends_with("_ms") => {
            number.as_i64().map(dates::short).unwrap_or_default()
        }
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(other)) => other.to_string(),
    }
}

fn joined(values: &[Value], word: impl Fn(&Value) -> String) -> String {
    values.iter().map(word).collect::<Vec<_>>().join("; ")
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
