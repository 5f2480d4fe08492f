//! The open port: takes connections in and sees to it that slow and idle ones cost little.
//!
//! Our own loop because poem's has no time limit for headers: 500 of 500 connections that send
//! one a byte now and then stayed open for as long as they liked when it was measured.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::FutureExt;
use http_body_util::{Either, Full, combinators::BoxBody};
use hyper::body::{Body as _, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::http::uri::Scheme;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Response};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio_util::task::LocalPoolHandle;
use tracing::Instrument;

use super::lane::{self, Next};
use super::pace::{Answering, Pace, Paced};
use super::proxies::is_trusted;
use super::respond::without_secret;
use super::site::name_one_host;
use super::{ready, request_id};
use crate::app::App;
use crate::telemetry::Asked;
use crate::traces::{Asking, Trace};

/// Connections at the same time; more wait in the system's line.
const CONNECTIONS_MAX: usize = 16_384;
/// Bytes of a request's headers.
const HEADERS_MAX: usize = 64 * 1024;
/// An answer that takes longer is told in the log.
const SLOW: Duration = Duration::from_secs(1);
/// After the system had no more files to give.
const REST: Duration = Duration::from_millis(50);

/// One reactor a core, each with the connections that were given to it: no other thread is woken for
/// a page that lies ready. They live as long as the process, because connections to the database
/// that were opened on one of them belong to it.
static REACTORS: LazyLock<LocalPoolHandle> =
    LazyLock::new(|| LocalPoolHandle::new(available_parallelism().map_or(1, NonZeroUsize::get)));

/// The body of an answer: ready bytes, or whatever a handler made.
type Body = Either<Full<Bytes>, BoxBody<Bytes, std::io::Error>>;

/// Serves until `stop`, then lets answers in work go out for at most `grace`.
///
/// # Errors
/// When the address cannot be listened on.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    endpoint: impl Endpoint<Output = Response> + 'static,
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> std::io::Result<()> {
    let node = Arc::new(Node { local: listener.local_addr()?, app, endpoint });
    let room = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let (stopping, stopped) = watch::channel(false);
    tokio::select! {
        () = stop => {}
        () = take_in(&listener, &node, &room, &stopped) => {}
    }
    drop(listener);
    stopping.send_replace(true);
    let all = u32::try_from(CONNECTIONS_MAX).unwrap_or(u32::MAX);
    if tokio::time::timeout(grace, room.acquire_many(all)).await.is_err() {
        tracing::warn!("some answers were not finished in time");
    }
    Ok(())
}

/// Takes connections in, one after the other, for as long as there is room.
async fn take_in<E: Endpoint<Output = Response> + 'static>(
    listener: &TcpListener,
    node: &Arc<Node<E>>,
    room: &Arc<Semaphore>,
    stopped: &watch::Receiver<bool>,
) {
    while let Ok(place) = Arc::clone(room).acquire_owned().await {
        let (socket, peer) = accepted(listener).await;
        let Ok(socket) = socket.into_std() else { continue };
        let (node, stopped) = (Arc::clone(node), stopped.clone());
        drop(REACTORS.spawn_pinned(move || async move {
            if let Ok(socket) = TcpStream::from_std(socket) {
                connection(node, socket, peer, stopped).await;
            }
            drop(place);
        }));
    }
}

