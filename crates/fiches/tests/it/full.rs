//! The whole official archive, when `PLUS_VOSDROITS_ZIP` says where it is.
#![expect(clippy::print_stderr, reason = "a skipped test says so")]
#![expect(
    clippy::disallowed_methods,
    reason = "asks where the archive is, measures the time"
)]

use std::path::Path;
use std::time::Instant;

use crate::elements::{assert_nothing_disappears, lost_texts};
use crate::fixture::{built, unpack};

#[test]
fn the_whole_archive_is_imported_and_answers() {
    let Ok(path) = std::env::var("PLUS_VOSDROITS_ZIP") else {
        eprintln!(
            "skipped: PLUS_VOSDROITS_ZIP is not set (the whole archive is not in the repository)"
        );
        return;
    };
    let start = Instant::now();
    let built = built(&std::fs::read(&path).unwrap());
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    let report = &built.report;
    assert_eq!(report.files, report.imported + report.failed.len());
    assert!(report.failed.is_empty(), "{:?}", report.failed);
    assert_nothing_disappears(report);
    let again = built.pack.check(&mut |_| {}).unwrap();
    assert_eq!(&again, report);
    let first = |query: &str| built.pack.search(query, 1).unwrap()[0].id.clone();
    assert_eq!(first("carte grise"), "N367");
    let silent: Vec<&str> = report.silent_elements.keys().map(String::as_str).collect();
    for (name, xml) in unpack(Path::new(&path)) {
        let document = built
            .pack
            .document(name.trim_end_matches(".xml"))
            .unwrap()
            .unwrap();
        let lost = lost_texts(&xml, &document, &silent);
        assert!(lost.is_empty(), "{name}: {lost:?}");
    }
}
