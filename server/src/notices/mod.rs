//! What a person is told: at the desk, with a count in the bar, and by mail where one is set.
//!
//! Addresses: `/toa-soan/thong-bao…`. Tables: `notice`; `person.unread` counts. An act tells in
//! its own transaction ([`store::tell`]); mails wait as jobs of that transaction and are sent by
//! [`post::send_waiting`].

mod kind;
mod letter;
pub(crate) mod open;
pub(crate) mod page;
pub(crate) mod post;
pub(crate) mod read_all;
mod rows;
pub(crate) mod store;

#[cfg(test)]
mod tests;

pub(crate) use kind::Kind;
