//! An address as a QR code: dark on white whatever the theme, for cameras read no other.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use crate::ReportError;

/// White modules around the code (ISO/IEC 18004 asks for four).
const QUIET: usize = 4;

/// Draws a text as an SVG file of one path, its modules one unit wide.
///
/// # Errors
/// When the text is longer than a QR code can hold.
pub fn draw(text: &str) -> Result<String, ReportError> {
    let code = QRBuilder::new(text)
        .ecl(ECL::M)
        .build()
        .map_err(|_| ReportError::Qr)?;
    let side = code.size + 2 * QUIET;
    let mut path = String::new();
    for y in 0..code.size {
        let dark: Vec<bool> = code[y].iter().take(code.size).map(|m| m.value()).collect();
        for (x, length) in runs(&dark) {
            // Writing to a string cannot fail.
            let _written = write!(path, "M{} {}h{length}v1h-{length}z", x + QUIET, y + QUIET);
        }
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
         <path d=\"{path}\"/></svg>"
    ))
}

/// Where each run of dark modules begins, and its length.
fn runs(line: &[bool]) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (x, _) in line.iter().enumerate().filter(|(_, dark)| **dark) {
        match runs.last_mut() {
            Some((start, length)) if *start + *length == x => *length += 1,
            _ => runs.push((x, 1)),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_follow_the_dark_modules() {
        let line = [true, true, false, true, false, false, true];
        assert_eq!(runs(&line), [(0, 2), (3, 1), (6, 1)]);
        assert!(runs(&[false; 3]).is_empty());
    }

    #[test]
    fn the_three_corners_of_a_code_are_drawn_inside_its_margin() {
        let svg = draw("https://plus.example.org/demarches/rsa").unwrap();
        // The top row of a corner: seven dark modules, four from the border.
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
        let side = 29 + 2 * QUIET;
        assert!(
            svg.contains(&format!("viewBox=\"0 0 {side} {side}\"")),
            "{svg}"
        );
        assert!(svg.contains(&format!("M{} 4h7v1h-7z", side - 4 - 7)));
        assert!(!svg.contains("style") && svg.len() < 8_000, "{}", svg.len());
    }

    #[test]
    fn two_addresses_give_two_codes_and_one_gives_one() {
        let of = |path: &str| draw(&format!("https://plus.example.org{path}")).unwrap();
        assert_eq!(of("/demarches/rsa"), of("/demarches/rsa"));
        assert_ne!(of("/demarches/rsa"), of("/demarches/aah"));
    }

    #[test]
    fn a_text_too_long_is_refused() {
        assert!(draw(&"a".repeat(4_000)).is_err());
    }
}
