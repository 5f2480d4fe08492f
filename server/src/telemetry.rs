//! What an operator sees of this node at `/metrics`: figures in Prometheus' text format.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use metrics::{Counter, Histogram, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use poem::http::StatusCode;

use crate::app::App;
use crate::changes::bell::Follower;
use crate::changes::store as changes;
use crate::error::Result;
use crate::http::serve_page::Outcome;
use crate::jobs;

/// How often measures are summed up.
const SUMMED: Duration = Duration::from_secs(5);
/// A statement that takes longer is written into the log, without its values.
const SLOW_QUERY: Duration = Duration::from_millis(500);
/// Seconds; most answers take less than one of the first three.
const BUCKETS: [f64; 13] =
    [0.000_1, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];
/// Seconds that a scheduled article came late.
const LATE_BUCKETS: [f64; 8] = [0.5, 1.0, 2.0, 5.0, 15.0, 60.0, 300.0, 3_600.0];

const METADATA: Metadata<'static> =
    Metadata::new(module_path!(), Level::INFO, Some(module_path!()));

/// What a request asked for, coarse enough for a figure each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Home,
    Article,
    List,
    Search,
    Feed,
    Media,
    Asset,
    Count,
    Desk,
    Api,
    Other,
}

impl Asked {
    const ALL: [(Self, &str); 11] = [
        (Self::Home, "home"),
        (Self::Article, "article"),
        (Self::List, "list"),
        (Self::Search, "search"),
        (Self::Feed, "feed"),
        (Self::Media, "media"),
        (Self::Asset, "asset"),
        (Self::Count, "count"),
        (Self::Desk, "desk"),
        (Self::Api, "api"),
        (Self::Other, "other"),
    ];

    /// By the form of the path alone, so that nobody's invented addresses become figures.
    pub(crate) fn of(path: &str) -> Self {
        let first = path.get(1..).unwrap_or_default().split('/').next().unwrap_or_default();
        match first {
            "" => Self::Home,
            "toa-soan" => Self::Desk,
            "api" => Self::Api,
            "media" => Self::Media,
            "tai-nguyen" => Self::Asset,
            "luot-xem" => Self::Count,
            "tim-kiem" | "goi-y" => Self::Search,
            "robots.txt" | "opensearch.xml" | "bao-loi" | "xem-thu" | "in" | "cach-doc" => {
                Self::Other
            }
            "rss" => Self::Feed,
            name if name.starts_with("sitemap") => Self::Feed,
            _ if path.ends_with(".xml") || path.ends_with("/feed.json") || path == "/feed.json" => {
                Self::Feed
            }
            name if name.ends_with(".html") => Self::Article,
            _ => Self::List,
        }
    }

    /// As figures and traces name it.
    pub(crate) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(one, _)| *one == self).map_or("other", |(_, name)| name)
    }
}

/// Counters that are added to, and what is looked up when they are asked for.
pub(crate) struct Telemetry {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    /// Answers from the cache, by what was asked: at hand, because they are the most.
    hits: Vec<(Asked, Counter, Counter)>,
    renders: Histogram,
    queries: Histogram,
    slow_queries: Counter,
    late: Histogram,
    /// A stop signal came: no more work should be sent here.
    stopping: AtomicBool,
}

impl std::fmt::Debug for Telemetry {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Telemetry").finish_non_exhaustive()
    }
}

