//! Arranging fronts at the desk: `/toa-soan/trang-nhat`, its fronts, their history.

mod act;
pub(crate) mod arrange;
pub(crate) mod blocks;
mod conflict;
pub(crate) mod door;
pub(crate) mod history;
pub(crate) mod overview;
pub(crate) mod page;
mod sent;
