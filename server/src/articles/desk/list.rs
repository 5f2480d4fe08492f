//! `GET /toa-soan`: the articles that a person may read, newest change first.

use std::sync::Arc;

use content::article::PublicState;
use content::lang::Lang;
use content::workflow::rights::{Grant, Ownership, Right, rights_in};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::frame::Choice;
use themes::view::desk::list::{DeskListPage, DeskRow};

use super::screen::{Notice, Screen};
use crate::app::App;
use crate::articles::store::desk_list::{self, Ask, Filter, Line, Scope};
use crate::error::Result;
use crate::http::respond::percent;
use crate::people::who::Editor;
use crate::sites::atlas::Atlas;

/// Lines of one page.
const LINES: usize = 40;
/// Longest question that is looked for, in characters.
const WORDS_MAX: usize = 200;

/// The filters: word in the address, text key, meaning.
const FILTERS: [(&str, &str, Filter); 6] = [
    ("cua-toi", "filter-mine", Filter::Mine),
    ("cho-bien-tap", "filter-waiting", Filter::ForEditing),
    ("cho-xuat-ban", "filter-approved", Filter::ForPublishing),
    ("da-dang", "filter-live", Filter::Live),
    ("tra-lai", "filter-returned", Filter::Returned),
    ("tat-ca", "filter-all", Filter::All),
];

/// What the address asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    loc: String,
    q: String,
    /// `<changed>.<id>` of the last line seen.
    truoc: String,
}

#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let (word, _, filter) = chosen(&asked.loc);
    let words: String = asked.q.chars().take(WORDS_MAX).collect();
    let ask = Ask {
        person: who.id,
        scopes: scopes(&who.grants),
        filter,
        words: words.clone(),
        before: cursor(&asked.truoc),
        limit: LINES as u64 + 1,
    };
    let mut lines = desk_list::lines(&app.db.read, &ask).await?;
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let last = lines.last().filter(|_| more);
    let older = last.map(|line| older(word, &words, line)).unwrap_or_default();
    let screen = Screen::new(&app, &who, request);
    let atlas = app.atlas();
    let page = DeskListPage {
        frame: screen.frame(screen.say("desk-articles"), Notice::default()),
        filters: filters(word),
        filter: word.to_owned(),
        question: words,
        rows: lines.iter().map(|line| row(&app, &atlas, line)).collect(),
        older,
    };
    screen.show(StatusCode::OK, &page)
}

/// Unknown words show everything.
fn chosen(word: &str) -> (&'static str, &'static str, Filter) {
    let found = FILTERS.into_iter().find(|(known, ..)| *known == word);
    found.unwrap_or(("tat-ca", "filter-all", Filter::All))
}

fn filters(word: &str) -> Vec<Choice> {
    let choice = |(known, name, _): (&str, &str, Filter)| Choice {
        value: format!("/toa-soan?loc={known}"),
        name: name.to_owned(),
        depth: 0,
        chosen: known == word,
    };
    FILTERS.into_iter().map(choice).collect()
}

/// Where each grant lets the person read articles of others.
fn scopes(grants: &[Grant]) -> Vec<Scope> {
    let reads = |grant: &&Grant| {
        let everywhere = Grant { sections: vec![], languages: vec![], ..(*grant).clone() };
        rights_in(&[everywhere], None, &Lang::vi(), Ownership::Other).has(Right::Read)
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

fn older(word: &str, words: &str, last: &Line) -> String {
    let place = format!("{}.{}", last.changed_ms, last.id);
    format!("/toa-soan?loc={word}&q={}&truoc={place}", percent(words))
}

fn row(app: &App, atlas: &Atlas, line: &Line) -> DeskRow {
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
        changed: dates::short(line.changed_ms),
        changed_iso: dates::iso(line.changed_ms),
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
    use content::workflow::rights::{Grant, Role};

    #[test]
    fn only_roles_that_read_others_open_the_list_to_others() {
        let grant = |role| Grant { role, sections: vec![SectionId::new(4)], languages: vec![] };
        let reading: Vec<Role> =
            Role::ALL.into_iter().filter(|role| !scopes(&[grant(*role)]).is_empty()).collect();
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
