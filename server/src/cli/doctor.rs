//! `toasoan doctor`: looks at everything that a node needs, one sentence a fault.

use anyhow::bail;
use search_index::{Index, Opened, WriterMode};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::connect;
use crate::db::schema::{Standing, newest_step};
use crate::error::Error;
use crate::media::storage::Storage;

/// Before this the clock is wrong: the program is younger.
const EARLIEST_MS: i64 = 1_767_225_600_000;

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    let mut faults = 0_u32;
    let mut tell = |what: &str, result: Result<String, String>| match result {
        Ok(fine) => println!("ok    {what}: {fine}"),
        Err(fault) => {
            faults += 1;
            println!("FAULT {what}: {fault}");
        }
    };
    tell("settings", Ok(format!("data in {}", config.data.display())));
    tell("database", database(config).await);
    tell("media", media(config).await);
    tell("index", index(config));
    let now = Clock::default().now_ms();
    tell(
        "clock",
        if now > EARLIEST_MS {
            Ok(themes::dates::iso(now))
        } else {
            Err("it is set to the past; set the system's time".to_owned())
        },
    );
    for (name, address) in [("public address", config.listen), ("ops address", config.ops_listen)] {
        let free = std::net::TcpListener::bind(address).is_ok();
        let state = if free { "free" } else { "in use (a running server?)" };
        tell(name, Ok(format!("{address} {state}")));
    }
    if faults > 0 {
        bail!("{faults} faults were found");
    }
    Ok(())
}

async fn database(config: &Config) -> Result<String, String> {
    if let Some(file) = config.database.strip_prefix("sqlite://")
        && !std::path::Path::new(file).exists()
    {
        return Err(format!(
            "{file} does not exist; `toasoan serve` or `toasoan migrate` makes it"
        ));
    }
    let db = connect::open(&config.database).await.map_err(|err| format!("{err:?}"))?;
    match db.standing().await {
        Ok(Standing::Level) => Ok("schema of this version, writes are durable".to_owned()),
        Ok(Standing::Ahead { step }) => Ok(format!(
            "schema of a newer version (step {step}), beside which this one (step {}) may work; \
             writes are durable",
            newest_step()
        )),
        Ok(Standing::Behind(steps)) => {
            Err(format!("{steps} schema steps are waiting; run `toasoan migrate`"))
        }
        Err(err) => Err(err.to_string()),
    }
}

async fn media(config: &Config) -> Result<String, String> {
    let kept = match Storage::open(&config.media) {
        Ok(storage) => storage.check().await,
        Err(err) => Err(err),
    };
    kept.map(|()| config.media.clone()).map_err(|err| match err {
        Error::Internal(cause) | Error::Away(cause) => {
            format!("cannot write to {}: {cause}", config.media)
        }
        plain => plain.to_string(),
    })
}

fn index(config: &Config) -> Result<String, String> {
    let index = Index::open(&config.index, WriterMode::ReadOnly).map_err(|err| err.to_string())?;
    match index.opened() {
        Opened::Fresh => return Ok("none yet; it is filled at the next start".to_owned()),
        Opened::Replaced(why) => {
            return Err(format!(
                "cannot be read ({why}); the next start of the server rebuilds it"
            ));
        }
        Opened::Whole => {}
    }
    let damaged = index.verify();
    if !damaged.is_empty() {
        let files = damaged.join(", ");
        return Err(format!("damaged files ({files}); run `toasoan index rebuild`"));
    }
    let whole = if index.complete() { "" } else { ", not whole yet: a running server fills it" };
    Ok(format!("{} articles, change {}{whole}", index.count(), index.last_change()))
}
