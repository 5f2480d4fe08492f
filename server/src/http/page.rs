//! A finished answer, in every encoding that somebody has asked for.

use std::io::Write;
use std::sync::OnceLock;

use bytes::Bytes;
use libdeflater::{CompressionLvl, Compressor};
use poem::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::encoding::{Encoding, preferred};
use super::reading::VARY;
use super::ready::Headers;
use super::serve_page::HTML;

/// Browsers ask each time and mostly hear 304: what is withdrawn is gone at once.
pub(crate) const CACHE_CONTROL: &str = "public, max-age=0, must-revalidate";

/// A page, a feed or a map as it leaves.
#[derive(Debug)]
pub(crate) struct Page {
    status: StatusCode,
    /// Strong validator of the plain body, without quotes.
    etag: String,
    plain: Form,
    /// Made when they are first asked for: a page that is opened once is compressed once.
    packed: [OnceLock<Form>; Encoding::ALL.len()],
}

/// One form of it, with the headers that belong to that.
#[derive(Debug, Clone)]
struct Form {
    headers: HeaderMap,
    body: Bytes,
    /// The same headers as they go over the line, of the whole answer and of 304, the date alone
    /// missing.
    head: Bytes,
    head_known: Bytes,
}

/// An answer as it goes over the line; its date and the empty line stand between head and body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wire<'a> {
    pub(super) status: StatusCode,
    pub(super) head: &'a [u8],
    /// Nothing of it goes out to who knows the page, or asks for the headers alone.
    pub(super) body: Option<&'a Bytes>,
}

/// Status, headers and body.
pub(crate) type Parts = (StatusCode, HeaderMap, Bytes);

impl Page {
    /// `always` are the headers of every reader's page: its policy names the styles that stand in
    /// this very page.
    pub(crate) fn new(
        status: StatusCode,
        content_type: &'static str,
        body: Vec<u8>,
        always: HeaderMap,
    ) -> Self {
        let digest = blake3::hash(&body).to_hex();
        let etag = digest.get(..20).unwrap_or_default().to_owned();
        let vary = if content_type == HTML { VARY } else { "Accept-Encoding" };
        let mut headers = always;
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        put(&mut headers, header::ETAG, &format!("\"{etag}\""));
        // Said here because an answer to HEAD loses its body before hyper could count it.
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        let plain = Form::new(status, headers, body.into());
        Self { status, etag, plain, packed: Default::default() }
    }

    /// The answer to a request with these headers if it needs no work.
    pub(crate) fn ready(&self, asked: &HeaderMap) -> Option<Parts> {
        Some(self.parts(asked, self.there(asked)?))
    }

    /// The same as bytes of the line.
    pub(super) fn wire(&self, asked: &impl Headers) -> Option<Wire<'_>> {
        let form = self.there(asked)?;
        if form.is_known(asked) {
            let status = StatusCode::NOT_MODIFIED;
            return Some(Wire { status, head: &form.head_known, body: None });
        }
        Some(Wire { status: self.status, head: &form.head, body: Some(&form.body) })
    }

    /// The form that is asked for, if it is made.
    fn there(&self, asked: &impl Headers) -> Option<&Form> {
        match wanted(asked) {
            Some(encoding) => self.slot(encoding)?.get(),
            None => Some(&self.plain),
        }
    }

    /// The answer, compressed now if nobody has asked for that form yet: call it off the reactor.
    pub(crate) fn made(&self, asked: &HeaderMap) -> Parts {
        let form = wanted(asked)
            .and_then(|encoding| Some(self.slot(encoding)?.get_or_init(|| self.pack(encoding))))
            .unwrap_or(&self.plain);
        self.parts(asked, form)
    }

    fn slot(&self, encoding: Encoding) -> Option<&OnceLock<Form>> {
        let at = Encoding::ALL.iter().position(|one| *one == encoding)?;
        self.packed.get(at)
    }

    fn pack(&self, encoding: Encoding) -> Form {
        let body = match encoding {
            Encoding::Brotli => brotli(&self.plain.body).ok(),
            Encoding::Zstd => zstd::bulk::compress(&self.plain.body, 6).ok(),
            Encoding::Gzip => gzip(&self.plain.body),
        };
        let Some(body) = body.filter(|body| body.len() < self.plain.body.len()) else {
            return self.plain.clone();
        };
        let mut headers = self.plain.headers.clone();
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        headers.insert(header::CONTENT_LENGTH, body.len().into());
        put(&mut headers, header::ETAG, &format!("\"{}-{}\"", self.etag, encoding.name()));
        Form::new(self.status, headers, body.into())
    }

    fn parts(&self, asked: &HeaderMap, form: &Form) -> Parts {
        if form.is_known(asked) {
            return (StatusCode::NOT_MODIFIED, of_known(&form.headers), Bytes::new());
        }
        (self.status, form.headers.clone(), form.body.clone())
    }

    /// Bytes of memory, with room for the forms that are not made yet: each is some fifth.
    pub(crate) fn bytes(&self) -> usize {
        self.plain.body.len().saturating_mul(8) / 5 + 4_096
    }
}

