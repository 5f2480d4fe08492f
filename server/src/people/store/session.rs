//! Signed-in browsers: a secret in a cookie, its hash in the database.

use content::id::PersonId;
use poem::Request;
use poem::http::header;
use rand::Rng as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::app::App;
use crate::audit::{self, Entry};
use crate::error::Result;
use crate::http::proxies;
use crate::people::rows::{person, session};

const COOKIE: &str = "toasoan";
/// A session ends after so long without a request.
const IDLE_MS: i64 = 12 * 3_600_000;
/// A session ends after so long whatever happens.
const WHOLE_MS: i64 = 7 * 24 * 3_600_000;
/// The time of the last request is written at most this often.
const TOUCH_MS: i64 = 5 * 60_000;
/// Longest description of a browser that is kept, in characters.
const AGENT_MAX: usize = 300;
/// Digits of a session's hash that name it in a form; the secret cannot be told from them.
const HANDLE: usize = 16;
/// Sessions shown of one person.
const LINES_MAX: u64 = 100;

/// A browser's session; `person` is nobody before sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    id_hash: String,
    pub(crate) person: Option<PersonId>,
    /// Every form carries it.
    pub(crate) csrf: String,
}

/// A session as its person sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// Names it in a form.
    pub(crate) handle: String,
    pub(crate) agent: String,
    pub(crate) address: String,
    pub(crate) created_ms: i64,
    pub(crate) seen_ms: i64,
}

impl Session {
    /// Names it among the sessions of its person.
    pub(crate) fn handle(&self) -> String {
        self.id_hash.chars().take(HANDLE).collect()
    }
}

/// What is known of the browser that a request comes from.
#[derive(Debug, Clone, Default)]
struct Browser {
    agent: Option<String>,
    address: Option<String>,
}

impl Browser {
    fn of(app: &App, request: &Request) -> Self {
        let agent = request.header(header::USER_AGENT).map(|agent| agent.chars().take(AGENT_MAX));
        let address = proxies::address_of(request, &app.config.trusted_proxies);
        Self { agent: agent.map(Iterator::collect), address: address.map(|ip| ip.to_string()) }
    }
}

/// Finds the session of a request, if it has a living one.
pub(crate) async fn of(app: &App, request: &Request) -> Result<Option<Session>> {
    let Some(secret) = secret_of(request) else { return Ok(None) };
    let now = app.clock.now_ms();
    let row = session::Entity::find_by_id(hash(&secret)).one(&app.db.read).await?;
    let Some(row) = row.filter(|row| row.expires_ms > now && row.seen_ms + IDLE_MS > now) else {
        return Ok(None);
    };
    let person = row.person_id.map(PersonId::new);
    let found = Session { id_hash: row.id_hash, person, csrf: row.csrf };
    if row.seen_ms + TOUCH_MS < now {
        let tx = app.db.begin().await?;
        session::Entity::update_many()
            .col_expr(session::Column::SeenMs, Expr::value(now))
            .filter(session::Column::IdHash.eq(&found.id_hash))
            .exec(&tx)
            .await?;
        if let Some(person) = person {
            seen(&tx, person, now).await?;
        }
        tx.commit().await?;
    }
    Ok(Some(found))
}

async fn seen(tx: &DatabaseTransaction, person: PersonId, now_ms: i64) -> Result<()> {
    person::Entity::update_many()
        .col_expr(person::Column::SeenMs, Expr::value(Some(now_ms)))
        .filter(person::Column::Id.eq(person.get()))
        .exec(tx)
        .await?;
    Ok(())
}

/// Begins a session and returns it with the cookie to be set. At sign-in the old one ends, so
/// that a secret known before is worth nothing after.
pub(crate) async fn begin(
    app: &App,
    person: Option<PersonId>,
    old: Option<&Session>,
) -> Result<(Session, String)> {
    start(app, person, old, Browser::default()).await
}

/// Signs a person in from a browser: begins a session as [`begin`] does, forgets earlier wrong
/// passwords, and writes the sign-in down.
pub(crate) async fn sign_in(
    app: &App,
    person: PersonId,
    old: Option<&Session>,
    request: &Request,
) -> Result<(Session, String)> {
    start(app, Some(person), old, Browser::of(app, request)).await
}

