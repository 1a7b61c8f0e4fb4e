//! A paper that somebody brings: refused, or made into a PDF of ours, within its bounds, that
//! opens again as itself and can be printed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use plus_borne::paper::{self, MOST_BYTES, MOST_PAGES};

#[path = "seeds/papiers.rs"]
mod seeds;

/// The catalogue of every paper: nothing that opens, plays or sends.
const CATALOGUE: &[u8] = b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";

fuzz_target!(init: seeds::papers(), |bytes: &[u8]| {
    let Ok(paper) = paper::clean(bytes) else {
        return;
    };
    assert!((1..=MOST_PAGES as u32).contains(&paper.pages));
    if paper.pdf.len() > MOST_BYTES {
        return;
    }
    let again = paper::clean(&paper.pdf).expect("what is ours opens");
    assert_eq!(again.pages, paper.pages);
    assert!(paper.pdf.windows(CATALOGUE.len()).any(|w| w == CATALOGUE));
    assert!(streams(&paper.pdf) > 0 || !paper.pdf.windows(6).any(|w| w == b"stream"));
});

/// The streams of a PDF of ours: each is as long as it says.
fn streams(pdf: &[u8]) -> usize {
    let (mut rest, mut count) = (pdf, 0);
    while let Some(begin) = find(rest, b">>\nstream\n") {
        rest = rest.get(begin + 10 + length(&rest[..begin])..).expect("it is as long as it says");
        assert!(rest.starts_with(b"\nendstream"), "it ends where it says");
        count += 1;
    }
    count
}

/// The length that the dictionary of a stream says, first of all.
fn length(object: &[u8]) -> usize {
    const MARK: &[u8] = b" /Length ";
    let start = object.windows(8).rposition(|w| w == b" 0 obj\n<").expect("an object");
    let said = start + find(&object[start..], MARK).expect("a length") + MARK.len();
    let digits = object[said..].iter().take_while(|b| b.is_ascii_digit());
    digits.fold(0, |sum, digit| sum * 10 + usize::from(digit - b'0'))
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|w| w == mark)
}
