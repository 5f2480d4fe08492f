//! Readers tell the newsroom what is wrong in an article.
//!
//! Addresses: `/bao-loi/{id}` for readers, `/toa-soan/bao-loi` for the desk. Table: `reader_report`. Nothing of a
//! reader is kept but what they write.

pub(crate) mod desk;
mod rows;
pub(crate) mod store;
pub(crate) mod write;
