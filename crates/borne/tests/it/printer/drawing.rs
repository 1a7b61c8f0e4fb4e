//! PDF to PWG raster: what is drawn, where, and what is refused.

use plus_borne::printer::pwg::{
    Back, Dpi, MOST_PAGES, Pages, PwgError, Sheet, encode_line, pages, rasterise,
};
use proptest::prelude::*;

use super::{
    pdf,
    raster::{self, Page},
};

fn dpi(dots: u16) -> Dpi {
    Dpi::new(dots).unwrap()
}

fn drawn(pdf: &[u8], sheet: Sheet) -> Vec<Page> {
    let mut file = Vec::new();
    let pages = rasterise(pdf, sheet, &mut file).unwrap();
    let read = raster::read(&file).unwrap();
    assert_eq!(pages.0 as usize, read.len());
    read
}

/// Where the square of 100 points stands, in pixels for a scale of pixels for one point.
fn assert_square(page: &Page, (left, top): (f64, f64), side: f64) {
    let (l, t, r, b) = page.frame_of_dark(page.height * 7 / 10);
    for (found, wanted) in [(l, left), (t, top), (r, left + side), (b, top + side)] {
        let off = (found as f64 - wanted).abs();
        assert!(off <= 4.0, "{found} instead of {wanted}");
    }
}

#[test]
fn a_page_of_a4_is_drawn_at_its_size_at_each_resolution() {
    for (dots, size) in [
        (300, (2480, 3508)),
        (600, (4961, 7016)),
        (360, (2976, 4209)),
    ] {
        let pages = drawn(&pdf::two_pages(), Sheet::one_sided(dpi(dots)));
        assert_eq!(pages.len(), 2);
        for page in &pages {
            assert_eq!((page.width, page.height), size);
            assert_eq!(page.dots, (u32::from(dots), u32::from(dots)));
            assert_eq!((page.total, page.duplex), (2, false));
            assert_eq!(page.transforms, (1, 1));
            let scale = f64::from(dots) / 72.0;
            assert_square(page, (100.0 * scale, 642.0 * scale), 100.0 * scale);
            let middle = usize::from(dots) * 150 / 72;
            assert_eq!(page.at(middle, page.height - middle), 0);
            assert_eq!(page.at(5, 5), 255);
        }
        assert_ne!(pages[0].pixels, pages[1].pixels, "each page has its text");
    }
}

#[test]
fn what_is_larger_is_made_smaller_and_what_is_wide_is_turned() {
    let scale = 300.0 / 72.0;
    // A3: half the surface. The square is at (100, 100) from the lower left.
    let a3 = drawn(&pdf::of(&[""], (842, 1191)), Sheet::one_sided(dpi(300)));
    let shrink = scale * 595.28 / 842.0;
    assert_square(&a3[0], (100.0 * shrink, 991.0 * shrink), 100.0 * shrink);
    // A4 landscape: turned to the left, its lower left corner comes to the lower right.
    let wide = drawn(&pdf::of(&[""], (842, 595)), Sheet::one_sided(dpi(300)));
    assert_square(&wide[0], (395.0 * scale, 642.0 * scale), 100.0 * scale);
    // A5 stays as it is, in the middle.
    let small = drawn(&pdf::of(&["A5"], (420, 595)), Sheet::one_sided(dpi(300)));
    let (left, top) = ((595.0 - 420.0) / 2.0, (842.0 - 595.0) / 2.0);
    let (l, _, r, b) = small[0].frame_of_dark(2000);
    let wanted = [left + 100.0, left + 200.0, top + 495.0].map(|at| at * scale);
    for (found, wanted) in [l, r, b].into_iter().zip(wanted) {
        assert!((found as f64 - wanted).abs() <= 4.0, "{found} {wanted}");
    }
}

#[test]
fn absurd_sizes_still_make_one_sheet() {
    for size in [
        (0, 0),
        (1, 1),
        (1, 200_000),
        (2_000_000, 3),
        (4_000_000, 4_000_000),
    ] {
        let pages = drawn(&pdf::of(&["Absurde"], size), Sheet::one_sided(dpi(150)));
        assert_eq!((pages[0].width, pages[0].height), (1240, 1754), "{size:?}");
    }
}

