//! Atom 1.0 (RFC 4287).

use atom_syndication::{
    CategoryBuilder, ContentBuilder, Entry, EntryBuilder, FeedBuilder, FixedDateTime, LinkBuilder,
    PersonBuilder, Text,
};

use super::Format;
use super::item::{Feed, Item};
use crate::error::{Error, Result};

pub(super) fn write(feed: &Feed) -> Result<Vec<u8>> {
    let link = |rel: &str, href: String, kind: &str| {
        LinkBuilder::default()
            .rel(rel.to_owned())
            .href(href)
            .mime_type(Some(kind.to_owned()))
            .build()
    };
    let made = FeedBuilder::default()
        .lang(Some(feed.language.clone()))
        .id(feed.address(Format::Atom))
        .title(Text::plain(feed.title.clone()))
        .updated(time(feed.updated_ms()))
        .authors(vec![PersonBuilder::default().name(feed.title.clone()).build()])
        .icon(Some(feed.icon.clone()))
        .links(vec![
            link("self", feed.address(Format::Atom), "application/atom+xml"),
            link("alternate", feed.page.clone(), "text/html"),
        ])
        .entries(feed.items.iter().map(entry).collect::<Vec<_>>())
        .build();
    let mut out = Vec::new();
    made.write_to(&mut out).map_err(|err| Error::Internal(err.into()))?;
    Ok(out)
}

fn entry(item: &Item) -> Entry {
    let authors =
        item.bylines.iter().map(|name| PersonBuilder::default().name(name.clone()).build());
    let labels = item.tags.iter().map(|tag| CategoryBuilder::default().term(tag.clone()).build());
    let link = LinkBuilder::default()
        .rel("alternate".to_owned())
        .href(item.url.clone())
        .mime_type(Some("text/html".to_owned()))
        .build();
    let sounds = item.sounds.iter().map(|sound| {
        LinkBuilder::default()
            .rel("enclosure".to_owned())
            .href(sound.url.clone())
            .mime_type(Some(sound.kind.to_owned()))
            .length(Some(sound.bytes.to_string()))
            .build()
    });
    let content = ContentBuilder::default()
        .lang(Some(item.language.clone()))
        .content_type(Some("html".to_owned()))
        .value(Some(item.html.clone()))
        .build();
    EntryBuilder::default()
        .id(item.id.clone())
        .title(Text::plain(item.title.clone()))
        .links(std::iter::once(link).chain(sounds).collect::<Vec<_>>())
        .published(Some(time(item.published_ms)))
        .updated(time(item.updated_ms))
        .authors(authors.collect::<Vec<_>>())
        .categories(labels.collect::<Vec<_>>())
        .summary(Some(Text::plain(item.summary.clone())))
        .content((!item.html.is_empty()).then_some(content))
        .build()
}

fn time(at_ms: i64) -> FixedDateTime {
    let text = themes::dates::iso(at_ms);
    text.parse().unwrap_or_default()
}
