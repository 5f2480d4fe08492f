//! What readers' pages show.

pub mod accessibility;
pub mod article;
pub mod card;
pub mod frame;
pub mod lists;
pub mod notice;
pub mod offline;
pub mod report;
pub mod search;
