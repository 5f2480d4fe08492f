//! Previews: the newest text on a phone and on a desk, and secret links that show it to people
//! without an account until a day.
//!
//! Addresses: `/toa-soan/bai/{id}/xem-thu…`, `/xem-thu/{secret}`. Table: `preview_link`, which
//! knows only hashes of secrets.

pub(crate) mod make;
pub(crate) mod open;
pub(crate) mod revoke;
mod rows;
pub(crate) mod show;
mod store;