impl Form {
    fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        let head_known = head(StatusCode::NOT_MODIFIED, &of_known(&headers));
        Self { head: head(status, &headers), head_known, headers, body }
    }

    /// Whether who asks has this very form: another one of the page has another validator.
    fn is_known(&self, asked: &impl Headers) -> bool {
        let Some(seen) = asked.first(&header::IF_NONE_MATCH) else { return false };
        let own = self.headers.get(header::ETAG).and_then(|own| own.to_str().ok());
        own.is_some_and(|own| matches(seen, own.trim_matches('"')))
    }
}

/// The headers of an answer that says "as you know it".
fn of_known(headers: &HeaderMap) -> HeaderMap {
    let mut headers = headers.clone();
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING] {
        headers.remove(name);
    }
    headers
}

/// Status line and headers (RFC 9112 sections 4 and 5).
fn head(status: StatusCode, headers: &HeaderMap) -> Bytes {
    let reason = status.canonical_reason().unwrap_or_default();
    let mut out = format!("HTTP/1.1 {} {reason}\r\n", status.as_u16()).into_bytes();
    for (name, value) in headers {
        for part in [name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"] {
            out.extend_from_slice(part);
        }
    }
    out.into()
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
    }
}

fn wanted(asked: &impl Headers) -> Option<Encoding> {
    preferred(asked.first(&header::ACCEPT_ENCODING)?).first().copied().flatten()
}

/// Whether one of the validators a client sent is this one (RFC 9110 section 13.1.2); weak ones
/// count.
fn matches(seen: &str, own: &str) -> bool {
    if seen.trim() == "*" {
        return true;
    }
    let mut rest = seen;
    let mut tags = std::iter::from_fn(|| {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        rest = rest.strip_prefix("W/").unwrap_or(rest);
        let (tag, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            // Some readers of feeds leave the quotes out.
            None => rest.split_once(',').unwrap_or((rest, "")),
        };
        rest = after;
        Some(tag.trim_end()).filter(|_| !tag.is_empty() || !after.is_empty())
    });
    tags.any(|tag| tag == own)
}

// Quality 5 costs about a millisecond a page and is within a tenth of the best size.
fn brotli(body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::with_capacity(body.len() / 4);
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 5, 22);
    writer.write_all(body)?;
    drop(writer);
    Ok(out)
}

// Level 5 costs a fifth of a millisecond a page; the next one takes a fifth longer for a hundredth
// of the size.
fn gzip(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = Compressor::new(CompressionLvl::new(5).ok()?);
    let mut out = vec![0; packer.gzip_compress_bound(body.len())];
    let length = packer.gzip_compress(body, &mut out).ok()?;
    out.truncate(length);
    out.shrink_to_fit();
    Some(out)
}

#[cfg(test)]
mod tests {
    use libdeflater::Decompressor;
    use poem::http::{HeaderMap, HeaderValue, StatusCode, header};

    use super::{HTML, Page, VARY, matches};

    fn page() -> Page {
        Page::new(
            StatusCode::OK,
            HTML,
            "<p>Chợ phiên</p>".repeat(99).into_bytes(),
            HeaderMap::new(),
        )
    }

