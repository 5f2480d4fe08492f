//! What the newsroom's index keeps of an article: its newest text unless readers see that very
//! one, and each use of a picture with its words.

use content::article::Cover;
use content::body::block::Figure;
use content::body::{plain, read};
use content::id::{ArticleId, PersonId};
use search_index::{Document, Kind, Placement, Step};

use crate::articles::store::drafts::Newest;
use crate::media::shelf::Shelf;
use crate::sites::atlas::Atlas;

/// The site under which everything stands.
pub(super) const ALL: &str = "all";
/// Width of a picture beside a result.
const THUMBNAIL: u32 = 320;

/// The site under which everything of one writer stands.
pub(super) fn of_writer(person: PersonId) -> String {
    format!("p{person}")
}

/// The article's page on the desk.
pub(super) fn address(article: ArticleId) -> String {
    format!("/toa-soan/bai/{article}")
}

/// The article that an address on the desk is of.
pub(super) fn article_at(address: &str) -> Option<ArticleId> {
    address.strip_prefix("/toa-soan/bai/")?.parse().ok()
}

/// Hashes of all pictures of a text.
pub(super) fn pictures_of(newest: &Newest) -> Vec<String> {
    let cover = newest.text.cover.iter().map(|cover| cover.media.clone());
    let body =
        if has_pictures(newest) { read::read(&newest.text.body).0.media_used() } else { vec![] };
    cover.chain(body).collect()
}

/// Most bodies have none, and reading one takes about a millisecond.
fn has_pictures(newest: &Newest) -> bool {
    newest.text.body.contains("media:")
}

/// What the index must do so that it says of this article what the database says.
pub(super) fn steps(newest: &Newest, atlas: &Atlas, shelf: &Shelf) -> Vec<Step> {
    let places = places(newest, atlas);
    let mut steps = Vec::new();
    let body = match newest.shown && !has_pictures(newest) {
        true => None,
        false => Some(read::read(&newest.text.body).0),
    };
    match &body {
        Some(body) if !newest.shown => {
            let plain = plain::to_plain(body);
            steps.push(Step::Put(Box::new(article(newest, plain, &places, shelf))));
        }
        _ => steps.push(Step::Remove(newest.id)),
    }
    let cover = newest.text.cover.as_ref().map(as_figure);
    let figures = body.iter().flat_map(|body| body.figures().into_iter().cloned());
    for figure in cover.into_iter().chain(figures) {
        let found = picture(newest, &figure, &places, shelf);
        steps.extend(found.map(|found| Step::Put(Box::new(found))));
    }
    steps
}

fn article(newest: &Newest, body: String, places: &[Placement], shelf: &Shelf) -> Document {
    let text = &newest.text;
    Document {
        article: newest.id,
        title: text.title.clone(),
        kicker: text.kicker.clone(),
        lead: text.lead.clone(),
        body,
        bylines: text.bylines.clone(),
        tags: text.tags.iter().chain(&text.context.storylines).cloned().collect(),
        language: text.language.as_str().to_owned(),
        published_ms: newest.changed_ms,
        placements: places.to_vec(),
        thumbnail: text.cover.as_ref().and_then(|cover| thumbnail(&cover.media, shelf)),
        ..Document::default()
    }
}

/// One use of a picture: found by what it says there and by its file's name.
fn picture(
    newest: &Newest,
    figure: &Figure,
    places: &[Placement],
    shelf: &Shelf,
) -> Option<Document> {
    let media = shelf.get(&figure.media)?;
    let (title, lead) = match figure.caption.is_empty() {
        true => (&figure.alt, &figure.caption),
        false => (&figure.caption, &figure.alt),
    };
    let name = media.name.replace('-', " ");
    Some(Document {
        article: number_of_use(newest.id, &figure.media),
        source_id: Some(figure.media.clone()),
        title: if title.is_empty() { name.clone() } else { title.clone() },
        lead: lead.clone(),
        body: format!("{}\n{name}", figure.credit),
        language: newest.text.language.as_str().to_owned(),
        kind: Kind::Photo,
        published_ms: newest.changed_ms,
        placements: places.to_vec(),
        thumbnail: thumbnail(&figure.media, shelf),
        ..Document::default()
    })
}

fn as_figure(cover: &Cover) -> Figure {
    Figure {
        media: cover.media.clone(),
        alt: cover.alt.clone(),
        caption: cover.caption.clone(),
        credit: cover.credit.clone(),
        decorative: false,
    }
}

/// Below zero, where no article is; the same use has the same number.
fn number_of_use(article: ArticleId, media: &str) -> ArticleId {
    let hash = blake3::hash(format!("{article} {media}").as_bytes());
    let number = hash.as_bytes().first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes));
    ArticleId::new(number | i64::MIN)
}

fn thumbnail(media: &str, shelf: &Shelf) -> Option<String> {
    shelf.get(media).map(|media| media.rendition(media.at_width(THUMBNAIL), "webp"))
}

/// Under everything, and under its writer, who may read nothing else.
fn places(newest: &Newest, atlas: &Atlas) -> Vec<Placement> {
    let section = newest.text.section.and_then(|id| atlas.section(id));
    let place = |site: String| Placement {
        site,
        section_path: section.map(|section| section.path.clone()).unwrap_or_default(),
        section_name: section.map(|section| section.name.clone()).unwrap_or_default(),
        url: address(newest.id),
    };
    std::iter::once(ALL.to_owned()).chain(newest.owner.map(of_writer)).map(place).collect()
}

#[cfg(test)]
mod tests {
    use content::id::ArticleId;

    use super::{address, article_at, number_of_use};

    #[test]
    fn a_use_of_a_picture_is_no_article_and_always_the_same() {
        let (one, other) = (ArticleId::new(1), ArticleId::new(2));
        assert!(number_of_use(one, "ab").get() < 0);
        assert_eq!(number_of_use(one, "ab"), number_of_use(one, "ab"));
        assert_ne!(number_of_use(one, "ab"), number_of_use(one, "ac"));
        assert_ne!(number_of_use(one, "ab"), number_of_use(other, "ab"));
    }

    #[test]
    fn an_address_names_its_article() {
        let id = ArticleId::new(17);
        assert_eq!(article_at(&address(id)), Some(id));
        for foreign in ["", "/toa-soan/bai/", "/toa-soan/bai/x", "/cho-phien-17.html"] {
            assert_eq!(article_at(foreign), None, "{foreign}");
        }
    }
}
