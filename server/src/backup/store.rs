//! All SQL about whole tables: read as they are, and filled as they were.

use std::collections::BTreeMap;

use futures_util::{StreamExt, TryStreamExt};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseBackend, DatabaseTransaction, FromQueryResult,
    IsolationLevel, JsonValue, Statement, TransactionTrait,
};

use crate::db::{Db, Engine};
use crate::error::{Error, Result};

/// Every table, in an order in which they can be filled, each with the order of its rows: what a
/// row refers to stands before it. Columns of letters have a `~`.
pub(super) const TABLES: [(&str, &str); 46] = [
    ("site", "id"),
    ("section", "length(path), id"),
    ("person", "id"),
    ("person_role", "id"),
    ("session", "~id_hash"),
    ("token", "id"),
    ("setting", "~key"),
    ("repeat_answer", "~key"),
    ("article", "id"),
    ("revision", "id"),
    ("draft", "article_id"),
    ("draft_save", "~id"),
    ("draft_aside", "article_id, person_id, ~tab"),
    ("draft_writer", "article_id, person_id"),
    ("revision_writer", "revision_id, person_id"),
    ("placement", "article_id, site_id"),
    ("tag", "id"),
    ("byline", "id"),
    ("article_tag", "article_id, tag_id"),
    ("article_byline", "article_id, byline_id"),
    ("media", "id"),
    ("redirect", "id"),
    ("article_views", "article_id"),
    ("view_hour", "article_id, hour"),
    ("change", "number"),
    ("audit", "id"),
    ("release", "id"),
    ("correction", "id"),
    ("presence", "article_id, person_id, ~tab"),
    ("editing_lock", "article_id"),
    ("invite", "id"),
    ("notice", "id"),
    ("job", "id"),
    ("front", "id"),
    ("front_work", "front_id, version"),
    ("front_layout", "id"),
    ("front_pick", "front_id, article_id"),
    ("assignment", "id"),
    ("day_note", "id"),
    ("check_setting", "scope, ~rule"),
    ("preview_link", "id"),
    ("remark", "id"),
    ("search_question", "~day, ~words"),
    ("search_setting", "~name"),
    ("law_value", "id"),
    ("reader_report", "id"),
];
/// Added to a statement at once.
pub(super) const BATCH: usize = 500;

/// A row in its one form: names in the order of the alphabet.
pub(super) type Row = BTreeMap<String, JsonValue>;

/// Begins to read everything as of one moment.
pub(super) async fn as_of_now(db: &Db) -> Result<DatabaseTransaction> {
    let tx = match db.engine() {
        // Its readers see one moment from the first question on.
        Engine::Sqlite => db.read.begin().await?,
        Engine::Postgres => {
            let level = Some(IsolationLevel::RepeatableRead);
            db.read.begin_with_config(level, Some(AccessMode::ReadOnly)).await?
        }
    };
    if db.engine() == Engine::Postgres {
        // A table takes longer to read than a reader's question may.
        run(&tx, "SET LOCAL statement_timeout = 0").await?;
    }
    Ok(tx)
}

/// Reads the rows of a table in their order and hands them on in batches.
pub(super) async fn read(
    db: &(impl ConnectionTrait + sea_orm::StreamTrait),
    (table, order): (&str, &str),
    mut each: impl FnMut(Vec<Row>) -> Result<()>,
) -> Result<()> {
    let engine = ConnectionTrait::get_database_backend(db);
    let sql = format!("SELECT * FROM \"{table}\" ORDER BY {}", ordered(engine, order));
    let ask = Statement::from_string(engine, sql);
    let rows = JsonValue::find_by_statement(ask).stream(db).await?;
    let mut batches = rows.map(|row| row.map_err(Error::from)).try_chunks(BATCH);
    while let Some(batch) = batches.next().await {
        let batch = batch.map_err(|stopped| stopped.1)?;
        each(batch.into_iter().map(row).collect())?;
    }
    Ok(())
}

