//! Where the log goes: to standard error, as text or JSON.

use tracing_subscriber::EnvFilter;

use crate::config::Config;

pub(super) fn start(config: &Config) {
    // The databases' own statements hold personal data and stay out of the log.
    let filter = format!("{},sqlx=warn,sea_orm=warn,tantivy=warn,opentelemetry=warn", config.log);
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    let base = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if config.log_format == "json" {
        base.json().try_init()
    } else {
        base.with_target(false).try_init()
    };
    if let Err(err) = started {
        eprintln!("toasoan: the log cannot be started: {err}");
    }
}
