//! First inputs, from the small official archive of the tests: written into the corpus
//! before the engine reads it.
#![allow(dead_code)]

use std::{
    fs::{self, File},
    io::{Cursor, Read, Write},
    path::PathBuf,
};

use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

const ARCHIVE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../crates/fiches/tests/data/vosdroits-mini.zip"
);
/// Larger files make runs slow and teach nothing more.
const MOST: usize = 16_000;

/// Where seeds go; nothing when one input is run again by hand.
fn corpus() -> Option<PathBuf> {
    std::env::var_os("PLUS_FUZZ_CORPUS").map(PathBuf::from)
}

fn small() -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(File::open(ARCHIVE).expect("it is there")).expect("a zip");
    let mut files = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).expect("a file");
        let name = file.name().expect("a name").into_owned();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("it unpacks");
        if bytes.len() <= MOST {
            files.push((name, bytes));
        }
    }
    files.sort_by_key(|(_, bytes)| bytes.len());
    files
}

/// Each small file by itself.
pub fn files() {
    let Some(corpus) = corpus() else { return };
    for (name, bytes) in small() {
        fs::write(corpus.join(name), bytes).expect("a seed is written");
    }
}

/// Archives of three small files and a list of redirections.
pub fn archives() {
    let Some(corpus) = corpus() else { return };
    for (number, files) in small().chunks(3).take(4).enumerate() {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let list: &[u8] = b"<R><Redirection ID=\"F1\" cible=\"F2\"/></R>";
        let list = ("redirections.xml".to_owned(), list.to_vec());
        for (name, bytes) in files.iter().chain([&list]) {
            let options = SimpleFileOptions::default();
            zip.start_file(name.as_str(), options).expect("a file begins");
            zip.write_all(bytes).expect("it is written");
        }
        let bytes = zip.finish().expect("the archive ends").into_inner();
        fs::write(corpus.join(format!("{number}.zip")), bytes).expect("a seed is written");
    }
}