async fn accepted(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(err) => {
                // No more files, or a peer that has gone already.
                tracing::warn!(%err, "a connection could not be taken in");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

struct Node<E> {
    local: SocketAddr,
    app: Arc<App>,
    endpoint: E,
}

async fn connection<E: Endpoint<Output = Response> + 'static>(
    node: Arc<Node<E>>,
    socket: TcpStream,
    peer: SocketAddr,
    stopped: watch::Receiver<bool>,
) {
    // It fails for a connection that has gone already, which is found out below.
    drop(socket.set_nodelay(true));
    let answering = Answering::default();
    let mut socket = Paced::new(socket, Pace::USUAL, answering.clone());
    let mut told = stopped.clone();
    let told = async move { drop(told.wait_for(|stopped| *stopped).await) };
    let ended = match lane::ride(&node.app, &mut socket, told).await {
        Ok(Next::Other(read)) => {
            socket.give_back(read);
            whole(node, (socket, answering), peer, stopped).await.map_err(Into::into)
        }
        Ok(Next::Over) => Ok(()),
        Err(err) => Err(anyhow::Error::from(err)),
    };
    if let Err(err) = ended {
        tracing::debug!(%peer, %err, "a connection ended early");
    }
}

/// All of HTTP, for what is left of a connection.
async fn whole<E: Endpoint<Output = Response> + 'static>(
    node: Arc<Node<E>>,
    (socket, open): (Paced<TcpStream>, Answering),
    peer: SocketAddr,
    mut stopped: watch::Receiver<bool>,
) -> hyper::Result<()> {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        open.begin();
        if !request.body().is_end_stream() {
            open.expect_body();
        }
        let (node, open) = (Arc::clone(&node), open.clone());
        async move {
            let answer = node.answer(request, peer).await;
            open.end();
            Ok::<_, Infallible>(answer)
        }
    });
    // HTTP/1.1 only: HTTP/2 is the proxy's part, and the pace is that of one request at a time.
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEADERS_MAX);
    let mut serving = pin!(builder.serve_connection(TokioIo::new(socket), service));
    let told = async { drop(stopped.wait_for(|stopped| *stopped).await) };
    let ended = tokio::select! {
        ended = serving.as_mut() => Some(ended),
        () = told => None,
    };
    match ended {
        Some(ended) => ended,
        None => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    }
}

impl<E: Endpoint<Output = Response> + 'static> Node<E> {
    async fn answer(
        &self,
        mut request: hyper::Request<Incoming>,
        peer: SocketAddr,
    ) -> hyper::Response<Body> {
        if let Err(status) = name_one_host(&mut request) {
            let mut refused = hyper::Response::new(Either::Left(Full::default()));
            *refused.status_mut() = status;
            return refused;
        }
        let asked = Asked::of(request.uri().path());
        if let Some(response) = ready::answer(&self.app, &request) {
            let uri = request.uri();
            ready::count(&self.app, (uri.path(), uri.query()), response.status());
            return response.map(Either::Left);
        }
        let begun = Instant::now();
        // Anybody could mislead who reads the log; our own proxies do not.
        let ours = is_trusted(peer.ip(), &self.app.config.trusted_proxies);
        let id = request_id::of(ours.then(|| request.headers()));
        let path = without_secret(request.uri().path());
        let line = format!("{} {path}", request.method());
        let asking =
            Asking { method: request.method().as_str(), route: asked.name(), path: &path, id: &id };
        let trace = Trace::of_request(&asking, ours.then(|| request.headers()));
        let told = tracing::info_span!("request", id);
        let (local, peer) = (LocalAddr(self.local.into()), RemoteAddr(peer.into()));
        let request = poem::Request::from((request, local, peer, Scheme::HTTP));
        let handling = self.endpoint.get_response(request).instrument(told.clone());
        let handling = trace.around(handling);
        let handled = AssertUnwindSafe(handling).catch_unwind().await;
        // What panicked has told the log already; the others go on.
        let mut response = handled.unwrap_or_else(|_| self.failed());
        let took = begun.elapsed();
        let outcome = response.extensions().get().copied();
        // What may be kept for others looks alike for all who ask for it.
        let kept =
            response.header(header::CACHE_CONTROL).is_some_and(|told| told.contains("public"));
        if outcome.is_none()
            && !kept
            && let Ok(id) = HeaderValue::from_str(&id)
        {
            response.headers_mut().insert(request_id::NAME, id);
        }
        self.app.telemetry.answered(asked, response.status(), outcome, took);
        trace.answered(response.status(), outcome);
        told.in_scope(|| log(&line, response.status(), took));
        let response: hyper::Response<BoxBody<Bytes, std::io::Error>> = response.into();
        response.map(Either::Right)
    }

    fn failed(&self) -> Response {
        let text = self.app.themes.texts().say("vi", "error-internal", &[]);
        Response::builder().status(StatusCode::INTERNAL_SERVER_ERROR).body(text)
    }
}

