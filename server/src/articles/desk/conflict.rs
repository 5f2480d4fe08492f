//! Somebody else saved in between: both texts on one page, and neither is lost.

use content::article::Text;
use content::body::told::{Mark, told};
use content::diff;
use content::id::ArticleId;
use poem::Response;
use poem::http::StatusCode;
use themes::dates;
use themes::view::desk::editor::{ConflictField, ConflictPage};
use themes::view::desk::history::PieceView;

use super::editor_page::{base, text_view};
use super::screen::{Notice, Screen};
use crate::articles::acts;
use crate::error::Result;
use crate::people::store::names;

/// The page; its form sends what this person typed over the version that is stored now.
pub(crate) async fn show(screen: &Screen<'_>, id: ArticleId, yours: &Text) -> Result<Response> {
    let found = acts::readable(screen.app, screen.who, id).await?;
    let stored = &found.draft;
    let by: Vec<_> = stored.saved_by.into_iter().collect();
    let page = ConflictPage {
        frame: screen.frame(screen.say("desk-conflict-heading"), Notice::default()),
        id: id.get(),
        version: stored.version,
        save_id: uuid::Uuid::now_v7().to_string(),
        saved_by: names(&screen.app.db.read, &by).await?.into_values().next().unwrap_or_default(),
        saved: dates::short(stored.saved_ms),
        base: base(&stored.text),
        yours: text_view(screen, yours).await?,
        fields: fields(screen, &stored.text, yours),
    };
    screen.show(StatusCode::CONFLICT, &page)
}

fn fields(screen: &Screen<'_>, theirs: &Text, yours: &Text) -> Vec<ConflictField> {
    let pairs = words(screen, theirs).into_iter().zip(words(screen, yours));
    pairs
        .filter(|((_, theirs), (_, yours))| theirs != yours)
        .map(|((name, theirs), (_, yours))| ConflictField {
            name: name.to_owned(),
            pieces: {
                let (theirs, yours) = read_aloud(screen, name, (&theirs, &yours));
                pieces(&theirs, &yours)
            },
            theirs,
            yours,
        })
        .collect()
}

/// Every field as words, each under its text key, always in the same order.
pub(super) fn words(screen: &Screen<'_>, text: &Text) -> Vec<(&'static str, String)> {
    let atlas = screen.app.atlas();
    let section = text.section.and_then(|id| atlas.section(id)).map(|section| section.name.clone());
    let cover = text.cover.clone().unwrap_or_default();
    vec![
        ("desk-field-title", text.title.clone()),
        ("desk-field-kicker", text.kicker.clone()),
        ("desk-field-lead", text.lead.clone()),
        ("desk-field-body", text.body.clone()),
        ("desk-field-section", section.unwrap_or_default()),
        ("desk-field-language", text.language.as_str().to_owned()),
        ("desk-field-bylines", text.bylines.join("; ")),
        ("desk-field-tags", text.tags.join(", ")),
        ("desk-field-genre", screen.say(&format!("genre-{}", text.context.genre.as_str()))),
        ("desk-field-storylines", text.context.storylines.join(", ")),
        ("desk-field-translates", numbers(text.context.translates.as_slice())),
        ("desk-field-related", numbers(&text.context.related)),
        ("desk-field-ai_use", text.context.ai_use.clone()),
        ("desk-field-cover", cover.media),
        ("desk-field-alt", cover.alt),
        ("desk-field-caption", cover.caption),
        ("desk-field-credit", cover.credit),
    ]
}

/// Articles by their numbers.
pub(super) fn numbers(ids: &[ArticleId]) -> String {
    ids.iter().map(ArticleId::to_string).collect::<Vec<_>>().join(" ")
}

/// Two texts of a field as people read them, or as they are stored where only that tells them
/// apart.
pub(super) fn read_aloud(
    screen: &Screen<'_>,
    field: &str,
    (old, new): (&str, &str),
) -> (String, String) {
    let (language, texts) = (screen.language, screen.app.themes.texts());
    let say = |mark: Mark, words: &str| {
        texts.say(language, &format!("told-{}", mark.name()), &[("words", words.into())])
    };
    let read = |text: &str| match field {
        "desk-field-body" => told(text, &say),
        "desk-field-cover" if !text.is_empty() => told(&format!("![](media:{text})"), &say),
        _ => text.to_owned(),
    };
    let (read_old, read_new) = (read(old), read(new));
    if read_old == read_new { (old.to_owned(), new.to_owned()) } else { (read_old, read_new) }
}

/// What changed, for the page; what did not is folded where it is long.
pub(super) fn pieces(old: &str, new: &str) -> Vec<PieceView> {
    let kind = |kind| match kind {
        diff::Kind::Same => "same",
        diff::Kind::Added => "added",
        diff::Kind::Removed => "removed",
        diff::Kind::Folded => "folded",
    };
    let view = |piece: diff::Piece| PieceView {
        kind: kind(piece.kind).to_owned(),
        words: piece.text.split_whitespace().count(),
        text: piece.text,
    };
    diff::fold(diff::word_diff(old, new)).into_iter().map(view).collect()
}
