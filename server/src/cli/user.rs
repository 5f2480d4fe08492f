//! `toasoan user`: people at the terminal. A password is read from standard input.

use std::io::BufRead;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Subcommand;
use content::text::tidy_line;
use content::workflow::rights::{Grant, Role};

use crate::app::App;
use crate::audit::{Entry, store as audit};
use crate::people::password;
use crate::people::store::{self, NewPerson, invites, session};

#[derive(Debug, Subcommand)]
pub(super) enum Asked {
    /// Add a person; the password is read from standard input.
    Add {
        email: String,
        #[arg(long)]
        name: String,
        /// contributor, reporter, editor, secretary, chief, portal, inspector or admin.
        #[arg(long)]
        role: String,
        /// `SITE/PATH` of a section that the role is limited to; may be repeated.
        #[arg(long)]
        section: Vec<String>,
    },
    /// List people with their roles.
    List,
    /// Set a new password, read from standard input; ends all sessions.
    Password { email: String },
    /// Print a link, used once within 7 days, with which the person chooses a password.
    Invite { email: String },
    /// Close an account and end its sessions.
    Disable { email: String },
}

pub(super) async fn run(app: &Arc<App>, asked: Asked) -> anyhow::Result<()> {
    match asked {
        Asked::Add { email, name, role, section } => add(app, &email, &name, &role, &section).await,
        Asked::List => list(app).await,
        Asked::Password { email } => new_password(app, &email).await,
        Asked::Invite { email } => invite(app, &email).await,
        Asked::Disable { email } => disable(app, &email).await,
    }
}

async fn add(
    app: &Arc<App>,
    email: &str,
    name: &str,
    role: &str,
    sections: &[String],
) -> anyhow::Result<()> {
    let Some(role) = Role::parse(role) else {
        let all: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        bail!("there is no role `{role}`; expected one of {}", all.join(", "));
    };
    if !email.contains('@') {
        bail!("`{email}` is no e-mail address");
    }
    let atlas = app.atlas();
    let mut found = Vec::new();
    for named in sections {
        let (site, path) = named.split_once('/').context("a section is given as SITE/PATH")?;
        let site = atlas.site_by_key(site).with_context(|| format!("there is no site `{site}`"))?;
        let section = atlas.section_by_path(site.id, path);
        found.push(section.with_context(|| format!("there is no section `{named}`"))?.id);
    }
    let hash = password::hash(read_password()?).await?;
    let new =
        NewPerson { email: email.to_owned(), name: tidy_line(name), password_hash: Some(hash) };
    let grant = Grant { role, sections: found, languages: vec![] };
    let tx = app.db.begin().await?;
    let id = store::insert(&tx, &new, &[grant], app.clock.now_ms())
        .await
        .with_context(|| format!("cannot add {email}: is the address in use?"))?;
    let line = Entry::on_person(None, "person_invited", id);
    audit::append(&tx, &line, app.clock.now_ms()).await?;
    tx.commit().await?;
    println!("Added {email} as {}.", role.as_str());
    Ok(())
}

async fn list(app: &Arc<App>) -> anyhow::Result<()> {
    for person in store::all(&app.db.read).await? {
        let roles: Vec<_> = person.grants.iter().map(|grant| grant.role.as_str()).collect();
        let state = if person.disabled { " (disabled)" } else { "" };
        println!("{}\t{}\t{}{state}", person.email, person.name, roles.join(", "));
    }
    Ok(())
}

async fn new_password(app: &Arc<App>, email: &str) -> anyhow::Result<()> {
    let person = by_email(app, email).await?;
    let hash = password::hash(read_password()?).await?;
    let tx = app.db.begin().await?;
    store::set_password(&tx, person.id, &hash).await?;
    let line = Entry::on_person(None, "password_changed", person.id);
    audit::append(&tx, &line, app.clock.now_ms()).await?;
    tx.commit().await?;
    session::end_all(app, person.id).await?;
    println!("The password of {email} is changed; all sessions have ended.");
    Ok(())
}

async fn invite(app: &Arc<App>, email: &str) -> anyhow::Result<()> {
    let person = by_email(app, email).await?;
    if person.disabled {
        bail!("{email} is disabled");
    }
    let atlas = app.atlas();
    let site = atlas.sites.first().context("there is no site yet")?;
    let base = site.base_url(app.config.public_url.as_deref(), app.config.listen.port());
    let now = app.clock.now_ms();
    let tx = app.db.begin().await?;
    let secret = invites::make(&tx, person.id, None, now).await?;
    audit::append(&tx, &Entry::on_person(None, "link_made", person.id), now).await?;
    tx.commit().await?;
    println!("{base}/toa-soan/loi-moi/{secret}");
    Ok(())
}

async fn disable(app: &Arc<App>, email: &str) -> anyhow::Result<()> {
    let person = by_email(app, email).await?;
    let tx = app.db.begin().await?;
    store::disable(&tx, person.id, app.clock.now_ms()).await?;
    let line = Entry::on_person(None, "person_disabled", person.id);
    audit::append(&tx, &line, app.clock.now_ms()).await?;
    tx.commit().await?;
    session::end_all(app, person.id).await?;
    println!("{email} is disabled.");
    Ok(())
}

async fn by_email(app: &Arc<App>, email: &str) -> anyhow::Result<store::Person> {
    let found = store::by_email(&app.db.read, email).await?;
    found.with_context(|| format!("nobody has the address {email}; `toasoan user list` shows all"))
}

fn read_password() -> anyhow::Result<String> {
    eprintln!("Password (at least {} characters), then Enter:", password::LENGTH_MIN);
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).context("the password cannot be read")?;
    let typed = line.trim_end_matches(['\r', '\n']).to_owned();
    if !password::acceptable(&typed) {
        bail!("the password needs at least {} characters", password::LENGTH_MIN);
    }
    Ok(typed)
}
