//! The settings of one node: defaults, then `toasoan.toml` beside the data, then the environment.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Settings as an operator writes them; see README for their meaning.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: String,
    ops_listen: String,
    data: PathBuf,
    database: Option<String>,
    media: Option<String>,
    index: Option<PathBuf>,
    public_url: Option<String>,
    trusted_proxies: Option<String>,
    samples: Option<PathBuf>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
    log: String,
    log_format: String,
    cache_mib: u64,
}

/// Below that a single home page would push the others out.
const CACHE_MIB: std::ops::RangeInclusive<u64> = 8..=65_536;

impl Default for Written {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            ops_listen: "127.0.0.1:9090".to_owned(),
            data: PathBuf::from("./data"),
            database: None,
            media: None,
            index: None,
            public_url: None,
            trusted_proxies: None,
            samples: None,
            smtp_url: None,
            mail_from: None,
            log: "info".to_owned(),
            log_format: "text".to_owned(),
            cache_mib: 256,
        }
    }
}

/// Settings, checked and complete.
#[derive(Debug, Clone)]
pub struct Config {
    /// `TOASOAN_LISTEN`: the public address.
    pub listen: std::net::SocketAddr,
    /// `TOASOAN_OPS_LISTEN`: health and metrics, never public.
    pub ops_listen: std::net::SocketAddr,
    /// `TOASOAN_DATA`: the folder for all that is embedded.
    pub data: PathBuf,
    /// `TOASOAN_DATABASE`: `sqlite://…` or `postgres://…`.
    pub database: String,
    /// `TOASOAN_MEDIA`: where pictures lie, `file://FOLDER` or `s3://BUCKET/PREFIX`.
    pub media: String,
    /// `TOASOAN_INDEX`: the folder of this node's search index.
    pub index: PathBuf,
    /// `TOASOAN_PUBLIC_URL`: scheme and host for links; its scheme is used for every site.
    pub public_url: Option<String>,
    /// `TOASOAN_TRUSTED_PROXIES`: networks whose forwarding headers are believed.
    pub trusted_proxies: Vec<String>,
    /// `TOASOAN_SAMPLES`: a folder of sample articles for scale trials, where there is one.
    pub samples: Option<PathBuf>,
    /// `TOASOAN_SMTP_URL`: the way out for mails; without it none are sent.
    pub smtp_url: Option<String>,
    /// `TOASOAN_MAIL_FROM`: the address that they come from.
    pub mail_from: Option<String>,
    /// `TOASOAN_LOG`: the filter.
    pub log: String,
    /// `TOASOAN_LOG_FORMAT`: `text` or `json`.
    pub log_format: String,
    /// `TOASOAN_CACHE_MIB`, in bytes: ready pages and their parts kept in memory.
    pub cache_bytes: u64,
}

impl Config {
    /// Reads the settings; `data` (a command-line argument) wins over `TOASOAN_DATA`.
    ///
    /// # Errors
    /// Names the setting that cannot be used and what was expected.
    pub fn read(data: Option<&Path>) -> Result<Self> {
        let env = || Env::prefixed("TOASOAN_").ignore(&["test_postgres", "assets_dir"]);
        let base = Figment::from(Serialized::defaults(Written::default()));
        let mut first: Written = base.clone().merge(env()).extract().map_err(unreadable)?;
        if let Some(data) = data {
            first.data = data.to_owned();
        }
        let file = first.data.join("toasoan.toml");
        let mut all: Written =
            base.merge(Toml::file(file)).merge(env()).extract().map_err(unreadable)?;
        all.data = first.data;
        Self::checked(all)
    }

    /// Default settings below one folder, for tests.
    ///
    /// # Errors
    /// Never for a usable path.
    pub fn below(data: &Path) -> Result<Self> {
        Self::checked(Written { data: data.to_owned(), ..Written::default() })
    }

    fn checked(mut written: Written) -> Result<Self> {
        // An empty variable is how many tools write one that is not set.
        for one in [
            &mut written.database,
            &mut written.media,
            &mut written.public_url,
            &mut written.trusted_proxies,
            &mut written.smtp_url,
            &mut written.mail_from,
        ] {
            one.take_if(|text| text.trim().is_empty());
        }
        let data = written.data;
        let listen = address("TOASOAN_LISTEN", &written.listen)?;
        let ops_listen = address("TOASOAN_OPS_LISTEN", &written.ops_listen)?;
        let database = written.database.map_or_else(
            || format!("sqlite://{}", data.join("toasoan.db").display()),
            |text| text.replace("{data}", &data.display().to_string()),
        );
        let media = written.media.map_or_else(
            || format!("file://{}", data.join("media").display()),
            |text| text.replace("{data}", &data.display().to_string()),
        );
        if let Some(url) = &written.public_url
            && !(url.starts_with("http://") || url.starts_with("https://"))
        {
            return Err(Error::Setting {
                name: "TOASOAN_PUBLIC_URL",
                wanted: "scheme and host, as https://example.vn",
            });
        }
        if !CACHE_MIB.contains(&written.cache_mib) {
            return Err(Error::Setting {
                name: "TOASOAN_CACHE_MIB",
                wanted: "mebibytes of pages kept in memory, from 8 to 65536",
            });
        }
        Ok(Self {
            listen,
            ops_listen,
            database,
            media,
            index: written.index.unwrap_or_else(|| data.join("index")),
            public_url: written.public_url.map(|url| url.trim_end_matches('/').to_owned()),
            trusted_proxies: written
                .trusted_proxies
                .iter()
                .flat_map(|list| list.split(','))
                .map(|net| net.trim().to_owned())
                .filter(|net| !net.is_empty())
                .collect(),
            samples: written.samples,
            smtp_url: written.smtp_url,
            mail_from: written.mail_from,
            log: written.log,
            log_format: written.log_format,
            cache_bytes: written.cache_mib << 20,
            data,
        })
    }
}

fn address(name: &'static str, text: &str) -> Result<std::net::SocketAddr> {
    text.parse().ok().ok_or(Error::Setting { name, wanted: "IP:PORT, as 127.0.0.1:8080" })
}

fn unreadable(err: figment::Error) -> Error {
    Error::Settings(err.to_string())
}

#[cfg(test)]
mod tests {
    use super::{Config, Written};

    #[test]
    fn a_cache_of_no_sensible_size_is_refused_by_name() {
        for (mib, bytes) in [
            (8, Some(8 << 20)),
            (65_536, Some(65_536 << 20)),
            (7, None),
            (0, None),
            (u64::MAX, None),
        ] {
            let config = Config::checked(Written { cache_mib: mib, ..Written::default() });
            match bytes {
                Some(bytes) => assert_eq!(config.unwrap().cache_bytes, bytes),
                None => assert!(config.unwrap_err().to_string().contains("TOASOAN_CACHE_MIB")),
            }
        }
    }
}
