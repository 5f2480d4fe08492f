//! What the desk's pages show.

pub mod editor;
pub mod enter;
pub mod frame;
pub mod history;
pub mod list;
