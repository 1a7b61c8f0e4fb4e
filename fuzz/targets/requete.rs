//! What somebody types: any text is a query, whose results are few, distinct and ordered.
#![no_main]

use std::{collections::BTreeSet, fs::File, sync::LazyLock};

use libfuzzer_sys::fuzz_target;
use plus_fiches::{
    import::{self, Limits, Watch},
    pack::Pack,
};

/// The small official archive, imported once into a folder of its own.
static PACK: LazyLock<Pack> = LazyLock::new(|| {
    let archive = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../crates/fiches/tests/data/vosdroits-mini.zip"
    );
    let root = std::env::temp_dir().join(format!("plus-fuzz-{}", std::process::id()));
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut |_| {},
        cancel: &|| false,
    };
    let file = File::open(archive).expect("the archive of the tests is there");
    let (id, _) = import::build(file, &root, &mut watch).expect("it is sound");
    let pack = Pack::open(&root, &id).expect("it opens");
    // What is open stays readable; nothing is left behind.
    std::fs::remove_dir_all(&root).ok();
    pack
});

fuzz_target!(|text: &str| {
    let hits = PACK.search(text, 10).unwrap_or_default();
    assert!(hits.len() <= 10);
    let ids: BTreeSet<&String> = hits.iter().map(|hit| &hit.id).collect();
    assert_eq!(ids.len(), hits.len());
    assert!(hits.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert!(hits.iter().all(|hit| hit.score.is_finite()));
});
