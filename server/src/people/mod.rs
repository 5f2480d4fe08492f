//! The newsroom's people: who they are, how they sign in, and what they may do.
//!
//! Addresses: `/toa-soan/dang-nhap`, `/toa-soan/dang-xuat`, `/toa-soan/thiet-lap`, `/toa-soan/toi`,
//! `/toa-soan/loi-moi/{secret}`, `/toa-soan/nhan-su…`. Tables: `person`, `person_role`, `session`,
//! `token`, `invite`. The one slice that all others may use.

pub(crate) mod devices;
pub(crate) mod invited;
pub(crate) mod language;
pub(crate) mod me;
pub(crate) mod password;
mod rows;
pub(crate) mod screen;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod staff;
pub(crate) mod store;
pub(crate) mod strangers;
pub(crate) mod who;
