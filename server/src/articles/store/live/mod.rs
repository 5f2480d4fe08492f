//! What the public may read of articles: whole ones, cards in lists, and where they are shown.
//!
//! Everything here looks at live revisions and live placements only; a draft cannot leak.

pub(crate) mod addresses;
pub(crate) mod cards;
pub(crate) mod counts;
pub(crate) mod facts;
pub(crate) mod known;
pub(crate) mod labels;
pub(crate) mod picked;
#[cfg(test)]
pub(crate) mod plant;
pub(crate) mod showing;
pub(crate) mod translations;
pub(crate) mod twins;
pub(crate) mod whole;