#[test]
fn backs_are_written_as_the_printer_feeds_them() {
    let sheet = |back| Sheet {
        resolution: dpi(150),
        duplex: true,
        back,
    };
    let same = pdf::of(&["Recto", "Recto"], pdf::A4);
    let normal = drawn(&same, sheet(Back::Normal));
    assert!(normal[0].duplex && normal[0].pixels == normal[1].pixels);
    let rotated = drawn(&same, sheet(Back::Rotated));
    assert_eq!(
        (rotated[0].transforms, rotated[1].transforms),
        ((1, 1), (-1, -1))
    );
    let mut turned = rotated[1].pixels.clone();
    turned.reverse();
    assert!(turned == normal[1].pixels, "half a turn");
    let flipped = drawn(&same, sheet(Back::Flipped));
    assert_eq!(flipped[1].transforms, (1, -1));
    let lines = flipped[1].pixels.chunks(flipped[1].width).rev();
    assert!(lines.flatten().eq(&normal[1].pixels), "from bottom to top");
}

#[test]
fn what_cannot_be_printed_is_refused() {
    let refused = |pdf: &[u8]| pages(pdf).unwrap_err();
    assert!(matches!(refused(b""), PwgError::NotPdf));
    assert!(matches!(refused(b"<html>Bonjour</html>"), PwgError::NotPdf));
    assert!(matches!(refused(b"%PDF-1.7\nrien"), PwgError::NotPdf));
    assert!(matches!(refused(&pdf::locked()), PwgError::Locked));
    assert!(matches!(
        refused(&pdf::of(&[], pdf::A4)),
        PwgError::NoPage | PwgError::NotPdf
    ));
    let most = vec!["x"; MOST_PAGES];
    assert_eq!(pages(&pdf::of(&most, pdf::A4)).unwrap(), Pages(100));
    let more = vec!["x"; MOST_PAGES + 1];
    assert!(matches!(
        refused(&pdf::of(&more, pdf::A4)),
        PwgError::TooManyPages(101)
    ));
}

#[test]
fn a_writer_that_fails_is_told() {
    let mut full = [0_u8; 5000];
    let failed = rasterise(
        &pdf::two_pages(),
        Sheet::one_sided(dpi(300)),
        &mut &mut full[..],
    );
    assert!(matches!(failed, Err(PwgError::Io(_))), "{failed:?}");
}

/// Lines with long runs, short runs and none.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let run = (
        any::<u8>(),
        prop_oneof![3 => 1..4_usize, 1 => 100..400_usize],
    );
    let runs = prop::collection::vec(run, 1..200);
    runs.prop_map(|runs| runs.into_iter().flat_map(|(p, n)| vec![p; n]).collect())
}

proptest! {
    #[test]
    fn what_is_encoded_is_read_back(line in line(), again: u8) {
        let (mut coded, mut read) = (Vec::new(), Vec::new());
        encode_line(&line, again, &mut coded);
        prop_assert!(coded.len() <= 3 + line.len() * 4 / 3, "{} bytes", coded.len());
        let rest = raster::read_line(&coded, line.len(), &mut read).unwrap();
        prop_assert!(rest.is_empty());
        prop_assert_eq!(read, line.repeat(usize::from(again) + 1));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_make_it_panic(noise in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut pdf = b"%PDF-1.4\n".to_vec();
        pdf.extend(&noise);
        rasterise(&pdf, Sheet::one_sided(dpi(72)), &mut Vec::new()).ok();
        rasterise(&noise, Sheet::one_sided(dpi(72)), &mut Vec::new()).ok();
    }

    /// A file that is changed here and there is drawn or refused: nothing else.
    #[test]
    fn no_damage_makes_it_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in any::<prop::sample::Index>(),
        short: bool,
    ) {
        let mut pdf = pdf::two_pages();
        for (at, byte) in changes {
            *at.get_mut(&mut pdf[..]) = byte;
        }
        if short {
            pdf.truncate(cut.index(pdf.len()));
        }
        let mut file = Vec::new();
        if rasterise(&pdf, Sheet::one_sided(dpi(72)), &mut file).is_ok() {
            prop_assert!(raster::read(&file).is_ok());
        }
    }
}
