//! Lists of articles: the home page, sections, topics, authors.
//!
//! Addresses: `/`, `/{section}`, `/chu-de/{tag}`, `/tac-gia/{byline}`, each with `?trang=`; `/doc-nhieu`, `/luu-tru`. The desk's
//! preview of an arranged front is here too, since it is the same page.

pub(crate) mod archive;
mod blocks;
mod corrected;
pub(crate) mod home;
pub(crate) mod list;
pub(crate) mod most_read;
pub(crate) mod newest;
pub(crate) mod preview;
pub(crate) mod today;
pub(crate) mod which;
