//! What the desk's pages show.

pub mod account;
pub mod checks;
pub mod editor;
pub mod enter;
pub mod find;
pub mod frame;
pub mod front;
pub mod history;
pub mod imprints;
pub mod laws;
pub mod list;
pub mod notices;
pub mod people;
pub mod planning;
pub mod previews;
pub mod records;
pub mod remarks;
pub mod reports;
pub mod search;
