//! `POST /toa-soan/tai-khoan`: name, language of mails, and which mails are wanted.

use std::sync::Arc;

use content::text::tidy_line;
use poem::web::Data;
use poem::{Request, Response, handler};
use serde::Deserialize;
use serde_json::json;

use super::page;
use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::error::Result;
use crate::http::forms::Form;
use crate::http::{csrf, respond};
use crate::notices::Kind;
use crate::people::invited::NAME_MAX;
use crate::people::screen::Screen;
use crate::people::store::{self, accounts};
use crate::people::who::Editor;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Sent {
    name: String,
    language: String,
    /// Kinds of notices that are wanted by mail.
    mail: Vec<String>,
    #[serde(rename = "_csrf")]
    csrf: String,
}

#[handler]
pub(crate) async fn keep(
    app: Data<&Arc<App>>,
    who: Editor,
    request: &Request,
    Form(sent): Form<Sent>,
) -> Result<Response> {
    csrf::check(request, &who, Some(&sent.csrf))?;
    let name = tidy_line(&sent.name);
    let fault = match name.chars().count() {
        0 => Some("set-up-name-missing"),
        count if count > NAME_MAX => Some("people-name-long"),
        _ => None,
    };
    if let Some(fault) = fault {
        return page::refuse(&Screen::new(&app, &who, request), fault).await;
    }
    let language = if sent.language == "en" { "en" } else { "vi" };
    let tx = app.db.begin().await?;
    let person = store::by_id(&tx, who.id).await?;
    let before = person.name;
    let offered: Vec<&str> = page::offered(&who).map(Kind::as_str).collect();
    let unwanted = offered.iter().filter(|kind| !sent.mail.iter().any(|wanted| wanted == *kind));
    // What the page did not offer stays as it is.
    let others = person.mails_off.iter().filter(|off| !offered.contains(&off.as_str()));
    let off: Vec<String> = unwanted.map(|kind| (*kind).to_owned()).chain(others.cloned()).collect();
    accounts::set_choices(&tx, who.id, &name, (language, &off)).await?;
    if before != name {
        let mut line = Entry::on_person(Some(who.id), "person_renamed", who.id);
        (line.before, line.after) = (json!({ "name": before }), json!({ "name": name }));
        audit::append(&tx, &line, app.clock.now_ms()).await?;
    }
    tx.commit().await?;
    Ok(respond::see_other("/toa-soan/tai-khoan?xong=choices"))
}
