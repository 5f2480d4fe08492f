//! A request that changes something must come from a page of ours.

use poem::Request;
use poem::http::header;
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};
use crate::people::who::Editor;

/// Checks the token that the form carried (or the `X-CSRF-Token` header) against the session's,
/// and that the browser does not say the request comes from elsewhere.
///
/// # Errors
/// `Csrf` when either does not hold.
pub(crate) fn check(request: &Request, who: &Editor, sent: Option<&str>) -> Result<()> {
    let sent = sent.or_else(|| request.header("x-csrf-token")).unwrap_or_default();
    same(&who.csrf, sent)?;
    same_origin(request)
}

/// Compares in constant time.
///
/// # Errors
/// `Csrf` when they differ or there is nothing to compare with.
pub(crate) fn same(kept: &str, sent: &str) -> Result<()> {
    let equal = kept.as_bytes().ct_eq(sent.as_bytes());
    if !kept.is_empty() && bool::from(equal) { Ok(()) } else { Err(Error::Csrf) }
}

/// # Errors
/// `Csrf` when the browser names another site as the origin.
pub(crate) fn same_origin(request: &Request) -> Result<()> {
    if request.header("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(Error::Csrf);
    }
    let host = request.header(header::HOST).unwrap_or_default();
    match request.header(header::ORIGIN).filter(|origin| *origin != "null") {
        Some(origin) => {
            let named = origin.split_once("://").map_or(origin, |(_, host)| host);
            if named.eq_ignore_ascii_case(host) { Ok(()) } else { Err(Error::Csrf) }
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{same, same_origin};
    use poem::Request;

    #[test]
    fn an_empty_token_matches_nothing() {
        assert!(same("", "").is_err());
        assert!(same("abc", "abd").is_err());
        assert!(same("abc", "abc").is_ok());
    }

    #[test]
    fn another_origin_is_refused() {
        let ask = |origin: &str| {
            let request = Request::builder().header("host", "bao.vn").header("origin", origin);
            same_origin(&request.finish()).is_ok()
        };
        assert!(ask("https://bao.vn"));
        assert!(!ask("https://evil.vn"));
        assert!(!ask("https://bao.vn.evil.vn"));
        let cross = Request::builder().header("host", "a").header("sec-fetch-site", "cross-site");
        assert!(same_origin(&cross.finish()).is_err());
    }
}
