//! Answers that no printer should give, and words that printers do give.

use ipp::{
    attribute::IppAttribute,
    model::{DelimiterTag, IppVersion, StatusCode},
    request::IppRequestResponse,
    value::IppValue,
};
use proptest::prelude::*;

use super::{
    ClientError, JobState, JobStatus, Printer, Reason, SupplyKind, addresses, answer::Answer,
};

/// Everything that is read from an answer.
fn read_all(bytes: &[u8]) -> Result<(), ClientError> {
    let answer = Answer::read(bytes)?;
    Printer::read(answer.first(DelimiterTag::PrinterAttributes)).resolution();
    answer
        .all(DelimiterTag::JobAttributes)
        .filter_map(JobStatus::read)
        .count();
    answer.accepted().map(drop)
}

fn attributes(kind: DelimiterTag, told: &[(&str, IppValue)]) -> Vec<u8> {
    let answer = IppRequestResponse::new_response(IppVersion::v2_0(), StatusCode::SuccessfulOk, 1);
    let mut answer = answer.unwrap();
    for (name, value) in told {
        let attribute = IppAttribute::with_name(name, value.clone()).unwrap();
        answer.attributes_mut().add(kind, attribute);
    }
    answer.to_bytes().to_vec()
}

fn words(words: &[&str]) -> IppValue {
    let words = words
        .iter()
        .map(|word| IppValue::new_keyword(*word).unwrap());
    IppValue::Array(words.collect())
}

fn printer(told: &[(&str, IppValue)]) -> Printer {
    let bytes = attributes(DelimiterTag::PrinterAttributes, told);
    let answer = Answer::read(&bytes).unwrap();
    Printer::read(answer.first(DelimiterTag::PrinterAttributes))
}

#[test]
fn reasons_are_read_without_their_severity() {
    let told = [
        "media-empty-warning",
        "media-needed",
        "toner-low-report",
        "marker-supply-empty-error",
        "media-jam-error",
        "cover-open",
        "output-area-full-warning",
        "marker-waste-full-report",
        "shutdown",
        "media-low-report",
        "paused",
        "none",
    ];
    let read = printer(&[("printer-state-reasons", words(&told))]).reasons;
    let wanted = [
        Reason::PaperOut,
        Reason::TonerLow,
        Reason::TonerOut,
        Reason::Jam,
        Reason::DoorOpen,
        Reason::OutputFull,
        Reason::WasteFull,
        Reason::Offline,
        Reason::PaperLow,
        Reason::Other("paused".to_owned()),
    ];
    assert_eq!(read, wanted);
}

#[test]
fn supplies_are_read_in_both_forms() {
    let markers = printer(&[
        ("marker-names", words(&["Noir", "Bac"])),
        ("marker-types", words(&["toner-cartridge", "waste-toner"])),
        (
            "marker-levels",
            IppValue::Array(vec![IppValue::Integer(42), IppValue::Integer(-2)]),
        ),
    ]);
    let read: Vec<_> = markers.supplies.iter().map(|s| (s.kind, s.level)).collect();
    assert_eq!(
        read,
        [(SupplyKind::Toner, Some(42)), (SupplyKind::Waste, None)]
    );
    let text = b"index=1;type=ink;maxcapacity=200;level=50;colorantname=black;";
    let described = printer(&[(
        "printer-supply",
        IppValue::OctetString(text.to_vec().into()),
    )]);
    assert_eq!(
        (described.supplies[0].kind, described.supplies[0].level),
        (SupplyKind::Ink, Some(25))
    );
}

#[test]
fn a_job_without_a_known_state_is_none() {
    let told = |state| {
        [
            ("job-id", IppValue::Integer(3)),
            ("job-state", IppValue::Enum(state)),
        ]
    };
    for (state, wanted) in [(5, Some(JobState::Processing)), (0, None), (10, None)] {
        let bytes = attributes(DelimiterTag::JobAttributes, &told(state));
        let answer = Answer::read(&bytes).unwrap();
        let job = JobStatus::read(answer.first(DelimiterTag::JobAttributes));
        assert_eq!(job.map(|job| job.state), wanted);
    }
}

