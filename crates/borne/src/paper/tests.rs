use std::{
    fmt::Write as _,
    io::{Cursor, Write as _},
};

use flate2::{Compression, write::ZlibEncoder};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use proptest::prelude::*;
use rstest::rstest;

use super::{MOST_BYTES, PaperError, assembled, clean, file::File, object::Object, pages};

const CONTENT: &str = "BT /F1 24 Tf 72 700 Td (Attestation) Tj ET";

fn stream(dict: &str, bytes: &str) -> Vec<u8> {
    format!(
        "<< {dict} /Length {} >>\nstream\n{bytes}\nendstream",
        bytes.len()
    )
    .into_bytes()
}

/// One page, with everything that must not come through, and a filled field that must.
fn hostile() -> Vec<u8> {
    let objects: [&[u8]; 13] = [
        b"<< /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /Names << /JavaScript << /Names [(a) 6 0 R] >> /EmbeddedFiles << /Names [(f) 7 0 R] >> >> /AcroForm << /Fields [9 0 R] /XFA 8 0 R >> /Metadata 8 0 R /AA << /WC 6 0 R >> >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R /A 5 0 R >> /Evil 6 0 R >> >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Annots [9 0 R 10 0 R] /AA << /O 6 0 R >> /Metadata 8 0 R >>",
        &stream("", CONTENT),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Parent 1 0 R /Metadata 8 0 R >>",
        b"<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) /Next << /S /Launch /F (cmd.exe) >> >>",
        b"<< /Type /Filespec /F (secret.exe) /EF << /F 12 0 R >> >>",
        &stream("/Type /Metadata /Subtype /XML", "<x>Maryse Privat</x>"),
        b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (nom) /V (Maryse) /F 4 /Rect [10 10 200 40] /A 6 0 R /AP << /N 11 0 R >> >>",
        b"<< /Type /Annot /Subtype /Link /F 4 /Rect [0 0 9 9] /A << /S /URI /URI (https://mechant.test) >> >>",
        &stream("/Type /XObject /Subtype /Form /BBox [0 0 190 30] /Resources << /Font << /F1 5 0 R >> >> /PieceInfo << /X (Privat) >>", "BT (rempli) Tj ET"),
        &stream("/Type /EmbeddedFile", "MZ-secret"),
        b"<< /Author (Maryse Privat) /Title (secret) >>",
    ];
    assembled(&objects.map(<[u8]>::to_vec))
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|w| w == text.as_bytes())
}

#[test]
fn what_draws_comes_through_and_what_acts_or_tells_does_not() {
    let hostile = hostile();
    let paper = clean(&hostile).unwrap();
    assert_eq!(paper.pages, 1);
    for text in [
        "JavaScript",
        "app.alert",
        "OpenAction",
        "/AA",
        "Launch",
        "cmd.exe",
        "EmbeddedFile",
        "MZ-secret",
        "Filespec",
        "AcroForm",
        "XFA",
        "Metadata",
        "Privat",
        "Link",
        "mechant",
        "PieceInfo",
        "Widget",
        "/Evil",
        "/Title",
    ] {
        assert!(holds(&hostile, text), "the file held {text}");
        assert!(!holds(&paper.pdf, text), "{text} came through");
    }
    for text in [
        CONTENT,
        "/Helvetica",
        "BT (rempli) Tj ET",
        "/Stamp",
        "/A 5 0 R",
    ] {
        let renumbered = text == "/A 5 0 R";
        assert!(renumbered || holds(&paper.pdf, text), "{text} is gone");
    }
    assert!(holds(&paper.pdf, "/A "), "a font may be called A");
}

#[test]
fn what_is_written_is_read_again_the_same() {
    let once = clean(&hostile()).unwrap();
    assert_eq!(clean(&once.pdf).unwrap(), once);
    let file = File::read(&once.pdf).unwrap();
    let page = &pages::of(&file).unwrap()[0];
    assert_eq!(page.media, ["0", "0", "595", "842"], "inherited");
    assert_eq!((page.contents.len(), page.stamps.len()), (1, 1));
}

/// Programs of today pack their objects in streams, with a table in another.
fn packed(inner: &[u8]) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
    ];
    let (mut head, mut body) = (String::new(), String::new());
    for (object, number) in objects.iter().zip(1..) {
        write!(head, "{number} {} ", body.len()).unwrap();
        body += object;
        body.push(' ');
    }
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer
        .write_all(format!("{head}{body}").as_bytes())
        .unwrap();
    packer.write_all(inner).unwrap();
    let bytes = packer.finish().unwrap();
    let mut out = b"%PDF-1.7\n".to_vec();
    let dict = format!(
        "10 0 obj\n<< /Type /ObjStm /N 3 /First {} /Filter /FlateDecode /Length {} >>\nstream\n",
        head.len(),
        bytes.len()
    );
    out.extend(dict.bytes());
    out.extend(bytes);
    out.extend(b"\nendstream\nendobj\n11 0 obj\n<< /Type /XRef /Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n");
    out
}

#[test]
fn objects_packed_in_streams_are_found_and_a_bomb_is_not_inflated() {
    assert_eq!(clean(&packed(b"")).unwrap().pages, 1);
    assert_eq!(
        clean(&packed(&vec![b' '; 40 << 20])),
        Err(PaperError::Broken)
    );
}

#[test]
fn a_protected_document_is_refused() {
    let text =
        String::from_utf8_lossy(&hostile()).replace("/Root 1 0 R", "/Root 1 0 R /Encrypt 7 0 R");
    assert_eq!(clean(text.as_bytes()), Err(PaperError::Encrypted));
}

