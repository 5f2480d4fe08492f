//! What a backup says of itself.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::samples::Sample;

/// The form of the file; a reader refuses what it does not know.
pub(crate) const FORMAT: u32 = 1;
/// Its name, at the end of the archive.
pub(crate) const NAME: &str = "manifest.json";

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// Version of the program that wrote it.
    pub(crate) version: String,
    /// BLAKE3 of its file: another one may write the same pages with other words around them.
    pub(crate) program: String,
    /// RFC 3339.
    pub(crate) made_at: String,
    /// `sqlite` or `postgres`; it can be restored to either.
    pub(crate) engine: String,
    /// Steps of the schema that its rows are of, in order.
    pub(crate) steps: Vec<String>,
    /// The newest change that it holds.
    pub(crate) change: i64,
    /// In an order in which they can be filled.
    pub(crate) tables: Vec<Table>,
    /// Every other entry by its path.
    pub(crate) entries: BTreeMap<String, Entry>,
    /// `TOASOAN_PUBLIC_URL` when the samples were taken; pages name it.
    pub(crate) public_url: Option<String>,
    pub(crate) samples: Vec<Sample>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) rows: u64,
    /// BLAKE3 over its rows, each in its one JSON form and a line end, in the order of [`super::store`].
    pub(crate) hash: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) bytes: u64,
    /// BLAKE3.
    pub(crate) hash: String,
}

impl Entry {
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self { bytes: bytes.len() as u64, hash: blake3::hash(bytes).to_hex().to_string() }
    }
}
