//! First papers: a small PDF with fields, tables and things that act; the same with its objects
//! packed; a PNG, and the JPEG that is made of it.

use std::{fs, path::PathBuf};

use plus_borne::paper;

const PDF: &[u8] = b"%PDF-1.5
1 0 obj << /Type /Catalog /Pages 2 0 R /OpenAction 6 0 R /Names << /JavaScript 6 0 R >> >> endobj
2 0 obj << /Type /Pages /Count 2 /Kids [3 0 R 9 0 R] /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> >> endobj
3 0 obj << /Type /Page /Parent 2 0 R /Contents [4 0 R] /Rotate 90 /Annots [7 0 R] >> endobj
4 0 obj << /Length 42 >> stream
BT /F1 24 Tf 72 700 Td (Attestation) Tj ET
endstream endobj
5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Name /F#31 >> endobj
6 0 obj << /S /JavaScript /JS (app.alert\\(1\\)) /Next << /S /Launch /F <636d64> >> >> endobj
7 0 obj << /Type /Annot /Subtype /Widget /F 4 /Rect [10 10 200 40] /AP << /N << /Oui 8 0 R >> >> /AS /Oui >> endobj
8 0 obj << /Type /XObject /Subtype /Form /BBox [0 0 190 30] /Length 5 0 R >> stream
q Q
endstream endobj
9 0 obj << /Type /Page /Parent 2 0 R /CropBox [0 0 100 100.5] /Contents 4 0 R >> endobj
trailer << /Size 10 /Root 1 0 R >>
startxref
0
%%EOF
";
const PACKED: &[u8] = b"%PDF-1.5
10 0 obj << /Type /ObjStm /N 3 /First 15 /Length 165 >> stream
1 0 2 35 3 103 << /Type /Catalog /Pages 2 0 R >>  << /Type /Pages /Count 1 /Kids [3 0 R] /MediaBox [0 0 595 842] >>   << /Type /Page /Parent 2 0 R /Contents 4 0 R >>
endstream endobj
4 0 obj << /Length 3 >> stream
q Q
endstream endobj
11 0 obj << /Type /XRef /Root 1 0 R /Size 12 /W [1 2 1] /Length 0 >> stream
endstream endobj
";
/// One point, half seen through.
const PNG: &[u8] = &[
    137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 31, 21, 196, 137, 0, 0, 0, 13, 73, 68, 65, 84, 120, 156, 99, 248, 207, 192, 208, 0, 0, 4, 129, 1, 128, 44, 85, 206, 176, 0, 0, 0, 0, 73, 69, 78, 68, 174, 66, 96, 130,
];

/// Writes them where the engine looks; nothing when one input is run again by hand.
pub fn papers() {
    let Some(corpus) = std::env::var_os("PLUS_FUZZ_CORPUS").map(PathBuf::from) else {
        return;
    };
    let mut seeds = vec![PDF.to_vec(), PACKED.to_vec(), PNG.to_vec()];
    for seed in &seeds {
        paper::clean(seed).expect("a seed is a paper");
    }
    let photo = paper::clean(PNG).expect("a photo").pdf;
    let start = photo.windows(3).position(|w| w == [0xff, 0xd8, 0xff]).expect("a JPEG");
    let end = photo.windows(2).rposition(|w| w == [0xff, 0xd9]).expect("its end") + 2;
    seeds.push(photo[start..end].to_vec());
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(corpus.join(format!("seed-{number}")), seed).expect("a seed is written");
    }
}
