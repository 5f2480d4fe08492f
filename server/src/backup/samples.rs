//! Answers of the newsroom as a backup saw them, to hold a restored one against.

use std::sync::Arc;

use content::id::{ArticleId, ChangeNumber};
use poem::http::{StatusCode, header};
use poem::{Endpoint, Request, Response};
use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use crate::app::App;
use crate::articles::store::live::whole;
use crate::changes::{self, Kind};
use crate::error::Result;
use crate::routes;

/// Articles that are asked for, each at two addresses.
const ARTICLES: usize = 100;

/// An address and the hash of what it answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sample {
    pub(crate) host: String,
    pub(crate) address: String,
    pub(crate) hash: String,
}

/// Asks for articles spread over all that is live. What was changed after `seen` is left out: the
/// backup holds it as it was before.
pub(super) async fn taken(app: &Arc<App>, seen: ChangeNumber) -> Result<Vec<Sample>> {
    let web = routes::all(Arc::clone(app));
    let all = whole::all_ids(&app.db.read).await?;
    let ids: Vec<ArticleId> =
        all.iter().copied().step_by(all.len().div_ceil(ARTICLES).max(1)).collect();
    let mut samples = Vec::new();
    for live in whole::read_many(&app.db.read, &ids).await? {
        let Some(host) = app.atlas().site(live.home).map(|site| site.host.clone()) else {
            continue;
        };
        for address in addresses(live.id) {
            if let Some(hash) = ask(&web, &host, &address).await {
                samples.push((live.id, Sample { host: host.clone(), address, hash }));
            }
        }
    }
    let since = changes::store::after(&app.db, seen, u64::from(u32::MAX)).await?;
    if since.iter().any(|change| change.kind == Kind::Frame) {
        return Ok(Vec::new());
    }
    samples.retain(|(id, _)| since.iter().all(|change| change.article != Some(*id)));
    Ok(samples.into_iter().map(|(_, sample)| sample).collect())
}

/// The addresses whose answers differ now. Pages of another program need only be there: their
/// words around the article may have changed.
pub(crate) async fn differing(app: &Arc<App>, manifest: &Manifest) -> Vec<String> {
    let web = routes::all(Arc::clone(app));
    let same_pages = program().is_some_and(|program| program == manifest.program);
    let mut differing = Vec::new();
    for Sample { host, address, hash } in &manifest.samples {
        let now = ask(&web, host, address).await;
        let may_differ = !same_pages && !address.starts_with("/api/");
        if now.is_none() || (now.as_ref() != Some(hash) && !may_differ) {
            differing.push(format!("{host}{address}"));
        }
    }
    differing
}

/// The hash of the file that runs.
pub(super) fn program() -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    let mut file = std::fs::File::open(std::env::current_exe().ok()?).ok()?;
    std::io::copy(&mut file, &mut hasher).ok()?;
    Some(hasher.finalize().to_hex().to_string())
}

/// What depends on the article alone: neither on the index nor on the day.
fn addresses(id: ArticleId) -> [String; 2] {
    [format!("/in/{id}"), format!("/api/v1/articles/{id}")]
}

async fn ask(web: &impl Endpoint<Output = Response>, host: &str, address: &str) -> Option<String> {
    let request = Request::builder().uri_str(address).header(header::HOST, host).finish();
    let response = web.get_response(request).await;
    if response.status() != StatusCode::OK {
        return None;
    }
    let bytes = response.into_body().into_bytes().await.ok()?;
    Some(blake3::hash(&bytes).to_hex().to_string())
}
