//! What an article is and what may be done to it: pure rules, waiting for nothing, asking nobody.
//!
//! [`article`], [`context`] and [`body`] say what is written, [`workflow`] what may be done to it and by whom,
//! [`front`] how stories stand on first pages, [`assignment`] how work is given out, [`text`],
//! [`slug`] and [`lang`] how Vietnamese is handled, [`diff`] what changed, [`merge`] how two texts
//! over one become one, [`check`] what is looked at before a text goes out, [`anchor`] where a
//! remark belongs.

pub mod anchor;
pub mod article;
pub mod assignment;
pub mod body;
pub mod check;
pub mod context;
pub mod diff;
pub mod front;
pub mod id;
pub mod lang;
pub mod law;
pub mod merge;
pub mod slug;
pub mod text;
pub mod workflow;
