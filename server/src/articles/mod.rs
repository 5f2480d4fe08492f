//! Articles: begun, written, sent, edited, approved, shown, withdrawn, read.
//!
//! Desk: `/toa-soan`, `/toa-soan/bai…`. API: `/api/v1/articles…`. Readers: `/{slug}-{id}.html`,
//! `/in/{id}`, `/luot-xem`. Tables: `article`, `draft`, `draft_save`, `revision`, `placement`,
//! `draft_aside`, `presence`, `editing_lock`, `tag`, `byline`, `article_tag`, `article_byline`,
//! `article_views`, `redirect`,
//! `repeat_answer`. Job: `views::flush_now_and_then`.
//!
//! One file a verb: the act and its thin faces. Every act goes through [`acts`].

pub(crate) mod acts;
pub(crate) mod around;
mod beside;
pub(crate) mod card;
pub(crate) mod checked;
pub(crate) mod create;
pub(crate) mod desk;
pub(crate) mod draft;
pub(crate) mod due;
pub(crate) mod keeping;
pub(crate) mod live;
pub(crate) mod notify;
pub(crate) mod popular;
pub(crate) mod presence;
pub(crate) mod print;
pub(crate) mod read;
pub(crate) mod restore;
pub(crate) mod review;
mod rows;
mod shape;
pub(crate) mod store;
mod structured;
pub(crate) mod views;

#[cfg(test)]
mod tests;