#[expect(clippy::cognitive_complexity, reason = "the log's macros count as branches")]
fn log(line: &str, status: StatusCode, took: Duration) {
    let (status, ms) = (status.as_u16(), took.as_millis());
    if took >= SLOW {
        tracing::warn!(status, ms, "a slow answer: {line}");
    } else {
        tracing::debug!(status, ms, "{line}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use poem::{Endpoint, IntoResponse, Request, Response};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;

    use crate::http::trial::desk;
    use crate::routes;

    struct Open {
        address: std::net::SocketAddr,
        stop: oneshot::Sender<()>,
        over: tokio::task::JoinHandle<std::io::Result<()>>,
    }

    async fn open(
        app: &Arc<crate::app::App>,
        endpoint: impl Endpoint<Output = Response> + 'static,
    ) -> Open {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let stopped = async { drop(stopped.await) };
        let grace = Duration::from_secs(3);
        let over = tokio::spawn(super::serve(listener, Arc::clone(app), endpoint, stopped, grace));
        Open { address, stop, over }
    }

    /// Sends lines, reads all until the other side closes.
    async fn ask(address: std::net::SocketAddr, request: &str) -> String {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let request = request.replace('\n', "\r\n");
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[tokio::test]
    async fn the_short_way_answers_as_the_long_one_does() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        for asked in [
            "GET / HTTP/1.1\nHost: bao.localhost",
            "HEAD /tro-nang HTTP/1.1\nHost: BAO.localhost:80",
            "GET / HTTP/1.1\nHost: bao.localhost\nAccept-Encoding: gzip, br",
            "GET / HTTP/1.1\nHost: bao.localhost\nIf-None-Match: *",
            "GET / HTTP/1.1\nHost: bao.localhost\nSave-Data: on",
            "GET /tim-kiem?q=b%E1%BA%A3n+l%C3%A0ng HTTP/1.1\nHost: bao.localhost",
            "GET /tim-kiem?q=b%E1%BA%A3n%20l%C3%A0ng HTTP/1.1\nHost: bao.localhost",
            "GET /tim-kiem?q=b%E1%BA%A3n&xep= HTTP/1.1\nHost: bao.localhost",
            "GET /tim-kiem?q=nh%C3%A0&trang=2&luc=1 HTTP/1.1\nHost: bao.localhost",
        ] {
            let request = format!("{asked}\nConnection: close\n\n");
            let [first, second] =
                [ask(web.address, &request).await, ask(web.address, &request).await];
            // The shortest way is for connections that stay open: another request ends this one.
            let more = "GET /khong-co HTTP/1.1\nHost: bao.localhost\nConnection: close";
            let both = ask(web.address, &format!("{asked}\n\n{more}\n\n")).await;
            let (third, _) = both.split_once("HTTP/1.1 404").unwrap();
            let sorted = |answer: &str| {
                let (head, body) = answer.split_once("\r\n\r\n").unwrap();
                let mut head: Vec<_> = head.lines().map(str::to_lowercase).collect();
                head.retain(|line| !line.starts_with("date:") && line != "connection: close");
                head.sort();
                (head, body.to_owned())
            };
            assert!(
                first.starts_with("HTTP/1.1 200") || first.starts_with("HTTP/1.1 304"),
                "{first}"
            );
            assert!(third.contains("\r\ndate: ") && third.contains(" GMT\r\n"), "{third}");
            assert_eq!(sorted(&first), sorted(&second), "{asked}");
            assert_eq!(sorted(&first), sorted(third), "{asked}");
        }
        let text = desk.app.telemetry.text(&desk.app).await;
        let hits = r#"toasoan_requests_total{route="home",status="200",outcome="hit"} "#;
        assert!(text.contains(hits) && !text.contains(&format!("{hits}0\n")), "{text}");
        for other in ["GET / HTTP/1.1\nHost: elsewhere.vn", "POST / HTTP/1.1\nHost: bao.localhost"]
        {
            let answer = ask(web.address, &format!("{other}\nConnection: close\n\n")).await;
            assert!(answer.starts_with("HTTP/1.1 4"), "{answer}");
        }
    }

    /// Sends pieces one by one on one connection, reads all until the other side closes.
    async fn tell(address: std::net::SocketAddr, pieces: &[&[u8]]) -> String {
        let mut socket = TcpStream::connect(address).await.unwrap();
        socket.set_nodelay(true).unwrap();
        for piece in pieces {
            socket.write_all(piece).await.unwrap();
            tokio::task::yield_now().await;
        }
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status of each answer on a connection.
    fn statuses(answers: &str) -> Vec<&str> {
        let parts = answers.split("HTTP/1.1 ").skip(1);
        parts.map(|part| part.get(..3).unwrap_or_default()).collect()
    }

    #[tokio::test]
    async fn requests_are_told_apart_however_their_bytes_come() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        let page = "GET / HTTP/1.1\r\nHost: bao.localhost\r\n";
        let last = "GET /khong-co HTTP/1.1\r\nHost: bao.localhost\r\nConnection: close\r\n\r\n";
        // Made and kept by the first.
        tell(web.address, &[format!("{page}Connection: close\r\n\r\n").as_bytes()]).await;
        let head = page.replace("GET", "HEAD");
        let all = format!("{page}\r\n{head}\r\n{page}X: y\r\n\r\n{last}");
        let at_once = tell(web.address, &[all.as_bytes()]).await;
        assert_eq!(statuses(&at_once), ["200", "200", "200", "404"]);
        assert_eq!(at_once.matches("<html").count(), 3, "the answer to HEAD has no body");
        let bytes: Vec<&[u8]> = all.as_bytes().chunks(1).collect();
        assert_eq!(statuses(&tell(web.address, &bytes).await), ["200", "200", "200", "404"]);
        let half = all.as_bytes().split_at(page.len() + 20);
        assert_eq!(statuses(&tell(web.address, &[half.0, half.1]).await).len(), 4);
    }

    #[tokio::test]
    async fn what_could_be_read_in_two_ways_is_not_answered_from_what_lies_ready() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        let page = "GET / HTTP/1.1\r\nHost: bao.localhost\r\n";
        tell(web.address, &[format!("{page}Connection: close\r\n\r\n").as_bytes()]).await;
        let last = "GET /khong-co HTTP/1.1\r\nHost: bao.localhost\r\nConnection: close\r\n\r\n";
        let inner = "GET /trong-than HTTP/1.1\r\nHost: bao.localhost\r\n\r\n";
        // A body is a body, whatever it looks like.
        let length = format!("Content-Length: {}\r\n\r\n{inner}", inner.len());
        let pieces =
            format!("Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{inner}\r\n0\r\n\r\n", inner.len());
        for body in [length, pieces] {
            let answers = tell(web.address, &[format!("{page}{body}{last}").as_bytes()]).await;
            assert_eq!(statuses(&answers), ["200", "404"], "{body}");
        }
        // Not HTTP, or HTTP that hides something: refused, or the connection ends.
        for bad in ["Bad Name: x\r\n\r\n", " folded: x\r\n\r\n", "X: a\0b\r\n\r\n", "X\r\n\r\n"] {
            let answers = tell(web.address, &[format!("{page}{bad}{last}").as_bytes()]).await;
            assert!(!answers.contains("200 OK"), "{bad}: {answers}");
        }
        let many: String = (0..80).map(|number| format!("X-{number}: y\r\n")).collect();
        let long = format!("X: {}\r\n", "y".repeat(10_000));
        for odd in [many, long] {
            let answers = tell(web.address, &[format!("{page}{odd}\r\n{last}").as_bytes()]).await;
            assert_eq!(statuses(&answers), ["200", "404"]);
        }
        for other in [
            "GET / HTTP/1.1\r\nHost: bao.localhost\r\nConnection: close\r\n\r\n",
            "GET / HTTP/1.0\r\nHost: bao.localhost\r\n\r\n",
            "GET http://bao.localhost/ HTTP/1.1\r\nHost: bao.localhost\r\nConnection: close\r\n\r\n",
        ] {
            let answer = tell(web.address, &[other.as_bytes()]).await;
            assert!(
                answer.contains(" 200 OK\r\n") && answer.trim_end().ends_with("</html>"),
                "{other}"
            );
        }
    }

    #[tokio::test]
    async fn a_request_names_one_host_and_an_absolute_address_counts_for_more() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        let own = "Host: bao.localhost\n";
        for (first, lines, status) in [
            ("GET / HTTP/1.1", own, "200"),
            ("GET / HTTP/1.1", "Host: bao.localhost:8080\n", "200"),
            ("GET / HTTP/1.1", "Host: bao.localhost:\n", "200"),
            ("GET / HTTP/1.1", "", "400"),
            ("GET / HTTP/1.1", "Host: bao.localhost\nHost: bao.localhost\n", "400"),
            ("GET / HTTP/1.1", "Host: bao.localhost:abc\n", "421"),
            ("GET / HTTP/1.1", "Host: bao.localhost:@evil.vn\n", "421"),
            ("GET / HTTP/1.1", "Host: bao.localhost:80, evil.vn\n", "421"),
            ("GET / HTTP/1.1", "Host: evil.vn\n", "421"),
            ("GET http://bao.localhost/ HTTP/1.1", "Host: evil.vn\n", "200"),
            ("GET https://bao.localhost:443 HTTP/1.1", own, "200"),
            ("GET http://bao.localhost?q=1 HTTP/1.1", own, "200"),
            ("GET http://evil.vn/ HTTP/1.1", own, "421"),
            ("GET http://x@bao.localhost/ HTTP/1.1", own, "421"),
            ("GET ftp://bao.localhost/ HTTP/1.1", own, "400"),
            ("GET /?a=\" HTTP/1.1", own, "400"),
            ("GET /bai-1.html?a=<b> HTTP/1.1", own, "400"),
        ] {
            let answer = ask(web.address, &format!("{first}\n{lines}Connection: close\n\n")).await;
            assert_eq!(statuses(&answer), [status], "{first} {lines}");
        }
    }

    #[tokio::test]
    async fn a_refusal_reaches_who_is_still_sending() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4_096).unwrap();
        let mut socket = socket.connect(web.address).await.unwrap();
        let body = vec![b'x'; 200_000];
        let head =
            "POST /khong-co HTTP/1.1\r\nHost: bao.localhost\r\nContent-Length: 200000\r\n\r\n";
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(&body).await.unwrap();
        tokio::time::sleep(Duration::from_millis(200)).await;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).await.unwrap();
        let answer = String::from_utf8_lossy(&answer);
        assert!(statuses(&answer) == ["405"] && answer.trim_end().ends_with("</html>"), "{answer}");
    }

    #[tokio::test]
    async fn a_stop_lets_answers_in_work_go_out_and_takes_no_more() {
        let desk = desk().await;
        let slow = poem::endpoint::make(|_: Request| async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok::<_, poem::Error>("whole".into_response())
        });
        let web = open(&desk.app, slow).await;
        let address = web.address;
        let idle = TcpStream::connect(address).await.unwrap();
        let asked = tokio::spawn(async move { ask(address, "GET /x HTTP/1.1\nHost: x\n\n").await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        web.stop.send(()).unwrap();
        assert!(asked.await.unwrap().ends_with("whole"));
        web.over.await.unwrap().unwrap();
        assert!(TcpStream::connect(address).await.is_err());
        drop(idle);
    }

    #[tokio::test]
    async fn a_panic_is_an_answer_and_the_next_is_served() {
        let desk = desk().await;
        let web = open(
            &desk.app,
            poem::endpoint::make_sync(|request: Request| {
                assert!(request.uri().path() != "/x", "it fails");
                "fine".into_response()
            }),
        )
        .await;
        let ask_for = |path: &str| {
            let request = format!("GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n");
            async move { ask(web.address, &request).await }
        };
        let failed = ask_for("/x").await;
        assert!(failed.starts_with("HTTP/1.1 500") && failed.contains("\r\nx-request-id: "));
        assert!(ask_for("/y").await.ends_with("fine"));
    }

    #[tokio::test]
    async fn headers_without_end_are_refused() {
        let desk = desk().await;
        let web = open(&desk.app, routes::all(Arc::clone(&desk.app))).await;
        let long = format!("GET / HTTP/1.1\nHost: x\nA: {}\n\n", "x".repeat(200_000));
        let mut socket = TcpStream::connect(web.address).await.unwrap();
        drop(socket.write_all(long.replace('\n', "\r\n").as_bytes()).await);
        let mut answer = Vec::new();
        drop(socket.read_to_end(&mut answer).await);
        let answer = String::from_utf8_lossy(&answer);
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    }
}
