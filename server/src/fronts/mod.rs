//! Fronts: which stories stand in the slots of each site's home page and of each section's page.
//!
//! Desk: `/toa-soan/trang-nhat…`. Tables: `front` (one a home page or section), `front_work` (the
//! working copy, version by version), `front_layout` (what went live, never changed),
//! `front_pick` (the live choices, for readers and for the timer). Job: `pins::turn`.
//!
//! Readers' pages are made in `lists`, which asks [`live`] what was chosen.

pub(crate) mod desk;
pub(crate) mod live;
pub(crate) mod pins;
mod rows;
pub(crate) mod slots;
pub(crate) mod store;

#[cfg(test)]
mod tests;
