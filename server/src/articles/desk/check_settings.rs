//! `/toa-soan/kiem-tra-bai`: how the newsroom and each section check their texts.

use std::collections::BTreeMap;
use std::sync::Arc;

use content::check::{Rule, Setting, Severity};
use content::id::SectionId;
use content::workflow::rights::{Grant, Role};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use themes::view::desk::checks::{CheckSettingsPage, RuleRow};
use themes::view::desk::frame::Choice;

use super::screen::{Notice, Screen};
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::checks::settings::{self, Told};
use crate::checks::store;
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// Largest limit that makes sense: a page of a gigabyte.
const LIMIT_MAX: u64 = 1_000_000;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    /// A section's id; 0 or nothing for the whole newsroom.
    muc: String,
    xong: String,
}

/// Chief editors and administrators, each where their role holds.
pub(super) fn may_set(grants: &[Grant], section: Option<SectionId>) -> bool {
    let leads = |grant: &&Grant| matches!(grant.role, Role::Chief | Role::Admin);
    grants.iter().filter(leads).any(|grant| match section {
        _ if grant.sections.is_empty() => true,
        Some(section) => grant.sections.contains(&section),
        None => false,
    })
}

/// Shows what is set; `?muc=` names the section.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let scopes = scopes(&screen);
    let asked_for = scope(&app, &asked.muc)?;
    // A chief of some sections begins with the first of them.
    let first = scopes.first().ok_or(Error::Forbidden)?.0;
    let scope = if may_set(&who.grants, asked_for) { asked_for } else { first };
    if scope != asked_for && !asked.muc.is_empty() {
        return Err(Error::Forbidden);
    }
    let notice = match asked.xong.as_str() {
        "" => Notice::default(),
        _ => Notice { kind: "done", words: screen.say("check-settings-saved") },
    };
    let chosen = |(section, choice): (Option<SectionId>, Choice)| Choice {
        chosen: section == scope,
        ..choice
    };
    let scopes: Vec<Choice> = scopes.into_iter().map(chosen).collect();
    let rules = settings::told(&app, scope).await?;
    let page = CheckSettingsPage {
        frame: screen.frame(screen.say("check-settings"), notice),
        scope: value(scope),
        scope_name: scopes.iter().find(|one| one.chosen).map_or("", |one| &one.name).to_owned(),
        scopes,
        rules: rules.iter().map(|told| row(&screen, scope, told)).collect(),
    };
    screen.show(StatusCode::OK, &page)
}

/// Keeps what is set; what is left to inherit is set nowhere.
#[handler]
pub(crate) async fn save(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(form): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    csrf::check(request, &who, form.get("_csrf").map(String::as_str))?;
    let scope = scope(&app, form.get("muc").map_or("", String::as_str))?;
    if !may_set(&who.grants, scope) {
        return Err(Error::Forbidden);
    }
    let rules = settings::told(&app, scope).await?;
    let mut set = Vec::new();
    for told in &rules {
        set.extend(setting(&form, told)?);
    }
    let tx = app.db.begin().await?;
    let now_ms = app.clock.now_ms();
    store::replace(&tx, scope, &set, (who.id, now_ms)).await?;
    let was = rules.iter().filter_map(|told| Some((told.rule, told.own?)));
    let noted = Entry {
        by: Some(who.id),
        act: "checks_changed",
        article: None,
        subject: None,
        before: recorded(scope, was),
        after: recorded(scope, set.into_iter()),
    };
    audit::append(&tx, &noted, now_ms).await?;
    tx.commit().await?;
    Ok(respond::see_other(&format!("/toa-soan/kiem-tra-bai?muc={}&xong=1", value(scope))))
}

/// What is set for a section, as the audit list keeps it: `blocker 90` by rule.
fn recorded(scope: Option<SectionId>, set: impl Iterator<Item = (Rule, Setting)>) -> Value {
    let mut all = Map::new();
    all.insert("scope".to_owned(), json!(scope));
    for (rule, setting) in set {
        let word = setting.severity.map_or("off", Severity::as_str);
        let level = match rule.unit() {
            Some(_) if setting.severity.is_some() => format!("{word} {}", setting.limit),
            _ => word.to_owned(),
        };
        all.insert(rule.as_str().to_owned(), Value::String(level));
    }
    Value::Object(all)
}

/// What the form says of one rule. A number alone is a setting too: its weight stays the
/// inherited one.
fn setting(form: &BTreeMap<String, String>, told: &Told) -> Result<Option<(Rule, Setting)>> {
    let word = told.rule.as_str();
    let sent = |name: &str| form.get(&format!("{name}-{word}")).map_or("", |text| text.trim());
    let number = match sent("so") {
        _ if told.rule.unit().is_none() => None,
        "" => None,
        text => match text.parse() {
            Ok(number) if (1..=LIMIT_MAX).contains(&number) => Some(number),
            _ => return Err(Error::BadRequest("check-settings-bad")),
        },
    };
    let severity = match sent("muc") {
        "off" => None,
        "warning" => Some(Severity::Warning),
        "blocker" => Some(Severity::Blocker),
        "" if number.is_some() => told.inherited.severity,
        "" => return Ok(None),
        _ => return Err(Error::BadRequest("error-form")),
    };
    Ok(Some((told.rule, Setting { severity, limit: number.unwrap_or(told.inherited.limit) })))
}

