//! Remarks of the newsroom on passages of a text: asked, answered, resolved. They are no part of
//! the text and never reach readers.
//!
//! Addresses: `/toa-soan/bai/{id}/nhan-xet…`. Table: `remark`. A remark keeps the words it was
//! made on and is found again by them (`content::anchor`); what is gone keeps its quote.

pub(crate) mod add;
pub(crate) mod list;
mod rows;
pub(crate) mod settle;
mod store;
mod tell;
