//! `GET /toa-soan/bai/{id}/nhan-xet`: the remarks as a page, and as JSON for the page's script.

use std::collections::HashMap;
use std::sync::Arc;

use content::anchor::Found as Passage;
use content::body::{plain, read};
use content::id::{ArticleId, PersonId};
use content::text::tidy_line;
use content::workflow::rights::Right;
use poem::http::{StatusCode, header};
use poem::web::{Data, Json, Path, Query};
use poem::{IntoResponse, Request, Response, handler};
use serde::Deserialize;
use serde_json::json;
use themes::dates;
use themes::view::desk::remarks::{RemarkView, RemarksPage, ThreadView};

use super::store::{self, Remark};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::{Notice, Screen};
use crate::articles::store::acts::Found;
use crate::error::Result;
use crate::people::store::names;
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

/// The page, with forms that need no script.
#[handler]
pub(crate) async fn page(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let known = ["add", "resolve", "reopen"].into_iter().find(|known| *known == asked.xong);
    let notice = known
        .map(|known| Notice { kind: "done", words: screen.say(&format!("remark-done-{known}")) });
    let threads = threads(&screen, &found).await?;
    let (resolved, open) = threads.into_iter().partition(|thread| !thread.resolved.is_empty());
    let page = RemarksPage {
        frame: screen.frame(screen.say("remarks"), notice.unwrap_or_default()),
        id,
        title: found.draft.text.title.clone(),
        article_url: format!("/toa-soan/bai/{id}"),
        may_add: may_add(&screen, &found),
        open,
        resolved,
    };
    screen.show(StatusCode::OK, &page)
}

/// The same for the script beside the text, which asks often: what it has already, by its tag, is
/// not sent again.
#[handler]
pub(crate) async fn list(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let tag = tag(&app, found.id).await?;
    if request.header(header::IF_NONE_MATCH) == Some(tag.as_str()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    told(&Screen::new(&app, &who, request), &found).await
}

async fn tag(app: &App, id: ArticleId) -> Result<String> {
    Ok(format!("\"{}\"", store::mark(&app.db.read, id).await?))
}

/// Everything that was remarked, as JSON.
pub(super) async fn told(screen: &Screen<'_>, found: &Found) -> Result<Response> {
    // The tag first: what is remarked in between is then fetched once more, not missed.
    let tag = tag(screen.app, found.id).await?;
    let threads = threads(screen, found).await?;
    let body = json!({ "threads": threads, "may_add": may_add(screen, found) });
    Ok(Json(body).with_header(header::ETAG, tag).into_response())
}

/// Who works on a text may speak about it; who only looks through may read what was said.
pub(super) fn may_add(screen: &Screen<'_>, found: &Found) -> bool {
    acts::rights(screen.who, found).has(Right::Write)
}

async fn threads(screen: &Screen<'_>, found: &Found) -> Result<Vec<ThreadView>> {
    let db = &screen.app.db.read;
    let remarks = store::of_article(db, found.id).await?;
    let said = remarks.iter().map(|remark| remark.by);
    let resolved = remarks.iter().filter_map(|remark| remark.resolved.map(|(by, _)| by));
    let people: Vec<PersonId> = said.chain(resolved).collect();
    let names = names(db, &people).await?;
    let body = found.draft.text.body.clone();
    let places = {
        let remarks = remarks.clone();
        // Off the reactor: a body may have a megabyte, and each passage is looked for in it.
        tokio::task::spawn_blocking(move || places(&remarks, &body)).await?
    };
    let firsts = remarks.iter().filter(|remark| remark.parent.is_none());
    Ok(firsts.map(|first| thread(screen, (first, &remarks), &names, &places)).collect())
}

/// What became of each passage in the stored text.
fn places(remarks: &[Remark], body: &str) -> HashMap<i64, &'static str> {
    let words = tidy_line(&plain::to_plain(&read::read(body).0));
    let place = |remark: &Remark| match remark.anchor.find(&words) {
        _ if remark.anchor.quote.is_empty() => "whole",
        Passage::Same(_) => "same",
        Passage::Changed(_) => "changed",
        Passage::Gone => "gone",
    };
    let firsts = remarks.iter().filter(|remark| remark.parent.is_none());
    firsts.map(|remark| (remark.id, place(remark))).collect()
}

fn thread(
    screen: &Screen<'_>,
    (first, all): (&Remark, &[Remark]),
    names: &HashMap<PersonId, String>,
    places: &HashMap<i64, &'static str>,
) -> ThreadView {
    let name = |id: PersonId| names.get(&id).cloned().unwrap_or_default();
    let said = |remark: &Remark| RemarkView {
        by: name(remark.by),
        at: dates::short(remark.made_ms),
        iso: dates::iso(remark.made_ms),
        words: remark.words.clone(),
    };
    let resolved = first.resolved.map(|(by, at_ms)| {
        let values = [("by", name(by).into()), ("at", dates::short(at_ms).into())];
        screen.app.themes.texts().say(screen.language, "remark-resolved-by", &values)
    });
    let answers = all.iter().filter(|remark| remark.parent == Some(first.id));
    ThreadView {
        id: first.id,
        quote: first.anchor.quote.clone(),
        prefix: first.anchor.prefix.clone(),
        suffix: first.anchor.suffix.clone(),
        start: first.anchor.start,
        found: places.get(&first.id).copied().unwrap_or("gone").to_owned(),
        resolved: resolved.unwrap_or_default(),
        remarks: std::iter::once(first).chain(answers).map(said).collect(),
    }
}
