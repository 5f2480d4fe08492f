//! The newsroom server: slices (one folder for each thing the newsroom names) on a shared ground floor.
//!
//! Two lists show everything: `routes` (addresses) and [`worker`] (who follows the change feed).
//! Slices: `articles`, `people`, `sites`, `media`, `search`, `feeds`, `import`, `demo`.
//! Ground floor: [`app`], [`config`], [`clock`], `db`, `changes`, `http`, [`error`].

pub mod app;
mod articles;
mod changes;
pub mod cli;
pub mod clock;
pub mod config;
mod db;
pub mod error;
mod feeds;
mod http;
mod media;
mod people;
mod routes;
mod search;
mod sites;
pub mod worker;
