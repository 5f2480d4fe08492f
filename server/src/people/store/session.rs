//! Signed-in browsers: a secret in a cookie, its hash in the database.

use content::id::PersonId;
use poem::Request;
use poem::http::header;
use rand::Rng as _;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue, ColumnTrait, EntityTrait, QueryFilter};

use crate::app::App;
use crate::error::Result;
use crate::people::rows::session;

const COOKIE: &str = "toasoan";
/// A session ends after so long without a request.
const IDLE_MS: i64 = 12 * 3_600_000;
/// A session ends after so long whatever happens.
const WHOLE_MS: i64 = 7 * 24 * 3_600_000;
/// The time of the last request is written at most this often.
const TOUCH_MS: i64 = 5 * 60_000;

/// A browser's session; `person` is nobody before sign-in.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    id_hash: String,
    pub(crate) person: Option<PersonId>,
    /// Every form carries it.
    pub(crate) csrf: String,
}

/// Finds the session of a request, if it has a living one.
pub(crate) async fn of(app: &App, request: &Request) -> Result<Option<Session>> {
    let Some(secret) = secret_of(request) else { return Ok(None) };
    let now = app.clock.now_ms();
    let row = session::Entity::find_by_id(hash(&secret)).one(&app.db.read).await?;
    let Some(row) = row.filter(|row| row.expires_ms > now && row.seen_ms + IDLE_MS > now) else {
        return Ok(None);
    };
    if row.seen_ms + TOUCH_MS < now {
        let tx = app.db.begin().await?;
        session::Entity::update_many()
            .col_expr(session::Column::SeenMs, Expr::value(now))
            .filter(session::Column::IdHash.eq(row.id_hash.clone()))
            .exec(&tx)
            .await?;
        tx.commit().await?;
    }
    let person = row.person_id.map(PersonId::new);
    Ok(Some(Session { id_hash: row.id_hash, person, csrf: row.csrf }))
}

/// Begins a session and returns it with the cookie to be set. At sign-in the old one ends, so
/// that a secret known before is worth nothing after.
pub(crate) async fn begin(
    app: &App,
    person: Option<PersonId>,
    old: Option<&Session>,
) -> Result<(Session, String)> {
    let now = app.clock.now_ms();
    let (secret, csrf) = (random_word(), random_word());
    let id_hash = hash(&secret);
    let row = session::ActiveModel {
        id_hash: ActiveValue::Set(id_hash.clone()),
        person_id: ActiveValue::Set(person.map(PersonId::get)),
        csrf: ActiveValue::Set(csrf.clone()),
        created_ms: ActiveValue::Set(now),
        seen_ms: ActiveValue::Set(now),
        expires_ms: ActiveValue::Set(now + WHOLE_MS),
    };
    let tx = app.db.begin().await?;
    if let Some(old) = old {
        session::Entity::delete_by_id(old.id_hash.clone()).exec(&tx).await?;
    }
    session::Entity::delete_many().filter(session::Column::ExpiresMs.lt(now)).exec(&tx).await?;
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
    session::Entity::delete_many()
        .filter(session::Column::PersonId.eq(person.get()))
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
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
