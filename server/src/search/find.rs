//! `GET /tim-kiem` and `GET /api/v1/search`: answers from the index alone.

use std::sync::Arc;

use poem::web::{Data, Json};
use poem::{IntoResponse, Request, Response, handler};
use search_index::{Answer, Correction, Hit, Question, Span};
use serde::Deserialize;
use serde_json::json;
use themes::dates::{Stamp, iso};
use themes::view::reader::frame::{CardPicture, Link, Pages};
use themes::view::reader::search::{CorrectionView, HitView, SearchPage, SectionChoice, SpanView};

use super::ask::{ON_A_PAGE, Typed};
use super::facets;
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::reading::Pictures;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::atlas::Site;
use crate::sites::frame::{self, About};

/// Longest address of a search whose page is kept.
const KEPT_MAX: usize = 300;

/// The page.
#[handler]
pub(crate) async fn find(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let query = req.uri().query().unwrap_or_default();
    let typed: Typed = serde_html_form::from_str(query).unwrap_or_default();
    let page = typed.page();
    let (words, first) = (typed.q.clone(), typed.is_first());
    let mut address = typed.address(page);
    if address.len() > KEPT_MAX {
        address = format!("/tim-kiem?{}", blake3::hash(address.as_bytes()).to_hex());
    }
    let key = here.key(address);
    let made = async {
        Ok(Made::html(vec![Tag::Site(here.id), Tag::Search, Tag::AnyArticle], move |app| {
            let site = here.site()?;
            Ok(app.themes.render(&site.theme, &view(app, &here, &typed)?)?)
        }))
    };
    let answer = serve_page::serve(&app, req, key, made).await?;
    if first {
        app.usage.asked(&words, 1);
    }
    Ok(answer)
}

fn view(app: &App, here: &Here, typed: &Typed) -> Result<SearchPage> {
    let site = here.site()?;
    let mut read = typed.read(&here.atlas, site);
    read.question.recency_half_life_days = Some(app.usage.half_life(&site.key));
    let answer = app.index.find(&read.question);
    if typed.is_first() {
        app.usage.found(&typed.q, answer.total);
    }
    let now = Typed { moment: moment(app, typed), ..typed.clone() };
    let title = app.themes.texts().say(here.language(site), "search", &[]);
    let title = if typed.q.is_empty() { title } else { format!("{} – {title}", typed.q) };
    let about = About {
        reading: here.reading,
        title: content::text::tidy_line(&title),
        canonical: format!("{}/tim-kiem", frame::base_url(app, site)),
        noindex: true,
        ..About::default()
    };
    let sections = here.atlas.sections_of(site.id).map(|section| SectionChoice {
        path: section.path.clone(),
        name: section.name.clone(),
        depth: section.path.matches('/').count(),
    });
    Ok(SearchPage {
        frame: frame::frame(app, &here.atlas, site, about),
        question: typed.q.chars().take(200).collect(),
        section: typed.section.clone(),
        byline: typed.byline.clone(),
        since: typed.since.clone(),
        until: typed.until.clone(),
        order: typed.order.clone(),
        sections: sections.collect(),
        asked: !typed.q.trim().is_empty(),
        partial: if app.index.complete() { String::new() } else { "search-partial".to_owned() },
        total: answer.total,
        pages: pages(&now, read.page, answer.total),
        facets: facets::groups(
            &facets::Around { app, atlas: &here.atlas, site, typed, language: here.language(site) },
            &answer.facets,
        ),
        correction: answer.correction.map(|found| correction(typed, found)),
        unknown: unknown(app, answer.unknown).join(", "),
        verbatim: !typed.verbatim.is_empty(),
        choices: typed.choices(),
        hits: answer.hits.into_iter().map(|hit| hit_view(here, site, hit)).collect(),
        fault: read.fault.to_owned(),
    })
}

/// The moment that later pages go on from: that of the first.
fn moment(app: &App, typed: &Typed) -> String {
    let given = typed.moment.parse::<i64>().is_ok();
    if given { typed.moment.clone() } else { app.clock.now_ms().to_string() }
}

/// Words that stand in no article, once all articles are known.
fn unknown(app: &App, words: Vec<String>) -> Vec<String> {
    if app.index.complete() { words } else { Vec::new() }
}

