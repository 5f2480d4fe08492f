//! The steps of an article on its way to readers, and back: one verb a file.

pub(crate) mod approve;
mod faces;
pub(crate) mod publish;
pub(crate) mod return_;
pub(crate) mod submit;
pub(crate) mod take;
pub(crate) mod withdraw;
