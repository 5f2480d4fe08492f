//! Everybody's own account: name, mails, password and signed-in browsers.
//!
//! Addresses: `/toa-soan/tai-khoan…`. Tables: those of `people`.

pub(crate) mod choices;
pub(crate) mod page;
pub(crate) mod password;
pub(crate) mod sessions;
