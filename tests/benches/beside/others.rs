//! Other systems on the same documents and questions: SQLite FTS5 over folded syllables and
//! pairs, and PostgreSQL full text with `simple` and `unaccent`.

use std::path::Path;
use std::time::Instant;

use anyhow::Result;
use sea_orm::{
    ConnectionTrait, Database, DatabaseConnection, Statement, TransactionTrait as _, Value,
};
use search_index::Document;
use search_index::analysis::normal::folded;
use search_index::analysis::syllables::places;

use crate::questions::Asked;
use crate::report::{self, Outcome};

/// Fills an FTS5 table in the folder, asks it, and prints its table.
pub(crate) async fn sqlite(folder: &Path, documents: &[Document], asked: &[Asked]) -> Result<()> {
    let address = format!("sqlite://{}?mode=rwc", folder.join("fts5.sqlite").display());
    let db = Database::connect(address).await?;
    db.execute_unprepared(
        "CREATE VIRTUAL TABLE news USING fts5 (id UNINDEXED, title, lead, body, \
         tokenize = \"unicode61 tokenchars '_'\")",
    )
    .await?;
    let rows = |one: &Document| {
        [&one.title, &one.lead, &one.body].map(|text| Value::from(words(text).join(" ")))
    };
    fill(&db, "INSERT INTO news VALUES (?, ?, ?, ?)", documents, rows).await?;
    let ask = "SELECT id FROM news WHERE news MATCH ? ORDER BY bm25(news, 0, 4, 2, 1) LIMIT 10";
    let question = |text: &str| {
        let quoted: Vec<String> = words(text).iter().map(|word| format!("\"{word}\"")).collect();
        quoted.join(" OR ")
    };
    let outcomes = ask_all(&db, ask, asked, question).await?;
    println!("{}", report::table("SQLite FTS5, folded syllables + pairs", &outcomes));
    Ok(())
}

/// The same of the PostgreSQL server at the address.
pub(crate) async fn postgres(
    address: String,
    documents: &[Document],
    asked: &[Asked],
) -> Result<()> {
    let db = Database::connect(address).await?;
    db.execute_unprepared("CREATE EXTENSION IF NOT EXISTS unaccent").await?;
    db.execute_unprepared("DROP TABLE IF EXISTS toasoan_bench").await?;
    db.execute_unprepared("CREATE TABLE toasoan_bench (id text, words tsvector)").await?;
    let insert = "INSERT INTO toasoan_bench SELECT $1, \
         setweight(to_tsvector('simple', unaccent($2)), 'A') || \
         setweight(to_tsvector('simple', unaccent($3)), 'B') || \
         setweight(to_tsvector('simple', unaccent($4)), 'D')";
    let rows = |one: &Document| [&one.title, &one.lead, &one.body].map(|text| text.clone().into());
    fill(&db, insert, documents, rows).await?;
    db.execute_unprepared("CREATE INDEX ON toasoan_bench USING gin (words)").await?;
    db.execute_unprepared("ANALYZE toasoan_bench").await?;
    let ask = "SELECT id FROM toasoan_bench, to_tsquery('simple', unaccent($1)) question \
         WHERE words @@ question ORDER BY ts_rank(words, question) DESC LIMIT 10";
    let question = |text: &str| {
        let cut = places(text);
        let words: Vec<&str> =
            cut.iter().filter_map(|place| text.get(place.start..place.end)).collect();
        words.join(" | ")
    };
    let outcomes = ask_all(&db, ask, asked, question).await?;
    println!("{}", report::table("PostgreSQL, simple + unaccent", &outcomes));
    db.execute_unprepared("DROP TABLE toasoan_bench").await?;
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

async fn fill(
    db: &DatabaseConnection,
    insert: &str,
    documents: &[Document],
    texts: impl Fn(&Document) -> [Value; 3],
) -> Result<()> {
    let all = db.begin().await?;
    for one in documents {
        let [title, lead, body] = texts(one);
        let row = [one.source_id.clone().into(), title, lead, body];
        all.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), insert, row))
            .await?;
    }
    Ok(all.commit().await?)
}

async fn ask_all(
    db: &DatabaseConnection,
    ask: &str,
    asked: &[Asked],
    question: impl Fn(&str) -> String,
) -> Result<Vec<Outcome>> {
    let mut outcomes = Vec::with_capacity(asked.len());
    for one in asked {
        let words = question(&one.text);
        let begun = Instant::now();
        let mut found = Vec::new();
        if !words.is_empty() {
            let backend = db.get_database_backend();
            let rows = db
                .query_all_raw(Statement::from_sql_and_values(backend, ask, [words.into()]))
                .await?;
            for row in rows {
                found.push(row.try_get::<String>("", "id")?);
            }
        }
        outcomes.push(Outcome::new(one, &found, begun.elapsed()));
    }
    Ok(outcomes)
}
