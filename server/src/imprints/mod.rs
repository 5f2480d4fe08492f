//! What the press law wants named on every site: `/toa-soan/trang-tin`.
//!
//! No table of its own: it stands with the sites.

pub(crate) mod settings;
