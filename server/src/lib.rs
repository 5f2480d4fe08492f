//! The newsroom server: slices (one folder for each thing the newsroom names) on a shared ground floor.
//!
//! Two lists show everything: `routes` (addresses) and [`worker`] (who follows the change feed).
//! Slices: `articles`, `people`, `sites`, `media`, `search`, `feeds`, `fronts`, `assignments`,
//! `planning`, `import`, `demo`.
//! Ground floor: [`app`], [`config`], [`clock`], `db`, `changes`, `http`, [`error`].

mod addresses;
pub mod app;
mod articles;
mod assignments;
mod changes;
pub mod cli;
pub mod clock;
pub mod config;
mod db;
mod demo;
pub mod error;
mod feeds;
mod fronts;
mod http;
mod import;
mod lists;
mod media;
mod partners;
mod people;
mod planning;
pub mod routes;
mod search;
mod sites;
pub mod worker;
