//! The sample data: real articles and questions that are no part of the project.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use search_index::{Document, Placement};
use serde::Deserialize;

/// What is said when there is none.
pub(crate) const MISSING: &str = "No sample data: neither TOASOAN_SAMPLES nor ../shared/data names \
    a folder with news-50k.ndjson.zst, passages.ndjson.zst and search-dev.jsonl. Nothing measured.";

/// Where the data is: `TOASOAN_SAMPLES`, or `shared/data` beside the project or one above.
pub(crate) fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let named = std::env::var_os("TOASOAN_SAMPLES").map(PathBuf::from);
    let beside = ["../shared/data", "../../shared/data"].map(|path| root.join(path));
    named.into_iter().chain(beside).find(|path| path.join("search-dev.jsonl").exists())
}

#[derive(Deserialize)]
struct Line {
    source_id: String,
    site: String,
    section: String,
    title: String,
    #[serde(default)]
    lead: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    language: String,
    published_at: String,
}

/// All sample documents, numbered from 1.
pub(crate) fn documents(folder: &Path) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for name in ["news-50k.ndjson.zst", "passages.ndjson.zst"] {
        let file = std::fs::File::open(folder.join(name)).context(name)?;
        for line in BufReader::new(zstd::Decoder::new(file)?).lines() {
            let line: Line = serde_json::from_str(&line?)?;
            documents.push(document(line, documents.len() + 1)?);
        }
    }
    Ok(documents)
}

fn document(line: Line, number: usize) -> Result<Document> {
    let place = Placement {
        url: format!("/{}", line.source_id),
        section_name: line.section.replace('-', " "),
        section_path: line.section,
        site: line.site,
    };
    Ok(Document {
        article: content::id::ArticleId::new(i64::try_from(number)?),
        source_id: Some(line.source_id),
        title: line.title,
        lead: line.lead,
        body: line.body,
        language: line.language,
        bylines: vec![format!("Người viết {}", number % 97)],
        published_ms: moment(&line.published_at),
        placements: vec![place],
        ..Document::default()
    })
}

/// Milliseconds of `2020-09-29T03:55:00Z`, to the day: no more is needed here.
fn moment(text: &str) -> i64 {
    let number = |range| text.get(range).and_then(|part: &str| part.parse::<i64>().ok());
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let days = |year: i64| (year - 1970) * 365 + (year - 1969) / 4;
    let days = days(year.unwrap_or(1970)) + month.unwrap_or(1) * 30 + day.unwrap_or(1);
    days * 86_400_000
}
