//! Other systems on the same documents and questions: SQLite FTS5 over folded syllables and
//! pairs, and PostgreSQL full text with `simple` and `unaccent`.

use anyhow::{Context as _, Result};
use search_index::Document;
use search_index::analysis::normal::folded;
use search_index::analysis::syllables::places;
use sqlx::{Connection as _, PgConnection, SqliteConnection};

use crate::questions::Asked;
use crate::report::Outcome;
use crate::{ask_all, report};

/// Fills and asks the others, and prints a table of each.
pub(crate) fn measure(documents: &[Document], questions: &[Asked]) -> Result<()> {
    let wait = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = tempfile::tempdir()?;
    let path = place.path().join("fts5.sqlite");
    let address = format!("sqlite://{}?mode=rwc", path.display());
    let mut sqlite = wait.block_on(SqliteConnection::connect(&address))?;
    wait.block_on(fill_sqlite(&mut sqlite, documents))?;
    let outcomes: Vec<Outcome> =
        ask_all(questions, |text| wait.block_on(ask_sqlite(&mut sqlite, text)));
    println!("{}", report::table("SQLite FTS5, folded syllables + pairs", &outcomes));
    let Some(address) = std::env::var_os("TOASOAN_BENCH_POSTGRES") else {
        println!("PostgreSQL: left out, TOASOAN_BENCH_POSTGRES names no server.");
        return Ok(());
    };
    let address = address.to_str().context("an address of plain letters")?.to_owned();
    let mut postgres = wait.block_on(PgConnection::connect(&address))?;
    wait.block_on(fill_postgres(&mut postgres, documents))?;
    let outcomes: Vec<Outcome> =
        ask_all(questions, |text| wait.block_on(ask_postgres(&mut postgres, text)));
    println!("{}", report::table("PostgreSQL, simple + unaccent", &outcomes));
    wait.block_on(sqlx::query("DROP TABLE toasoan_bench").execute(&mut postgres))?;
    Ok(())
}

/// Folded syllables and pairs of neighbours as words of their own.
fn words(text: &str) -> Vec<String> {
    let single: Vec<String> = places(text)
        .iter()
        .filter_map(|place| text.get(place.start..place.end))
        .map(folded)
        .collect();
    let pairs: Vec<String> = single.windows(2).map(|two| two.join("_")).collect();
    single.into_iter().chain(pairs).collect()
}

async fn fill_sqlite(sqlite: &mut SqliteConnection, documents: &[Document]) -> Result<()> {
    sqlx::query(
        "CREATE VIRTUAL TABLE news USING fts5 (id UNINDEXED, title, lead, body, \
         tokenize = \"unicode61 tokenchars '_'\")",
    )
    .execute(&mut *sqlite)
    .await?;
    let mut all = sqlite.begin().await?;
    for document in documents {
        sqlx::query("INSERT INTO news VALUES (?, ?, ?, ?)")
            .bind(document.source_id.clone())
            .bind(words(&document.title).join(" "))
            .bind(words(&document.lead).join(" "))
            .bind(words(&document.body).join(" "))
            .execute(&mut *all)
            .await?;
    }
    Ok(all.commit().await?)
}

async fn ask_sqlite(sqlite: &mut SqliteConnection, text: &str) -> Result<Vec<String>> {
    let quoted: Vec<String> = words(text).iter().map(|word| format!("\"{word}\"")).collect();
    if quoted.is_empty() {
        return Ok(Vec::new());
    }
    let found: Vec<(String,)> = sqlx::query_as(
        "SELECT id FROM news WHERE news MATCH ? ORDER BY bm25(news, 0, 4, 2, 1) LIMIT 10",
    )
    .bind(quoted.join(" OR "))
    .fetch_all(sqlite)
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

async fn fill_postgres(postgres: &mut PgConnection, documents: &[Document]) -> Result<()> {
    for statement in [
        "CREATE EXTENSION IF NOT EXISTS unaccent",
        "DROP TABLE IF EXISTS toasoan_bench",
        "CREATE TABLE toasoan_bench (id text, words tsvector)",
    ] {
        sqlx::query(statement).execute(&mut *postgres).await?;
    }
    let mut all = postgres.begin().await?;
    for document in documents {
        sqlx::query(
            "INSERT INTO toasoan_bench SELECT $1, \
             setweight(to_tsvector('simple', unaccent($2)), 'A') || \
             setweight(to_tsvector('simple', unaccent($3)), 'B') || \
             setweight(to_tsvector('simple', unaccent($4)), 'D')",
        )
        .bind(document.source_id.clone())
        .bind(&document.title)
        .bind(&document.lead)
        .bind(&document.body)
        .execute(&mut *all)
        .await?;
    }
    all.commit().await?;
    sqlx::query("CREATE INDEX ON toasoan_bench USING gin (words)").execute(postgres).await?;
    Ok(())
}

async fn ask_postgres(postgres: &mut PgConnection, text: &str) -> Result<Vec<String>> {
    let words: Vec<&str> =
        places(text).iter().filter_map(|place| text.get(place.start..place.end)).collect();
    let found: Vec<(String,)> = sqlx::query_as(
        "SELECT id FROM toasoan_bench, to_tsquery('simple', unaccent($1)) question \
         WHERE words @@ question ORDER BY ts_rank(words, question) DESC LIMIT 10",
    )
    .bind(words.join(" | "))
    .fetch_all(postgres)
    .await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}
