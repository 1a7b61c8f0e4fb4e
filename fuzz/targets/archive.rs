//! A whole archive: a report or a refusal, within its limits.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use plus_fiches::import::{self, Limits, Watch};

#[path = "seeds/mod.rs"]
mod seeds;

fuzz_target!(init: seeds::archives(), |bytes: &[u8]| {
    let mut watch = Watch {
        limits: Limits {
            entries: 1_000,
            entry_bytes: 1 << 20,
            total_bytes: 8 << 20,
            ..Limits::default()
        },
        progress: &mut |_| {},
        cancel: &|| false,
    };
    if let Ok(report) = import::check(Cursor::new(bytes), &mut watch) {
        assert_eq!(report.files, report.imported + report.failed.len());
        assert!(report.broken_links <= report.links);
    }
});
