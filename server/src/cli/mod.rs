//! What an operator types: one command a file, errors in one plain sentence.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "commands speak to the terminal")]

mod backup;
mod demo;
mod doctor;
mod export;
mod import;
mod index;
mod logging;
mod restore;
mod serve;
mod token;
mod user;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::schema::{Standing, newest_step};

/// Tòa Soạn: a newsroom and portal in one program.
#[derive(Debug, Parser)]
#[command(name = "toasoan", version)]
struct Typed {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a ready newsroom with sample content and serve it.
    Demo(demo::Asked),
    /// Serve the configured newsroom.
    Serve,
    /// Bring the database to this version's schema; safe to repeat.
    Migrate,
    /// People: add, list, password, invite, disable.
    #[command(subcommand)]
    User(user::Asked),
    /// API tokens: add, list, revoke.
    #[command(subcommand)]
    Token(token::Asked),
    /// Take articles in from a file.
    Import(import::Asked),
    /// The search index: rebuild, check.
    #[command(subcommand)]
    Index(index::Asked),
    /// Write everything to plain files that other programs read.
    Export(export::Asked),
    /// Write everything to one file while the newsroom works.
    Backup(backup::Asked),
    /// Fill an empty newsroom from such a file.
    Restore(restore::Asked),
    /// Check settings, database, store, index, clock and disk.
    Doctor,
}

/// Runs the command that was typed. Exit status: 0 done, 1 the work failed, 2 wrong use.
pub async fn run() -> ExitCode {
    let typed = Typed::parse();
    match done(typed.command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(err) => {
            eprintln!("toasoan: {}", sentence(&err));
            ExitCode::FAILURE
        }
    }
}

/// The links of an error in one line; text keys, which are for pages, say nothing at a terminal.
fn sentence(err: &anyhow::Error) -> String {
    let mut links: Vec<String> = Vec::new();
    for link in err.chain().map(ToString::to_string).filter(|link| link != "error-internal") {
        if !links.iter().any(|said| said.contains(&link)) {
            links.push(link);
        }
    }
    links.join(": ")
}

#[expect(clippy::cognitive_complexity, reason = "one line for each command")]
async fn done(command: Command) -> anyhow::Result<()> {
    let data: Option<PathBuf> = match &command {
        Command::Demo(asked) => Some(asked.data.clone()),
        _ => None,
    };
    let config = Config::read(data.as_deref())?;
    logging::start(&config);
    match command {
        Command::Demo(asked) => demo::run(config, &asked).await,
        Command::Serve => serve::run(config).await,
        Command::Migrate => {
            let db = crate::db::connect::open(&config.database).await.context("the database")?;
            match db.migrate().await? {
                Standing::Ahead { step } => println!(
                    "Nothing was done: the database has a newer version's schema (step {step}), \
                     beside which this program (step {}) may work.",
                    newest_step()
                ),
                _ => println!("The database is at this version's schema."),
            }
            Ok(())
        }
        Command::User(asked) => user::run(&start(config).await?, asked).await,
        Command::Token(asked) => token::run(&start(config).await?, asked).await,
        Command::Import(asked) => import::run(&start(config).await?, &asked).await,
        Command::Index(asked) => index::run(&start(config).await?, &asked).await,
        Command::Export(asked) => export::run(&start(config).await?, &asked).await,
        Command::Backup(asked) => backup::run(&start(config).await?, &asked).await,
        Command::Restore(asked) => restore::run(config, &asked).await,
        Command::Doctor => doctor::run(&config).await,
    }
}

/// Opens everything for a command that works beside a running server.
async fn start(config: Config) -> anyhow::Result<Arc<App>> {
    Ok(Arc::new(App::start(config, Clock::default()).await?))
}
