//! How articles are sent in and told: by the desk, and by programs.

pub(crate) mod api;
pub(crate) mod sent;