impl Telemetry {
    /// # Errors
    /// Never with the bounds above.
    pub(crate) fn new() -> Result<Self> {
        let recorder = PrometheusBuilder::new()
            .set_buckets(&BUCKETS)
            .and_then(|builder| {
                let late = Matcher::Full("toasoan_schedule_late_seconds".to_owned());
                builder.set_buckets_for_metric(late, &LATE_BUCKETS)
            })
            .map_err(anyhow::Error::from)?
            .build_recorder();
        let requests = |asked: Asked, status: StatusCode, outcome| {
            recorder.register_counter(&requests(asked, status, outcome), &METADATA)
        };
        let hits = Asked::ALL.map(|(asked, _)| {
            let fresh = requests(asked, StatusCode::OK, Some(Outcome::Hit));
            (asked, fresh, requests(asked, StatusCode::NOT_MODIFIED, Some(Outcome::Hit)))
        });
        let histogram = |name| recorder.register_histogram(&Key::from_static_name(name), &METADATA);
        let slow = Key::from_static_name("toasoan_slow_queries_total");
        Ok(Self {
            handle: recorder.handle(),
            hits: hits.into(),
            renders: histogram("toasoan_render_seconds"),
            queries: histogram("toasoan_query_seconds"),
            slow_queries: recorder.register_counter(&slow, &METADATA),
            late: histogram("toasoan_schedule_late_seconds"),
            stopping: AtomicBool::new(false),
            recorder,
        })
    }

    /// An answer straight from the cache.
    pub(crate) fn hit(&self, asked: Asked, status: StatusCode) {
        if let Some((_, fresh, known)) = self.hits.iter().find(|(one, ..)| *one == asked) {
            if status == StatusCode::NOT_MODIFIED { known } else { fresh }.increment(1);
        }
    }

    /// Any other answer, and what it took.
    pub(crate) fn answered(
        &self,
        asked: Asked,
        status: StatusCode,
        outcome: Option<Outcome>,
        took: Duration,
    ) {
        let key = requests(asked, status, outcome);
        self.recorder.register_counter(&key, &METADATA).increment(1);
        let labels = vec![Label::from_static_parts("route", asked.name())];
        let key = Key::from_parts("toasoan_request_seconds", labels);
        self.recorder.register_histogram(&key, &METADATA).record(took);
    }

    /// A page was written and compressed.
    pub(crate) fn rendered(&self, took: Duration) {
        self.renders.record(took);
    }

    /// A scheduled article went out so long after its time.
    pub(crate) fn late(&self, by: Duration) {
        self.late.record(by);
    }

    /// The database answered.
    pub(crate) fn queried(&self, sql: &str, took: Duration) {
        self.queries.record(took);
        if took >= SLOW_QUERY {
            self.slow_queries.increment(1);
            tracing::warn!(ms = took.as_millis(), sql, "a slow query");
        }
    }

    /// A request was turned away.
    pub(crate) fn refused(&self, why: &'static str) {
        let labels = vec![Label::from_static_parts("why", why)];
        let key = Key::from_parts("toasoan_refused_total", labels);
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    /// A picture was taken in.
    pub(crate) fn uploaded(&self) {
        let key = Key::from_static_name("toasoan_uploads_total");
        self.recorder.register_counter(&key, &METADATA).increment(1);
    }

    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
    }

    pub(crate) fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// All figures as text. What only the database knows is left out while it is away.
    pub(crate) async fn text(&self, app: &App) -> String {
        for (name, value) in self.of_this_node(app) {
            self.set(name, value);
        }
        if let Ok(last) = changes::last(&app.db).await {
            let behind = |who| last.get().saturating_sub(app.bell.place(who).get());
            self.set("toasoan_index_lag", whole(behind(Follower::Index)));
            self.set("toasoan_pages_lag", whole(behind(Follower::Pages)));
        }
        if let Ok(jobs) = jobs::store::counts(&app.db.read).await {
            self.set("toasoan_jobs_waiting", whole(jobs.waiting));
            self.set("toasoan_jobs_failed", whole(jobs.failed));
        }
        self.handle.render()
    }

