//! Who is asking: a signed-in member of the newsroom, or a program with a key.

use std::sync::Arc;

use content::id::{PersonId, SectionId};
use content::lang::Lang;
use content::workflow::rights::{Grant, Ownership, Rights, may_begin, may_manage, rights_in};
use poem::http::{Method, header};
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody};

use super::store::session::{self, Session};
use super::store::{self, Person, tokens};
use crate::app::App;
use crate::error::{Error, Result};
use crate::sites::atlas::Atlas;

/// A signed-in member of the newsroom. A handler that takes one cannot be reached without one.
#[derive(Debug, Clone)]
pub(crate) struct Editor {
    pub(crate) id: PersonId,
    pub(crate) name: String,
    /// Sections expanded to everything below them.
    pub(crate) grants: Vec<Grant>,
    /// The session's token that every form must carry.
    pub(crate) csrf: String,
    pub(crate) session: Option<Session>,
    /// Notices not read yet.
    pub(crate) unread: i32,
}

/// Somebody who manages people and settings. A handler that takes one cannot be reached by
/// anybody else.
#[derive(Debug, Clone)]
pub(crate) struct Manager(pub(crate) Editor);

/// A program with a key, acting as a person.
#[derive(Debug, Clone)]
pub(crate) struct ApiUser {
    pub(crate) person: Editor,
    /// Keeps repeated requests of different keys apart.
    pub(crate) token: i64,
    scopes: Vec<String>,
}

impl Editor {
    /// What this person may do with an article of a section and language.
    pub(crate) fn rights_for(
        &self,
        section: Option<SectionId>,
        language: &Lang,
        ownership: Ownership,
    ) -> Rights {
        rights_in(&self.grants, section, language, ownership)
    }

    pub(crate) fn may_begin(&self) -> bool {
        may_begin(&self.grants)
    }

    /// The person of an address, for what the program does in their name; nobody when there is
    /// no such person.
    pub(crate) async fn by_email(app: &App, email: &str) -> Result<Option<Self>> {
        let person = store::by_email(&app.db.read, email).await?;
        Ok(person.map(|person| Self::of(person, &app.atlas(), String::new(), None)))
    }

    fn of(person: Person, atlas: &Atlas, csrf: String, session: Option<Session>) -> Self {
        let grants = person.grants.into_iter().map(|grant| expanded(grant, atlas)).collect();
        let Person { id, name, unread, .. } = person;
        Self { id, name, grants, csrf, session, unread }
    }
}

impl ApiUser {
    /// # Errors
    /// `Forbidden` when the key is not for writing.
    pub(crate) fn may_write(&self) -> Result<()> {
        self.may("write")
    }

    /// # Errors
    /// `Forbidden` when the key has neither this scope nor `all`.
    pub(crate) fn may(&self, scope: &str) -> Result<()> {
        let held = self.scopes.iter().any(|have| have == scope || have == "all");
        if held { Ok(()) } else { Err(Error::Forbidden) }
    }
}

/// A grant for a section holds for everything below it.
pub(crate) fn expanded(grant: Grant, atlas: &Atlas) -> Grant {
    let sections = grant.sections.iter().flat_map(|root| atlas.subtree(*root)).collect();
    Grant { sections, ..grant }
}

impl<'a> FromRequest<'a> for Editor {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app: Data<&Arc<App>> = Data::from_request_without_body(request).await?;
        Ok(signed_in(&app, request).await?)
    }
}

impl<'a> FromRequest<'a> for Manager {
    async fn from_request(request: &'a Request, body: &mut RequestBody) -> poem::Result<Self> {
        let who = Editor::from_request(request, body).await?;
        if may_manage(&who.grants) { Ok(Self(who)) } else { Err(Error::Forbidden.into()) }
    }
}

impl<'a> FromRequest<'a> for ApiUser {
    async fn from_request(request: &'a Request, _body: &mut RequestBody) -> poem::Result<Self> {
        let app: Data<&Arc<App>> = Data::from_request_without_body(request).await?;
        Ok(with_key(&app, request).await?)
    }
}

async fn signed_in(app: &App, request: &Request) -> Result<Editor> {
    let session = session::of(app, request).await?.ok_or(Error::SignIn)?;
    let id = session.person.ok_or(Error::SignIn)?;
    let person = store::by_id(&app.db.read, id).await?;
    if person.disabled {
        return Err(Error::SignIn);
    }
    let csrf = session.csrf.clone();
    let editor = Editor::of(person, &app.atlas(), csrf, Some(session));
    // A request that changes something and is no form proves itself by this header; forms are
    // checked where their fields are read.
    if let Some(sent) = request.header("x-csrf-token")
        && !matches!(*request.method(), Method::GET | Method::HEAD)
    {
        crate::http::csrf::check(request, &editor, Some(sent))?;
    }
    Ok(editor)
}

async fn with_key(app: &App, request: &Request) -> Result<ApiUser> {
    let sent = request.header(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer "));
    let secret = sent.ok_or(Error::SignIn)?;
    let token = tokens::by_secret(&app.db, secret.trim()).await?.ok_or(Error::SignIn)?;
    let id = token.person.ok_or(Error::Forbidden)?;
    let person = store::by_id(&app.db.read, id).await?;
    if person.disabled {
        return Err(Error::SignIn);
    }
    let person = Editor::of(person, &app.atlas(), String::new(), None);
    Ok(ApiUser { person, token: token.id, scopes: token.scopes })
}