fn correction(typed: &Typed, found: Correction) -> CorrectionView {
    let (words, verbatim) = match found.applied {
        true => (&found.typed, "1"),
        false => (&found.text, ""),
    };
    let other = Typed { q: words.clone(), verbatim: verbatim.to_owned(), ..typed.clone() };
    CorrectionView {
        url: other.address(1),
        text: found.text,
        typed: found.typed,
        applied: found.applied,
    }
}

fn pages(typed: &Typed, page: usize, total: usize) -> Pages {
    let more = page * ON_A_PAGE < total;
    Pages {
        current: page as u64,
        previous: if page > 1 { typed.address(page - 1) } else { String::new() },
        next: if more { typed.address(page + 1) } else { String::new() },
    }
}

fn hit_view(here: &Here, site: &Site, hit: Hit) -> HitView {
    let spans = |spans: Vec<Span>| {
        spans.into_iter().map(|span| SpanView { text: span.text, marked: span.marked }).collect()
    };
    HitView {
        language: hit.language,
        stamp: Stamp::parse(&site.stamp).write(hit.published_ms, here.language(site)),
        iso: iso(hit.published_ms),
        title: spans(hit.title),
        snippet: spans(hit.snippet),
        section: Link { name: hit.section_name, url: format!("/{}", hit.section_path) },
        url: hit.url,
        picture: hit
            .thumbnail
            .filter(|_| here.reading.pictures == Pictures::Whole)
            .map(|src| CardPicture { src, width: 320, height: 200, ..CardPicture::default() }),
    }
}

/// The API's parameters.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    q: String,
    site: Option<String>,
    section: Option<String>,
    since: Option<String>,
    until: Option<String>,
    limit: Option<usize>,
}

/// The API's face.
#[handler]
pub(crate) async fn find_by_api(app: Data<&Arc<App>>, req: &Request) -> Result<Response> {
    let query = req.uri().query().unwrap_or_default();
    let asked: Asked =
        serde_html_form::from_str(query).ok().ok_or(Error::BadRequest("error-form"))?;
    let time = |text: &Option<String>| -> Result<Option<i64>> {
        let Some(text) = text else { return Ok(None) };
        let at = text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond).ok();
        at.or_else(|| themes::dates::start_of_day(text))
            .map(Some)
            .ok_or(Error::BadRequest("search-bad-date"))
    };
    let question = Question {
        text: asked.q.clone(),
        since_ms: time(&asked.since)?,
        until_ms: time(&asked.until)?,
        limit: asked.limit.unwrap_or(20).min(100),
        site: asked.site.or_else(|| asked.section.is_some().then(|| "bao".to_owned())),
        section: asked.section,
        ..Question::default()
    };
    let node = Arc::clone(app.0);
    let answer = tokio::task::spawn_blocking(move || node.index.find(&question)).await?;
    Ok(Json(answer_json(&app, answer)).into_response())
}

pub(super) fn answer_json(app: &App, answer: Answer) -> serde_json::Value {
    let plain = |spans: &[Span]| spans.iter().map(|span| span.text.as_str()).collect::<String>();
    let items: Vec<_> = answer
        .hits
        .iter()
        .map(|hit| {
            json!({
                "id": hit.article,
                "source_id": hit.source_id,
                "title": plain(&hit.title),
                "url": absolute(app, hit),
                "snippet": plain(&hit.snippet),
                "section": hit.section_path,
                "published_at": utc(hit.published_ms),
            })
        })
        .collect();
    let correction = answer
        .correction
        .as_ref()
        .map(|found| json!({ "text": found.text, "typed": found.typed, "applied": found.applied }));
    json!({
        "total": answer.total,
        "items": items,
        "correction": correction,
        "unknown": unknown(app, answer.unknown),
        "complete": app.index.complete(),
    })
}

/// The address of a result with scheme and host.
pub(crate) fn absolute(app: &App, hit: &Hit) -> String {
    if hit.url.starts_with("http") {
        return hit.url.clone();
    }
    let atlas = app.atlas();
    let base = atlas.site_by_key(&hit.site).map(|site| frame::base_url(app, site));
    format!("{}{}", base.unwrap_or_default(), hit.url)
}

/// RFC 3339 in UTC, as partners read times.
pub(crate) fn utc(at_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
