//! Nothing here: the tests stand in `it/`, one binary for all.
