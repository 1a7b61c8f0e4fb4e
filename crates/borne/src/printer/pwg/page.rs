//! One page, drawn in grey and laid on a sheet of A4.

use std::io::Write;

use hayro::{
    RenderCache, RenderSettings, hayro_interpret::InterpreterSettings, hayro_syntax::page::Page,
    render, vello_cpu::Pixmap, vello_cpu::color::palette::css::WHITE,
};

use super::{Dpi, header::Side, line::encode_line};

/// Finest drawing, in dots for one inch. Above it pixels are drawn once and written two,
/// three or four times: eight bits of grey at this fineness print small letters well,
/// and a page at 1,200 dots would be 560 MB.
pub const FINEST: u16 = 400;
/// A4 in points, as headers round it.
pub const A4_POINTS: (u32, u32) = (595, 842);
/// A4 in points, as it is.
const A4: (f32, f32) = (210.0 * 72.0 / 25.4, 297.0 * 72.0 / 25.4);
const PAPER: u8 = 255;

/// Width and height of A4, in pixels: 2480 × 3508 at 300 dots for one inch.
pub fn a4_pixels(resolution: Dpi) -> (u16, u16) {
    let dots = f32::from(resolution.dots());
    (pixels(A4.0 * dots / 72.0), pixels(A4.1 * dots / 72.0))
}

/// The nearest number of pixels, at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped, and the largest sheet has 14,031 lines"
)]
fn pixels(length: f32) -> u16 {
    length.round().clamp(1.0, 16_384.0) as u16
}

/// Where a page goes on the sheet, in pixels of the drawing.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Place {
    /// Pixels for one point.
    scale: f32,
    /// The drawing is turned to the left by a quarter.
    turned: bool,
    /// Width and height of the drawing, before it is turned.
    size: (u16, u16),
    /// White at the left and at the top.
    margin: (usize, usize),
}

impl Place {
    /// Lays a page of a size in points on a sheet drawn at some dots for one inch.
    fn of((width, height): (f32, f32), drawn: Dpi) -> Self {
        let turned = width > height && width > A4.0;
        let (across, down) = if turned {
            (height, width)
        } else {
            (width, height)
        };
        let shrink = (A4.0 / across).min(A4.1 / down).min(1.0);
        let shrink = if shrink.is_finite() { shrink } else { 1.0 };
        let scale = shrink * f32::from(drawn.dots()) / 72.0;
        let sheet = a4_pixels(drawn);
        let laid = (
            pixels(across * scale).min(sheet.0),
            pixels(down * scale).min(sheet.1),
        );
        Self {
            scale,
            turned,
            size: if turned { (laid.1, laid.0) } else { laid },
            margin: (
                usize::from(sheet.0 - laid.0) / 2,
                usize::from(sheet.1 - laid.1) / 2,
            ),
        }
    }
}

/// A page that is drawn.
pub struct Drawn {
    picture: Pixmap,
    place: Place,
    /// How many times each pixel is written, across and down.
    times: usize,
    sheet: (usize, usize),
}

/// Draws a page for a resolution.
pub fn draw<'a>(
    page: &'a Page<'a>,
    cache: &RenderCache<'a>,
    settings: &InterpreterSettings,
    resolution: Dpi,
) -> Drawn {
    let times = (1..=4).find(|times| {
        let dots = resolution.dots();
        dots.is_multiple_of(*times) && dots / times <= FINEST
    });
    let times = times.unwrap_or(1);
    let place = Place::of(page.render_dimensions(), Dpi(resolution.dots() / times));
    let asked = RenderSettings {
        x_scale: place.scale,
        y_scale: place.scale,
        width: Some(place.size.0),
        height: Some(place.size.1),
        bg_color: WHITE,
    };
    let (width, height) = a4_pixels(resolution);
    Drawn {
        picture: render(page, cache, settings, &asked),
        place,
        times: usize::from(times),
        sheet: (width.into(), height.into()),
    }
}

impl Drawn {
    /// Writes the lines of the sheet; equal ones go together.
    pub fn write(&self, side: Side, to: &mut impl Write) -> std::io::Result<()> {
        let (width, height) = self.sheet;
        let (mut line, mut last) = (vec![PAPER; width], Vec::new());
        let (mut again, mut coded) = (0_u8, Vec::with_capacity(width));
        for y in 0..height {
            self.line(if side.upwards { height - 1 - y } else { y }, &mut line);
            if side.mirrored {
                line.reverse();
            }
            if line == last && again < u8::MAX {
                again += 1;
                continue;
            }
            send(&last, again, &mut coded, to)?;
            again = 0;
            last.clone_from(&line);
        }
        send(&last, again, &mut coded, to)
    }

    /// One line of the sheet.
    fn line(&self, y: usize, line: &mut [u8]) {
        line.fill(PAPER);
        let (width, height) = (
            usize::from(self.place.size.0),
            usize::from(self.place.size.1),
        );
        let (across, down) = if self.place.turned {
            (height, width)
        } else {
            (width, height)
        };
        let (left, top) = self.place.margin;
        let Some(v) = (y / self.times).checked_sub(top).filter(|v| *v < down) else {
            return;
        };
        let places = line.chunks_mut(self.times).skip(left);
        for (u, place) in places.take(across).enumerate() {
            place.fill(if self.place.turned {
                self.grey((width - 1 - v) + u * width)
            } else {
                self.grey(u + v * width)
            });
        }
    }

    /// Grey of a pixel of the drawing, by its index: the weights of ITU-R BT.601.
    fn grey(&self, index: usize) -> u8 {
        self.picture.data().get(index).map_or(PAPER, |pixel| {
            let weighed =
                77 * u16::from(pixel.r) + 150 * u16::from(pixel.g) + 29 * u16::from(pixel.b);
            weighed.to_be_bytes()[0]
        })
    }
}

fn send(line: &[u8], again: u8, coded: &mut Vec<u8>, to: &mut impl Write) -> std::io::Result<()> {
    if line.is_empty() {
        return Ok(());
    }
    coded.clear();
    encode_line(line, again, coded);
    to.write_all(coded)
}
