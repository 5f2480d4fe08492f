//! The body of an article, from Markdown to what readers see.
//!
//! [`read::read`] makes a closed list of [`block::Block`]s of a source; [`html`] and [`plain`]
//! show it. The written grammar:
#![doc = include_str!("grammar.md")]

pub mod block;
mod brackets;
mod directive;
pub mod from_html;
pub mod html;
pub mod plain;
mod plain_html;
pub mod player;
pub mod read;
pub mod sound;
pub mod told;

pub use block::{Body, Picture, Pictures};
pub use html::SafeHtml;

#[cfg(test)]
mod tests;
