//! What each section wants looked at before a text goes out.
//!
//! Table: `check_setting`. The checks themselves are `content::check`; here stand their settings
//! (inherited down the section tree), the weighing, and how a finding is told.

mod rows;
pub(crate) mod run;
pub(crate) mod settings;
pub(crate) mod store;
pub(crate) mod told;
mod weigh;
