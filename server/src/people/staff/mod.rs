//! People as those who manage them see them: the list, one person, and what is done to accounts.
//!
//! Every handler here takes a [`Manager`](super::who::Manager), so nobody else reaches one. After
//! each act its doer must still manage people: see [`store::staff`](super::store::staff).

pub(crate) mod add;
mod grant;
mod letter;
pub(crate) mod link;
pub(crate) mod list;
pub(crate) mod one;
pub(crate) mod roles;
pub(crate) mod sessions;
pub(crate) mod state;
