//! Lists of articles: the home page, sections, topics, authors.
//!
//! Addresses: `/`, `/{section}`, `/chu-de/{tag}`, `/tac-gia/{byline}`, each with `?trang=`.

pub(crate) mod home;
pub(crate) mod list;
pub(crate) mod today;
pub(crate) mod which;