fn row(screen: &Screen<'_>, scope: Option<SectionId>, told: &Told) -> RuleRow {
    let name = |severity: Option<Severity>| {
        screen.say(&format!("check-{}", severity.map_or("off", Severity::as_str)))
    };
    let inherit = if scope.is_some() { "check-inherit" } else { "check-by-default" };
    let level = name(told.inherited.severity);
    let texts = screen.app.themes.texts();
    let first = Choice {
        name: texts.say(screen.language, inherit, &[("level", level.into())]),
        chosen: told.own.is_none(),
        ..Choice::default()
    };
    let other = |severity: Option<Severity>| Choice {
        value: severity.map_or("off", Severity::as_str).to_owned(),
        name: name(severity),
        chosen: told.own.is_some_and(|own| own.severity == severity),
        depth: 0,
    };
    let levels = [None, Some(Severity::Warning), Some(Severity::Blocker)];
    RuleRow {
        rule: told.rule.as_str().to_owned(),
        levels: std::iter::once(first).chain(levels.into_iter().map(other)).collect(),
        limit: told.own.map(|own| own.limit.to_string()).unwrap_or_default(),
        inherited_limit: told.inherited.limit,
        unit: told.rule.unit().unwrap_or_default().to_owned(),
        own: told.own.is_some(),
    }
}

/// The newsroom and every section that this person may set, as a tree.
fn scopes(screen: &Screen<'_>) -> Vec<(Option<SectionId>, Choice)> {
    let grants = &screen.who.grants;
    let atlas = screen.app.atlas();
    let choice = |value: String, name: String, depth| Choice { value, name, depth, chosen: false };
    let mut all = Vec::new();
    if may_set(grants, None) {
        all.push((None, choice(value(None), screen.say("check-scope-all"), 0)));
    }
    for site in &atlas.sites {
        for section in atlas.sections_of(site.id).filter(|one| may_set(grants, Some(one.id))) {
            let name = format!("{} · {}", site.name, section.name);
            let depth = section.path.matches('/').count();
            all.push((Some(section.id), choice(section.id.to_string(), name, depth)));
        }
    }
    all
}

fn value(scope: Option<SectionId>) -> String {
    scope.map_or_else(|| "0".to_owned(), |section| section.to_string())
}

fn scope(app: &App, value: &str) -> Result<Option<SectionId>> {
    let unknown = || Error::BadRequest("error-unknown-section");
    match value.trim() {
        "" | "0" => Ok(None),
        id => {
            let id: SectionId = id.parse().or(Err(unknown()))?;
            app.atlas().section(id).map(|section| Some(section.id)).ok_or_else(unknown)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use content::check::{Rule, Severity};
    use content::id::SectionId;
    use content::workflow::rights::{Grant, Role};

    use super::{Told, may_set, setting};

    #[test]
    fn chiefs_and_administrators_set_and_only_where_their_role_holds() {
        let here = Some(SectionId::new(5));
        for role in Role::ALL {
            let grant = |sections| vec![Grant { role, sections, languages: vec![] }];
            let leads = matches!(role, Role::Chief | Role::Admin);
            assert_eq!(may_set(&grant(vec![]), None), leads, "{role:?}");
            assert_eq!(may_set(&grant(vec![]), here), leads, "{role:?}");
            assert_eq!(may_set(&grant(vec![SectionId::new(5)]), here), leads, "{role:?}");
            assert!(!may_set(&grant(vec![SectionId::new(6)]), here), "{role:?}");
            assert!(!may_set(&grant(vec![SectionId::new(5)]), None), "{role:?}");
        }
    }

    #[test]
    fn a_form_sets_what_it_names_and_nothing_else() {
        let told = |rule: Rule| Told { rule, own: None, inherited: rule.by_default() };
        let of = |pairs: &[(&str, &str)], rule| {
            let form: BTreeMap<String, String> =
                pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            setting(&form, &told(rule))
        };
        assert_eq!(of(&[], Rule::Alt).unwrap(), None);
        assert_eq!(of(&[("muc-alt", "")], Rule::Alt).unwrap(), None);
        let off = of(&[("muc-alt", "off")], Rule::Alt).unwrap().unwrap();
        assert_eq!(off.1.severity, None);
        let title = Rule::TitleLength;
        let number = of(&[("so-title-length", " 90 ")], title).unwrap().unwrap().1;
        assert_eq!((number.severity, number.limit), (Some(Severity::Warning), 90));
        for bad in ["0", "-1", "1000001", "9e9", "<b>", "99999999999999999999"] {
            assert!(of(&[("so-title-length", bad)], title).is_err(), "{bad}");
        }
        assert!(of(&[("muc-title-length", "worst")], title).is_err());
        // A rule without a number has none, whatever is sent.
        assert_eq!(of(&[("so-alt", "12")], Rule::Alt).unwrap(), None);
    }
}
