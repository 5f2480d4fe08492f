//! `POST /toa-soan/dang-xuat`: ends the session.

use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;

use super::sign_in::put_cookie;
use super::store::session;
use super::who::Editor;
use crate::app::App;
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};

#[derive(Debug, Deserialize)]
pub(crate) struct Sent {
    #[serde(default, rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn sign_out(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let mut response = respond::see_other("/toa-soan/dang-nhap");
    if let Some(session) = &who.session {
        put_cookie(&mut response, &session::end(&app, session).await?);
    }
    Ok(response)
}