async fn start(
    app: &App,
    person: Option<PersonId>,
    old: Option<&Session>,
    browser: Browser,
) -> Result<(Session, String)> {
    let now = app.clock.now_ms();
    let (secret, csrf) = (random_word(), random_word());
    let id_hash = hash(&secret);
    let tx = app.db.begin().await?;
    if let Some(old) = old {
        session::Entity::delete_by_id(old.id_hash.clone()).exec(&tx).await?;
    }
    session::Entity::delete_many().filter(session::Column::ExpiresMs.lt(now)).exec(&tx).await?;
    if let Some(person) = person {
        let mut line = Entry::on_person(Some(person), "sign_in", person);
        line.after = serde_json::json!({ "address": browser.address });
        audit::store::append(&tx, &line, now).await?;
        super::count_failure(&tx, person, 0, None).await?;
        seen(&tx, person, now).await?;
    }
    let row = session::ActiveModel {
        id_hash: ActiveValue::Set(id_hash.clone()),
        person_id: ActiveValue::Set(person.map(PersonId::get)),
        csrf: ActiveValue::Set(csrf.clone()),
        created_ms: ActiveValue::Set(now),
        seen_ms: ActiveValue::Set(now),
        expires_ms: ActiveValue::Set(now + WHOLE_MS),
        agent: ActiveValue::Set(browser.agent),
        address: ActiveValue::Set(browser.address),
    };
    session::Entity::insert(row).exec_without_returning(&tx).await?;
    tx.commit().await?;
    Ok((Session { id_hash, person, csrf }, cookie(app, &secret, WHOLE_MS / 1000)))
}

/// Ends a session and returns the cookie that forgets it.
pub(crate) async fn end(app: &App, session: &Session) -> Result<String> {
    let tx = app.db.begin().await?;
    session::Entity::delete_by_id(session.id_hash.clone()).exec(&tx).await?;
    tx.commit().await?;
    Ok(cookie(app, "", 0))
}

/// Ends every session of a person: after a new password or when disabled.
pub(crate) async fn end_all(app: &App, person: PersonId) -> Result<()> {
    let tx = app.db.begin().await?;
    end_of(&tx, person, Which::All).await?;
    tx.commit().await?;
    Ok(())
}

/// Which sessions of a person end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Which<'a> {
    All,
    /// All but the one in use.
    Others(&'a Session),
    /// The one with this handle.
    One(&'a str),
}

/// Ends sessions of a person; tells how many.
pub(crate) async fn end_of(
    tx: &DatabaseTransaction,
    person: PersonId,
    which: Which<'_>,
) -> Result<u64> {
    let theirs = session::Entity::delete_many().filter(session::Column::PersonId.eq(person.get()));
    let chosen = match which {
        Which::All => theirs,
        Which::Others(kept) => theirs.filter(session::Column::IdHash.ne(&kept.id_hash)),
        // Hexadecimal digits only: nothing that a pattern could mean otherwise.
        Which::One(handle) if is_handle(handle) => {
            theirs.filter(session::Column::IdHash.starts_with(handle))
        }
        Which::One(_) => return Ok(0),
    };
    Ok(chosen.exec(tx).await?.rows_affected)
}

fn is_handle(text: &str) -> bool {
    text.len() == HANDLE && text.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The living sessions of a person, the one used last first.
pub(crate) async fn lines(
    db: &impl ConnectionTrait,
    person: PersonId,
    now_ms: i64,
) -> Result<Vec<Line>> {
    let rows = session::Entity::find()
        .filter(session::Column::PersonId.eq(person.get()))
        .filter(session::Column::ExpiresMs.gt(now_ms))
        .filter(session::Column::SeenMs.gt(now_ms - IDLE_MS))
        .order_by_desc(session::Column::SeenMs)
        .limit(LINES_MAX)
        .all(db)
        .await?;
    let line = |row: session::Model| Line {
        handle: row.id_hash.chars().take(HANDLE).collect(),
        agent: row.agent.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        created_ms: row.created_ms,
        seen_ms: row.seen_ms,
    };
    Ok(rows.into_iter().map(line).collect())
}

fn cookie(app: &App, secret: &str, seconds: i64) -> String {
    let https = app.config.public_url.as_deref().is_some_and(|url| url.starts_with("https"));
    let secure = if https { "; Secure" } else { "" };
    format!("{COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}")
}

fn secret_of(request: &Request) -> Option<String> {
    let cookies = request.headers().get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, secret)| secret.to_owned())
        .filter(|secret| secret.len() <= 128)
}

/// 256 random bits as hexadecimal digits.
pub(crate) fn random_word() -> String {
    let mut bytes = [0_u8; 32];
    rand::rng().fill_bytes(&mut bytes);
    blake3::Hash::from_bytes(bytes).to_hex().to_string()
}

/// What is kept of a secret.
pub(crate) fn hash(secret: &str) -> String {
    blake3::hash(secret.as_bytes()).to_hex().to_string()
}
