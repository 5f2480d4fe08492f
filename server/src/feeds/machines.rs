//! `/sitemap.xml`, `/sitemap-news.xml`, `/robots.txt`, `/opensearch.xml`.

use std::ops::RangeInclusive;
use std::sync::Arc;

use poem::web::Data;
use poem::{Request, Response, handler};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::app::App;
use crate::articles::store::live::addresses;
use crate::articles::store::live::cards::{self, Scope, Stretch};
use crate::error::{Error, Result};
use crate::http::page_cache::Tag;
use crate::http::serve_page::{self, Made};
use crate::http::site::Here;
use crate::sites::frame;

/// Numbers of articles in one file: a part is the same numbers for ever, and none is counted. The
/// protocol allows 50,000 addresses.
const IN_A_PART: i64 = 20_000;
const XML: &str = "application/xml; charset=utf-8";
const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
/// News sitemaps hold the last two days.
const NEWS_MS: i64 = 2 * 24 * 60 * 60 * 1000;

/// One address of a sitemap.
struct Entry {
    address: String,
    changed_ms: Option<i64>,
    /// (publication, language, published, title) in a news sitemap.
    news: Option<(String, String, i64, String)>,
}

#[handler]
pub(crate) async fn sitemap(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let part = req.uri().query().and_then(|query| query.strip_prefix("phan="));
    let part: Option<i64> = match part {
        Some(text) => Some(text.parse().ok().ok_or(Error::NotFound)?),
        None => None,
    };
    let address = format!("/sitemap.xml?{part:?}");
    let key = here.common_key(address);
    let made = async {
        let last = part_of(addresses::highest(&app.db.read).await?);
        let number = part.unwrap_or(1);
        if !(1..=last).contains(&number) {
            return Err(Error::NotFound);
        }
        let parts = if part.is_none() { parts(&app, &here, last).await? } else { Vec::new() };
        let found = addresses::of_site(&app.db.read, here.id, numbers_of(number)).await?;
        Ok(Made::bytes(XML, vec![Tag::Site(here.id), Tag::AnyArticle], move |app| {
            let site = here.site()?;
            let base = frame::base_url(app, site);
            if parts.len() > 1 {
                return index(&base, &parts);
            }
            let plain = |address: String| Entry { address, changed_ms: None, news: None };
            let mut all = Vec::new();
            if number == 1 {
                all.push(plain(format!("{base}/")));
                let sections = here.atlas.sections_of(site.id);
                all.extend(sections.map(|section| plain(format!("{base}/{}", section.path))));
            }
            all.extend(found.iter().map(|one| Entry {
                changed_ms: Some(one.changed_ms),
                ..plain(format!("{base}{}", one.path))
            }));
            urls(&all)
        }))
    };
    serve_page::serve(&app, req, key, made).await
}

#[handler]
pub(crate) async fn news(app: Data<&Arc<App>>, req: &Request, here: Here) -> Result<Response> {
    let key = here.common_key("/sitemap-news.xml".to_owned());
    let since_ms = Some(app.clock.now_ms() - NEWS_MS);
    let made = async {
        let stretch = Stretch { since_ms, limit: 1_000, ..Stretch::default() };
        let found = cards::cards(&app.db.read, &Scope::Home(here.id), stretch).await?;
        Ok(Made::bytes(XML, vec![Tag::Site(here.id), Tag::AnyArticle], move |app| {
            let site = here.site()?;
            let base = frame::base_url(app, site);
            let all: Vec<Entry> = found
                .iter()
                .map(|card| Entry {
                    address: format!("{base}{}", card.path()),
                    changed_ms: None,
                    news: Some((
                        site.name.clone(),
                        card.language.as_str().to_owned(),
                        card.published_ms,
                        card.title.clone(),
                    )),
                })
                .collect();
            urls(&all)
        }))
    };
    serve_page::serve(&app, req, key, made).await
}

#[handler]
pub(crate) async fn robots(app: Data<&Arc<App>>, here: Here) -> Result<Response> {
    let base = frame::base_url(&app, here.site()?);
    let text = format!(
        "User-agent: *\nDisallow: /toa-soan\nDisallow: /api/\nDisallow: /in/\nDisallow: /tim-kiem\nDisallow: /bao-loi/\n\n\
         Sitemap: {base}/sitemap.xml\nSitemap: {base}/sitemap-news.xml\n"
    );
    Ok(Response::builder().content_type("text/plain; charset=utf-8").body(text))
}

