//! `GET /toa-soan/tim`: texts, pictures and people by words, as far as the person may see them.

use std::sync::Arc;

use content::article::ReviewState;
use content::workflow::rights::{Right, may_manage};
use poem::http::StatusCode;
use poem::web::{Data, Query};
use poem::{Request, Response, handler};
use search_index::{Correction, Span};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::find::{FindPage, FoundGroup, FoundRow, Suggested};
use themes::view::reader::search::SpanView;

use super::documents::address;
use super::gather::{self, Among, Asking, Found, Gathered};
use crate::app::App;
use crate::articles::desk::list::scopes;
use crate::error::Result;
use crate::http::respond::percent;
use crate::people::screen::{Notice, Screen};
use crate::people::store::{Person, staff};
use crate::people::who::Editor;
use crate::search::find::absolute;

/// Results of a group that stands alone.
const LINES: usize = 20;
/// Results of a group beside others.
const FEW: usize = 5;
/// Longest question that is looked for, in characters.
const WORDS_MAX: usize = 500;
/// How far one can look on.
const DEPTH_MAX: usize = 5_000;

/// The groups: word in the address, text key.
const GROUPS: [(&str, &str); 4] = [
    ("ban-thao", "find-drafts"),
    ("da-dang", "find-live"),
    ("anh", "find-pictures"),
    ("nguoi", "find-people"),
];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    /// One group alone.
    trong: String,
    /// Where to look on.
    tu: String,
    /// `1`: the words exactly as they are.
    #[serde(rename = "nguyen-van")]
    verbatim: String,
}

impl Asked {
    fn address(&self) -> String {
        let given = [("q", &self.q), ("trong", &self.trong), ("nguyen-van", &self.verbatim)];
        let mut address = "/toa-soan/tim".to_owned();
        for (name, value) in given.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.push(if address.contains('?') { '&' } else { '?' });
            address.push_str(&format!("{name}={}", percent(value)));
        }
        address
    }
}

#[handler]
pub(crate) async fn find(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let screen = Screen::new(&app, &who, request);
    let words: String = asked.q.trim().chars().take(WORDS_MAX).collect();
    let alone = GROUPS.iter().map(|(word, _)| *word).find(|word| *word == asked.trong);
    let trong = alone.unwrap_or_default().to_owned();
    let asked = Asked { q: words, trong, ..asked };
    let mut page = FindPage {
        frame: screen.frame(screen.say("desk-find"), Notice::default()),
        question: asked.q.clone(),
        partial: !app.desk_index.complete() || !app.index.complete(),
        ..FindPage::default()
    };
    if !asked.q.is_empty() {
        groups(&screen, &asked, &mut page).await?;
    }
    screen.show(StatusCode::OK, &page)
}

async fn groups(screen: &Screen<'_>, asked: &Asked, page: &mut FindPage) -> Result<()> {
    let scopes = scopes(&screen.who.grants, Right::Read);
    let alone = !asked.trong.is_empty();
    let asking = Asking {
        who: screen.who,
        scopes: &scopes,
        words: &asked.q,
        verbatim: !asked.verbatim.is_empty(),
        from: asked.tu.parse().ok().filter(|from| alone && *from <= DEPTH_MAX).unwrap_or_default(),
        limit: if alone { LINES } else { FEW },
    };
    for (word, name) in GROUPS.into_iter().filter(|(word, _)| !alone || asked.trong == *word) {
        let (rows, next) = match among(word) {
            Some(among) => {
                let gathered = gather::gather(screen.app, &asking, among).await?;
                // The words of others' drafts are nobody's to be told.
                if among == Among::Live {
                    suggest(asked, &gathered, page);
                }
                let row = |found| row(screen, among, found);
                (gathered.found.into_iter().map(row).collect(), gathered.next)
            }
            None => people(screen, &asking).await?,
        };
        let here = Asked { trong: word.to_owned(), ..asked.clone() }.address();
        let more = match next {
            Some(next) if alone => format!("{here}&tu={next}"),
            Some(_) => here,
            None => String::new(),
        };
        page.groups.push(FoundGroup { key: word.to_owned(), name: name.to_owned(), rows, more });
    }
    page.groups.retain(|group| !group.rows.is_empty());
    page.all = if alone {
        Asked { trong: String::new(), ..asked.clone() }.address()
    } else {
        String::new()
    };
    Ok(())
}

fn among(word: &str) -> Option<Among> {
    match word {
        "ban-thao" => Some(Among::Drafts),
        "da-dang" => Some(Among::Live),
        "anh" => Some(Among::Pictures),
        _ => None,
    }
}

/// A better way to write the question, when there is one.
fn suggest(asked: &Asked, gathered: &Gathered, page: &mut FindPage) {
    let Some(Correction { text, typed, applied }) = &gathered.correction else { return };
    let (words, verbatim) = if *applied { (typed, "1") } else { (text, "") };
    let other = Asked { q: words.clone(), verbatim: verbatim.to_owned(), ..asked.clone() };
    page.suggested = Some(Suggested {
        url: other.address(),
        text: text.clone(),
        typed: typed.clone(),
        applied: *applied,
    });
}

fn row(screen: &Screen<'_>, among: Among, found: Found) -> FoundRow {
    let Found { hit, line } = found;
    let spans = |spans: Vec<Span>| {
        spans.into_iter().map(|span| SpanView { text: span.text, marked: span.marked }).collect()
    };
    let desk = line.as_ref().map(|line| address(line.id));
    let owner_words = [hit.section_name.clone(), hit.bylines.join(", ")];
    let about = owner_words.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>();
    let state = match (&line, among) {
        (Some(line), Among::Drafts) => {
            let public = line.public.as_str();
            let review = screen.say(&format!("review-{}", line.review.as_str()));
            let told = line.review != ReviewState::Discarded && public != "unpublished";
            if told {
                format!("{review} · {}", screen.say(&format!("public-{public}")))
            } else {
                review
            }
        }
        _ => String::new(),
    };
    FoundRow {
        url: desk.unwrap_or_else(|| absolute(screen.app, &hit)),
        title: spans(hit.title),
        snippet: spans(hit.snippet),
        thumbnail: hit.thumbnail.unwrap_or_default(),
        about: about.join(" · "),
        state,
        at: dates::short(hit.published_ms),
        iso: dates::iso(hit.published_ms),
    }
}

/// Colleagues, for those who read what others write or manage people.
async fn people(
    screen: &Screen<'_>,
    asking: &Asking<'_>,
) -> Result<(Vec<FoundRow>, Option<usize>)> {
    if asking.scopes.is_empty() && !may_manage(&screen.who.grants) {
        return Ok((Vec::new(), None));
    }
    let wanted = asking.from + asking.limit + 1;
    let found = staff::page(&screen.app.db.read, asking.words, None, wanted).await?;
    let next = (found.len() == wanted).then_some(asking.from + asking.limit);
    let here = found.into_iter().skip(asking.from).take(asking.limit);
    Ok((here.map(|person| person_row(person, screen.who)).collect(), next))
}

/// Who manages people goes to their page, others to what they write.
fn person_row(person: Person, who: &Editor) -> FoundRow {
    let (url, about) = match may_manage(&who.grants) {
        true => (format!("/toa-soan/nhan-su/{}", person.id), person.email),
        false => (format!("/toa-soan?loc=tat-ca&nguoi={}", person.id), String::new()),
    };
    let title = vec![SpanView { text: person.name, marked: false }];
    FoundRow { url, title, about, ..FoundRow::default() }
}
