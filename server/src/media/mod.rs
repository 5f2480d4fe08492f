//! Pictures: taken in (sniffed, decoded within limits, encoded anew), kept, and handed out.
//! Recordings: taken in by the same door (walked from end to end, kept without their tags).
//!
//! Addresses: `POST /toa-soan/anh`, `POST /api/v1/media`, `/media/{hash}/{name}`,
//! `/media/{hash}/{width}/{name}.{webp,jpg}`. Table: `media`. Files: below `TOASOAN_MEDIA`.

pub(crate) mod keep;
pub(crate) mod picture;
mod rows;
pub(crate) mod serve;
pub(crate) mod shelf;
pub(crate) mod sound;
pub(crate) mod spoken;
pub(crate) mod storage;
pub(crate) mod store;
pub(crate) mod upload;
