//! The steps of an article on its way to readers, and back. Publishing and scheduling ask for more
//! than the others and have files of their own.

pub(super) mod faces;
pub(crate) mod publish;
pub(crate) mod schedule;
pub(crate) mod steps;
