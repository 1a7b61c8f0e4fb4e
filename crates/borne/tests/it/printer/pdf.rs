//! Small PDF files, written by hand.

use std::fmt::Write;

/// A4, in points.
pub const A4: (u32, u32) = (595, 842);

/// A PDF of pages of one size, each with a large line of text and a black square of 100
/// points whose lower left corner is at (100, 100).
pub fn of(texts: &[&str], (width, height): (u32, u32)) -> Vec<u8> {
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        pages(texts.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    for (at, text) in texts.iter().enumerate() {
        let drawing = format!("BT /F1 24 Tf 72 400 Td ({text}) Tj ET\n100 100 100 100 re f");
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] \
             /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * at
        ));
        let length = drawing.len();
        objects.push(format!(
            "<< /Length {length} >>\nstream\n{drawing}\nendstream"
        ));
    }
    file(&objects, "")
}

/// Two pages of A4.
pub fn two_pages() -> Vec<u8> {
    of(&["Feuille une", "Feuille deux"], A4)
}

/// A file that says that it is locked by a password nobody has.
pub fn locked() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        pages(0),
        format!(
            "<< /Filter /Standard /V 1 /R 2 /P -4 /O <{}> /U <{}> >>",
            "5a".repeat(32),
            "a5".repeat(32)
        ),
    ];
    let id = "00".repeat(16);
    file(&objects, &format!("/Encrypt 3 0 R /ID [<{id}> <{id}>]"))
}

fn pages(count: usize) -> String {
    let kids: Vec<String> = (0..count).map(|at| format!("{} 0 R", 4 + 2 * at)).collect();
    format!(
        "<< /Type /Pages /Count {count} /Kids [{}] >>",
        kids.join(" ")
    )
}

fn file(objects: &[String], trailer: &str) -> Vec<u8> {
    let (mut text, mut places) = ("%PDF-1.4\n".to_owned(), String::new());
    for (at, object) in objects.iter().enumerate() {
        writeln!(places, "{:010} 00000 n ", text.len()).unwrap();
        write!(text, "{} 0 obj\n{object}\nendobj\n", at + 1).unwrap();
    }
    let (start, size) = (text.len(), objects.len() + 1);
    write!(
        text,
        "xref\n0 {size}\n0000000000 65535 f \n{places}trailer\n\
         << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    )
    .unwrap();
    text.into_bytes()
}
