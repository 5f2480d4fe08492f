//! `POST /toa-soan/bai/{id}/nhan-xet`: a remark on a passage, on the whole, or an answer to one.

use std::sync::Arc;

use content::anchor::Anchor;
use content::id::ArticleId;
use content::text::nfc;
use content::workflow::decide::{Act, Refusal};
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::store::{self, NewRemark, REMARKS_MAX};
use super::{list, tell};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::Screen;
use crate::articles::store::acts::Found;
use crate::error::{Error, Result};
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::people::who::Editor;

/// Longest remark in characters.
const WORDS_MAX: usize = 5_000;

/// A remark as the form or the script sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    #[serde(rename = "_csrf")]
    csrf: String,
    words: String,
    quote: String,
    prefix: String,
    suffix: String,
    start: String,
    /// Any remark of the thread that is answered; empty for a new thread.
    parent: String,
}

#[handler]
pub(crate) async fn add(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    check(request, &who, &sent.csrf)?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    let screen = Screen::new(&app, &who, request);
    may_add(&screen, &found)?;
    let new = new(&app, &who, &found, sent)?;
    let tx = app.db.begin().await?;
    if store::count(&tx, found.id).await? >= REMARKS_MAX {
        return Err(Error::BadRequest("error-remark-many"));
    }
    let first = store::insert(&tx, &new).await?;
    let mut thread = store::of_article(&tx, found.id).await?;
    thread.retain(|remark| remark.id == first || remark.parent == Some(first));
    tell::added(&tx, &app, &found, (&thread, who.id, &new.words)).await?;
    tx.commit().await?;
    answer(&screen, request, &found, "add").await
}

/// The token stands in the form, or in the header that the script sends.
pub(super) fn check(request: &Request, who: &Editor, sent: &str) -> Result<()> {
    csrf::check(request, who, Some(sent).filter(|sent| !sent.is_empty()))
}

/// # Errors
/// `Refused` for those who may only read.
pub(super) fn may_add(screen: &Screen<'_>, found: &Found) -> Result<()> {
    match list::may_add(screen, found) {
        true => Ok(()),
        false => Err(Refusal::NotAllowed { act: Act::Write.name() }.into()),
    }
}

/// The whole list for the script; the page again for a form.
pub(super) async fn answer(
    screen: &Screen<'_>,
    request: &Request,
    found: &Found,
    done: &str,
) -> Result<Response> {
    if respond::wants_page(request) {
        let page = format!("/toa-soan/bai/{}/nhan-xet?xong={done}", found.id);
        return Ok(respond::see_other(&page));
    }
    list::told(screen, found).await
}

fn new(app: &App, who: &Editor, found: &Found, sent: Sent) -> Result<NewRemark> {
    let words = nfc(&sent.words.replace("\r\n", "\n")).trim().to_owned();
    if words.is_empty() {
        return Err(Error::BadRequest("error-remark-empty"));
    }
    if words.chars().count() > WORDS_MAX {
        return Err(Error::BadRequest("error-remark-long"));
    }
    let parent = match sent.parent.trim() {
        "" => None,
        id => Some(id.parse().or(Err(Error::BadRequest("error-form")))?),
    };
    let Sent { quote, prefix, suffix, start, .. } = sent;
    let start = start.trim().parse().unwrap_or_default();
    let anchor = match parent {
        Some(_) => Anchor::default(),
        None => Anchor { quote, prefix, suffix, start }.tidy(),
    };
    let (article, by, made_ms) = (found.id, who.id, app.clock.now_ms());
    Ok(NewRemark { article, parent, by, made_ms, words, anchor })
}
