//! Whether a new archive looks like the next one, or like an accident: compared with
//! the pack that serves, it may not lose too much, nor be broken in too many places.

use plus_fiches::{import::Report, pack::Pack};

/// Documents that may be lost, in parts of a hundred.
const LOST: usize = 20;
/// Files of documents that may be unreadable, in parts of a hundred of all.
const BROKEN: usize = 2;
/// Broken links that may come in addition, in parts of a thousand of all.
const BROKEN_LINKS: usize = 100;

/// Why a pack is not to be published by itself: a French sentence.
pub fn refusal(pack: &Pack, report: &Report, before: &Pack) -> Option<String> {
    let old = before.count().total();
    lost(pack.count().total(), old)
        .or_else(|| broken(report))
        .or_else(|| unlinked(report, &before.report().unwrap_or_default()))
}

fn lost(new: usize, old: usize) -> Option<String> {
    (100 * new < (100 - LOST) * old).then(|| {
        format!(
            "Cette archive compte {new} documents, contre {old} en service : il en manquerait plus de {LOST} %."
        )
    })
}

fn broken(report: &Report) -> Option<String> {
    let all = report.imported + report.broken;
    (100 * report.broken > BROKEN * all).then(|| {
        let first = report.failed.first();
        let first = first.map_or_else(String::new, |f| format!(" ({} : {})", f.file, f.reason));
        format!(
            "Documents illisibles dans cette archive : {} sur {all}{first}.",
            report.broken
        )
    })
}

/// A pack of before does not say how many links it had: then nothing is compared.
fn unlinked(report: &Report, before: &Report) -> Option<String> {
    let (new, old) = (
        report.broken_links_per_thousand(),
        before.broken_links_per_thousand(),
    );
    (before.links > 0 && new > old + BROKEN_LINKS).then(|| {
        format!(
            "Dans cette archive, {} liens sur 100 ne mènent nulle part, contre {} en service.",
            new / 10,
            old / 10
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_of_the_documents_may_go_and_no_more() {
        assert_eq!(lost(80, 100), None);
        assert!(lost(79, 100).unwrap().contains("79 documents, contre 100"));
        assert_eq!(lost(500, 100), None);
    }

    #[test]
    fn two_documents_in_a_hundred_may_be_broken_and_no_more() {
        let report = |broken| Report {
            imported: 100 - broken,
            broken,
            ..Report::default()
        };
        assert_eq!(broken(&report(2)), None);
        assert!(broken(&report(3)).unwrap().contains("3 sur 100"));
    }

    #[test]
    fn one_link_in_ten_more_may_be_broken() {
        let report = |broken_links| Report {
            links: 100,
            broken_links,
            ..Report::default()
        };
        assert_eq!(unlinked(&report(15), &report(5)), None);
        let told = unlinked(&report(16), &report(5)).unwrap();
        assert!(told.contains("16 liens sur 100"), "{told}");
        assert_eq!(unlinked(&report(90), &Report::default()), None);
    }
}
