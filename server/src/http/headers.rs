//! Headers that every answer carries.

use std::sync::Arc;

use arc_swap::ArcSwap;
use poem::http::{HeaderMap, HeaderName, HeaderValue, header};
use poem::{Endpoint, IntoResponse, Request, Response};
use themes::Themes;

use crate::config::Config;

/// Content security policy and the others; made from the styles of the loaded themes.
#[derive(Debug, Clone)]
pub(crate) struct SecurityHeaders(Arc<ArcSwap<Made>>);

#[derive(Debug)]
struct Made {
    /// All styles that the policies name.
    styles: String,
    always: Vec<(HeaderName, HeaderValue)>,
    strict: Option<HeaderValue>,
    framed: Option<HeaderValue>,
    framing: Option<HeaderValue>,
}

/// How readers reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Transport {
    Http,
    Https,
}

/// What an answer says of frames, in its extensions; without a word nothing may frame it and it
/// frames nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frames {
    /// Our own pages may show it in a frame.
    IsFramed,
    /// It shows our own pages in frames.
    HoldsFrames,
}

impl Transport {
    fn of(config: &Config) -> Self {
        match config.public_url.as_deref() {
            Some(url) if url.starts_with("https") => Self::Https,
            _ => Self::Http,
        }
    }
}

impl Made {
    fn new(style_hashes: &[String], script_hashes: &[String], transport: Transport) -> Self {
        let (styles, scripts) = (style_hashes.join(" "), script_hashes.join(" "));
        let policy = |frames: &str| {
            let policy = format!(
                "default-src 'none'; script-src 'self' {scripts}; style-src 'self' {styles}; img-src 'self' data: blob:; media-src 'self'; \
                 font-src 'self'; connect-src 'self'; form-action 'self'; {frames}; \
                 base-uri 'none'; manifest-src 'self'"
            );
            HeaderValue::from_str(&policy).ok()
        };
        let mut always = vec![
            (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
            (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
            (
                HeaderName::from_static("permissions-policy"),
                HeaderValue::from_static("camera=(), microphone=(), geolocation=(), payment=()"),
            ),
            (
                HeaderName::from_static("cross-origin-opener-policy"),
                HeaderValue::from_static("same-origin"),
            ),
        ];
        if transport == Transport::Https {
            let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
            always.push((header::STRICT_TRANSPORT_SECURITY, year));
        }
        Self {
            styles: styles.clone(),
            always,
            strict: policy("frame-ancestors 'none'"),
            framed: policy("frame-ancestors 'self'"),
            framing: policy("frame-src 'self'; frame-ancestors 'none'"),
        }
    }
}

impl SecurityHeaders {
    pub(crate) fn new(
        style_hashes: &[String],
        script_hashes: &[String],
        transport: Transport,
    ) -> Self {
        let made = Made::new(style_hashes, script_hashes, transport);
        Self(Arc::new(ArcSwap::from_pointee(made)))
    }

    /// Of the themes as they are loaded, with the addresses that readers use.
    pub(crate) fn of(themes: &Themes, config: &Config) -> Self {
        Self::new(&themes.style_hashes(), &themes.script_hashes(), Transport::of(config))
    }

    /// Names the styles of the themes as they are now.
    pub(crate) fn renew(&self, themes: &Themes, config: &Config) {
        let (styles, scripts) = (themes.style_hashes(), themes.script_hashes());
        self.0.store(Arc::new(Made::new(&styles, &scripts, Transport::of(config))));
    }

    /// Those of a reader's page, which has these styles and may show the players of some origins in
    /// frames.
    pub(crate) fn of_a_page(&self, styles: &[String], players: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(20);
        self.put_all(&mut headers, None);
        let policy = headers.get(header::CONTENT_SECURITY_POLICY);
        let Some(policy) = policy.and_then(|policy| policy.to_str().ok()) else { return headers };
        let mut policy = policy.to_owned();
        let all = &self.0.load().styles;
        if !styles.is_empty() && !all.is_empty() {
            policy = policy.replacen(all, &styles.join(" "), 1);
        }
        if !players.is_empty() {
            let mut origins = players.to_vec();
            origins.sort_unstable();
            origins.dedup();
            policy = format!("frame-src {}; {policy}", origins.join(" "));
        }
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        headers
    }

    /// Adds them to an answer.
    pub(crate) fn put(&self, response: &mut Response) {
        let frames = response.extensions().get::<Frames>().copied();
        self.put_all(response.headers_mut(), frames);
    }

    fn put_all(&self, headers: &mut HeaderMap, frames: Option<Frames>) {
        let made = self.0.load();
        let (policy, option) = match frames {
            None => (&made.strict, "DENY"),
            Some(Frames::HoldsFrames) => (&made.framing, "DENY"),
            Some(Frames::IsFramed) => (&made.framed, "SAMEORIGIN"),
        };
        for (name, value) in &made.always {
            headers.entry(name).or_insert_with(|| value.clone());
        }
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static(option));
        if let Some(policy) = policy {
            headers.entry(header::CONTENT_SECURITY_POLICY).or_insert_with(|| policy.clone());
        }
    }

    /// Runs an endpoint and adds them; desk answers are kept by nobody.
    pub(crate) async fn around<E: Endpoint>(
        self,
        next: Arc<E>,
        request: Request,
    ) -> poem::Result<Response> {
        let path = request.uri().path();
        let private = path == "/toa-soan"
            || path.starts_with("/toa-soan/")
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

#[cfg(test)]
mod tests {
    use poem::Response;
    use poem::http::header;

    use super::{Frames, SecurityHeaders, Transport};

    #[test]
    fn a_page_frames_the_players_it_names_and_no_other_origin() {
        let headers = SecurityHeaders::new(&[], &[], Transport::Http);
        let of = |players: &[&str]| {
            let page = headers.of_a_page(&[], players);
            page.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().to_owned()
        };
        assert!(!of(&[]).contains("frame-src"));
        let one = of(&["https://b.example", "https://a.example", "https://b.example"]);
        assert!(
            one.starts_with("frame-src https://a.example https://b.example; default-src 'none'")
        );
        assert!(one.contains("frame-ancestors 'none'"));
    }

    #[test]
    fn a_page_names_its_own_styles_and_one_whose_styles_are_not_known_those_of_all() {
        let [one, other] = ["'sha256-a='", "'sha256-b='"].map(str::to_owned);
        let headers = SecurityHeaders::new(&[one.clone(), other], &[], Transport::Http);
        let of = |styles: &[String]| {
            let page = headers.of_a_page(styles, &[]);
            page.get(header::CONTENT_SECURITY_POLICY).unwrap().to_str().unwrap().to_owned()
        };
        assert!(of(&[one]).contains("style-src 'self' 'sha256-a='; "));
        assert!(of(&[]).contains("style-src 'self' 'sha256-a=' 'sha256-b='; "));
    }

    #[test]
    fn only_what_says_so_is_framed_and_only_by_ourselves() {
        let headers = SecurityHeaders::new(&[], &[], Transport::Http);
        let of = |frames: Option<Frames>| {
            let mut response = Response::default();
            if let Some(frames) = frames {
                response.extensions_mut().insert(frames);
            }
            headers.put(&mut response);
            let text = |name| response.headers().get(name).unwrap().to_str().unwrap().to_owned();
            (text(header::CONTENT_SECURITY_POLICY), text(header::X_FRAME_OPTIONS))
        };
        let (policy, option) = of(None);
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("frame-src"));
        assert_eq!(option, "DENY");
        let (policy, option) = of(Some(Frames::HoldsFrames));
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("frame-src 'self'"));
        assert_eq!(option, "DENY");
        let (policy, option) = of(Some(Frames::IsFramed));
        assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("frame-src"));
        assert_eq!(option, "SAMEORIGIN");
    }
}
