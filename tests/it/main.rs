//! Black-box tests, in one binary. `reading.rs` and the like tell what each group of people can
//! rely on; `tidy` holds the house rules.

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests may stop a test")]

mod audit;
mod blocks;
mod checklist;
mod comments;
mod context;
mod desk_search;
mod feeds;
mod flow;
mod front;
mod history;
mod house;
mod imprints;
mod journey;
mod laws;
mod notices;
mod partners;
mod people;
mod plain;
mod planning;
mod previews;
mod reading;
mod reports;
mod search;
mod sharing;
mod sound;
mod tidy;
mod times;
