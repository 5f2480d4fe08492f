//! House rules that the compiler and clippy cannot see. Each failure says which rule and where.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const LINES_MAX: usize = 400;
const FILES_MAX: usize = 20;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace root").to_owned()
}

/// Every Rust source file below `folder`, as (path from the root, text).
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(dir) = folders.pop() {
        for entry in fs::read_dir(&dir).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                found.push((name, fs::read_to_string(&path).expect("a text file")));
            }
        }
    }
    found
}

fn all_sources() -> Vec<(String, String)> {
    ["content/src", "search-index/src", "themes/src", "server/src", "server/scenes/src"]
        .iter()
        .flat_map(|folder| sources(folder))
        .collect()
}

/// The file without its tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or_default()
}

fn check(rule: &str, broken: &[String]) {
    assert!(broken.is_empty(), "{rule}\n  {}", broken.join("\n  "));
}

#[test]
fn a_file_is_at_most_400_lines_without_its_tests() {
    let broken: Vec<_> = all_sources()
        .into_iter()
        .filter(|(name, text)| {
            !name.ends_with("tests.rs") && code(text).lines().count() > LINES_MAX
        })
        .map(|(name, _)| name)
        .collect();
    check("split the file by action, not by layer", &broken);
}

#[test]
fn a_folder_has_at_most_20_files() {
    let mut folders: BTreeMap<String, usize> = BTreeMap::new();
    for (name, _) in all_sources() {
        let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        *folders.entry(folder).or_default() += 1;
    }
    let broken: Vec<_> =
        folders.into_iter().filter(|(_, count)| *count > FILES_MAX).map(|(name, _)| name).collect();
    check("a folder is one idea; make a room inside", &broken);
}

#[test]
fn every_file_says_what_it_is_for() {
    let broken: Vec<_> = all_sources()
        .into_iter()
        .filter(|(name, text)| !text.starts_with("//! ") && !name.ends_with("tests.rs"))
        .map(|(name, _)| name)
        .collect();
    check("begin with one `//!` sentence", &broken);
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    let drawers =
        ["utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "base"];
    let broken: Vec<_> = all_sources()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name.split(['/', '.']).any(|part| drawers.contains(&part)))
        .collect();
    check("a thing without a home is a question, not a drawer", &broken);
}

#[test]
fn sql_lives_in_store_rows_and_db() {
    let at_home = |name: &str| {
        name.ends_with("/store.rs")
            || name.contains("/store/")
            || name.ends_with("/rows.rs")
            || name.contains("/db/")
    };
    // `error.rs` maps the database's errors, and an act hands a transaction on; neither asks.
    let passes_on = |line: &str| {
        matches!(
            line.trim(),
            "use sea_orm::DbErr;"
                | "use sea_orm::DatabaseTransaction;"
                | "use sea_orm::{ConnectionTrait, DatabaseTransaction};"
        )
    };
    let asks = |text: &str| code(text).lines().any(|l| l.contains("sea_orm::") && !passes_on(l));
    let broken: Vec<_> = sources("server/src")
        .into_iter()
        .filter(|(name, text)| !at_home(name) && asks(text))
        .map(|(name, _)| name)
        .collect();
    check("move the query into the slice's store", &broken);
}

#[test]
fn html_lives_in_themes_and_in_the_body_renderer() {
    let marks = ["\"<p", "</", "<div", "<span", "<a href"];
    let broken: Vec<_> = sources("server/src")
        .into_iter()
        .filter(|(name, text)| {
            !name.ends_with("tests.rs")
                && code(text)
                    .lines()
                    .filter(|line| !line.trim_start().starts_with("//"))
                    .any(|line| marks.iter().any(|mark| line.contains(mark)))
        })
        .map(|(name, _)| name)
        .collect();
    check("make a view struct and a template in themes/", &broken);
}

#[test]
fn no_template_takes_text_as_html() {
    let mut broken = Vec::new();
    let mut folders = vec![root().join("themes")];
    while let Some(dir) = folders.pop() {
        for entry in fs::read_dir(&dir).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() && !path.ends_with("node_modules") {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                let text = fs::read_to_string(&path).expect("a text file");
                if text.contains("|safe") || text.contains("| safe") || text.contains("autoescape")
                {
                    broken.push(path.display().to_string());
                }
            }
        }
    }
    check("only SafeHtml enters a template unescaped", &broken);
}

