//! The numbers that the law sets.

use serde::Serialize;

use super::frame::DeskFrame;
use crate::engine::Page;

/// All of them, and a form for a new line.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LawsPage {
    pub frame: DeskFrame,
    /// `YYYY-MM-DD`.
    pub today: String,
    pub laws: Vec<LawRow>,
    /// What could not be kept.
    pub typed: TypedLaw,
}

/// One number with all that was known of it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct LawRow {
    /// Its texts are `law-<name>` and `law-<name>-means`.
    pub name: String,
    pub least: i64,
    pub most: i64,
    /// The newest day first.
    pub lines: Vec<ProvisionRow>,
}

/// A value from a day on.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ProvisionRow {
    pub from_day: String,
    pub value: i64,
    pub source: String,
    /// It holds today.
    pub now: bool,
    /// It will hold.
    pub coming: bool,
}

/// The fields of the form as they were sent.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TypedLaw {
    pub law: String,
    pub value: String,
    pub from_day: String,
    pub source: String,
}

impl Page for LawsPage {
    const TEMPLATE: &'static str = "laws.html";

    fn language(&self) -> &str {
        &self.frame.language
    }
}
