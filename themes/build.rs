//! Gathers styles, pictures and bundled scripts into `$OUT_DIR/dist`, writing nothing into the
//! source tree. `TOASOAN_ASSETS_DIR` names a folder of ready scripts for a build without Node.js.

#![expect(
    clippy::disallowed_methods,
    reason = "cargo speaks to a build script through the environment"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Script bundles: source below `scripts/src`, without ending.
const BUNDLES: [&str; 16] = [
    "bai",
    "cach-doc",
    "ngoai-tuyen",
    "giu-lai",
    "truc-tiep",
    "trinh-phat",
    "goi-y",
    "desk",
    "typed",
    "editor",
    "source",
    "list",
    "front",
    "calendar",
    "people",
    "review",
];

/// Letters that few devices have, each as (name here, package, its file): a browser fetches one
/// only for a page that has such letters.
const FONTS: [(&str, &str, &str); 3] = [
    ("khmer", "noto-serif-khmer", "noto-serif-khmer-khmer-400-normal"),
    ("cham", "noto-sans-cham", "noto-sans-cham-cham-400-normal"),
    ("tai-viet", "noto-sans-tai-viet", "noto-sans-tai-viet-tai-viet-400-normal"),
];

/// Packages that markdown-it carries along and we have in a few lines: (package, source).
const LIGHTER: [(&str, &str); 2] =
    [("entities", "editor/entities.ts"), ("linkify-it", "editor/linkify.ts")];

fn main() {
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    let out = PathBuf::from(variable("OUT_DIR"));
    let dist = out.join("dist");
    for watched in [
        "build.rs",
        "static",
        "desk/desk.css",
        "locales",
        "scripts/src",
        "scripts/package.json",
        "scripts/package-lock.json",
    ] {
        println!("cargo::rerun-if-changed={watched}");
    }
    println!("cargo::rerun-if-env-changed=TOASOAN_ASSETS_DIR");
    println!("cargo::rustc-env=ASSETS_DIST={}", dist.display());
    if dist.exists() {
        must(fs::remove_dir_all(&dist), "empty the folder for assets");
    }
    must(fs::create_dir_all(&dist), "make the folder for assets");
    copy_all(&root.join("static"), &dist);
    languages(&root.join("locales"), &out);
    must(fs::copy(root.join("desk/desk.css"), dist.join("desk.css")), "copy desk.css");
    match env::var("TOASOAN_ASSETS_DIR") {
        Ok(ready) if !ready.is_empty() => copy_all(Path::new(&ready), &dist),
        _ => bundle(&root.join("scripts"), &out, &dist),
    }
}

/// Names each `locales/{tag}.ftl`, so that a new language is a new file and nothing else. Vietnamese
/// is the first, since it has every text.
fn languages(folder: &Path, out: &Path) {
    let entries = must(fs::read_dir(folder), "read the folder of languages");
    let paths = entries.map(|entry| must(entry, "read the folder of languages").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|ending| ending == "ftl")).collect();
    let tag = |path: &Path| path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    files.sort_by_key(|path| (tag(path) != "vi", tag(path)));
    let lines: Vec<String> = files
        .iter()
        .map(|path| format!("({:?}, include_str!({:?}))", tag(path), path.display().to_string()))
        .collect();
    let list = format!("&[{}]", lines.join(", "));
    must(fs::write(out.join("languages.rs"), list), "write the list of languages");
}

/// Installs the locked packages once for each lock file, then bundles.
fn bundle(scripts: &Path, out: &Path, dist: &Path) {
    let npm = out.join("npm");
    let lock = must(fs::read(scripts.join("package-lock.json")), "read scripts/package-lock.json");
    let stamp = blake3::hash(&lock).to_hex().to_string();
    let stamp_file = npm.join("installed");
    if fs::read_to_string(&stamp_file).ok().as_deref() != Some(stamp.as_str()) {
        must(fs::create_dir_all(&npm), "make a folder for packages");
        for file in ["package.json", "package-lock.json"] {
            must(fs::copy(scripts.join(file), npm.join(file)), "copy the package files");
        }
        run(Command::new("npm")
            .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"])
            .current_dir(&npm));
        must(fs::write(&stamp_file, &stamp), "write the stamp");
    }
    let modules = npm.join("node_modules");
    for (name, package, file) in FONTS {
        let font = modules.join("@fontsource").join(package).join(format!("files/{file}.woff2"));
        must(fs::copy(font, dist.join(format!("{name}.woff2"))), "copy a font");
    }
    let esbuild = modules.join("esbuild/bin/esbuild");
    run(Command::new("node")
        .arg(esbuild)
        .args(
            BUNDLES
                .map(|name| scripts.join("src").join(format!("{name}.ts")).display().to_string()),
        )
        .args(LIGHTER.map(|(package, own)| {
            format!("--alias:{package}={}", scripts.join("src").join(own).display())
        }))
        .args(["--bundle", "--minify", "--format=iife", "--target=es2020", "--charset=utf8"])
        .arg(format!("--outdir={}", dist.display()))
        .env("NODE_PATH", &modules)
        .current_dir(&npm));
}

fn copy_all(from: &Path, to: &Path) {
    for entry in must(fs::read_dir(from), "read a folder of assets") {
        let path = must(entry, "read a folder of assets").path();
        if let Some(name) = path.file_name().filter(|_| path.is_file()) {
            must(fs::copy(&path, to.join(name)), "copy an asset");
        }
    }
}

fn run(command: &mut Command) {
    let name = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => stop(&format!("{name} ended with {status} while the scripts were bundled")),
        Err(err) => stop(&format!(
            "{name} cannot be run ({err}). Install Node.js 20 with npm, or set TOASOAN_ASSETS_DIR to a folder with ready scripts"
        )),
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| stop(&format!("cargo did not set {name}")))
}

fn must<T>(result: std::io::Result<T>, what: &str) -> T {
    result.unwrap_or_else(|err| stop(&format!("cannot {what}: {err}")))
}

#[expect(clippy::exit, reason = "a build script has no other way to fail with a sentence")]
fn stop(sentence: &str) -> ! {
    println!("cargo::error={sentence}");
    std::process::exit(1);
}
