//! `GET /media/{hash}/…`: hands out pictures and recordings, which never change under their address.

use std::io::SeekFrom;
use std::ops::Range;
use std::sync::Arc;

use object_store::{GetResult, GetResultPayload};
use poem::http::{Method, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Body, Request, Response, handler};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use super::{sound, store};
use crate::app::App;
use crate::error::{Error, Result};
use crate::http::respond;

const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// The original: `/media/{hash}/{name}.{jpg,png,mp3,m4a,ogg,wav}`.
#[handler]
pub(crate) async fn original(
    app: Data<&Arc<App>>,
    request: &Request,
    Path((hash, name)): Path<(String, String)>,
) -> Result<Response> {
    let Some((_, kind)) = name.rsplit_once('.') else { return named(&app, hash).await };
    file(&app, request, &hash, &format!("goc.{kind}")).await
}

/// Without an ending, as where only the hash is known: the whole address.
async fn named(app: &App, hash: String) -> Result<Response> {
    let kept = store::by_hashes(&app.db.read, &[hash]).await?.pop().ok_or(Error::NotFound)?;
    Ok(respond::see_other(&kept.original()))
}

/// A rendition: `/media/{hash}/{width}/{name}.{webp,jpg}`.
#[handler]
pub(crate) async fn rendition(
    app: Data<&Arc<App>>,
    request: &Request,
    Path((hash, width, name)): Path<(String, u32, String)>,
) -> Result<Response> {
    let kind = name.rsplit_once('.').map(|(_, kind)| kind).ok_or(Error::NotFound)?;
    file(&app, request, &hash, &format!("{width}.{kind}")).await
}

async fn file(app: &App, request: &Request, hash: &str, file: &str) -> Result<Response> {
    let content_type = match file.rsplit_once('.').map(|(_, kind)| kind) {
        Some("jpg") => "image/jpeg",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        Some(kind) => sound::media_type(kind).ok_or(Error::NotFound)?,
        None => return Err(Error::NotFound),
    };
    // The address names the bytes, so it says all that a validator could.
    let etag = format!("\"{hash}-{file}\"");
    let answer = Response::builder()
        .header(header::CACHE_CONTROL, CACHE_CONTROL)
        .header(header::ETAG, &etag)
        .header(header::ACCEPT_RANGES, "bytes")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    let known = request.header(header::IF_NONE_MATCH);
    if known.is_some_and(|seen| seen.split(',').any(|one| one.trim() == etag || one.trim() == "*"))
    {
        app.media.size(hash, file).await?;
        return Ok(answer.status(StatusCode::NOT_MODIFIED).finish());
    }
    if request.method() == Method::HEAD {
        let size = app.media.size(hash, file).await?;
        let answer = answer.content_type(content_type).header(header::CONTENT_LENGTH, size);
        return Ok(answer.body(Body::empty()));
    }
    let same = request.header(header::IF_RANGE).is_none_or(|seen| seen == etag);
    let asked = request.header(header::RANGE).filter(|_| same).and_then(Asked::read);
    let Some(asked) = asked else {
        let got = app.media.get(hash, file, None).await?;
        let answer =
            answer.content_type(content_type).header(header::CONTENT_LENGTH, got.meta.size);
        return Ok(answer.body(body(got).await?));
    };
    let size = app.media.size(hash, file).await?;
    let Some(part) = asked.of(size) else {
        return Ok(Response::builder()
            .status(StatusCode::RANGE_NOT_SATISFIABLE)
            .header(header::CONTENT_RANGE, format!("bytes */{size}"))
            .header(header::CACHE_CONTROL, "no-store")
            .finish());
    };
    let told = format!("bytes {}-{}/{size}", part.start, part.end.saturating_sub(1));
    let answer = answer
        .status(StatusCode::PARTIAL_CONTENT)
        .content_type(content_type)
        .header(header::CONTENT_RANGE, told)
        .header(header::CONTENT_LENGTH, part.end.saturating_sub(part.start));
    Ok(answer.body(body(app.media.get(hash, file, Some(part)).await?).await?))
}

/// A file is read as one, which is much faster than the store's own small pieces.
async fn body(got: GetResult) -> Result<Body> {
    let range = got.range.clone();
    match got.payload {
        GetResultPayload::File(file, _) => {
            let mut file = tokio::fs::File::from_std(file);
            file.seek(SeekFrom::Start(range.start)).await?;
            Ok(Body::from_async_read(file.take(range.end.saturating_sub(range.start))))
        }
        GetResultPayload::Stream(pieces) => Ok(Body::from_bytes_stream(pieces)),
    }
}

/// One range of bytes as it is asked for (RFC 9110, section 14.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// From the first of these up to the second, or to the end.
    From(u64, Option<u64>),
    /// So many at the end.
    Last(u64),
}

impl Asked {
    /// Several ranges at once are answered with the whole file, as the standard allows.
    fn read(header: &str) -> Option<Self> {
        let (from, to) = header.strip_prefix("bytes=")?.trim().split_once('-')?;
        let (from, to) = (from.trim(), to.trim());
        match (from.parse::<u64>(), to.parse::<u64>()) {
            (Ok(from), Ok(to)) if to >= from => Some(Self::From(from, Some(to))),
            (Ok(from), Err(_)) if to.is_empty() => Some(Self::From(from, None)),
            (Err(_), Ok(last)) if from.is_empty() => Some(Self::Last(last)),
            _ => None,
        }
    }

    /// The bytes of a file of this size; nothing when it has none of them.
    fn of(self, size: u64) -> Option<Range<u64>> {
        let part = match self {
            Self::From(from, to) => from..to.map_or(size, |to| to.saturating_add(1).min(size)),
            Self::Last(last) => size.saturating_sub(last)..size,
        };
        (part.start < part.end).then_some(part)
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn a_range_is_read_and_what_is_none_asks_for_all() {
        let of = |header: &str| Asked::read(header).and_then(|asked| asked.of(1_000));
        assert_eq!(of("bytes=0-99"), Some(0..100));
        assert_eq!(of("bytes=900-"), Some(900..1_000));
        assert_eq!(of("bytes=900-9999"), Some(900..1_000));
        assert_eq!(of("bytes=-5"), Some(995..1_000));
        assert_eq!(of("bytes=-5000"), Some(0..1_000));
        assert_eq!((of("bytes=1000-"), of("bytes=-0")), (None, None));
        for odd in ["", "bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,4-5", "lines=0-1", "bytes=a-b"]
        {
            assert_eq!(Asked::read(odd), None, "{odd}");
        }
    }
}
