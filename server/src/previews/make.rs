//! `POST /toa-soan/bai/{id}/xem-thu`: makes a secret link; its secret is told once and kept nowhere.

use std::sync::Arc;

use content::article::ReviewState;
use content::id::ArticleId;
use content::text::{excerpt, tidy_line};
use content::workflow::decide::{Act, Refusal};
use content::workflow::rights::Right;
use poem::web::{Data, Path};
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::show;
use super::store::{self, NewLink};
use crate::app::App;
use crate::articles::acts;
use crate::articles::desk::screen::{Notice, Screen};
use crate::audit::{Entry, store as audit};
use crate::error::{Error, Result};
use crate::http::csrf;
use crate::http::forms::Form;
use crate::people::store::session::{hash, random_word};
use crate::people::who::Editor;
use crate::sites::frame::base_url;

/// How long a link may live, in days.
pub(super) const DAYS: [i64; 4] = [1, 3, 7, 30];
const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Links of one article that open something at the same time.
const OPEN_MAX: u64 = 50;
/// Longest purpose in characters.
const PURPOSE_MAX: usize = 200;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Asked {
    #[serde(rename = "_csrf")]
    csrf: String,
    #[serde(rename = "so-ngay")]
    days: String,
    #[serde(rename = "muc-dich")]
    purpose: String,
}

/// Whoever may write the text may show it.
#[handler]
pub(crate) async fn make(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Path(id): Path<i64>,
    Form(form): Form<Asked>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&form.csrf))?;
    let found = acts::readable(&app, &who, ArticleId::new(id)).await?;
    if !acts::rights(&who, &found).has(Right::Write) {
        return Err(Refusal::NotAllowed { act: Act::Write.name() }.into());
    }
    if found.review == ReviewState::Discarded {
        return Err(Error::BadRequest("error-preview-discarded"));
    }
    let days = form.days.trim().parse().ok().filter(|days| DAYS.contains(days));
    let days = days.ok_or(Error::BadRequest("error-preview-days"))?;
    let secret = random_word();
    let purpose = excerpt(&tidy_line(&form.purpose), PURPOSE_MAX);
    let now_ms = app.clock.now_ms();
    let new = NewLink {
        article: found.id,
        hash: &hash(&secret),
        purpose: &purpose,
        by: who.id,
        made_ms: now_ms,
        ends_ms: now_ms + days * DAY_MS,
    };
    let tx = app.db.begin().await?;
    if store::open_links(&tx, found.id, now_ms).await? >= OPEN_MAX {
        return Err(Error::BadRequest("error-preview-many"));
    }
    store::insert(&tx, &new).await?;
    let made = json!({ "purpose": purpose, "ends_ms": new.ends_ms });
    let noted = Entry {
        act: "preview_made",
        by: Some(who.id),
        article: Some(found.id),
        subject: None,
        before: json!({}),
        after: made,
    };
    audit::append(&tx, &noted, now_ms).await?;
    tx.commit().await?;
    let screen = Screen::new(&app, &who, request);
    let atlas = app.atlas();
    let home = atlas.site(found.site).ok_or(Error::NotFound)?;
    let address = format!("{}/xem-thu/{secret}", base_url(&app, home));
    let notice = Notice { kind: "done", words: screen.say("preview-made") };
    show::page(&screen, &found, notice, address).await
}
