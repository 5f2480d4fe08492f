//! Keeps what is being written: every few seconds, merged with others' words, never lost.

pub(crate) mod aside;
pub(crate) mod autosave;
pub(crate) mod merging;
pub(crate) mod newest;

#[cfg(test)]
mod saving_tests;