#[handler]
pub(crate) async fn opensearch(app: Data<&Arc<App>>, here: Here) -> Result<Response> {
    let site = here.site()?;
    let base = frame::base_url(&app, site);
    let body = document(|writer| {
        let root = writer
            .create_element("OpenSearchDescription")
            .with_attribute(("xmlns", "http://a9.com/-/spec/opensearch/1.1/"));
        root.write_inner_content(|writer| {
            // The standard allows 16 characters here.
            let short: String = site.name.chars().take(16).collect();
            text(writer, "ShortName", short.trim())?;
            text(writer, "Description", &site.name)?;
            text(writer, "InputEncoding", "UTF-8")?;
            writer
                .create_element("Url")
                .with_attribute(("type", "text/html"))
                .with_attribute(("template", format!("{base}/tim-kiem?q={{searchTerms}}").as_str()))
                .write_empty()?;
            Ok(())
        })?;
        Ok(())
    })?;
    Ok(Response::builder().content_type("application/opensearchdescription+xml").body(body))
}

/// The part in which a number stands, from 1.
fn part_of(number: i64) -> i64 {
    (number.max(1) - 1) / IN_A_PART + 1
}

fn numbers_of(part: i64) -> RangeInclusive<i64> {
    (part - 1) * IN_A_PART + 1..=part * IN_A_PART
}

/// The parts that name something: the first, which has the sections, and those with an article.
async fn parts(app: &App, here: &Here, last: i64) -> Result<Vec<i64>> {
    let mut parts = vec![1];
    for part in 2..=last {
        if addresses::any_of_site(&app.db.read, here.id, numbers_of(part)).await? {
            parts.push(part);
        }
    }
    Ok(parts)
}

fn index(base: &str, parts: &[i64]) -> Result<Vec<u8>> {
    document(|writer| {
        let root = writer.create_element("sitemapindex").with_attribute(("xmlns", SITEMAP));
        root.write_inner_content(|writer| {
            for part in parts {
                writer.create_element("sitemap").write_inner_content(|writer| {
                    text(writer, "loc", &format!("{base}/sitemap.xml?phan={part}"))
                })?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

fn urls(all: &[Entry]) -> Result<Vec<u8>> {
    document(|writer| {
        let root = writer
            .create_element("urlset")
            .with_attribute(("xmlns", SITEMAP))
            .with_attribute(("xmlns:news", NEWS));
        root.write_inner_content(|writer| {
            for entry in all {
                writer.create_element("url").write_inner_content(|writer| url(writer, entry))?;
            }
            Ok(())
        })?;
        Ok(())
    })
}

type Xml = Writer<Vec<u8>>;

fn url(writer: &mut Xml, entry: &Entry) -> std::io::Result<()> {
    text(writer, "loc", &entry.address)?;
    if let Some(at) = entry.changed_ms {
        text(writer, "lastmod", &themes::dates::iso(at))?;
    }
    if let Some((name, language, published_ms, title)) = &entry.news {
        writer.create_element("news:news").write_inner_content(|writer| {
            writer.create_element("news:publication").write_inner_content(|writer| {
                text(writer, "news:name", name)?;
                text(writer, "news:language", language)
            })?;
            text(writer, "news:publication_date", &themes::dates::iso(*published_ms))?;
            text(writer, "news:title", title)
        })?;
    }
    Ok(())
}

fn text(writer: &mut Xml, name: &str, value: &str) -> std::io::Result<()> {
    writer.create_element(name).write_text_content(BytesText::new(value))?;
    Ok(())
}

fn document(write: impl FnOnce(&mut Xml) -> std::io::Result<()>) -> Result<Vec<u8>> {
    let mut writer = Writer::new(Vec::new());
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    write(&mut writer)?;
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use super::{IN_A_PART, numbers_of, part_of};

    #[test]
    fn every_number_stands_in_one_part_and_stays_there() {
        let last = 3 * IN_A_PART;
        for number in [1, 2, IN_A_PART, IN_A_PART + 1, last - 1, last, last + 1] {
            let own = part_of(number);
            for part in 1..=5 {
                assert_eq!(numbers_of(part).contains(&number), part == own, "{number} in {part}");
            }
        }
        assert_eq!((part_of(IN_A_PART), part_of(IN_A_PART + 1)), (1, 2));
        // A newsroom without an article has the first part all the same.
        assert_eq!(part_of(0), 1);
    }
}
