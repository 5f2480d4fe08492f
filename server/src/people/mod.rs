//! The newsroom's people: who they are, how they sign in, and what they may do.
//!
//! Addresses: `/toa-soan/dang-nhap`, `/toa-soan/dang-xuat`, `/toa-soan/thiet-lap`. Tables:
//! `person`, `person_role`, `session`, `token`. The one slice that all others may use.

pub(crate) mod password;
mod rows;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod store;
pub(crate) mod who;
