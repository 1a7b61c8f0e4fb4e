//! Writes the list of the migrations of each engine, with their text inside the program.
//!
//! The macro of sqlx does the same by compiling its whole, database drivers included, a
//! second time for the machine that builds; a file added to the folder is seen here.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

#[expect(clippy::disallowed_methods, reason = "cargo says there where to write")]
fn main() -> io::Result<()> {
    let mut list = String::new();
    for engine in ["sqlite", "postgres"] {
        let folder = Path::new("migrations").join(engine);
        println!("cargo::rerun-if-changed={}", folder.display());
        let files = migrations(&folder)?;
        let name = engine.to_uppercase();
        writeln!(list, "const {name}: &[Text] = &[").map_err(io::Error::other)?;
        for (version, description, file) in files {
            let file = file.display().to_string();
            writeln!(
                list,
                "    ({version}, {description:?}, include_str!({file:?})),"
            )
            .map_err(io::Error::other)?;
        }
        list.push_str("];\n");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    fs::write(out.join("migrations.rs"), list)
}

/// The version, the description and the file of every migration of a folder, in order.
fn migrations(folder: &Path) -> io::Result<Vec<(i64, String, PathBuf)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let file = entry?.path().canonicalize()?;
        let name = file
            .file_name()
            .and_then(|n| n.to_str())
            .unwrap_or_default();
        let (version, description) = name
            .strip_suffix(".sql")
            .and_then(|name| name.split_once('_'))
            .ok_or_else(|| io::Error::other(format!("{name} is not VERSION_description.sql")))?;
        let version = version.parse().map_err(io::Error::other)?;
        found.push((version, description.replace('_', " "), file));
    }
    found.sort();
    match found.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        Some(twice) => Err(io::Error::other(format!("migration {} twice", twice[0].0))),
        None => Ok(found),
    }
}
