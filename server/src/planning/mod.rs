//! Planning: the calendar with its notes, and the pages of work that is given out.
//!
//! Desk: `/toa-soan/lich`, `/toa-soan/phan-cong…`. Table: `day_note`; assignments are kept by
//! `assignments`. One file a verb.

pub(crate) mod act;
pub(crate) mod assign;
pub(crate) mod calendar;
pub(crate) mod change;
mod choices;
pub(crate) mod list;
pub(crate) mod notes;
pub(crate) mod one;
mod rows;
mod sent;
mod sight;
pub(crate) mod store;
pub(crate) mod tell;
pub(crate) mod write;

#[cfg(test)]
mod tests;
