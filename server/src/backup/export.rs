//! Everything in plain files that other programs read: no way back into this one is promised but
//! for the articles, which are in the form that `import ndjson` takes.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use content::article::Cover;
use content::context::Context;
use sea_orm::DatabaseTransaction;
use serde_json::{Value, json};

use super::store::{self, Row};
use crate::app::App;
use crate::media::storage::place_of;

/// What the folder says of itself.
const README: &str = include_str!("export.txt");

/// States of a line, as an import takes them.
const PUBLISHED: &str = "published";
const DRAFT: &str = "draft";

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Exported {
    pub(crate) articles: u64,
    pub(crate) revisions: u64,
    pub(crate) files: u64,
}

/// Writes articles, revisions, people without secrets, redirects, sites, sections and pictures to
/// an empty folder, all rows as of one moment.
///
/// # Errors
/// When the folder holds something, or something cannot be read or written.
pub(crate) async fn export(app: &Arc<App>, folder: &Path) -> anyhow::Result<Exported> {
    if folder.read_dir().is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty; name a new folder", folder.display());
    }
    std::fs::create_dir_all(folder.join("media"))
        .with_context(|| format!("cannot write to {}", folder.display()))?;
    std::fs::write(folder.join("README.txt"), README)?;
    let tx = store::as_of_now(&app.db).await?;
    let names = Names::read(&tx).await?;
    small_tables(&tx, folder, &names).await?;
    let mut done = texts(&tx, folder, &names).await?;
    drop(tx);
    for file in app.media.all().await? {
        let Some((hash, name)) = place_of(file.location.as_ref()) else { continue };
        // Smaller copies are made anew from the original.
        let Some(kind) = name.strip_prefix("goc.") else { continue };
        let bytes = app.media.whole(&file).await?;
        std::fs::write(folder.join("media").join(format!("{hash}.{kind}")), &bytes)?;
        done.files += 1;
    }
    Ok(done)
}

/// What other rows name by number.
#[derive(Default)]
struct Names {
    sites: HashMap<i64, String>,
    sections: HashMap<i64, String>,
    people: HashMap<i64, String>,
    pictures: HashMap<String, String>,
    articles: HashMap<i64, Article>,
    /// Old addresses by article.
    redirects: HashMap<i64, Vec<String>>,
}

/// Where an article stands.
struct Article {
    source_id: String,
    site: i64,
    live: Option<i64>,
    published_ms: Option<i64>,
    updated_ms: Option<i64>,
    translates: Option<i64>,
    state: String,
}

impl Names {
    async fn read(tx: &DatabaseTransaction) -> anyhow::Result<Self> {
        let mut names = Self::default();
        each(tx, "site", |row| {
            names.sites.insert(number(row, "id"), text(row, "key"));
        })
        .await?;
        each(tx, "section", |row| {
            names.sections.insert(number(row, "id"), text(row, "path"));
        })
        .await?;
        each(tx, "person", |row| {
            names.people.insert(number(row, "id"), text(row, "email"));
        })
        .await?;
        each(tx, "media", |row| {
            let file = format!("media/{}.{}", text(row, "hash"), text(row, "kind"));
            names.pictures.insert(text(row, "hash"), file);
        })
        .await?;
        each(tx, "redirect", |row| {
            let paths = names.redirects.entry(number(row, "article_id")).or_default();
            paths.push(text(row, "path"));
        })
        .await?;
        each(tx, "article", |row| {
            let id = number(row, "id");
            let source = text(row, "source_id");
            let article = Article {
                source_id: if source.is_empty() { format!("toasoan-{id}") } else { source },
                site: number(row, "site_id"),
                live: maybe(row, "live_revision_id"),
                published_ms: maybe(row, "published_ms"),
                updated_ms: maybe(row, "updated_ms"),
                translates: maybe(row, "translates"),
                state: text(row, "public_state"),
            };
            names.articles.insert(id, article);
        })
        .await?;
        Ok(names)
    }

    /// A line of an import.
    fn article(&self, id: i64, row: &Row, state: &str) -> Option<Value> {
        let article = self.articles.get(&id)?;
        let cover: Option<Cover> = serde_json::from_value(inner(row, "cover")).unwrap_or_default();
        let context: Context = serde_json::from_value(inner(row, "context")).unwrap_or_default();
        let original = article.translates.and_then(|id| self.articles.get(&id));
        let mut line = json!({
            "source_id": article.source_id,
            "site": self.sites.get(&article.site),
            "section": maybe(row, "section_id").and_then(|id| self.sections.get(&id)),
            "title": row.get("title"),
            "kicker": row.get("kicker"),
            "lead": row.get("lead"),
            "body": row.get("body"),
            "bylines": inner(row, "bylines"),
            "tags": inner(row, "tags"),
            "storylines": context.storylines,
            "genre": context.genre,
            "ai_use": context.ai_use,
            "language": row.get("language"),
            "old_urls": self.redirects.get(&id).cloned().unwrap_or_default(),
            "state": state,
            "public_state": article.state,
        });
        let mut put = |name: &str, value: Value| {
            if let Some(map) = line.as_object_mut() {
                map.insert(name.to_owned(), value);
            }
        };
        if let Some(original) = original {
            put("translation_of", json!(original.source_id));
        }
        for (name, at) in
            [("published_at", article.published_ms), ("updated_at", article.updated_ms)]
        {
            if let Some(at) = at {
                put(name, json!(themes::dates::iso(at)));
            }
        }
        if let Some(Cover { media, alt, caption, credit }) = cover
            && let Some(file) = self.pictures.get(&media)
        {
            put("cover", json!({ "file": file, "alt": alt, "caption": caption, "credit": credit }));
        }
        Some(line)
    }
}

