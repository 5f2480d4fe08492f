//! The newsroom's records: what everybody did, for those who answer for it.
//!
//! Address: `/toa-soan/nhat-ky`. Tables: none of its own; the lines are those of `audit`.

pub(crate) mod list;
mod words;
