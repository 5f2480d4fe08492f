//! Headers that every answer carries.

use std::sync::Arc;

use poem::http::{HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response};

/// Content security policy and the others; made once, from the styles of the loaded themes.
#[derive(Debug, Clone)]
pub(crate) struct SecurityHeaders(Arc<Vec<(HeaderName, HeaderValue)>>);

/// What an answer has to do with frames; its handler puts this into the extensions. Every other
/// answer neither holds frames nor may be shown in one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// Our own pages may show it in a frame.
    Shown,
    /// It shows pages of ours in frames.
    Holds,
}

/// How readers reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    Https,
}

impl SecurityHeaders {
    pub(crate) fn new(style_hashes: &[String], transport: Transport) -> Self {
        let styles = style_hashes.join(" ");
        let policy = format!(
            "default-src 'none'; script-src 'self'; style-src 'self' {styles}; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; \
             base-uri 'none'; manifest-src 'self'"
        );
        let mut all = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
            (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=()"),
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if let Ok(value) = HeaderValue::from_str(&policy) {
            all.push((header::CONTENT_SECURITY_POLICY, value));
        }
        if transport == Transport::Https {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            all.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        Self(Arc::new(all))
    }

    /// Adds them to an answer.
    pub(crate) fn put(&self, response: &mut Response) {
        for (name, value) in self.0.iter() {
            response.headers_mut().entry(name).or_insert_with(|| value.clone());
        }
        if let Some(framing) = response.extensions().get::<Framing>().copied() {
            frame(response, framing);
        }
    }

    /// Runs an endpoint and adds them; desk answers are kept by nobody.
    pub(crate) async fn around<E: Endpoint>(
        self,
        next: Arc<E>,
        request: Request,
    ) -> poem::Result<Response> {
        let private = request.uri().path().starts_with("/toa-soan")
            || request.headers().contains_key(header::AUTHORIZATION);
        let mut response = next.call(request).await?.into_response();
        self.put(&mut response);
        if private {
            let none = HeaderValue::from_static("no-store");
            response.headers_mut().insert(header::CACHE_CONTROL, none);
        }
        Ok(response)
    }
}

/// Loosens the policy of one answer by what its frames need.
fn frame(response: &mut Response, framing: Framing) {
    let headers = response.headers_mut();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|all| all.to_str().ok());
    let policy = policy.unwrap_or_default();
    let policy = match framing {
        Framing::Shown => policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
        Framing::Holds => format!("{policy}; frame-src 'self'"),
    };
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if framing == Framing::Shown {
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    }
}
