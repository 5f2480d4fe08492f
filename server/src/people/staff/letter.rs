//! The mail with a link to choose a password.

use themes::dates;
use themes::view::mail::InviteLetter;

use crate::mail::Letter;
use crate::people::screen::Screen;
use crate::people::store::session::random_word;
use crate::people::store::{Person, invites};

/// What became of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posted {
    /// No mail server is set.
    Off,
    Sent,
    /// The cause is in the log; whoever made the link hands it over in another way.
    Failed,
}

/// Sends it now.
pub(super) async fn post(
    screen: &Screen<'_>,
    person: &Person,
    (link, site): (&str, &str),
) -> Posted {
    let app = screen.app;
    if !app.mail.is_on() {
        return Posted::Off;
    }
    let view = InviteLetter {
        language: person.language.clone(),
        first: person.password_hash.is_none(),
        site: site.to_owned(),
        name: person.name.clone(),
        by: screen.who.name.clone(),
        url: link.to_owned(),
        until: dates::short(app.clock.now_ms() + invites::OPEN_MS),
    };
    let key = if view.first { "mail-invite-subject" } else { "mail-reset-subject" };
    let subject = app.themes.texts().say(&person.language, key, &[("site", site.into())]);
    let sent = match app.themes.letter(&view) {
        Ok((text, html)) => {
            let id = format!("link-{}", random_word());
            let (to, to_name) = (person.email.clone(), person.name.clone());
            app.mail.send(&Letter { to, to_name, subject, text, html, id }).await
        }
        Err(err) => Err(err.into()),
    };
    match sent {
        Ok(()) => Posted::Sent,
        Err(err) => {
            tracing::error!(person = person.id.get(), error = ?err, "a link was not mailed");
            Posted::Failed
        }
    }
}
