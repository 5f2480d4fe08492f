//! Traces for a collector: what a request or a piece of background work waited for, told over
//! OpenTelemetry's protocol (OTLP, protobuf over HTTP) where `OTEL_EXPORTER_OTLP_ENDPOINT` names one.
//!
//! Pages that lie ready leave untraced: they wait for nothing. Statements are told without their
//! values. Names follow OpenTelemetry's semantic conventions for HTTP servers and databases.

use std::borrow::Cow;
use std::sync::OnceLock;
use std::time::Duration;

use anyhow::Context as _;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{
    FutureExt, Span, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, TracerProvider,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::resource::EnvResourceDetector;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use poem::http::{HeaderMap, StatusCode};

use crate::error::Result;
use crate::http::serve_page::Outcome;

/// How long a node that stops waits for the collector to take the last spans.
const LAST_WORD: Duration = Duration::from_secs(3);

/// Characters of a path that are told: a queue full of invented addresses must not fill the memory.
const PATH_MAX: usize = 512;

/// Nobody is told anything before it is set.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// The way to the collector. Spans wait in a bounded queue (`OTEL_BSP_MAX_QUEUE_SIZE`); what it has
/// no room for is left out and counted in the log, never waited for.
#[derive(Debug)]
pub(crate) struct Traces(SdkTracerProvider);

impl Traces {
    /// Opens the way to the collector whose address for traces this is, and begins to tell.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub(crate) fn start(endpoint: &str, service: &str) -> Result<Self> {
        let traces = Self::to(endpoint, service)?;
        TRACER.get_or_init(|| traces.0.tracer("toasoan"));
        Ok(traces)
    }

    fn to(endpoint: &str, service: &str) -> Result<Self> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint)
            .build()
            .context("the collector of OTEL_EXPORTER_OTLP_ENDPOINT")?;
        let node = Resource::builder_empty()
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .with_detector(Box::new(EnvResourceDetector::new()))
            .with_service_name(service.to_owned())
            .build();
        let provider = SdkTracerProvider::builder();
        Ok(Self(provider.with_batch_exporter(exporter).with_resource(node).build()))
    }

    /// Sends what still waits, for three seconds at most.
    pub(crate) async fn stop(self) {
        let last = move || self.0.shutdown_with_timeout(LAST_WORD);
        if let Ok(Err(err)) = tokio::task::spawn_blocking(last).await {
            tracing::warn!(%err, "the last traces were not sent");
        }
    }
}

/// What a request asks for, as a trace names it.
pub(crate) struct Asking<'a> {
    pub(crate) method: &'a str,
    /// What it is about, coarse: `article`, `search`.
    pub(crate) route: &'static str,
    /// Without the secrets that addresses may hold.
    pub(crate) path: &'a str,
    /// Its name in log and answer.
    pub(crate) id: &'a str,
}

/// The trace of a request or of background work, where traces are told.
#[derive(Debug, Clone)]
pub(crate) struct Trace(Option<Context>);

impl Trace {
    /// A request's. `believed` are the headers of a proxy of ours, whose trace (`traceparent`, W3C
    /// Trace Context) this one goes on with; others' numbers could not be told from made-up ones.
    pub(crate) fn of_request(asking: &Asking<'_>, believed: Option<&HeaderMap>) -> Self {
        let Some(tracer) = TRACER.get() else { return Self(None) };
        let own = HeaderMap::new();
        let parent = TraceContextPropagator::new()
            .extract_with_context(&Context::new(), &HeaderExtractor(believed.unwrap_or(&own)));
        let method = match asking.method {
            "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS" => asking.method,
            _ => "_OTHER",
        };
        let path: String = asking.path.chars().take(PATH_MAX).collect();
        let span = SpanBuilder::from_name(format!("{method} {}", asking.route))
            .with_kind(SpanKind::Server)
            .with_attributes([
                KeyValue::new("http.request.method", method.to_owned()),
                KeyValue::new("url.path", path),
                KeyValue::new("toasoan.route", asking.route),
                KeyValue::new("toasoan.request_id", asking.id.to_owned()),
            ]);
        let span = tracer.build_with_context(span, &parent);
        Self(Some(parent.with_span(span)))
    }

    /// Of background work.
    pub(crate) fn of_work(name: &'static str) -> Self {
        let Some(tracer) = TRACER.get() else { return Self(None) };
        let nothing = Context::new();
        let span = tracer.build_with_context(SpanBuilder::from_name(name), &nothing);
        Self(Some(nothing.with_span(span)))
    }

    /// Does work of which the spans made meanwhile are parts.
    pub(crate) async fn around<F: Future>(&self, work: F) -> F::Output {
        match &self.0 {
            Some(context) => work.with_context(context.clone()).await,
            None => work.await,
        }
    }

    /// The request was answered.
    pub(crate) fn answered(&self, status: StatusCode, outcome: Option<Outcome>) {
        let Some(context) = &self.0 else { return };
        let span = context.span();
        span.set_attribute(KeyValue::new("http.response.status_code", i64::from(status.as_u16())));
        if let Some(outcome) = outcome {
            span.set_attribute(KeyValue::new("toasoan.cache", outcome.name()));
        }
        if status.is_server_error() {
            span.set_status(Status::error(""));
        }
        span.end();
    }

