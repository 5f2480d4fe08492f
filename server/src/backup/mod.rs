//! `toasoan backup` and `toasoan restore`: everything in one file, of either engine for either;
//! `toasoan export`: everything in plain files.
//!
//! The file is a tar archive compressed with zstd: `tables/NAME/NNNNNN.ndjson` (rows as of one
//! moment, one JSON object a line), `media/…`, `themes/…`, and at its end `manifest.json`, which
//! names every entry with its BLAKE3 hash. A file without that end is not a whole backup.

pub(crate) mod archive;
pub(crate) mod export;
mod manifest;
pub(crate) mod restore;
pub(crate) mod samples;
mod store;
#[cfg(test)]
mod tests;
pub(crate) mod write;
