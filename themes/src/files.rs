//! Where a theme's files come from: an operator's copy, the built-in one of the theme, or that of the
//! theme it falls back to.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rust_embed::RustEmbed;

use crate::assets::Assets;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR"]
#[include = "newspaper/*"]
#[include = "portal/*"]
#[include = "transformation/*"]
#[include = "desk/*.html"]
#[include = "mail/*"]
struct BuiltIn;

/// Every template name that the chain offers.
pub(crate) fn names(chain: &[&str]) -> BTreeSet<String> {
    let of = |path: &str| -> Option<String> {
        let (theme, file) = path.split_once('/')?;
        let whole = [".html", ".txt", ".svg"].iter().any(|ending| file.ends_with(ending));
        (chain.contains(&theme) && whole).then(|| file.to_owned())
    };
    BuiltIn::iter().filter_map(|path| of(&path)).collect()
}

pub(crate) fn source(
    chain: &[&str],
    overrides: Option<&Path>,
    left_out: &BTreeSet<PathBuf>,
    name: &str,
) -> Option<String> {
    chain.iter().find_map(|theme| {
        let own = overrides.and_then(|folder| {
            let path = inside(folder, theme, name)?;
            if left_out.contains(&path) {
                return None;
            }
            std::fs::read_to_string(path).ok()
        });
        own.or_else(|| {
            let file = BuiltIn::get(&format!("{theme}/{name}"))?;
            String::from_utf8(file.data.into_owned()).ok()
        })
    })
}

/// The script that stands in readers' pages; none where the theme has none.
pub(crate) fn early(
    chain: &[&str],
    overrides: Option<&Path>,
    left_out: &BTreeSet<PathBuf>,
) -> String {
    let script = source(chain, overrides, left_out, "early.js").unwrap_or_default();
    script.lines().filter(|line| !line.trim_start().starts_with("//")).collect()
}

/// The style of every reader's page: the common one, then the theme's own colours.
pub(crate) const OF_ALL: &[&str] = &["reader.css", "accent.css"];
/// The style of blocks that few pages have, which stands only there.
pub(crate) const OF_BLOCKS: &[&str] = &["blocks.css"];
/// The style of recordings, players and tables, for the articles that have one.
pub(crate) const OF_MEDIA: &[&str] = &["media.css", "table.css"];

/// A style that stands in readers' pages, without the white space and remarks that only people
/// need.
pub(crate) fn style(
    names: &[&str],
    chain: &[&str],
    overrides: Option<&Path>,
    left_out: &BTreeSet<PathBuf>,
    assets: &Assets,
) -> String {
    let mut style = String::new();
    for name in names {
        let whole = source(chain, overrides, left_out, name).unwrap_or_default();
        for part in whole.split("/*") {
            let code = part.split_once("*/").map_or(part, |(_, code)| code);
            for line in code.lines().map(str::trim).filter(|line| !line.is_empty()) {
                style.push_str(line);
                if line.ends_with(',') || !line.ends_with(['{', '}', ';']) {
                    style.push(' ');
                }
            }
        }
    }
    for (long, short) in
        [(" {", "{"), ("; }", "}"), (": ", ":"), (", ", ","), ("{ ", "{"), ("; ", ";")]
    {
        style = style.replace(long, short);
    }
    // A closing tag inside would end the element that holds the style.
    with_addresses(&style.replace("</", ""), assets)
}

/// `url(asset:khmer.woff2)` becomes the address of that built file.
fn with_addresses(style: &str, assets: &Assets) -> String {
    let mut parts = style.split("url(asset:");
    let mut whole = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        whole.push_str("url(");
        whole.push_str(&assets.address(name));
        whole.push(')');
        whole.push_str(rest);
    }
    whole
}

/// A template's name must stay inside its theme's folder.
fn inside(folder: &Path, theme: &str, name: &str) -> Option<PathBuf> {
    let plain = !name.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    (plain && !name.contains('\\')).then(|| folder.join(theme).join(name))
}

pub(crate) fn overriding(folder: &Path, chain: &[&str], name: &str) -> Option<PathBuf> {
    let mut paths = chain.iter().filter_map(|theme| inside(folder, theme, name));
    paths.find(|path| path.is_file())
}

/// What tells that an operator has changed something: every file with its time and length.
pub(crate) type Fingerprint = Vec<(PathBuf, SystemTime, u64)>;

/// More files than a theme has; what lies beyond is not looked at.
const WATCHED_MAX: usize = 1_000;

/// Looks at all files that override something now.
pub(crate) fn fingerprint(
    folder: &Path,
    themes: impl Iterator<Item = &'static str>,
) -> Fingerprint {
    let files = themes.filter_map(|theme| std::fs::read_dir(folder.join(theme)).ok()).flatten();
    let mut seen: Fingerprint = files
        .filter_map(|file| {
            let file = file.ok()?;
            let about = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
            Some((file.path(), about.modified().ok()?, about.len()))
        })
        .take(WATCHED_MAX)
        .collect();
    seen.sort_unstable();
    seen
}
