//! How large things are on the screen of a kiosk, from its declared diagonal.
//!
//! Closed equipment is read standing, at 500 mm: capitals reach 6.1 mm there (EN 301 549
//! 5.1.4, the 0.7° of the visual angle), and what is touched measures 20 mm.

use serde::{Deserialize, Serialize};

/// Height of a capital of running text, millimetres.
pub const CAPITAL_MM: f64 = 6.1;

/// Side of what is touched, millimetres.
pub const TARGET_MM: f64 = 20.0;

/// A capital is this part of the size of its letters in the typeface of our pages.
const CAPITAL_OF_SIZE: f64 = 0.7;

/// Size of running text on our pages, CSS pixels.
const TEXT_PX: f64 = 16.0;

/// Least side of what is touched on the pages of a kiosk, CSS pixels.
pub const TARGET_PX: f64 = 52.0;

const MM_PER_INCH: f64 = 25.4;

/// A screen, as its machine declares it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Ecran {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Diagonal, inches.
    pub diagonal: f64,
}

impl Ecran {
    /// A screen; none when it is no screen that a person can use.
    pub fn new(width: u32, height: u32, diagonal: f64) -> Option<Self> {
        let sides = 480..=8_192;
        let sane = sides.contains(&width) && sides.contains(&height);
        (sane && (7.0..=100.0).contains(&diagonal)).then_some(Self {
            width,
            height,
            diagonal,
        })
    }

    /// Side of a pixel, millimetres.
    pub fn pixel_mm(self) -> f64 {
        let across = f64::from(self.width).hypot(f64::from(self.height));
        self.diagonal * MM_PER_INCH / across
    }

    /// How many pixels of the screen one CSS pixel takes, so that running text and what is
    /// touched are large enough. Never less than 1; rounded up to the hundredth.
    pub fn scale(self) -> f64 {
        let for_text = CAPITAL_MM / (CAPITAL_OF_SIZE * TEXT_PX * self.pixel_mm());
        let for_touch = TARGET_MM / (TARGET_PX * self.pixel_mm());
        (for_text.max(for_touch).max(1.0) * 100.0).ceil() / 100.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::{CAPITAL_MM, Ecran, TARGET_MM, TARGET_PX};

    #[rstest]
    #[case::upright_22_full_hd(1080, 1920, 22.0, 2.15)]
    #[case::nineteen_5_by_4(1280, 1024, 19.0, 1.86)]
    fn r_the_scale_follows_the_diagonal(
        #[case] width: u32,
        #[case] height: u32,
        #[case] diagonal: f64,
        #[case] scale: f64,
    ) {
        let screen = Ecran::new(width, height, diagonal).unwrap();
        assert!((screen.scale() - scale).abs() < 0.03, "{}", screen.scale());
    }

    #[test]
    fn what_is_no_screen_is_refused() {
        assert!(Ecran::new(0, 1080, 22.0).is_none());
        assert!(Ecran::new(1080, 1920, 0.0).is_none());
        assert!(Ecran::new(1080, 1920, f64::NAN).is_none());
    }

    proptest! {
        #[test]
        fn text_and_targets_are_large_enough_on_every_screen(
            width in 480u32..4_000, height in 480u32..4_000, diagonal in 7.0f64..100.0,
        ) {
            let screen = Ecran::new(width, height, diagonal).unwrap();
            let css = screen.scale() * screen.pixel_mm();
            prop_assert!(16.0 * 0.7 * css >= CAPITAL_MM - 1e-9);
            prop_assert!(TARGET_PX * css >= TARGET_MM - 1e-9);
        }
    }
}
