//! A territory, one of whose files is anything: read, or every problem named.
#![no_main]

use std::{fs, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use plus_domain::territoire::Territoire;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../territoires/espace-sud");

static FILES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let names = ["territoire.toml", "partenaires.toml", "lieux.csv", "communes.csv"];
    let read = |name: &str| fs::read_to_string(format!("{FOLDER}/{name}")).expect("it is there");
    names.map(|name| (name.to_owned(), read(name))).to_vec()
});

fuzz_target!(|given: (u8, &str)| {
    let (which, text) = given;
    let mut files = FILES.clone();
    let at = usize::from(which) % files.len();
    text.clone_into(&mut files[at].1);
    if let Err(problems) = Territoire::from_files(files) {
        assert!(!problems.is_empty());
    }
});
