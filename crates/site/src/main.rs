//! `plus-site [OUT]`: writes the site into a folder (target/site by default), from the house
//! it is called in. Says each fault with its file and its line, and then fails.

use std::{
    env,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    let out = env::args_os()
        .nth(1)
        .map_or_else(|| PathBuf::from("target/site"), PathBuf::from);
    let (said, code) = match plus_site::build(Path::new("."), &out) {
        Ok(built) => (
            format!(
                "site: {} pages, {} files, in {}\n",
                built.pages,
                built.files,
                out.display()
            ),
            ExitCode::SUCCESS,
        ),
        Err(error) => (format!("{error}\n"), ExitCode::FAILURE),
    };
    // Nobody is left to tell when the error stream itself is closed.
    let _told = io::stderr().lock().write_all(said.as_bytes());
    code
}
