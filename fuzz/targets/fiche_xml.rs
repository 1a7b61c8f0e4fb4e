//! One XML file: read or refused, and what is read can be written, read back and spoken.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plus_fiches::{import::read_file, model::Document, pack::Fingerprint};

#[path = "seeds/mod.rs"]
mod seeds;

fuzz_target!(init: seeds::files(), |bytes: &[u8]| {
    let Ok(document) = read_file(bytes) else {
        return;
    };
    let record = serde_json::to_vec(&document).expect("what is read can be kept");
    let back: Document = serde_json::from_slice(&record).expect("what is kept can be read");
    assert_eq!(back, document);
    assert_eq!(back.plain_text(), document.plain_text());
    assert_eq!(Fingerprint::of(&back), Fingerprint::of(&document));
});
