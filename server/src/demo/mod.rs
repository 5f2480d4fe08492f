//! The ready newsroom of `toasoan demo`: sites, people in every role, sample articles, pictures.

pub(crate) mod content;
mod desk;
pub(crate) mod fill;
mod gong;
