//! What every request passes through and every answer is made with.

pub(crate) mod csrf;
pub(crate) mod encoding;
pub(crate) mod forms;
pub(crate) mod headers;
mod lane;
mod line;
pub(crate) mod listen;
mod pace;
pub(crate) mod page;
pub(crate) mod page_cache;
mod parts;
pub(crate) mod proxies;
pub(crate) mod reading;
mod ready;
mod request_id;
pub(crate) mod respond;
pub(crate) mod serve_page;
pub(crate) mod site;
#[cfg(test)]
pub(crate) mod trial;
