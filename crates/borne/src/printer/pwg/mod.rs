//! A PDF drawn as PWG raster, in grey, on A4: what every IPP Everywhere printer takes.
//!
//! Format: PWG 5102.4, 8 bits of `sGray` for a pixel. Pages are drawn one after the
//! other and written line by line: one page is in memory at a time, and never a page
//! finer than [`FINEST`]. Nothing is drawn larger than it is; what is larger than the
//! sheet is made smaller, and what is wider than it is turned.

mod header;
mod line;
mod page;

use std::{io::Write, thread};

use hayro::{
    RenderCache,
    hayro_interpret::InterpreterSettings,
    hayro_syntax::{LoadPdfError, Pdf},
};

pub use line::encode_line;
pub use page::FINEST;

/// First bytes of the file (PWG 5102.4, 4.2).
pub const MAGIC: &[u8; 4] = b"RaS2";
/// Most pages of one document: more is not for a kiosk.
pub const MOST_PAGES: usize = 100;
/// Most bytes of one document.
pub const MOST_BYTES: usize = 64 << 20;
/// Documents nest: the reader is given room, in bytes.
const STACK: usize = 32 << 20;

/// Why a document was not drawn.
#[derive(Debug, thiserror::Error)]
pub enum PwgError {
    /// The bytes are no PDF, or one too damaged to be opened.
    #[error("not a readable PDF")]
    NotPdf,
    /// A password is needed to read it.
    #[error("the PDF is locked by a password")]
    Locked,
    /// It has no page.
    #[error("the PDF has no page")]
    NoPage,
    /// It has more than [`MOST_PAGES`]; the number is its pages.
    #[error("the PDF has too many pages: {0}")]
    TooManyPages(usize),
    /// It weighs more than [`MOST_BYTES`]; the number is its bytes.
    #[error("the PDF is too heavy: {0} bytes")]
    TooHeavy(usize),
    /// Drawing failed in a way that nobody foresaw.
    #[error("the PDF cannot be drawn")]
    Undrawable,
    /// What was drawn could not be written.
    #[error("writing the pages failed: {0}")]
    Io(#[from] std::io::Error),
}

/// Dots for one inch, the same in both directions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dpi(u16);

impl Dpi {
    /// What every office printer offers.
    pub const USUAL: Self = Self(300);

    /// A resolution that printers have: from 72 to 1,200 dots for one inch.
    pub fn new(dots: u16) -> Option<Self> {
        (72..=1200).contains(&dots).then_some(Self(dots))
    }

    /// Dots for one inch.
    pub fn dots(self) -> u16 {
        self.0
    }
}

/// How the back of a sheet is fed, `pwg-raster-document-sheet-back` (PWG 5102.4, 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Back {
    /// As the front, also `manual-tumble` when sheets turn by their long edge.
    #[default]
    Normal,
    /// From bottom to top.
    Flipped,
    /// Turned by half a turn.
    Rotated,
}

/// The sheets to draw for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Resolution of the printer.
    pub resolution: Dpi,
    /// On both sides, turned by the long edge.
    pub duplex: bool,
    /// How the back is fed.
    pub back: Back,
}

impl Sheet {
    /// One side, at a resolution.
    pub fn one_sided(resolution: Dpi) -> Self {
        Self {
            resolution,
            duplex: false,
            back: Back::Normal,
        }
    }
}

/// Number of pages: of a document, or written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pages(pub u32);

/// Looks at a document without drawing it: how many pages it has.
///
/// # Errors
/// Everything but [`PwgError::Io`].
pub fn pages(pdf: &[u8]) -> Result<Pages, PwgError> {
    apart(|| open(pdf).map(|pdf| count(&pdf)))
}

/// Draws a document and writes it, page after page. Takes a while: never call it from
/// an async task.
///
/// # Errors
/// [`PwgError`]; what was written before must then be thrown away.
pub fn rasterise(
    pdf: &[u8],
    sheet: Sheet,
    to: &mut (impl Write + Send),
) -> Result<Pages, PwgError> {
    apart(|| draw_all(&open(pdf)?, sheet, to))
}

/// Runs where there is room, and where a panic of the reader is an error.
fn apart<T: Send>(work: impl FnOnce() -> Result<T, PwgError> + Send) -> Result<T, PwgError> {
    thread::scope(|scope| {
        let started = thread::Builder::new()
            .name("pwg".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        started.join().unwrap_or(Err(PwgError::Undrawable))
    })
}

fn open(pdf: &[u8]) -> Result<Pdf, PwgError> {
    if pdf.len() > MOST_BYTES {
        return Err(PwgError::TooHeavy(pdf.len()));
    }
    // The reader would take any bytes for a damaged file and search it for objects.
    let head = pdf.get(..pdf.len().min(1024)).unwrap_or_default();
    if !head.windows(5).any(|five| five == b"%PDF-") {
        return Err(PwgError::NotPdf);
    }
    let pdf = Pdf::new(pdf.to_vec()).map_err(|refused| match refused {
        LoadPdfError::Decryption(_) => PwgError::Locked,
        LoadPdfError::Invalid => PwgError::NotPdf,
    })?;
    match pdf.pages().len() {
        0 => Err(PwgError::NoPage),
        1..=MOST_PAGES => Ok(pdf),
        more => Err(PwgError::TooManyPages(more)),
    }
}

fn count(pdf: &Pdf) -> Pages {
    Pages(u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX))
}

fn draw_all(pdf: &Pdf, sheet: Sheet, to: &mut impl Write) -> Result<Pages, PwgError> {
    let total = count(pdf);
    let (cache, settings) = (RenderCache::new(), InterpreterSettings::default());
    to.write_all(MAGIC)?;
    for (at, page) in pdf.pages().iter().enumerate() {
        let side = header::Side::of(sheet, at);
        to.write_all(&header::page(sheet, side, total))?;
        page::draw(page, &cache, &settings, sheet.resolution).write(side, to)?;
    }
    to.flush()?;
    Ok(total)
}
