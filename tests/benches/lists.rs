//! Every list of the desk at 500,000 articles, through HTTP, on SQLite:
//! `cargo bench -p tests --bench lists` (`ARTICLES=n` for another size).

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench stops at a fault, prints its figures and takes its size from outside"
)]
#![expect(dead_code, reason = "the house offers more than a bench needs")]

#[path = "../it/house.rs"]
mod house;

use std::time::{Duration, Instant};

use house::between;

/// How often each list is asked for.
const TIMES: usize = 15;
/// Server time that no list may take, in milliseconds.
const LIMIT_MS: f64 = 100.0;

/// The lists.
const FILTERS: [&str; 11] = [
    "cho-toi",
    "cua-toi",
    "tra-lai",
    "cho-bien-tap",
    "cho-xuat-ban",
    "hen-gio",
    "hom-nay",
    "da-dang",
    "da-go",
    "da-bo",
    "tat-ca",
];

/// As a newsroom is after many years: nearly all live and seen, some in every other state.
const FILL: [&str; 5] = [
    "INSERT INTO person (id, email, name, created_ms, failures)
     SELECT 100 + value, 'p' || value || '@bao.example', 'Người ' || value, 0, 0
     FROM generate_series_of",
    "INSERT INTO article (id, site_id, slug, owner_id, public_state, review_state,
       created_ms, changed_ms, published_ms, withdrawn_reason, scheduled_ms, live_revision_id, pending)
     SELECT 1000 + n, (SELECT min(id) FROM site), 'bai-so-' || n, 100 + n % 40,
       CASE WHEN n % 500 = 1 THEN 'scheduled'
            WHEN n % 100 = 2 OR n % 1000 = 8 THEN 'unpublished'
            WHEN n % 1000 = 3 THEN 'withdrawn' ELSE 'live' END,
       CASE WHEN n % 1000 = 5 THEN 'submitted' WHEN n % 1000 = 6 THEN 'in_review'
            WHEN n % 1000 = 7 THEN 'returned' WHEN n % 1000 = 8 THEN 'discarded'
            WHEN n % 100 = 2 THEN 'draft' ELSE 'approved' END,
       1600000000000 + n * 300000, 1600000000000 + n * 300000,
       CASE WHEN n % 500 = 1 OR n % 100 = 2 OR n % 1000 = 8 THEN NULL ELSE 1600000000000 + n * 300000 END, '',
       CASE WHEN n % 500 = 1 THEN 1900000000000 + n * 60000 END, 1000 + n,
       n % 1000 = 4
     FROM numbers",
    "INSERT INTO draft (article_id, version, revision_id, saved_by, saved_ms, title, kicker, lead,
       body, section_id, language, bylines, tags)
     SELECT 1000 + n, 1, 1000 + n, 100 + n % 40, 1600000000000 + n * 300000,
       'Chợ phiên vùng cao số ' || n || ' trong ngày hội lớn của bản làng', '',
       'Một buổi sáng ở chợ phiên, người bán ít mà người nói chuyện thì nhiều.', 'Thân bài.',
       (SELECT min(id) FROM section) + n % (SELECT count(*) FROM section),
       'vi', '[\"Lan Anh\"]', '[]'
     FROM numbers",
    "ANALYZE",
    "PRAGMA optimize",
];

#[tokio::main]
async fn main() {
    let articles: i64 =
        std::env::var("ARTICLES").ok().and_then(|n| n.parse().ok()).unwrap_or(500_000);
    let house = house::house().await;
    let chief = house.set_up().await;
    let begun = Instant::now();
    fill(&house.app.config.database, articles).await;
    println!("{articles} articles made in {:.1} s", begun.elapsed().as_secs_f64());
    // The newsroom's own index follows in the order of changes: the last draft comes last.
    let last = articles - articles % 100 - 98;
    let begun = Instant::now();
    while !house.desk(&chief, &format!("/toa-soan/tim?q={last}")).await.contains("<mark>") {
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    println!("the newsroom's index followed in {:.1} s", begun.elapsed().as_secs_f64());
    let sections = house.desk(&chief, "/toa-soan?loc=cua-toi").await;
    let sections = between(&sections, "id=\"muc\"", "</select>");
    let mut ids = sections.split("<option value=\"").filter_map(|part| part.split('"').next());
    let section = ids.find(|id| id.parse::<i64>().is_ok()).expect("a section").to_owned();
    let mut slow = Vec::new();
    for filter in FILTERS {
        let in_section = format!("&muc={section}");
        let by_writer = format!("&nguoi=117&muc={section}");
        for more in [
            "",
            "&q=vung+cao",
            "&q=khong+bai+nao+co",
            in_section.as_str(),
            "&nguoi=117",
            by_writer.as_str(),
            "&tu=2021-03-01&den=2021-03-31",
            "&nguoi=117&tu=2021-03-01&den=2021-03-31&q=khong+co",
        ] {
            let first = format!("/toa-soan?loc={filter}{more}");
            let (mut times, mut address) = (Vec::new(), first.clone());
            for _ in 0..TIMES {
                let begun = Instant::now();
                let html = house.desk(&chief, &address).await;
                times.push(begun.elapsed().as_secs_f64() * 1000.0);
                address = next(&html).unwrap_or_else(|| first.clone());
            }
            times.sort_by(f64::total_cmp);
            let (middle, longest) = (times.get(TIMES / 2), times.last());
            let (middle, longest) = (middle.expect("a time"), longest.expect("a time"));
            println!("{first:<90} median {middle:>7.1} ms   longest {longest:>7.1} ms");
            if *middle > LIMIT_MS {
                slow.push(first);
            }
        }
    }
    assert!(slow.is_empty(), "slower than {LIMIT_MS} ms: {slow:?}");
}

/// Onwards through the pages.
fn next(html: &str) -> Option<String> {
    let (_, rest) = html.split_once("rel=\"next\" href=\"")?;
    Some(rest.split('"').next()?.replace("&amp;", "&"))
}

async fn fill(database: &str, articles: i64) {
    use sea_orm::{ConnectionTrait, Database};
    let db = Database::connect(database).await.expect("opens");
    for statement in FILL {
        let statement = statement
            .replace(
                "FROM generate_series_of",
                "FROM (WITH RECURSIVE s(value) AS (SELECT 0 UNION ALL SELECT value + 1 FROM s WHERE value < 39) SELECT value FROM s)",
            )
            .replace(
                "FROM numbers",
                &format!("FROM (WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {articles}) SELECT n FROM s)"),
            );
        db.execute_unprepared(&statement).await.unwrap_or_else(|err| panic!("{statement}: {err}"));
    }
    db.close().await.expect("closes");
}