/// Letters in the order of their bytes on both engines, whatever the language of the database.
fn ordered(engine: DatabaseBackend, order: &str) -> String {
    let one = |column: &str| match column.strip_prefix('~') {
        Some(column) if engine == DatabaseBackend::Postgres => {
            format!("\"{column}\" COLLATE \"C\"")
        }
        Some(column) => format!("\"{column}\""),
        None => column.to_owned(),
    };
    order.split(", ").map(one).collect::<Vec<_>>().join(", ")
}

fn row(value: JsonValue) -> Row {
    match value {
        JsonValue::Object(fields) => fields.into_iter().collect(),
        _ => Row::new(),
    }
}

/// Adds rows to a table; what a row does not name gets the column's usual value.
pub(super) async fn fill(tx: &DatabaseTransaction, table: &str, rows: &[Row]) -> Result<()> {
    let Some(first) = rows.first() else { return Ok(()) };
    let columns: Vec<&str> = first.keys().map(String::as_str).collect();
    let named = |quote: fn(&str) -> String| {
        columns.iter().map(|column| quote(column)).collect::<Vec<_>>().join(", ")
    };
    let into = named(|column| format!("\"{column}\""));
    let engine = tx.get_database_backend();
    let sql = if engine == DatabaseBackend::Postgres {
        format!(
            "INSERT INTO \"{table}\" ({into}) \
             SELECT {into} FROM json_populate_recordset(NULL::\"{table}\", $1::json)"
        )
    } else {
        let values = named(|column| format!("json_extract(value, '$.\"{column}\"')"));
        format!("INSERT INTO \"{table}\" ({into}) SELECT {values} FROM json_each($1)")
    };
    let json = serde_json::to_string(rows)?;
    tx.execute_raw(Statement::from_sql_and_values(engine, sql, [json.into()])).await?;
    Ok(())
}

/// Lets the order of filling be free for what refers to its own table, until the commit.
pub(super) async fn begin_filling(db: &Db) -> Result<DatabaseTransaction> {
    let tx = db.begin().await?;
    match db.engine() {
        Engine::Sqlite => run(&tx, "PRAGMA defer_foreign_keys = ON").await?,
        // Between the rows and the commit pictures are put away, which may take hours.
        Engine::Postgres => run(&tx, "SET LOCAL idle_in_transaction_session_timeout = 0").await?,
    }
    Ok(tx)
}

/// New rows get numbers beyond those that were filled in; SQLite sees to it by itself.
pub(super) async fn count_on(tx: &DatabaseTransaction) -> Result<()> {
    if tx.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(());
    }
    for (table, order) in TABLES {
        if order == "id" || table == "section" {
            run(
                tx,
                &format!(
                    "SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), \
                     (SELECT max(id) FROM \"{table}\")) \
                     WHERE EXISTS (SELECT 1 FROM \"{table}\")"
                ),
            )
            .await?;
        }
    }
    Ok(())
}

/// Whether nothing was ever written to a database of this schema.
pub(super) async fn is_empty(db: &Db) -> Result<bool> {
    for (table, _) in TABLES {
        let sql = format!("SELECT 1 FROM \"{table}\" LIMIT 1");
        let ask = Statement::from_string(db.read.get_database_backend(), sql);
        // A table that is not there yet holds nothing.
        if matches!(db.read.query_one_raw(ask).await, Ok(Some(_))) {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn run(tx: &DatabaseTransaction, sql: &str) -> Result<()> {
    tx.execute_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sea_orm::{ConnectionTrait, Statement};

    use super::TABLES;
    use crate::db::Engine;
    use crate::db::trial::on_both;

    #[tokio::test]
    async fn no_table_is_forgotten() {
        on_both(|db| async move {
            let sql = match db.engine() {
                Engine::Sqlite => {
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                }
                Engine::Postgres => {
                    "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = 'public'"
                }
            };
            let ask = Statement::from_string(db.read.get_database_backend(), sql);
            let rows = db.read.query_all_raw(ask).await.unwrap();
            let mut there: BTreeSet<String> =
                rows.iter().map(|row| row.try_get("", "name").unwrap()).collect();
            // The steps make these, and the archive names the steps.
            there.remove("seaql_migrations");
            there.remove("schema_floor");
            let named: BTreeSet<String> = TABLES.iter().map(|(name, _)| (*name).to_owned()).collect();
            assert_eq!(there, named);
        })
        .await;
    }
}