    fn of_this_node(&self, app: &App) -> Vec<(&'static str, f64)> {
        let (pages, bytes) = app.pages.size();
        let mut figures = vec![
            ("toasoan_index_articles", whole(app.index.count())),
            ("toasoan_index_change", whole(app.index.last_change().get())),
            ("toasoan_page_cache_pages", whole(pages)),
            ("toasoan_page_cache_bytes", whole(bytes)),
        ];
        figures.extend(process());
        let version = vec![Label::from_static_parts("version", env!("CARGO_PKG_VERSION"))];
        let build = Key::from_parts("toasoan_build_info", version);
        self.recorder.register_gauge(&build, &METADATA).set(1.0);
        figures
    }

    fn set(&self, name: &'static str, value: f64) {
        self.recorder.register_gauge(&Key::from_static_name(name), &METADATA).set(value);
    }
}

fn requests(asked: Asked, status: StatusCode, outcome: Option<Outcome>) -> Key {
    let outcome = outcome.map_or("none", Outcome::name);
    let labels = vec![
        Label::from_static_parts("route", asked.name()),
        Label::new("status", status.as_str().to_owned()),
        Label::from_static_parts("outcome", outcome),
    ];
    Key::from_parts("toasoan_requests_total", labels)
}

/// Sums up what was measured, for as long as the node lives: each measure takes room until then.
pub(crate) async fn gather(app: Arc<App>) {
    loop {
        tokio::time::sleep(SUMMED).await;
        app.telemetry.handle.run_upkeep();
    }
}

/// A gauge is a float; whole numbers beyond 2^53 lose their last digits there.
fn whole(number: impl TryInto<i64>) -> f64 {
    let number = number.try_into().unwrap_or(i64::MAX);
    #[expect(clippy::cast_precision_loss, reason = "what a gauge can hold")]
    let float = number as f64;
    float
}

/// Memory and open files, where the system tells them under `/proc`.
fn process() -> Vec<(&'static str, f64)> {
    let mut figures = Vec::new();
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<i64>().ok());
        figures.extend(
            kib.map(|kib| ("process_resident_memory_bytes", whole(kib.saturating_mul(1024)))),
        );
    }
    if let Ok(open) = std::fs::read_dir("/proc/self/fd") {
        figures.push(("process_open_fds", whole(open.count())));
    }
    figures
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use poem::http::StatusCode;

    use super::{Asked, Telemetry};
    use crate::http::serve_page::Outcome;

    #[test]
    fn an_address_is_counted_by_its_form() {
        for (path, asked) in [
            ("/", Asked::Home),
            ("/cho-phien-7.html", Asked::Article),
            ("/thoi-su/giao-duc", Asked::List),
            ("/thoi-su/rss.xml", Asked::Feed),
            ("/feed.json", Asked::Feed),
            ("/sitemap.xml", Asked::Feed),
            ("/toa-soan/bai/7", Asked::Desk),
            ("/api/v1/articles", Asked::Api),
            ("/media/ab/640/a.webp", Asked::Media),
            ("", Asked::Home),
        ] {
            assert_eq!(Asked::of(path), asked, "{path}");
        }
    }

    #[test]
    fn what_happened_stands_in_the_text() {
        let telemetry = Telemetry::new().unwrap();
        telemetry.hit(Asked::Article, StatusCode::OK);
        telemetry.answered(Asked::Desk, StatusCode::NOT_FOUND, None, Duration::from_millis(3));
        telemetry.answered(Asked::Home, StatusCode::OK, Some(Outcome::Stale), Duration::ZERO);
        telemetry.queried("SELECT 1", Duration::from_secs(2));
        telemetry.late(Duration::from_secs(3));
        let text = telemetry.handle.render();
        for line in [
            r#"toasoan_requests_total{route="article",status="200",outcome="hit"} 1"#,
            r#"toasoan_requests_total{route="desk",status="404",outcome="none"} 1"#,
            r#"toasoan_requests_total{route="home",status="200",outcome="stale"} 1"#,
            r#"toasoan_request_seconds_bucket{route="desk",le="0.005"} 1"#,
            "toasoan_slow_queries_total 1",
            r#"toasoan_schedule_late_seconds_bucket{le="5"} 1"#,
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    }
}
