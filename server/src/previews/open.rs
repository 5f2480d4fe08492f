//! `GET /xem-thu/{secret}`: the newest text for somebody without an account.

use std::sync::Arc;

use content::article::ReviewState;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Response, handler};
use themes::dates;
use themes::view::reader::notice::NoticePage;

use super::store::{self, Link};
use crate::app::App;
use crate::articles::desk::preview::as_readers_see_it;
use crate::articles::store::acts;
use crate::error::{Error, Result};
use crate::http::respond;
use crate::http::site::Here;
use crate::people::store as people;
use crate::people::store::session::hash;
use crate::sites::frame::{self, About};

/// A secret has 64 hexadecimal digits.
const SECRET: usize = 64;

/// What people expect of such a link is the newest text, and a line that says so. It is no view.
#[handler]
pub(crate) async fn open(
    app: Data<&Arc<App>>,
    here: Here,
    Path(secret): Path<String>,
) -> Result<Response> {
    let formed = secret.len() == SECRET && secret.chars().all(|c| c.is_ascii_hexdigit());
    if !formed {
        return Err(Error::NotFound);
    }
    let link = store::by_hash(&app.db.read, &hash(&secret)).await?.ok_or(Error::NotFound)?;
    if !link.is_open(app.clock.now_ms()) || !still_trusted(&app, &link).await? {
        return over(&app, &here);
    }
    let found = acts::find(&app.db.read, link.article).await?;
    if found.review == ReviewState::Discarded {
        return over(&app, &here);
    }
    let atlas = app.atlas();
    let home = atlas.site(found.site).ok_or(Error::NotFound)?;
    if home.id != here.id {
        // The page's own links are relative: it is read where they lead to the right places.
        let base = frame::base_url(&app, home);
        let mut elsewhere = respond::see_other(&format!("{base}/xem-thu/{secret}"));
        never_kept(&mut elsewhere);
        return Ok(elsewhere);
    }
    let at = dates::short(found.draft.saved_ms);
    let note =
        app.themes.texts().say(home.language.as_str(), "preview-outside", &[("at", at.into())]);
    as_readers_see_it(&app, &found, note).await
}

/// What somebody showed ends with their account.
async fn still_trusted(app: &App, link: &Link) -> Result<bool> {
    Ok(!people::by_id(&app.db.read, link.by).await?.disabled)
}

/// `410` in plain words; the same for what has ended and what was revoked.
fn over(app: &App, here: &Here) -> Result<Response> {
    let site = here.site()?;
    let say = |key: &str| app.themes.texts().say(site.language.as_str(), key, &[]);
    let heading = say("preview-over-heading");
    let about = About { title: heading.clone(), noindex: true, ..About::default() };
    let page = NoticePage {
        frame: frame::frame(app, &here.atlas, site, about),
        status: StatusCode::GONE.as_u16(),
        heading,
        message: say("preview-over"),
        ..NoticePage::default()
    };
    let mut response = respond::html(app, &site.theme, &page)?;
    response.set_status(StatusCode::GONE);
    never_kept(&mut response);
    Ok(response)
}

fn never_kept(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex, nofollow"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
}