#[test]
fn collections_too_deep_are_refused_before_they_are_read() {
    let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 4];
    for depth in 0..50_000 {
        let name: &[u8] = if depth == 0 { b"a" } else { b"" };
        bytes.extend([0x34, 0, u8::try_from(name.len()).unwrap()]);
        bytes.extend(name);
        bytes.extend([0, 0, 0x4a, 0, 0, 0, 1, b'm']);
    }
    bytes.extend([0x37, 0, 0, 0, 0].repeat(50_000));
    bytes.push(3);
    assert!(matches!(read_all(&bytes), Err(ClientError::Unreadable(_))));
    assert!(matches!(
        read_all(&vec![0; (1 << 20) + 1]),
        Err(ClientError::TooLong)
    ));
}

#[test]
fn addresses_have_the_port_of_printing() {
    for (given, known, posted) in [
        (
            "ipp://imprimante/ipp/print",
            "ipp://imprimante:631/ipp/print",
            "http://imprimante:631/ipp/print",
        ),
        (
            "ipp://[::1]/ipp",
            "ipp://[::1]:631/ipp",
            "http://[::1]:631/ipp",
        ),
        ("ipps://i:443/ipp", "ipps://i/ipp", "https://i/ipp"),
        (
            "http://127.0.0.1:631/printers/x",
            "ipp://127.0.0.1:631/printers/x",
            "http://127.0.0.1:631/printers/x",
        ),
    ] {
        assert_eq!(
            addresses(given),
            Some((known.to_owned(), posted.to_owned())),
            "{given}"
        );
    }
}

/// Bytes that look like an answer: tags, lengths and names that are used.
fn like_an_answer() -> impl Strategy<Value = Vec<u8>> {
    let names = prop::sample::select(vec![
        "",
        "",
        "printer-state",
        "printer-state-reasons",
        "marker-levels",
        "printer-supply",
        "job-state",
        "job-id",
        "copies-supported",
        "pwg-raster-document-resolution-supported",
    ]);
    let tag = prop_oneof![4 => 0x21_u8..0x4b, 1 => 0_u8..0x10, 1 => any::<u8>()];
    let value = prop::collection::vec(any::<u8>(), 0..14);
    let one = (tag, names, value, any::<bool>()).prop_map(|(tag, name, value, honest)| {
        let length = |n: usize| u8::try_from(n).unwrap();
        let mut bytes = vec![tag, 0, length(name.len())];
        bytes.extend(name.as_bytes());
        bytes.extend([0, length(value.len() + usize::from(!honest))]);
        bytes.extend(value);
        bytes
    });
    prop::collection::vec(one, 0..30).prop_map(|parts| {
        let mut bytes = vec![2, 0, 0, 0, 0, 0, 0, 1, 1, 4];
        bytes.extend(parts.concat());
        bytes.push(3);
        bytes
    })
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes).ok();
    }

    #[test]
    fn nothing_like_an_answer_makes_it_panic(bytes in like_an_answer()) {
        read_all(&bytes).ok();
    }

    #[test]
    fn an_answer_that_is_damaged_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..9),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = attributes(DelimiterTag::PrinterAttributes, &[
            ("printer-state", IppValue::Enum(3)),
            ("printer-state-reasons", words(&["media-empty-warning", "none"])),
            ("media-col", IppValue::Collection([(
                "x".try_into().unwrap(),
                IppValue::Integer(3),
            )].into())),
        ]);
        for (at, byte) in changes {
            *at.get_mut(&mut bytes[..]) = byte;
        }
        read_all(&bytes).ok();
        bytes.truncate(cut.index(bytes.len()));
        read_all(&bytes).ok();
    }
}
