//! The shortest way: what lies ready goes out as bytes as soon as the lines of a request are read.
//! Whatever is not plainly a request for such a page is handed on, with every byte that was read, to
//! the way that knows all of HTTP.
//!
//! It is worth its lines because cached pages are nearly all that a newspaper answers: measured
//! beside nginx in `deploy/figures.md`.

use std::io::{self, IoSlice};
use std::pin::pin;
use std::time::{Duration, UNIX_EPOCH};

use bytes::{Buf, Bytes, BytesMut};
use poem::http::{HeaderName, header};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::ready::{self, Headers};
use crate::app::App;

/// Bytes of a request's lines that are looked at here.
const HEAD_MAX: usize = 8 * 1024;
/// Room that is made for what comes: most requests fit, and ten thousand idle connections cost little.
const READ_AT_ONCE: usize = 1_024;
/// Headers of a request that are looked at here.
const HEADERS_MAX: usize = 48;
/// Room for status line and headers of an answer.
const ANSWER_HEAD: usize = 2 * 1024;

/// What becomes of a connection.
#[derive(Debug)]
pub(super) enum Next {
    /// It is over.
    Over,
    /// It asks for something else, or is to end; these bytes have been read already.
    Other(Bytes),
}

/// Answers what lies ready for as long as nothing else is asked for and nobody says to stop.
///
/// # Errors
/// When the other side has gone or keeps no pace.
pub(super) async fn ride<Io: AsyncRead + AsyncWrite + Unpin>(
    app: &App,
    io: &mut Io,
    stop: impl Future<Output = ()>,
) -> io::Result<Next> {
    let mut stop = pin!(stop);
    let mut read = BytesMut::new();
    let mut head = Head::default();
    loop {
        match look(app, &read, &mut head) {
            Look::Ready { length, body } => {
                send(io, &head.bytes, body.as_deref().unwrap_or_default()).await?;
                read.advance(length);
            }
            Look::Other => return Ok(Next::Other(read.freeze())),
            Look::Half => {
                read.reserve(READ_AT_ONCE);
                let more = tokio::select! {
                    biased;
                    more = io.read_buf(&mut read) => more?,
                    () = stop.as_mut() => return Ok(Next::Other(read.freeze())),
                };
                if more == 0 {
                    let over = read.is_empty();
                    return Ok(if over { Next::Over } else { Next::Other(read.freeze()) });
                }
            }
        }
    }
}

/// What stands at the beginning of the bytes that were read.
#[derive(Debug)]
enum Look {
    /// A request of which more must come.
    Half,
    /// A request that is not for here.
    Other,
    /// A request of this length for a page that lies ready; its status line and headers are made.
    Ready { length: usize, body: Option<Bytes> },
}

fn look(app: &App, read: &[u8], answer: &mut Head) -> Look {
    let mut lines = [httparse::EMPTY_HEADER; HEADERS_MAX];
    let mut request = httparse::Request::new(&mut lines);
    let length = match request.parse(read) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if read.len() < HEAD_MAX => return Look::Half,
        Ok(httparse::Status::Partial) | Err(_) => return Look::Other,
    };
    found(app, &request, answer).map_or(Look::Other, |body| Look::Ready { length, body })
}

/// The ready body that a request asks for, its head made.
fn found(
    app: &App,
    request: &httparse::Request<'_, '_>,
    answer: &mut Head,
) -> Option<Option<Bytes>> {
    let (method, target) = (request.method?, request.path?);
    // What no address may hold is for the other way to refuse.
    let is_odd = |byte: u8| matches!(byte, b'"' | b'<' | b'>');
    if request.version != Some(1) || !target.starts_with('/') || target.bytes().any(is_odd) {
        return None;
    }
    let headers = Lines(request.headers);
    if !headers.are_plain() {
        return None;
    }
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let with_body = match method {
        "GET" => true,
        "HEAD" => false,
        _ => return None,
    };
    let host = headers.first(&header::HOST)?;
    let page = ready::page(app, host, (path, query), &headers)?;
    let wire = page.wire(&headers)?;
    answer.make(wire.head, app.clock.now_ms());
    ready::count(app, (path, query), wire.status);
    Some(wire.body.filter(|_| with_body).cloned())
}

/// The headers of a request as lines.
struct Lines<'a>(&'a [httparse::Header<'a>]);

impl Lines<'_> {
    /// Whether none of them asks for more than a page: who sends a body, wants to be let in, or
    /// speaks of the connection is answered elsewhere, and so is what could be read in two ways.
    fn are_plain(&self) -> bool {
        let mut hosts = 0;
        self.0.iter().all(|line| {
            let is = |name: &HeaderName| line.name.eq_ignore_ascii_case(name.as_str());
            hosts += usize::from(is(&header::HOST));
            let spoken = is(&header::CONNECTION) && !line.value.eq_ignore_ascii_case(b"keep-alive");
            hosts < 2
                && !spoken
                && ![
                    header::CONTENT_LENGTH,
                    header::TRANSFER_ENCODING,
                    header::AUTHORIZATION,
                    header::EXPECT,
                    header::UPGRADE,
                ]
                .iter()
                .any(is)
        })
    }
}

impl Headers for Lines<'_> {
    fn all<'a>(&'a self, name: &'a HeaderName) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(|line| line.name.eq_ignore_ascii_case(name.as_str()));
        named.filter_map(|line| visible(line.value))
    }

    fn first<'a>(&'a self, name: &'a HeaderName) -> Option<&'a str> {
        let mut named = self.0.iter().filter(|line| line.name.eq_ignore_ascii_case(name.as_str()));
        visible(named.next()?.value)
    }
}

/// A value of visible characters, as the other way reads them.
fn visible(value: &[u8]) -> Option<&str> {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t');
    str::from_utf8(value).ok().filter(|_| value.iter().all(plain))
}

/// Status line and headers of the answer that goes out next.
#[derive(Debug, Default)]
struct Head {
    bytes: Vec<u8>,
    /// `date: …` and the empty line, of this second.
    date: Vec<u8>,
    second: u64,
}

impl Head {
    fn make(&mut self, lines: &[u8], now_ms: i64) {
        let second = u64::try_from(now_ms / 1_000).unwrap_or_default();
        if second != self.second || self.date.is_empty() {
            let now = UNIX_EPOCH + Duration::from_secs(second);
            self.date = format!("date: {}\r\n\r\n", httpdate::fmt_http_date(now)).into_bytes();
            self.second = second;
        }
        self.bytes.clear();
        self.bytes.reserve(ANSWER_HEAD);
        self.bytes.extend_from_slice(lines);
        self.bytes.extend_from_slice(&self.date);
    }
}

async fn send(io: &mut (impl AsyncWrite + Unpin), head: &[u8], body: &[u8]) -> io::Result<()> {
    let whole = head.len() + body.len();
    let mut gone = 0;
    while gone < head.len() {
        let rest = head.get(gone..).unwrap_or_default();
        gone += match io.write_vectored(&[IoSlice::new(rest), IoSlice::new(body)]).await? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            some => some,
        };
    }
    if gone < whole {
        io.write_all(body.get(gone - head.len()..).unwrap_or_default()).await?;
    }
    io.flush().await
}