async fn small_tables(
    tx: &DatabaseTransaction,
    folder: &Path,
    names: &Names,
) -> anyhow::Result<()> {
    for name in ["site", "section", "correction"] {
        let mut out = Lines::new(folder.join(format!("{name}s.ndjson")))?;
        rows(tx, name, |row| out.line(row)).await?;
        out.finish()?;
    }
    let mut roles: HashMap<i64, Vec<Value>> = HashMap::new();
    each(tx, "person_role", |row| {
        let role = json!({
            "role": row.get("role"),
            "sections": inner(row, "sections"),
            "languages": inner(row, "languages"),
        });
        roles.entry(number(row, "person_id")).or_default().push(role);
    })
    .await?;
    let mut out = Lines::new(folder.join("people.ndjson"))?;
    rows(tx, "person", |row| {
        out.line(&json!({
            "email": row.get("email"),
            "name": row.get("name"),
            "language": row.get("language"),
            "disabled": row.get("disabled_ms").is_some_and(|at| !at.is_null()),
            "roles": roles.get(&number(row, "id")),
        }))
    })
    .await?;
    out.finish()?;
    let mut out = Lines::new(folder.join("redirects.ndjson"))?;
    rows(tx, "redirect", |row| {
        out.line(&json!({
            "site": names.sites.get(&number(row, "site_id")),
            "path": row.get("path"),
            "source_id": names.articles.get(&number(row, "article_id")).map(|one| &one.source_id),
        }))
    })
    .await?;
    out.finish()
}

/// The articles as readers see them, what was never public as it is being written, and every
/// revision.
async fn texts(tx: &DatabaseTransaction, folder: &Path, names: &Names) -> anyhow::Result<Exported> {
    let mut done = Exported::default();
    let mut articles = Lines::new(folder.join("articles.ndjson"))?;
    let mut revisions = Lines::new(folder.join("revisions.ndjson"))?;
    rows(tx, "revision", |row| {
        let (id, article) = (number(row, "id"), number(row, "article_id"));
        let Some(of) = names.articles.get(&article) else { return Ok(()) };
        if of.live == Some(id)
            && let Some(line) = names.article(article, row, PUBLISHED)
        {
            articles.line(&line)?;
            done.articles += 1;
        }
        let mut line = names
            .article(article, row, if of.live == Some(id) { PUBLISHED } else { DRAFT })
            .unwrap_or_default();
        if let Some(map) = line.as_object_mut() {
            map.insert("number".to_owned(), row.get("number").cloned().unwrap_or_default());
            map.insert("act".to_owned(), row.get("act").cloned().unwrap_or_default());
            map.insert("note".to_owned(), row.get("note").cloned().unwrap_or_default());
            map.insert("made_at".to_owned(), json!(themes::dates::iso(number(row, "made_ms"))));
            let by = maybe(row, "made_by").and_then(|id| names.people.get(&id));
            map.insert("made_by".to_owned(), json!(by));
        }
        done.revisions += 1;
        revisions.line(&line)
    })
    .await?;
    rows(tx, "draft", |row| {
        let id = number(row, "article_id");
        let never = names.articles.get(&id).is_some_and(|article| article.live.is_none());
        match names.article(id, row, DRAFT).filter(|_| never) {
            Some(line) => {
                done.articles += 1;
                articles.line(&line)
            }
            None => Ok(()),
        }
    })
    .await?;
    articles.finish()?;
    revisions.finish()?;
    Ok(done)
}

/// A file of one JSON object a line.
struct Lines(BufWriter<File>);

impl Lines {
    fn new(path: PathBuf) -> anyhow::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        Ok(Self(BufWriter::new(file.with_context(|| format!("cannot write {}", path.display()))?)))
    }

    fn line(&mut self, value: &impl serde::Serialize) -> anyhow::Result<()> {
        serde_json::to_writer(&mut self.0, value)?;
        Ok(self.0.write_all(b"\n")?)
    }

    fn finish(self) -> anyhow::Result<()> {
        let file = self.0.into_inner().map_err(|err| anyhow::anyhow!(err.to_string()))?;
        Ok(file.sync_all()?)
    }
}

async fn rows(
    tx: &DatabaseTransaction,
    table: &str,
    mut take: impl FnMut(&Row) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let known = store::TABLES.iter().find(|(name, _)| *name == table);
    let known = known.with_context(|| format!("{table} is no table of ours"))?;
    store::read(tx, *known, |batch| Ok(batch.iter().try_for_each(&mut take)?)).await?;
    Ok(())
}

async fn each(
    tx: &DatabaseTransaction,
    table: &str,
    mut take: impl FnMut(&Row),
) -> anyhow::Result<()> {
    rows(tx, table, |row| {
        take(row);
        Ok(())
    })
    .await
}

fn text(row: &Row, name: &str) -> String {
    row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn maybe(row: &Row, name: &str) -> Option<i64> {
    row.get(name).and_then(Value::as_i64)
}

fn number(row: &Row, name: &str) -> i64 {
    maybe(row, name).unwrap_or_default()
}

/// JSON that is kept in a column of letters.
fn inner(row: &Row, name: &str) -> Value {
    let kept = row.get(name).and_then(Value::as_str).unwrap_or_default();
    serde_json::from_str(kept).unwrap_or_default()
}