    /// The work came to an end.
    pub(crate) fn ended<T, E: std::fmt::Display>(&self, with: &Result<T, E>) {
        let Some(context) = &self.0 else { return };
        if let Err(err) = with {
            context.span().set_status(Status::error(err.to_string()));
        }
        context.span().end();
    }
}

/// How a part of a trace ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Went {
    Well,
    Wrong,
}

/// A statement was answered.
pub(crate) fn queried(system: &'static str, sql: &str, took: Duration, went: Went) {
    let verb = sql.split_ascii_whitespace().next().unwrap_or("statement").to_ascii_uppercase();
    let told = || {
        vec![
            KeyValue::new("db.system.name", system),
            KeyValue::new("db.operation.name", verb.clone()),
            KeyValue::new("db.query.text", sql.to_owned()),
        ]
    };
    part((verb.clone().into(), SpanKind::Client), took, went, told);
}

/// A page was written and compressed.
pub(crate) fn rendered(took: Duration) {
    part(("render".into(), SpanKind::Internal), took, Went::Well, Vec::new);
}

/// The media store answered.
pub(crate) fn stored(what: &'static str, took: Duration, went: Went) {
    let name = format!("media {what}");
    part((name.into(), SpanKind::Client), took, went, Vec::new);
}

/// A part of the trace that is under way, which ends now.
fn part(
    (name, kind): (Cow<'static, str>, SpanKind),
    took: Duration,
    went: Went,
    attributes: impl FnOnce() -> Vec<KeyValue>,
) {
    let Some(tracer) = TRACER.get() else { return };
    let whole = Context::current();
    if !whole.span().span_context().is_sampled() {
        return;
    }
    let now = opentelemetry::time::now();
    let span = SpanBuilder::from_name(name)
        .with_kind(kind)
        .with_start_time(now.checked_sub(took).unwrap_or(now))
        .with_attributes(attributes());
    let mut span = tracer.build_with_context(span, &whole);
    if went == Went::Wrong {
        span.set_status(Status::error(""));
    }
    span.end_with_timestamp(now);
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::net::SocketAddr;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
    use opentelemetry_proto::tonic::common::v1::any_value::Value;
    use opentelemetry_proto::tonic::trace::v1::Span;
    use opentelemetry_proto::tonic::trace::v1::status::StatusCode as Code;
    use poem::listener::{Acceptor, Listener, TcpListener};
    use poem::web::Data;
    use poem::{EndpointExt, handler, post};
    use prost::Message;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::{Asking, HeaderMap, StatusCode, Trace, Traces, Went, queried, rendered, stored};

    type Heard = Arc<Mutex<Vec<Span>>>;

    #[handler]
    fn hear(heard: Data<&Heard>, body: Vec<u8>) {
        let told = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
        let scopes = told.resource_spans.into_iter().flat_map(|node| node.scope_spans);
        heard.lock().unwrap().extend(scopes.flat_map(|scope| scope.spans));
    }

    /// A collector, and what it has heard.
    async fn collector() -> (String, Heard) {
        let heard = Heard::default();
        let way = poem::Route::new().at("/v1/traces", post(hear)).data(Arc::clone(&heard));
        let open = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address: SocketAddr = *open.local_addr()[0].as_socket_addr().unwrap();
        tokio::spawn(poem::Server::new_with_acceptor(open).run(way));
        (format!("http://{address}/v1/traces"), heard)
    }

    fn told(span: &Span) -> HashMap<&str, String> {
        let text = |value: &Value| match value {
            Value::StringValue(text) => text.clone(),
            Value::IntValue(number) => number.to_string(),
            other => panic!("{other:?}"),
        };
        let one = |kv: &'_ opentelemetry_proto::tonic::common::v1::KeyValue| {
            text(kv.value.as_ref().unwrap().value.as_ref().unwrap())
        };
        span.attributes.iter().map(|kv| (kv.key.as_str(), one(kv))).collect()
    }

    /// What was told of the request with this name, itself first.
    fn of(heard: &Heard, id: &str) -> Vec<Span> {
        parts(heard, "toasoan.request_id", id)
    }

    fn of_path(heard: &Heard, path: &str) -> Vec<Span> {
        parts(heard, "url.path", path)
    }

    fn parts(heard: &Heard, name: &str, value: &str) -> Vec<Span> {
        let all = heard.lock().unwrap();
        let is_it = |span: &&Span| told(span).get(name).is_some_and(|one| one == value);
        let whole = all.iter().find(is_it).cloned().expect(value);
        let parts = all.iter().filter(|span| span.parent_span_id == whole.span_id).cloned();
        std::iter::once(whole.clone()).chain(parts).collect()
    }

    fn asking(id: &str) -> Asking<'_> {
        Asking { method: "GET", route: "article", path: "/bai-viet", id }
    }

    const OF_A_PROXY: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const SQL: &str = "SELECT \"title\" FROM \"article\" WHERE \"id\" = ?";

    #[tokio::test(flavor = "multi_thread")]
    async fn a_request_is_told_with_what_it_waited_for() {
        let (address, heard) = collector().await;
        let traces = Traces::start(&address, "node-1").unwrap();
        let proxy =
            HeaderMap::from_iter([("traceparent".parse().unwrap(), OF_A_PROXY.parse().unwrap())]);
        let trace = Trace::of_request(&asking("one"), Some(&proxy));
        let work = async {
            queried("sqlite", SQL, Duration::from_millis(7), Went::Well);
            // Another request meanwhile is no part of this one.
            let other = Trace::of_request(&asking("other"), None);
            other.around(async { queried("sqlite", SQL, Duration::ZERO, Went::Wrong) }).await;
            other.answered(StatusCode::SERVICE_UNAVAILABLE, None);
            tokio::task::yield_now().await;
            rendered(Duration::from_millis(2));
            stored("get", Duration::ZERO, Went::Wrong);
        };
        trace.around(work).await;
        trace.answered(StatusCode::OK, Some(crate::http::serve_page::Outcome::Made));
        let answer = ask_node().await;
        assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
        // Outside of any trace there is nothing to be a part of.
        queried("sqlite", "SELECT 1", Duration::ZERO, Went::Well);
        ask_with_long_words();
        let failed: Result<(), _> = Err("no room");
        let work = Trace::of_work("release");
        work.ended(&failed);
        traces.stop().await;

        let one = of(&heard, "one");
        let names: Vec<_> = one.iter().map(|span| span.name.as_str()).collect();
        assert_eq!(names, ["GET article", "SELECT", "render", "media get"]);
        assert_eq!(hex(&one[0].trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(hex(&one[0].parent_span_id), "00f067aa0ba902b7");
        let about = told(&one[0]);
        for (name, value) in [
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
            ("url.path", "/bai-viet"),
            ("toasoan.cache", "miss"),
        ] {
            assert_eq!(about[name], value, "{name}");
        }
        let statement = told(&one[1]);
        assert_eq!((&*statement["db.query.text"], &*statement["db.system.name"]), (SQL, "sqlite"));
        let lasted = one[1].end_time_unix_nano - one[1].start_time_unix_nano;
        assert_eq!(lasted, 7_000_000);
        assert!(of(&heard, "other").len() == 2 && is_failed(&of(&heard, "other")[0]));
        assert!(is_failed(&one[3]) && !is_failed(&one[0]));
        let asked = of_path(&heard, "/khong-co-vet");
        assert_eq!(asked[0].name, "GET list");
        assert!(
            asked[0].parent_span_id.is_empty()
                && told(&asked[0])["toasoan.request_id"] != "made-up"
        );
        assert!(asked.iter().any(|span| span.name == "SELECT"));
        long_words_are_cut(&of(&heard, "long")[0]);
        let all = heard.lock().unwrap();
        assert!(
            all.iter()
                .all(|span| told(span).get("db.query.text").is_none_or(|sql| sql != "SELECT 1"))
        );
        let release = all.iter().find(|span| span.name == "release").unwrap();
        assert_eq!(release.status.as_ref().unwrap().message, "no room");
    }

    /// Asks a node as a stranger, who tells a trace and a name of his own.
    async fn ask_node() -> String {
        let desk = crate::http::trial::desk().await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (app, web) = (Arc::clone(&desk.app), crate::routes::all(Arc::clone(&desk.app)));
        let never = std::future::pending();
        tokio::spawn(crate::http::listen::serve(listener, app, web, never, Duration::ZERO));
        let mut socket = tokio::net::TcpStream::connect(address).await.unwrap();
        let asked = format!(
            "GET /khong-co-vet HTTP/1.1\r\nhost: bao.localhost\r\ntraceparent: {OF_A_PROXY}\r\n\
             x-request-id: made-up\r\nconnection: close\r\n\r\n"
        );
        socket.write_all(asked.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    }

    fn ask_with_long_words() {
        let (method, path) = ("X".repeat(60_000), format!("/{}", "ạ".repeat(20_000)));
        let long = Asking { method: &method, route: "list", path: &path, id: "long" };
        Trace::of_request(&long, None).answered(StatusCode::NOT_FOUND, None);
    }

    fn long_words_are_cut(span: &Span) {
        assert_eq!(span.name, "_OTHER list");
        let about = told(span);
        assert_eq!(
            (&*about["http.request.method"], about["url.path"].chars().count()),
            ("_OTHER", 512)
        );
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn is_failed(span: &Span) -> bool {
        span.status.as_ref().is_some_and(|status| status.code == Code::Error as i32)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_collector_that_is_away_or_silent_holds_nobody_up() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let away = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        for address in [away, silent.local_addr().unwrap()] {
            let traces = Traces::to(&format!("http://{address}/v1/traces"), "node-1").unwrap();
            let tracer = opentelemetry::trace::TracerProvider::tracer(&traces.0, "x");
            for _ in 0..10_000 {
                opentelemetry::trace::Tracer::start(&tracer, "one");
            }
            tokio::time::timeout(Duration::from_secs(60), traces.stop()).await.unwrap();
        }
    }
}
