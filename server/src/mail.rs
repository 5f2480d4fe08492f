//! Sends letters: over SMTP, into a folder (for trials), or not at all where nothing is set.

use std::time::Duration;

use anyhow::Context;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{
    Address, AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
};

use crate::error::{Error, Result};

/// A mail server that does not answer in this time is tried again later.
const PATIENCE: Duration = Duration::from_secs(20);

/// A finished letter to one person.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    /// The address.
    pub(crate) to: String,
    pub(crate) to_name: String,
    /// One line.
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The same for the same letter, so that one that was sent twice is shown once; made of
    /// letters, digits and `-`.
    pub(crate) id: String,
}

/// The way out.
pub(crate) struct Mail {
    way: Way,
    from: Option<Mailbox>,
}

enum Way {
    Off,
    Smtp(Box<AsyncSmtpTransport<Tokio1Executor>>),
    Folder(AsyncFileTransport<Tokio1Executor>),
}

impl std::fmt::Debug for Mail {
    /// Tells no address and no password of a server.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Mail").field("on", &self.is_on()).finish()
    }
}

impl Mail {
    /// Reads `TOASOAN_SMTP_URL` and `TOASOAN_MAIL_FROM`; opens no connection yet.
    ///
    /// # Errors
    /// Names the setting that cannot be used.
    pub(crate) fn open(url: Option<&str>, from: Option<&str>) -> Result<Self> {
        let Some(url) = url.filter(|url| !url.is_empty()) else {
            return Ok(Self { way: Way::Off, from: None });
        };
        let wanted = Error::Setting {
            name: "TOASOAN_MAIL_FROM",
            wanted: "the address that mails come from, as `Tòa soạn <toasoan@bao.vn>`",
        };
        let from: Mailbox = from.and_then(|from| from.parse().ok()).ok_or(wanted)?;
        Ok(Self { way: Way::of(url)?, from: Some(from) })
    }

    /// Whether letters go anywhere.
    pub(crate) fn is_on(&self) -> bool {
        !matches!(self.way, Way::Off)
    }

    /// Hands a letter to the mail server and waits for its word.
    ///
    /// # Errors
    /// When the address is none, the server refuses, or it does not answer in time.
    pub(crate) async fn send(&self, letter: &Letter) -> anyhow::Result<()> {
        let Some(from) = &self.from else { return Ok(()) };
        let message = message(from, letter)?;
        let sent = async {
            match &self.way {
                Way::Off => {}
                Way::Smtp(smtp) => drop(smtp.send(message).await?),
                Way::Folder(folder) => drop(folder.send(message).await?),
            }
            anyhow::Ok(())
        };
        tokio::time::timeout(PATIENCE, sent).await.context("the mail server does not answer")?
    }
}

impl Way {
    fn of(url: &str) -> Result<Self> {
        let wanted = || Error::Setting {
            name: "TOASOAN_SMTP_URL",
            wanted: "smtp://USER:PASSWORD@HOST:587?tls=required, smtps://USER:PASSWORD@HOST, or file:///FOLDER",
        };
        if let Some(folder) = url.strip_prefix("file://") {
            std::fs::create_dir_all(folder)?;
            return Ok(Self::Folder(AsyncFileTransport::new(folder)));
        }
        let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).ok().ok_or_else(wanted)?;
        Ok(Self::Smtp(Box::new(smtp.timeout(Some(PATIENCE)).build())))
    }
}

/// Whether a text is the address of a mail box.
pub(crate) fn is_address(text: &str) -> bool {
    text.parse::<Address>().is_ok()
}

fn message(from: &Mailbox, letter: &Letter) -> anyhow::Result<Message> {
    let address: Address = letter.to.parse().context("the address of the letter")?;
    // Whoever was invited without a name is named by the address, which stands there anyway.
    let named = |name: &String| !name.is_empty() && *name != letter.to;
    let name = Some(letter.to_name.clone()).filter(named);
    let id = format!("<{}@{}>", letter.id, from.email.domain());
    let message = Message::builder()
        .from(from.clone())
        .to(Mailbox::new(name, address))
        .subject(letter.subject.clone())
        .message_id(Some(id))
        .header(ByMachine)
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))?;
    Ok(message)
}

/// Keeps out-of-office answers away (RFC 3834 section 5).
#[derive(Clone)]
struct ByMachine;

impl Header for ByMachine {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::{Letter, Mail, message};

    fn letter(subject: &str) -> Letter {
        Letter {
            to: "mai@bao.vn".to_owned(),
            to_name: "Lò Thị Mai".to_owned(),
            subject: subject.to_owned(),
            text: "Chào chị".to_owned(),
            html: String::new(),
            id: "notice-1".to_owned(),
        }
    }

    #[test]
    fn nothing_set_is_off_and_half_a_setting_is_told() {
        assert!(!Mail::open(None, None).unwrap().is_on());
        assert!(!Mail::open(Some(""), None).unwrap().is_on());
        for (url, from) in [
            ("smtp://localhost", None),
            ("smtp://localhost", Some("ai đó")),
            ("http://localhost", Some("a@bao.vn")),
            ("không phải", Some("a@bao.vn")),
        ] {
            let refused = Mail::open(Some(url), from).unwrap_err().to_string();
            assert!(refused.contains("TOASOAN_"), "{url} {from:?}: {refused}");
        }
    }

    #[tokio::test]
    async fn the_ways_of_the_settings_are_known() {
        for url in
            ["smtp://localhost:2525", "smtp://a:b@localhost:587?tls=required", "smtps://x.vn"]
        {
            let mail = Mail::open(Some(url), Some("Tòa soạn <a@bao.vn>")).unwrap();
            assert!(mail.is_on(), "{url}");
            assert!(!format!("{mail:?}").contains("localhost"));
        }
    }

    #[test]
    fn a_subject_cannot_add_a_header_and_a_bad_address_is_refused() {
        let from = "a@bao.vn".parse().unwrap();
        let sly = message(&from, &letter("Chào\r\nBcc: all@bao.vn")).unwrap().formatted();
        let sly = String::from_utf8(sly).unwrap();
        assert!(!sly.contains("\nBcc:"), "{sly}");
        assert!(sly.contains("Message-ID: <notice-1@bao.vn>") && sly.contains("Auto-Submitted"));
        let lost = Letter { to: "không có".to_owned(), ..letter("Chào") };
        assert!(message(&from, &lost).is_err());
    }
}
