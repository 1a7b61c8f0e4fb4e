//! The header of a page: 1,796 bytes, numbers most significant byte first (PWG 5102.4, 4.3).

use super::{
    Back, Dpi, Pages, Sheet,
    page::{A4_POINTS, a4_pixels},
};

/// Length of the header, in bytes.
const LENGTH: usize = 1796;
/// `sGray`: 0 is black, 255 is white.
const GREY: u32 = 18;
/// What feeds or crosses the other way is written as minus one.
const BACKWARDS: u32 = u32::MAX;

/// How the lines of one side are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Side {
    /// From the right to the left.
    pub mirrored: bool,
    /// From the bottom to the top.
    pub upwards: bool,
}

impl Side {
    /// The side of the page at an index: odd ones are backs when both sides are printed.
    pub fn of(sheet: Sheet, at: usize) -> Self {
        let back = if sheet.duplex && at % 2 == 1 {
            sheet.back
        } else {
            Back::Normal
        };
        Self {
            mirrored: back == Back::Rotated,
            upwards: back != Back::Normal,
        }
    }
}

/// The header of a page. What stays zero is left to the printer.
pub fn page(sheet: Sheet, side: Side, total: Pages) -> [u8; LENGTH] {
    let mut header = [0; LENGTH];
    text(&mut header, 0, "PwgRaster");
    text(&mut header, 128, "stationery");
    text(&mut header, 1732, "iso_a4_210x297mm");
    for (at, number) in numbers(sheet, side, total) {
        put(&mut header, at, &number.to_be_bytes());
    }
    header
}

fn numbers(sheet: Sheet, side: Side, total: Pages) -> [(usize, u32); 19] {
    let (width, height) = a4_pixels(sheet.resolution);
    let dots = u32::from(Dpi::dots(sheet.resolution));
    [
        (272, u32::from(sheet.duplex)),
        (276, dots),
        (280, dots),
        (340, 1), // copies: the job says how many
        (352, A4_POINTS.0),
        (356, A4_POINTS.1),
        (372, u32::from(width)),
        (376, u32::from(height)),
        (384, 8), // bits for a colour
        (388, 8), // bits for a pixel
        (392, u32::from(width)),
        (396, 0), // colours side by side
        (400, GREY),
        (420, 1), // colours
        (452, total.0),
        (456, direction(side.mirrored)),
        (460, direction(side.upwards)),
        (480, 0x00ff_ffff), // alternate primary: white
        (484, 0),           // quality: the printer's own
    ]
}

fn direction(backwards: bool) -> u32 {
    if backwards { BACKWARDS } else { 1 }
}

fn text(header: &mut [u8; LENGTH], at: usize, text: &str) {
    put(header, at, text.as_bytes());
}

fn put(header: &mut [u8; LENGTH], at: usize, bytes: &[u8]) {
    if let Some(place) = header.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}
