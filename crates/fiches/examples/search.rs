//! Searches a pack: `search FOLDER PACK QUERY…`, or queries on standard input, one a line
//! (only what stands before a tab counts). Prints JSON lines: query, ids, milliseconds.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command-line example"
)]
#![expect(clippy::disallowed_methods, reason = "measures how long answers take")]

use std::io::BufRead;
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use plus_fiches::pack::Pack;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, id, query @ ..] = arguments.as_slice() else {
        eprintln!("usage: search FOLDER PACK [QUERY…]");
        return ExitCode::from(2);
    };
    match run(Path::new(folder), id, &query.join(" ")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(folder: &Path, id: &str, query: &str) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let pack = Pack::open(folder, &id.parse()?)?;
    eprintln!("open in {:?}", start.elapsed());
    if query.is_empty() {
        for line in std::io::stdin().lock().lines() {
            let line = line?;
            answer(&pack, line.split('\t').next().unwrap_or_default())?;
        }
    } else {
        for hit in pack.search(query, 10)? {
            println!("{}", serde_json::to_string(&hit)?);
        }
    }
    Ok(())
}

fn answer(pack: &Pack, query: &str) -> Result<(), Box<dyn std::error::Error>> {
    let start = Instant::now();
    let hits = pack.search(query, 10)?;
    let ms = start.elapsed().as_secs_f64() * 1_000.0;
    let ids: Vec<&str> = hits.iter().map(|hit| hit.id.as_str()).collect();
    println!(
        "{}",
        serde_json::json!({ "query": query, "ids": ids, "ms": ms })
    );
    Ok(())
}
