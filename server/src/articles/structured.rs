//! What machines are told of an article: schema.org's `NewsArticle`.

use serde_json::{Value, json};
use themes::dates;

use super::store::live::whole::LiveArticle;
use crate::media::spoken::Recorded;
use crate::sites::atlas::Site;

/// Longest headline that search engines take, in characters.
const HEADLINE_MAX: usize = 110;

/// JSON-LD; the template keeps it from ending its element.
pub(crate) fn article(
    site: &Site,
    live: &LiveArticle,
    (address, image): (&str, &str),
    sounds: &[Recorded<'_>],
) -> String {
    let text = &live.text;
    let authors = text.bylines.iter().map(|name| json!({ "@type": "Person", "name": name }));
    let modified = live.updated_ms.unwrap_or(live.published_ms);
    let mut found = json!({
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "headline": content::text::excerpt(&text.title, HEADLINE_MAX),
        "description": text.lead,
        "inLanguage": text.language.as_str(),
        "datePublished": dates::iso(live.published_ms),
        "dateModified": dates::iso(modified),
        "author": authors.collect::<Vec<_>>(),
        "keywords": text.tags,
        "publisher": { "@type": "NewsMediaOrganization", "name": site.name },
    });
    let Some(fields) = found.as_object_mut() else { return String::new() };
    if !image.is_empty() {
        fields.insert("image".to_owned(), json!([image]));
    }
    if !sounds.is_empty() {
        fields.insert("audio".to_owned(), sounds.iter().map(sound).collect());
    }
    if !text.context.storylines.is_empty() {
        let stories = text.context.storylines.iter();
        let about = stories.map(|name| json!({ "@type": "Thing", "name": name }));
        fields.insert("about".to_owned(), about.collect());
    }
    if !live.corrections.is_empty() {
        let told = live.corrections.iter().map(|one| {
            json!({
                "@type": "CorrectionComment", "text": one.note,
                "datePublished": dates::iso(one.at_ms),
            })
        });
        fields.insert("correction".to_owned(), told.collect());
    }
    found.to_string()
}

/// schema.org's `AudioObject`.
fn sound(of: &Recorded<'_>) -> Value {
    json!({
        "@type": "AudioObject",
        "name": of.audio.title,
        "creditText": of.audio.credit,
        "contentUrl": of.sound.address,
        "duration": of.sound.iso_length(),
        "encodingFormat": of.sound.kind,
        "contentSize": of.sound.bytes.to_string(),
    })
}
