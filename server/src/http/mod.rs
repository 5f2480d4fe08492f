//! What every request passes through and every answer is made with.

pub(crate) mod page_cache;
