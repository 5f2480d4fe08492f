//! Who has an article open, who is typing in it, and who edits it; a sign to colleagues that
//! never stops a save.
//!
//! Desk: `/toa-soan/bai/{id}/co-mat`, `/toa-soan/bai/{id}/tiep-quan`. Tables: `presence`,
//! `editing_lock`; the server's clock alone counts.

pub(crate) mod beat;
mod rows;
pub(crate) mod store;
pub(crate) mod take_over;
#[cfg(test)]
mod tests;
mod told;
