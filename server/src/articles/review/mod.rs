//! The steps of an article on its way to readers, and back: one verb a file.

pub(crate) mod approve;
pub(crate) mod bounds;
pub(crate) mod correct;
mod faces;
pub(crate) mod publish;
pub(crate) mod recall;
pub(crate) mod return_;
pub(crate) mod schedule;
pub(crate) mod submit;
pub(crate) mod take;
pub(crate) mod withdraw;
