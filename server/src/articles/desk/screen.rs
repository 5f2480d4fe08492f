//! The screen around a page of the desk; it is the same for every slice.

pub(crate) use crate::people::screen::{Notice, Screen};