    fn asking(headers: &[(header::HeaderName, &str)]) -> HeaderMap {
        let pair = |(name, value): &(header::HeaderName, &str)| {
            (name.clone(), HeaderValue::from_str(value).unwrap())
        };
        headers.iter().map(pair).collect()
    }

    #[test]
    fn a_validator_is_known_again_and_nothing_that_only_looks_like_it() {
        for seen in [
            "\"abc\"",
            "W/\"abc\"",
            "\"x\", \"abc\"",
            "\"x\",W/\"abc\" ",
            "*",
            "abc",
            ",, \"abc\"",
            "\"\", \"abc\"",
        ] {
            assert!(matches(seen, "abc"), "{seen}");
        }
        for other in [
            "",
            "\"abcd\"",
            "\"abc-br\"",
            "\"*\"",
            "\"a\", *, \"b\"",
            "\"a,abc,b\"",
            "W/W/\"abc\"",
            "\"",
        ] {
            assert!(!matches(other, "abc"), "{other}");
        }
    }

    #[test]
    fn who_has_another_form_of_the_page_gets_the_one_that_it_asks_for() {
        let page = page();
        for (seen, encoding, status) in [
            ("", "", StatusCode::NOT_MODIFIED),
            ("-br", "", StatusCode::OK),
            ("-br", "br", StatusCode::NOT_MODIFIED),
            ("-gzip", "br", StatusCode::OK),
            ("", "gzip", StatusCode::OK),
            ("-nonsense", "gzip", StatusCode::OK),
        ] {
            let etag = format!("\"{}{seen}\"", page.etag);
            let asked =
                asking(&[(header::ACCEPT_ENCODING, encoding), (header::IF_NONE_MATCH, &etag)]);
            assert_eq!(page.made(&asked).0, status, "{seen} for {encoding}");
        }
    }

    #[test]
    fn the_answer_is_in_the_encoding_asked_for_and_says_its_length() {
        let page = page();
        let mut whole = vec![0; page.plain.body.len()];
        for (asked, told) in [
            ("br, gzip", Some("br")),
            ("gzip", Some("gzip")),
            ("zstd;q=1, br;q=0.5", Some("zstd")),
            ("", None),
        ] {
            let asked = asking(&[(header::ACCEPT_ENCODING, asked)]);
            assert_eq!(page.ready(&asked).is_some(), told.is_none(), "nothing is packed in vain");
            let (status, headers, body) = page.made(&asked);
            let of = |name| headers.get(name).map(|value| value.to_str().unwrap());
            assert_eq!((status, of(header::CONTENT_ENCODING)), (StatusCode::OK, told));
            assert_eq!(of(header::CONTENT_LENGTH), Some(body.len().to_string().as_str()));
            assert_eq!(of(header::VARY), Some(VARY));
            assert!(of(header::ETAG).unwrap().contains(told.unwrap_or("\"")));
            assert_eq!(page.ready(&asked).unwrap().2, body);
            if told == Some("gzip") {
                Decompressor::new().gzip_decompress(&body, &mut whole).unwrap();
            }
        }
        assert_eq!(whole, page.plain.body);
    }

    #[test]
    fn a_known_page_is_answered_with_304_and_no_body() {
        let page = page();
        let etag = format!("\"{}-br\"", page.etag);
        let asked = asking(&[(header::ACCEPT_ENCODING, "br"), (header::IF_NONE_MATCH, &etag)]);
        let (status, headers, body) = page.made(&asked);
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
        assert_eq!(headers[header::ETAG], etag.as_str());
        assert!(!headers.contains_key(header::CONTENT_ENCODING));
    }

    #[test]
    fn what_compression_would_only_lengthen_goes_out_plain() {
        let page = Page::new(StatusCode::OK, HTML, b"<p>".to_vec(), HeaderMap::new());
        let (_, headers, body) = page.made(&asking(&[(header::ACCEPT_ENCODING, "gzip")]));
        assert!(!headers.contains_key(header::CONTENT_ENCODING) && &body[..] == b"<p>");
    }
}
