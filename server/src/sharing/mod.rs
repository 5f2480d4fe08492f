//! The picture that stands for a page where its address is shared: drawn here from the page's own
//! words and cover, by the theme's `card.svg`.
//!
//! Addresses: `/the/{number}-{hash}.jpg` (an article), `/the/muc-{number}-{hash}.jpg` (a section),
//! `/the/trang-{hash}.jpg` (the site). The hash is of all that the picture shows, so that other words
//! have another address and a picture never changes under its own (`sites/card`).

pub(crate) mod serve;
