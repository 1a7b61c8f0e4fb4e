//! Imports an archive into a folder of packs and prints the report: `import ARCHIVE FOLDER`.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line example"
)]

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use plus_fiches::import::{self, Limits, Progress, Watch};
use plus_fiches::pack::Pack;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [archive, folder] = arguments.as_slice() else {
        eprintln!("usage: import ARCHIVE FOLDER");
        return ExitCode::from(2);
    };
    match run(archive, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(archive: &str, folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut progress = |at: Progress| {
        if at.done.is_multiple_of(1_000) || at.done == at.total {
            eprintln!("{:?} {}/{}", at.step, at.done, at.total);
        }
    };
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut progress,
        cancel: &|| false,
    };
    let (id, report) = import::build(File::open(archive)?, folder, &mut watch)?;
    let pack = Pack::open(folder, &id)?;
    pack.verify()?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    eprintln!("{id} {:?} {:?}", pack.date(), pack.count());
    Ok(())
}
