//! The program `toasoan`: starts the runtime and hands over to the command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    server::cli::run().await
}
