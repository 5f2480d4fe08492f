//! The settings of one node: defaults, then `toasoan.toml` beside the data, then the environment.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use poem::http::Uri;
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
    otel_exporter_otlp_endpoint: Option<String>,
    otel_exporter_otlp_traces_endpoint: Option<String>,
    otel_service_name: Option<String>,
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
            otel_exporter_otlp_endpoint: None,
            otel_exporter_otlp_traces_endpoint: None,
            otel_service_name: None,
        }
    }
}

impl Written {
    /// OpenTelemetry's own variables, whose names are the same in every program. They are read as they
    /// stand: what looks like a number is a name too.
    fn take_otel(&mut self) {
        for (name, own) in [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &mut self.otel_exporter_otlp_endpoint),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", &mut self.otel_exporter_otlp_traces_endpoint),
            ("OTEL_SERVICE_NAME", &mut self.otel_service_name),
        ] {
            *own = Env::var(name).or_else(|| own.take());
        }
    }

    fn leave_out_empty(&mut self) {
        // An empty variable is how many tools write one that is not set.
        for one in [
            &mut self.database,
            &mut self.media,
            &mut self.public_url,
            &mut self.trusted_proxies,
            &mut self.smtp_url,
            &mut self.mail_from,
            &mut self.otel_exporter_otlp_endpoint,
            &mut self.otel_exporter_otlp_traces_endpoint,
            &mut self.otel_service_name,
        ] {
            one.take_if(|text| text.trim().is_empty());
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
    /// `TOASOAN_PUBLIC_URL`: scheme and host for links; its scheme and port are used for every site.
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
    /// `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`: where traces go, as the
    /// whole address; without it none are made.
    pub traces: Option<String>,
    /// `OTEL_SERVICE_NAME`: what this node is called in them.
    pub service: String,
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
        all.take_otel();
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
        written.leave_out_empty();
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
            && !is_base(url)
        {
            return Err(Error::Setting {
                name: "TOASOAN_PUBLIC_URL",
                wanted: "scheme, host and port where it is not the usual one, as https://example.vn or http://example.vn:8080",
            });
        }
        if !CACHE_MIB.contains(&written.cache_mib) {
            return Err(Error::Setting {
                name: "TOASOAN_CACHE_MIB",
                wanted: "mebibytes of pages kept in memory, from 8 to 65536",
            });
        }
        let traces = traces_go_to(
            written.otel_exporter_otlp_traces_endpoint,
            written.otel_exporter_otlp_endpoint,
        )?;
        Ok(Self {
            listen,
            ops_listen,
            database,
            media,
            index: written.index.unwrap_or_else(|| data.join("index")),
            public_url: written.public_url.map(|url| url.trim_end_matches('/').to_lowercase()),
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
            traces,
            service: written.otel_service_name.unwrap_or_else(|| "toasoan".to_owned()),
            data,
        })
    }
}

/// The address for traces: as it is where it is given for them alone, else that path below the
/// collector's (OpenTelemetry Protocol Exporter, "Endpoint URLs for OTLP/HTTP").
fn traces_go_to(traces: Option<String>, all: Option<String>) -> Result<Option<String>> {
    let (name, address) = match (traces, all) {
        (Some(address), _) => ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", address),
        (None, Some(base)) => {
            ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("{}/v1/traces", base.trim_end_matches('/')))
        }
        (None, None) => return Ok(None),
    };
    let parsed: Option<Uri> = address.parse().ok();
    let usable = |uri: &Uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.host().is_some_and(|h| !h.is_empty())
    };
    if parsed.as_ref().is_some_and(usable) {
        Ok(Some(address))
    } else {
        Err(Error::Setting {
            name,
            wanted: "scheme and host of a collector that takes OTLP over HTTP, as http://127.0.0.1:4318",
        })
    }
}

/// Whether an address names a scheme that browsers speak, a host, at most a port, and nothing else.
fn is_base(text: &str) -> bool {
    let Ok(url) = text.parse::<Uri>() else { return false };
    let scheme = matches!(url.scheme_str(), Some("http" | "https"));
    let host = url.authority().is_some_and(|host| {
        let port_follows = host.as_str().len() > host.host().len();
        !host.as_str().contains('@') && (!port_follows || host.port_u16().is_some())
    });
    scheme && host && url.path() == "/" && !text.contains(['?', '#'])
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
    fn traces_go_where_opentelemetry_says() {
        let to = |traces: Option<&str>, all: Option<&str>| {
            let written = Written {
                otel_exporter_otlp_traces_endpoint: traces.map(str::to_owned),
                otel_exporter_otlp_endpoint: all.map(str::to_owned),
                ..Written::default()
            };
            Config::checked(written).map(|config| config.traces)
        };
        let base = "http://127.0.0.1:4318";
        assert_eq!(to(None, None).unwrap(), None);
        assert_eq!(to(Some(" "), Some("")).unwrap(), None);
        let below = Some("http://127.0.0.1:4318/v1/traces".to_owned());
        assert_eq!(to(None, Some(base)).unwrap(), below);
        assert_eq!(to(None, Some("http://127.0.0.1:4318/")).unwrap(), below);
        let own = to(Some("https://otel.example/in"), Some(base)).unwrap();
        assert_eq!(own.as_deref(), Some("https://otel.example/in"));
        for hostile in
            ["127.0.0.1:4318", "ftp://x", "http://", "http:///a", "grpc://x:4317", "http://a b"]
        {
            let refused = to(None, Some(hostile)).unwrap_err().to_string();
            assert!(refused.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{hostile}: {refused}");
        }
    }

    #[test]
    fn a_public_address_has_a_scheme_a_host_and_nothing_that_would_be_lost() {
        let read = |url: &str| {
            let public_url = Some(url.to_owned());
            Config::checked(Written { public_url, ..Written::default() }).map(|it| it.public_url)
        };
        for (url, kept) in [
            ("https://bao.vn/", "https://bao.vn"),
            ("HTTPS://Bao.vn", "https://bao.vn"),
            ("http://localhost:8491", "http://localhost:8491"),
            ("http://[::1]:8491", "http://[::1]:8491"),
        ] {
            assert_eq!(read(url).unwrap().as_deref(), Some(kept));
        }
        for hostile in [
            "bao.vn",
            "ftp://bao.vn",
            "https://",
            "https://bao.vn/tin",
            "https://bao.vn?a=b",
            "https://bao.vn:8443/#x",
            "https://bao.vn:8443#x",
            "https://bao.vn:x",
            "https://bao.vn:99999",
            "https://ai@bao.vn",
            "https://bao vn",
        ] {
            assert!(
                read(hostile).unwrap_err().to_string().contains("TOASOAN_PUBLIC_URL"),
                "{hostile}"
            );
        }
    }

    #[test]
    fn a_node_without_a_name_of_its_own_is_called_toasoan() {
        for (given, called) in [(None, "toasoan"), (Some(" "), "toasoan"), (Some("a"), "a")] {
            let otel_service_name = given.map(str::to_owned);
            let written = Written { otel_service_name, ..Written::default() };
            assert_eq!(Config::checked(written).unwrap().service, called);
        }
    }

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
