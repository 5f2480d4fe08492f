//! RSS 2.0 with Dublin Core names, full content and the feed's own address.

use std::collections::BTreeMap;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::{
    CategoryBuilder, ChannelBuilder, EnclosureBuilder, GuidBuilder, Item as RssItem, ItemBuilder,
};

use super::Format;
use super::item::{Feed, Item};
use crate::error::{Error, Result};

pub(super) fn write(feed: &Feed) -> Result<Vec<u8>> {
    let own = Link {
        href: feed.address(Format::Rss),
        rel: "self".to_owned(),
        mime_type: Some("application/rss+xml".to_owned()),
        ..Link::default()
    };
    let namespaces = [
        ("atom", "http://www.w3.org/2005/Atom"),
        ("content", "http://purl.org/rss/1.0/modules/content/"),
        ("dc", "http://purl.org/dc/elements/1.1/"),
    ];
    let namespaces: BTreeMap<String, String> =
        namespaces.iter().map(|(name, url)| ((*name).to_owned(), (*url).to_owned())).collect();
    let channel = ChannelBuilder::default()
        .namespaces(namespaces)
        .title(feed.title.clone())
        .link(feed.page.clone())
        .description(feed.description.clone())
        .language(Some(feed.language.clone()))
        .last_build_date((feed.updated_ms() > 0).then(|| date(feed.updated_ms())))
        .atom_ext(Some(AtomExtension { links: vec![own] }))
        .items(feed.items.iter().map(item).collect::<Vec<_>>())
        .build();
    let mut out = Vec::new();
    channel.pretty_write_to(&mut out, b' ', 1).map_err(|err| Error::Internal(err.into()))?;
    Ok(out)
}

fn item(item: &Item) -> RssItem {
    let labels = item.tags.iter().chain([&item.section]).filter(|label| !label.is_empty());
    let categories = labels.map(|name| CategoryBuilder::default().name(name.clone()).build());
    let names =
        DublinCoreExtension { creators: item.bylines.clone(), ..DublinCoreExtension::default() };
    let picture = item.picture.as_ref().map(|(url, bytes, _)| {
        let kind = if url.ends_with(".png") { "image/png" } else { "image/jpeg" };
        (url, *bytes, kind)
    });
    // Readers of feeds expect one at most: a recording is what they would play.
    let sound = item.sounds.first().map(|sound| (&sound.url, sound.bytes, sound.kind));
    let enclosure = sound.or(picture).map(|(url, bytes, kind)| {
        EnclosureBuilder::default()
            .url(url.clone())
            .length(bytes.to_string())
            .mime_type(kind.to_owned())
            .build()
    });
    ItemBuilder::default()
        .title(Some(item.title.clone()))
        .link(Some(item.url.clone()))
        .guid(Some(GuidBuilder::default().value(item.id.clone()).permalink(false).build()))
        .description(Some(item.summary.clone()))
        .content((!item.html.is_empty()).then(|| item.html.clone()))
        .pub_date(Some(date(item.published_ms)))
        .categories(categories.collect::<Vec<_>>())
        .enclosure(enclosure)
        .dublin_core_ext((!item.bylines.is_empty()).then_some(names))
        .build()
}

/// RFC 822, as RSS wants it.
fn date(at_ms: i64) -> String {
    let at = jiff::Timestamp::from_millisecond(at_ms).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}