#[rstest]
#[case(b"".to_vec(), PaperError::Empty)]
#[case(vec![0; MOST_BYTES + 1], PaperError::TooLarge)]
#[case(b"PK\x03\x04 un fichier de bureau".to_vec(), PaperError::Unknown)]
#[case(b"<html><script>alert(1)</script>".to_vec(), PaperError::Unknown)]
#[case(b"%PDF-1.7\nrien".to_vec(), PaperError::Broken)]
#[case(b"%PDF-1.7\n1 0 obj << /Pages 1 0 R /Kids [1 0 R] >>".to_vec(), PaperError::Broken)]
#[case([&b"%PDF-1.7\n1 0 obj "[..], &vec![b'['; 5_000_000]].concat(), PaperError::Broken)]
#[case(b"%PDF-1.7\n".iter().copied().chain(b"1 0 obj(".iter().copied().cycle().take(2_000_000)).collect(), PaperError::Broken)]
#[case(b"\xFF\xD8\xFF\xE0 tronqu".to_vec(), PaperError::Broken)]
fn what_is_no_paper_is_refused_with_its_reason(#[case] bytes: Vec<u8>, #[case] why: PaperError) {
    assert_eq!(clean(&bytes), Err(why));
}

#[test]
fn thirty_pages_and_no_more() {
    let of = |count: usize| {
        let kids: Vec<String> = (0..count).map(|n| format!("{} 0 R", n + 3)).collect();
        let mut objects = vec![
            b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
            format!("<< /Kids [{}] >>", kids.join(" ")).into_bytes(),
        ];
        objects.extend(vec![b"<< /Type /Page >>".to_vec(); count]);
        clean(&assembled(&objects)).map(|paper| paper.pages)
    };
    assert_eq!(of(30), Ok(30));
    assert_eq!(of(31), Err(PaperError::TooManyPages));
}

/// The left half is red, the right half is blue.
fn photo(format: ImageFormat) -> Vec<u8> {
    let half = |x, _| {
        if x < 40 {
            Rgb([255, 0, 0])
        } else {
            Rgb([0, 0, 255])
        }
    };
    let image = DynamicImage::ImageRgb8(RgbImage::from_fn(80, 40, half));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG that says « I was held upright, turn me », and where it was taken.
fn turned() -> Vec<u8> {
    let tiff =
        b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0 14.6037N";
    let mut bytes = photo(ImageFormat::Jpeg);
    let mut part = vec![0xFF, 0xE1];
    part.extend(u16::try_from(tiff.len() + 2).unwrap().to_be_bytes());
    part.extend(tiff);
    bytes.splice(2..2, part);
    bytes
}

#[test]
fn a_photo_is_one_page_upright_and_says_nothing_of_where_it_was_taken() {
    let lying = clean(&photo(ImageFormat::Png)).unwrap();
    assert_eq!(lying.pages, 1);
    assert!(holds(&lying.pdf, "/MediaBox [0 0 841.89 595.28]"));
    let turned = turned();
    assert!(holds(&turned, "14.6037N"));
    let upright = clean(&turned).unwrap();
    assert!(holds(&upright.pdf, "/Width 40 /Height 80"), "turned");
    assert!(holds(&upright.pdf, "/MediaBox [0 0 595.28 841.89]"));
    assert!(!holds(&upright.pdf, "14.6037N") && !holds(&upright.pdf, "Exif"));
    assert_eq!(
        clean(&upright.pdf).unwrap().pages,
        1,
        "our own page is a paper"
    );
}

#[test]
fn a_photo_of_too_many_points_is_refused_before_it_is_decoded() {
    let mut bomb = photo(ImageFormat::Png);
    bomb[16..24].copy_from_slice(&[0, 0, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF]);
    let crc = crc(&bomb[12..29]);
    bomb[29..33].copy_from_slice(&crc.to_be_bytes());
    assert_eq!(clean(&bomb), Err(PaperError::TooManyPixels));
}

/// That of PNG (ISO 3309).
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 {
                0xEDB8_8320 ^ (sum >> 1)
            } else {
                sum >> 1
            }
        })
    })
}

/// Whether a value says to do something, at any depth. What stands inside the bytes of a
/// stream is drawn, never read as a value.
fn acts(value: &Object) -> bool {
    let entry = |(name, value): (&Vec<u8>, &Object)| {
        let does = [&b"JS"[..], b"JavaScript", b"OpenAction", b"AA", b"EF"];
        does.contains(&name.as_slice()) || value.name() == Some(b"JavaScript") || acts(value)
    };
    match value {
        Object::Array(items) => items.iter().any(acts),
        other => other.dict().is_some_and(|dict| dict.iter().any(entry)),
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_fall(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _any = clean(&bytes);
        let _any = clean(&[b"%PDF-1.4 1 0 obj ", &bytes[..]].concat());
        let _any = clean(&[b"\x89PNG\r\n\x1a\n", &bytes[..]].concat());
    }

    #[test]
    fn no_change_of_a_paper_makes_it_fall_nor_lets_anything_act(
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(), which in 0_usize..4
    ) {
        let mut bytes = match which {
            0 => hostile(),
            1 => packed(b""),
            2 => turned(),
            _ => photo(ImageFormat::Png),
        };
        for (place, byte) in changes {
            let at = place.index(bytes.len());
            bytes[at] = byte;
        }
        let _cut = clean(&bytes[..cut.index(bytes.len())]);
        if let Ok(paper) = clean(&bytes) {
            prop_assert_eq!(clean(&paper.pdf).map(|p| p.pages), Ok(paper.pages));
            let again = File::read(&paper.pdf).unwrap();
            prop_assert!(!(0..100).any(|n| acts(again.get(n))));
        }
    }
}
