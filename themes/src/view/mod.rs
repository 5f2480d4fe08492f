//! One struct a page: all that its template may see.

pub mod desk;
pub mod mail;
pub mod reader;
