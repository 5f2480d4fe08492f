//! The newsroom server: slices (one folder for each thing the newsroom names) on a shared ground floor.
//!
//! Two lists show everything: `routes` (addresses) and [`worker`] (who follows the change feed).
//! Slices: `articles`, `checks`, `comments`, `previews`, `people`, `accounts`, `notices`, `records`,
//! `sites`, `media`, `search`, `desk_search`, `feeds`, `fronts`, `assignments`, `planning`, `import`,
//! `imprints`, `laws`, `sharing`, `backup`, `demo`. Ground floor: [`app`], [`config`], [`clock`], `db`, `changes`, `audit`, `jobs`, `mail`,
//! `http`, `looks`, `telemetry`, `traces`, [`error`].

mod accounts;
mod addresses;
pub mod app;
mod articles;
mod assignments;
mod audit;
mod backup;
mod changes;
mod checks;
pub mod cli;
pub mod clock;
mod comments;
pub mod config;
mod db;
mod demo;
mod desk_search;
pub mod error;
mod feeds;
mod fronts;
mod http;
mod import;
mod imprints;
mod jobs;
mod laws;
mod lists;
mod looks;
mod mail;
mod media;
mod notices;
mod offline;
mod partners;
mod people;
mod planning;
mod previews;
mod records;
mod reports;
pub mod routes;
mod search;
mod sharing;
mod sites;
mod statements;
mod telemetry;
mod traces;
pub mod worker;
