//! What an address of a reader's site means, and the one handler for all that are made of names.
//!
//! Fixed addresses stand in [`crate::routes`]; this is what is left: articles, sections, topics,
//! authors, the feeds of each, and old addresses of imported sites.

use std::sync::Arc;

use content::id::ArticleId;
use poem::web::Data;
use poem::{Request, Response, handler};

use crate::app::App;
use crate::articles::read;
use crate::articles::store::live::{addresses, whole};
use crate::error::{Error, Result};
use crate::feeds::Format;
use crate::http::serve_page::moved;
use crate::http::site::Here;
use crate::lists::which::Named;
use crate::{feeds, lists};

/// The meaning of a path, as far as its form tells.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Article(ArticleId),
    List(Named),
    Feed(Named, Format),
    /// A slash too many; the clean form.
    Untidy(String),
}

#[handler]
pub(crate) async fn any(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let path = req.uri().path();
    if path == "/" {
        return lists::home::home(&app, req, here).await;
    }
    let found = match parse(path) {
        Some(Address::Article(id)) => read::page(&app, req, here.clone(), path, id).await,
        Some(Address::List(named)) => lists::list::page(&app, req, here.clone(), named).await,
        Some(Address::Feed(named, format)) => {
            feeds::serve(&app, req, here.clone(), (named, format)).await
        }
        Some(Address::Untidy(_)) | None => Err(Error::NotFound),
    };
    match found {
        Err(Error::NotFound) => elsewhere(&app, req, &here).await,
        found => found,
    }
}

/// Looked up only for what would be a 404: old addresses, then the tidy form of an untidy one.
async fn elsewhere(app: &App, req: &Request, here: &Here) -> Result<Response> {
    let path = req.uri().path();
    let forms = old_forms(path, req.uri().query());
    if let Some(id) = addresses::old(&app.db.read, here.id, &forms).await? {
        let found = whole::read_many(&app.db.read, &[id]).await?;
        let live = found.first().ok_or(Error::Gone)?;
        return match live.section_on(here.id) {
            Some(_) => moved(&live.path()),
            None => moved(&read::canonical(app, here, live)?),
        };
    }
    match parse(path) {
        Some(Address::Untidy(tidy)) => moved(&tidy),
        _ => Err(Error::NotFound),
    }
}

fn parse(path: &str) -> Option<Address> {
    // A browser takes `\` for `/`, so that an echo of it could lead away from us.
    if path.contains('\\') || path.len() > 2_000 {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let tidy = format!("/{}", parts.join("/"));
    if tidy != path {
        return Some(Address::Untidy(tidy));
    }
    if let [one] = parts.as_slice()
        && let Some(id) = article_of(one)
    {
        return Some(Address::Article(id));
    }
    let (last, above) = parts.split_last()?;
    match Format::of_file(last) {
        Some(format) => Named::parse(above).map(|named| Address::Feed(named, format)),
        None => Named::parse(&parts).map(Address::List),
    }
}

/// `cho-phien-7.html` → 7.
fn article_of(name: &str) -> Option<ArticleId> {
    let (_slug, digits) = name.strip_suffix(".html")?.rsplit_once('-')?;
    let plain = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// The ways in which an old address may have been kept: as asked or with its letters decoded,
/// with its question or without, with a slash at the end or without.
fn old_forms(path: &str, query: Option<&str>) -> Vec<String> {
    let decoded = content::text::nfc(&percent_decoded(path));
    let mut forms = Vec::new();
    for form in [path, decoded.as_str()] {
        let bare = form.trim_end_matches('/');
        for form in [form.to_owned(), bare.to_owned(), format!("{bare}/")] {
            if let Some(query) = query {
                forms.push(format!("{form}?{query}"));
            }
            forms.push(form);
        }
    }
    let mut seen = std::collections::HashSet::new();
    forms.retain(|form| form.len() > 1 && seen.insert(form.clone()));
    forms
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let pair = after.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        let byte = pair.filter(|_| *first == b'%').and_then(|p| u8::from_str_radix(p, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{Address, Format, Named, old_forms, parse};
    use content::id::ArticleId;

    fn section(path: &str) -> Named {
        Named::Section(path.to_owned())
    }

    #[test]
    fn an_address_is_told_by_its_form() {
        let cases = [
            ("/cho-phien-7.html", Some(Address::Article(ArticleId::new(7)))),
            ("/-7.html", Some(Address::Article(ArticleId::new(7)))),
            ("/thoi-su/cho-phien-7.html", Some(Address::List(section("thoi-su/cho-phien-7.html")))),
            ("/cho-phien-.html", Some(Address::List(section("cho-phien-.html")))),
            (
                "/cho-99999999999999999999.html",
                Some(Address::List(section("cho-99999999999999999999.html"))),
            ),
            ("/thoi-su/chinh-tri", Some(Address::List(section("thoi-su/chinh-tri")))),
            ("/thoi-su/rss.xml", Some(Address::Feed(section("thoi-su"), Format::Rss))),
            ("/chu-de/so-hoa", Some(Address::List(Named::Topic("so-hoa".into())))),
            (
                "/tac-gia/lan/atom.xml",
                Some(Address::Feed(Named::Byline("lan".into()), Format::Atom)),
            ),
            ("/feed.json", Some(Address::Feed(Named::Home, Format::Json))),
            ("/chu-de", None),
            ("/chu-de/a/b", None),
            ("//thoi-su//", Some(Address::Untidy("/thoi-su".into()))),
            ("/thoi-su/", Some(Address::Untidy("/thoi-su".into()))),
            ("/\\evil.example/", None),
        ];
        for (path, wanted) in cases {
            assert_eq!(parse(path), wanted, "{path}");
        }
    }

    #[test]
    fn an_old_address_is_looked_up_in_every_form_it_may_have_been_kept_in() {
        let forms = old_forms("/%C4%90%E1%BB%93ng-b%C3%A0o-p5.html", None);
        assert!(forms.contains(&"/Đồng-bào-p5.html".to_owned()), "{forms:?}");
        let forms = old_forms("/2024/05/cho/", Some("p=1"));
        for form in ["/2024/05/cho/", "/2024/05/cho", "/2024/05/cho/?p=1"] {
            assert!(forms.contains(&form.to_owned()), "{form}");
        }
        assert!(old_forms("/%zz%", None).contains(&"/%zz%".to_owned()));
    }
}
