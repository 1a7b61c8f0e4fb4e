//! A photo or a scan, as one A4 page: upright, and without what it says of where and when it
//! was taken.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, Limits, RgbaImage,
    codecs::{jpeg::JpegDecoder, jpeg::JpegEncoder, png::PngDecoder},
    imageops::FilterType,
};

use super::{Paper, PaperError, assembled};

/// Most points of a photo that is decoded: three bytes of memory each.
const MOST_POINTS: u64 = 50_000_000;
/// Longest side, points.
const MOST_SIDE: u32 = 16_000;
/// Most memory that a decoder may ask for, bytes.
const MOST_MEMORY: u64 = 256 << 20;
/// A4 at 300 points an inch: more would print the same.
const FIT: (u32, u32) = (2_480, 3_508);
/// Quality of the picture that is written, of 100.
const QUALITY: u8 = 88;
/// A4 and its margin, in points of 1/72 inch.
const SHEET: (f64, f64) = (595.28, 841.89);
const MARGIN: f64 = 20.0;

/// What a photo is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl Format {
    /// By the first bytes: a name of a file says nothing.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }
}

/// Makes a page of a photo.
///
/// # Errors
/// When it is broken, or has too many points.
pub fn page(bytes: &[u8], format: Format) -> Result<Paper, PaperError> {
    let photo = match format {
        Format::Jpeg => upright(JpegDecoder::new(Cursor::new(bytes)).map_err(broken)?)?,
        Format::Png => {
            let bounded = Limits::default();
            let decoder = PngDecoder::with_limits(Cursor::new(bytes), bounded);
            upright(decoder.map_err(broken)?)?
        }
    };
    let photo = fitted(photo);
    let mut written = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut written, QUALITY);
    let opaque = on_white(photo);
    encoder.encode_image(&opaque).map_err(broken)?;
    Ok(sheet(&written, (opaque.width(), opaque.height())))
}

fn broken(_: ImageError) -> PaperError {
    PaperError::Broken
}

/// Decodes within bounds, and turns it as the camera was held.
fn upright(mut decoder: impl ImageDecoder) -> Result<DynamicImage, PaperError> {
    let (width, height) = decoder.dimensions();
    let points = u64::from(width) * u64::from(height);
    if points > MOST_POINTS || width.max(height) > MOST_SIDE {
        return Err(PaperError::TooManyPixels);
    }
    if points == 0 {
        return Err(PaperError::Broken);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    decoder.set_limits(limits).map_err(broken)?;
    let turn = decoder.orientation().map_err(broken)?;
    let mut photo = DynamicImage::from_decoder(decoder).map_err(broken)?;
    photo.apply_orientation(turn);
    Ok(photo)
}

/// No larger than a sheet can show, whichever way it is held.
fn fitted(photo: DynamicImage) -> DynamicImage {
    let (width, height) = if photo.width() > photo.height() {
        (FIT.1, FIT.0)
    } else {
        FIT
    };
    if photo.width() <= width && photo.height() <= height {
        return photo;
    }
    photo.resize(width, height, FilterType::Triangle)
}

/// What lets through shows the paper.
fn on_white(photo: DynamicImage) -> DynamicImage {
    if !photo.color().has_alpha() {
        return DynamicImage::ImageRgb8(photo.into_rgb8());
    }
    let mut layer: RgbaImage = photo.into_rgba8();
    for point in layer.pixels_mut() {
        let [red, green, blue, alpha] = point.0;
        let over = |part: u8| {
            let mixed = u32::from(part) * u32::from(alpha) + 255 * (255 - u32::from(alpha));
            u8::try_from(mixed / 255).unwrap_or(u8::MAX)
        };
        point.0 = [over(red), over(green), over(blue), 255];
    }
    DynamicImage::ImageRgb8(DynamicImage::ImageRgba8(layer).into_rgb8())
}

/// One page, upright or lying as the photo is, with the photo in the middle of it.
fn sheet(jpeg: &[u8], (width, height): (u32, u32)) -> Paper {
    let (across, up) = if width > height {
        (SHEET.1, SHEET.0)
    } else {
        SHEET
    };
    let (w, h) = (f64::from(width), f64::from(height));
    let scale = ((across - 2.0 * MARGIN) / w).min((up - 2.0 * MARGIN) / h);
    let (w, h) = (w * scale, h * scale);
    let (x, y) = ((across - w) / 2.0, (up - h) / 2.0);
    let drawing = format!("q {w:.2} 0 0 {h:.2} {x:.2} {y:.2} cm /P Do Q");
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {across} {up}] /Resources << /XObject << /P 5 0 R >> >> /Contents 4 0 R >>"
    );
    let mut picture = format!(
        "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {} >>\nstream\n",
        jpeg.len()
    )
    .into_bytes();
    picture.extend(jpeg);
    picture.extend(b"\nendstream");
    let contents = format!(
        "<< /Length {} >>\nstream\n{drawing}\nendstream",
        drawing.len()
    );
    let pdf = assembled(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_vec(),
        page.into_bytes(),
        contents.into_bytes(),
        picture,
    ]);
    Paper { pdf, pages: 1 }
}
