//! Styles and scripts under hashed names, so that browsers may keep them for ever.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::Write;

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$ASSETS_DIST"]
struct Built;

/// One file, ready to be sent.
#[derive(Debug, Clone)]
pub struct Asset {
    pub content_type: &'static str,
    pub identity: Cow<'static, [u8]>,
    pub brotli: Vec<u8>,
}

/// All built files by their hashed name.
#[derive(Debug, Default)]
pub struct Assets {
    files: HashMap<String, Asset>,
    names: HashMap<String, String>,
}

/// Where assets are served.
pub const FOLDER: &str = "/tai-nguyen/";

impl Assets {
    /// Takes in what the build made and compresses each file once.
    #[must_use]
    pub fn load() -> Self {
        let mut assets = Self::default();
        for path in Built::iter() {
            let Some(file) = Built::get(&path) else { continue };
            let hash = blake3::hash(&file.data).to_hex();
            let (stem, ending) = path.rsplit_once('.').unwrap_or((&path, "bin"));
            let short = hash.get(..10).unwrap_or_default();
            let hashed = format!("{stem}-{short}.{ending}");
            let content_type = content_type(ending);
            let brotli = compress(&file.data);
            assets
                .files
                .insert(hashed.clone(), Asset { content_type, identity: file.data, brotli });
            assets.names.insert(path.into_owned(), hashed);
        }
        assets
    }

    /// The file under a hashed name.
    #[must_use]
    pub fn get(&self, hashed: &str) -> Option<&Asset> {
        self.files.get(hashed)
    }

    /// The address of a file by its plain name; empty when there is none.
    #[must_use]
    pub fn address(&self, name: &str) -> String {
        self.names.get(name).map_or_else(String::new, |hashed| format!("{FOLDER}{hashed}"))
    }
}

fn content_type(ending: &str) -> &'static str {
    match ending {
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 9, 22);
    let written = writer.write_all(bytes);
    drop(writer);
    if written.is_ok() { out } else { Vec::new() }
}
