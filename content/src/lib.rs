//! What an article is and what may be done to it: pure rules, waiting for nothing, asking nobody.
//!
//! [`article`] and [`body`] say what is written, [`workflow`] what may be done to it and by whom,
//! [`text`], [`slug`] and [`lang`] how Vietnamese is handled, [`diff`] what changed.

pub mod article;
pub mod body;
pub mod diff;
pub mod id;
pub mod lang;
pub mod slug;
pub mod text;
pub mod workflow;