#[test]
fn slices_do_not_import_each_other_in_a_circle() {
    let slices = slices();
    let mut uses: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for slice in &slices {
        for (_, text) in sources(&format!("server/src/{slice}")) {
            let others = slices.iter().filter(|other| *other != slice);
            let used = others.filter(|other| code(&text).contains(&format!("crate::{other}::")));
            uses.entry(slice.clone()).or_default().extend(used.cloned());
        }
    }
    let broken: Vec<_> = slices.iter().filter(|slice| reaches(&uses, slice)).cloned().collect();
    check("let the lower slice hand out a value instead", &broken);
}

/// The folders of `server/src` that are slices and not the ground floor.
fn slices() -> Vec<String> {
    let ground = ["http", "db", "changes", "audit", "jobs", "cli"];
    fs::read_dir(root().join("server/src"))
        .expect("server/src")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().expect("a name").display().to_string())
        .filter(|name| !ground.contains(&name.as_str()))
        .collect()
}

/// Whether a slice reaches itself through others.
fn reaches(uses: &BTreeMap<String, Vec<String>>, from: &str) -> bool {
    let mut seen = vec![];
    let mut next = uses.get(from).cloned().unwrap_or_default();
    while let Some(slice) = next.pop() {
        if slice == from {
            return true;
        }
        if !seen.contains(&slice) {
            next.extend(uses.get(&slice).cloned().unwrap_or_default());
            seen.push(slice);
        }
    }
    false
}

#[test]
fn crates_depend_downwards_only() {
    let allowed: [(&str, &[&str]); 5] = [
        ("content", &[]),
        ("search-index", &["content"]),
        ("themes", &["content"]),
        ("server/scenes", &[]),
        ("server", &["content", "search-index", "themes", "scenes"]),
    ];
    let mut broken = Vec::new();
    for (name, may) in allowed {
        let manifest =
            fs::read_to_string(root().join(name).join("Cargo.toml")).expect("a manifest");
        for (other, _) in allowed {
            if manifest.contains(&format!("{other}.workspace = true")) && !may.contains(&other) {
                broken.push(format!("{name} → {other}"));
            }
        }
    }
    check("content ← search-index, themes ← server", &broken);
}

#[test]
fn the_top_level_holds_what_the_map_names() {
    let known = [
        "Cargo.toml",
        "Cargo.lock",
        "server",
        "content",
        "themes",
        "search-index",
        "tests",
        "deploy",
        "docs",
        "README.md",
        "ARCHITECTURE.md",
        "CHANGELOG.md",
        "LICENSE",
        "clippy.toml",
        "rustfmt.toml",
        "target",
        "data",
    ];
    let broken: Vec<_> = fs::read_dir(root())
        .expect("the root")
        .map(|entry| entry.expect("an entry").file_name().display().to_string())
        .filter(|name| !name.starts_with('.') && !known.contains(&name.as_str()))
        .collect();
    check("write the reason into ARCHITECTURE.md and name it here", &broken);
}

#[test]
fn every_act_of_the_audit_list_has_words() {
    let texts = fs::read_to_string(root().join("themes/locales/vi.ftl")).expect("the texts");
    let list = fs::read_to_string(root().join("server/src/records/list.rs")).expect("the list");
    let (_, listed) = list.split_once("const ACTS").expect("the acts that can be asked for");
    let (listed, _) = listed.split_once("];").expect("their end");
    let mut broken = Vec::new();
    for (name, text) in sources("server/src") {
        let code = code(&text);
        let told = code.split("act: \"").skip(1).chain(code.split("on_person(").skip(1));
        let told = told.filter_map(|rest| {
            let (first, rest) = rest.split_once('"')?;
            // `act: "word"`, or `on_person(who, "word", whom)`.
            let word = if first.contains(',') { rest.split('"').next()? } else { first };
            Some(word.to_owned())
        });
        for word in told.filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '_')) {
            if !texts.contains(&format!("\nact-{word} = "))
                || !listed.contains(&format!("\"{word}\""))
            {
                broken.push(format!("{name}: `{word}`"));
            }
        }
    }
    check("an act is shown by name and can be asked for: act-<word> and ACTS", &broken);
}
