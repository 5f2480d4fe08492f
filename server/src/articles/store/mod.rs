//! All SQL of the slice, in and out as `content` types.

pub(crate) mod acts;
mod aside_rows;
pub(crate) mod asides;
pub(crate) mod audits;
pub(crate) mod calendar;
pub(crate) mod corrections;
pub(crate) mod create;
pub(crate) mod desk_list;
pub(crate) mod drafts;
mod labels;
pub(crate) mod live;
pub(crate) mod placements;
pub(crate) mod redirects;
pub(crate) mod repeats;
pub(crate) mod revisions;
pub(crate) mod times;
mod written;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod times_tests;
#[cfg(test)]
pub(crate) mod trial;
