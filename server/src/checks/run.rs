//! Checks a text as its section wants it checked.

use content::article::Text;
use content::body::read;
use content::check::{self, Finding, Settings, Subject, Twin};

use super::weigh::weigh;
use crate::app::App;
use crate::error::Result;
use crate::media::shelf::Shelf;

/// All findings, blockers first. Reads the pictures' measures in one question; the rest is work
/// without waiting, and done off the reactor.
pub(crate) async fn findings(
    app: &App,
    text: &Text,
    settings: Settings,
    twins: Vec<Twin>,
) -> Result<Vec<Finding>> {
    let text = text.clone();
    let (text, body, notices) = tokio::task::spawn_blocking(move || {
        let (body, notices) = read::read(&text.body);
        (text, body, notices)
    })
    .await?;
    let mut hashes = body.media_used();
    hashes.extend(text.cover.iter().map(|cover| cover.media.clone()));
    let shelf = Shelf::fetch(&app.db, &hashes).await?;
    let found = tokio::task::spawn_blocking(move || {
        let weight = weigh(&text, &body, &shelf);
        let subject =
            Subject { text: &text, body: &body, notices: &notices, weight, twins: &twins };
        check::check(&subject, &settings)
    });
    Ok(found.await?)
}
