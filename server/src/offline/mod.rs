//! Reading without a network: a reader turns it on, and a worker in the browser keeps pages.
//!
//! Addresses: `/ngoai-tuyen`, where it is turned on and what is kept stands; `/ngoai-tuyen.js`, the worker. Nothing is kept
//! about a person here: what is chosen stays in the browser.

pub(crate) mod page;
pub(crate) mod worker;
