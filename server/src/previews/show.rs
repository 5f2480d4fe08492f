//! `GET /toa-soan/bai/{id}/xem-thu`: the newest text on a phone and on a desktop, and its links.

use std::collections::HashMap;
use std::sync::Arc;

use content::id::{ArticleId, PersonId};
use content::workflow::rights::Right;
use poem::http::StatusCode;
use poem::web::{Data, Path, Query};
use poem::{Request, Response, handler};
use serde::Deserialize;
use themes::dates;
use themes::view::desk::previews::{LinkRow, PreviewsPage};

use super::make::DAYS;
use super::store::{self, Link};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::{Notice, Screen};
use crate::articles::store::acts::Found;
use crate::error::Result;
use crate::http::headers::Frames;
use crate::people::store::names;
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    xong: String,
}

#[handler]
pub(crate) async fn show(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    let notice = match asked.xong.as_str() {
        "revoke" => Notice { kind: "done", words: screen.say("preview-revoked") },
        _ => Notice::default(),
    };
    page(&screen, &found, notice, String::new()).await
}

/// The page; `made` is the link that has just been made and is shown this once.
pub(super) async fn page(
    screen: &Screen<'_>,
    found: &Found,
    notice: Notice,
    made: String,
) -> Result<Response> {
    let id = found.id;
    let may_make = acts::rights(screen.who, found).has(Right::Write);
    let links = store::of_article(&screen.app.db.read, id).await?;
    let people: Vec<PersonId> = links.iter().map(|link| link.by).collect();
    let names = names(&screen.app.db.read, &people).await?;
    let now_ms = screen.app.clock.now_ms();
    let page = PreviewsPage {
        frame: screen.frame(screen.say("preview-heading"), notice),
        id: id.get(),
        title: found.draft.text.title.clone(),
        article_url: format!("/toa-soan/bai/{id}"),
        preview_url: format!("/toa-soan/bai/{id}/xem-truoc"),
        made,
        may_make,
        days: DAYS.to_vec(),
        links: links.iter().map(|link| row(link, &names, now_ms)).collect(),
    };
    let mut response = screen.show(StatusCode::OK, &page)?;
    response.extensions_mut().insert(Frames::HoldsFrames);
    Ok(response)
}

fn row(link: &Link, names: &HashMap<PersonId, String>, now_ms: i64) -> LinkRow {
    let state = match link.revoked_ms {
        Some(_) => "revoked",
        None if link.is_open(now_ms) => "open",
        None => "ended",
    };
    LinkRow {
        id: link.id,
        purpose: link.purpose.clone(),
        by: names.get(&link.by).cloned().unwrap_or_default(),
        made: dates::short(link.made_ms),
        ends: dates::short(link.ends_ms),
        ends_iso: dates::iso(link.ends_ms),
        state: state.to_owned(),
    }
}
