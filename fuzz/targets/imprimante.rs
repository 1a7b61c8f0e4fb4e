//! What a printer answers: read or refused, whether a printer or jobs were asked for.
#![no_main]

use std::{fs, path::PathBuf};

use libfuzzer_sys::fuzz_target;
use plus_borne::printer::client::{JobStatus, Printer};

fuzz_target!(init: seed(), |bytes: &[u8]| {
    let printer = Printer::of_answer(bytes);
    let jobs = JobStatus::of_answer(bytes);
    // One reader: what is no answer is none for both.
    assert_eq!(printer.is_ok(), jobs.is_ok());
    if let Ok(printer) = printer {
        assert!(printer.copies >= 1);
        assert!(printer.supplies.iter().all(|supply| supply.level.is_none_or(|level| level <= 100)));
        assert!(printer.name.chars().count() <= 255);
        let _dpi = printer.resolution();
    }
});

/// One attribute: its kind, its name, what it holds.
type Told<'a> = (u8, &'a str, &'a [u8]);

/// An answer (RFC 8010, 3.1): a version, a status, a number; then groups.
fn answer(groups: &[(u8, &[Told<'_>])]) -> Vec<u8> {
    let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1];
    let part = |bytes: &mut Vec<u8>, part: &[u8]| {
        bytes.extend(u16::try_from(part.len()).expect("short").to_be_bytes());
        bytes.extend(part);
    };
    for (group, told) in groups {
        bytes.push(*group);
        for (kind, name, value) in *told {
            bytes.push(*kind);
            part(&mut bytes, name.as_bytes());
            part(&mut bytes, value);
        }
    }
    bytes.push(3);
    bytes
}

const OPERATION: &[Told<'_>] = &[(0x47, "attributes-charset", b"utf-8"), (0x48, "attributes-natural-language", b"fr")];
const PRINTER: &[Told<'_>] = &[
    (0x41, "printer-make-and-model", b"Bureau"),
    (0x35, "printer-info", b"\0\x02fr\0\x06Bureau"),
    (0x49, "document-format-supported", b"application/pdf"),
    (0x49, "", b"image/pwg-raster"),
    (0x32, "pwg-raster-document-resolution-supported", b"\0\0\x01\x2c\0\0\x01\x2c\x03"),
    (0x44, "pwg-raster-document-sheet-back", b"rotated"),
    (0x22, "color-supported", b"\x01"),
    (0x33, "copies-supported", b"\0\0\0\x01\0\0\x03\xe7"),
    (0x23, "printer-state", b"\0\0\0\x03"),
    (0x44, "printer-state-reasons", b"media-empty-warning"),
    (0x44, "", b"toner-low-report"),
    (0x21, "marker-levels", b"\0\0\0\x2a"),
    (0x42, "marker-names", b"Noir"),
    (0x30, "printer-supply", b"type=toner;maxcapacity=100;level=25;"),
    (0x34, "media-col-ready", b""),
    (0x4a, "", b"media-size"),
    (0x21, "", b"\0\0\x52\x08"),
    (0x37, "", b""),
    (0x44, "media-ready", b"iso_a4_210x297mm"),
];
const JOB: &[Told<'_>] = &[
    (0x21, "job-id", b"\0\0\0\x07"),
    (0x36, "job-name", b"\0\x02fr\0\x07retrait"),
    (0x23, "job-state", b"\0\0\0\x05"),
    (0x44, "job-state-reasons", b"job-printing"),
    (0x21, "job-impressions-completed", b"\0\0\0\x02"),
];

/// Writes first answers where the engine looks.
fn seed() {
    let Some(corpus) = std::env::var_os("PLUS_FUZZ_CORPUS").map(PathBuf::from) else {
        return;
    };
    let printer = answer(&[(1, OPERATION), (4, PRINTER)]);
    let told = Printer::of_answer(&printer).expect("a seed is an answer");
    assert!(told.accepts_pdf && told.resolutions.len() == 1 && told.reasons.len() == 2);
    let jobs = answer(&[(1, OPERATION), (2, JOB), (2, JOB)]);
    assert_eq!(JobStatus::of_answer(&jobs).expect("a seed is an answer").len(), 2);
    for (name, bytes) in [("printer", printer), ("jobs", jobs)] {
        fs::write(corpus.join(name), bytes).expect("a seed is written");
    }
}
