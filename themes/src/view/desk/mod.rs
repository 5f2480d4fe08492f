//! What the desk's pages show.

pub mod editor;
pub mod enter;
pub mod frame;
pub mod front;
pub mod history;
pub mod list;
pub mod planning;
