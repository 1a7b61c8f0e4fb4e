//! The binary `plus`. Everything is in the library, so that tests reach it.

use std::process::ExitCode;

fn main() -> ExitCode {
    plus::cli::run()
}
