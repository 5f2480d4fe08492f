//! All HTML, styles, scripts and screen texts.
//!
//! A page is a typed view ([`view`]), a template of the site's theme and texts in Fluent; the
//! [`engine`] joins them. Templates see nothing but their view.

pub mod assets;
pub mod dates;
pub mod drawing;
pub mod engine;
mod environment;
mod files;
pub mod texts;
pub mod view;

pub use engine::{ThemeError, Themes};

#[cfg(test)]
mod tests;
