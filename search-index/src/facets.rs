//! What can be narrowed down, with how many results each choice would leave.

/// The choices that the whole result offers, the most frequent first, at most twelve of each.
///
/// Counted over everything that fits the question with its filters, not over one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Key: path of the section on the asked site (`thoi-su/chinh-tri`), or `site/path` when no
    /// site was asked. A section counts what is in those below it, as the filter does.
    pub sections: Vec<FacetValue>,
    /// Key: `2024`, a year of `Asia/Ho_Chi_Minh`.
    pub years: Vec<FacetValue>,
    /// Key and name: the name as written.
    pub bylines: Vec<FacetValue>,
    /// Key: `vi`.
    pub languages: Vec<FacetValue>,
    /// Key: as [`crate::Kind::key`].
    pub kinds: Vec<FacetValue>,
}

/// One choice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetValue {
    /// What goes into the question.
    pub key: String,
    /// What people read. For a section that holds articles only below it, the last part of its
    /// path: the caller knows its name better.
    pub name: String,
    pub count: usize,
}
