//! A drawing as an image, for what does not read SVG. Our own letters, no font of the machine:
//! the same drawing gives the same bytes.

use resvg::{
    tiny_skia::{Color, Pixmap, Transform},
    usvg::{Options, Tree},
};

use crate::error::ReportError;

/// Dots of the image for each pixel of the drawing: sharp on a good screen and on paper.
const SCALE: f32 = 2.0;
const FAMILY: &str = "Atkinson Hyperlegible Next";
const FONTS: [&[u8]; 2] = [
    include_bytes!("../assets/fonts/AtkinsonHyperlegibleNext-Regular.ttf"),
    include_bytes!("../assets/fonts/AtkinsonHyperlegibleNext-Bold.ttf"),
];

/// A drawing made with `svg::Paint::Literal`, on white.
///
/// # Errors
/// A drawing that is not one, or too large to be an image.
pub fn drawing(svg: &str) -> Result<Vec<u8>, ReportError> {
    let mut options = Options {
        font_family: FAMILY.to_owned(),
        ..Options::default()
    };
    for font in FONTS {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    let refused = |why: &dyn std::fmt::Display| ReportError::Image(why.to_string());
    let tree = Tree::from_str(svg, &options).map_err(|error| refused(&error))?;
    let size = tree.size().to_int_size().scale_by(SCALE);
    let size = size.ok_or_else(|| refused(&"empty"))?;
    let pixmap = Pixmap::new(size.width(), size.height());
    let mut pixmap = pixmap.ok_or_else(|| refused(&"too large"))?;
    pixmap.fill(Color::WHITE);
    let larger = Transform::from_scale(SCALE, SCALE);
    resvg::render(&tree, larger, &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| refused(&error))
}

/// Width and height of an image in dots, as its head says.
pub(crate) fn size(png: &[u8]) -> Option<(u32, u32)> {
    let at = |from: usize| {
        let bytes = png.get(from..from + 4)?.try_into().ok()?;
        Some(u32::from_be_bytes(bytes))
    };
    Some((at(16)?, at(20)?))
}
