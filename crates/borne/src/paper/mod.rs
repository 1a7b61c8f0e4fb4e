//! What people bring, made fit to print: a PDF without anything that acts, or a photo as one
//! A4 page.
//!
//! Nothing is taken away from a PDF: a new one is written, with what draws its pages and
//! nothing else, so that what nobody thought of stays behind (decision 0019). What comes is
//! read as bytes that nobody vouches for: depth, number of values, inflated bytes and pixels
//! are all bounded before anything is allocated for them.

mod file;
mod object;
mod pages;
mod photo;
mod write;

use file::File;

/// Largest paper that is read, bytes.
pub const MOST_BYTES: usize = 20 << 20;
/// Most pages.
pub const MOST_PAGES: usize = 30;

/// A paper that only draws.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// A PDF of our own writing.
    pub pdf: Vec<u8>,
    /// Its pages, 1 to 30.
    pub pages: u32,
}

/// Why a paper is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// No byte.
    #[error("le fichier est vide")]
    Empty,
    /// Over 20 MB.
    #[error("le fichier dépasse 20 Mo")]
    TooLarge,
    /// Over 30 pages.
    #[error("le document dépasse 30 pages")]
    TooManyPages,
    /// It asks for a password, or is bound to a program.
    #[error("le document est protégé")]
    Encrypted,
    /// No page can be read in it, or it is made to exhaust who reads it.
    #[error("le document est abîmé")]
    Broken,
    /// Neither a PDF, nor a JPEG, nor a PNG.
    #[error("ce n’est ni un PDF ni une photo")]
    Unknown,
    /// A photo of more points than any camera that people carry.
    #[error("la photo est trop grande")]
    TooManyPixels,
}

impl PaperError {
    /// Stable code, for the key of its sentence.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "vide",
            Self::TooLarge => "lourd",
            Self::TooManyPages => "pages",
            Self::Encrypted => "protege",
            Self::Broken => "abime",
            Self::Unknown => "inconnu",
            Self::TooManyPixels => "points",
        }
    }
}

/// Makes a paper fit to print.
///
/// # Errors
/// When it is empty, too large, protected, broken, or no paper at all.
pub fn clean(bytes: &[u8]) -> Result<Paper, PaperError> {
    if bytes.is_empty() {
        return Err(PaperError::Empty);
    }
    if bytes.len() > MOST_BYTES {
        return Err(PaperError::TooLarge);
    }
    if let Some(format) = photo::Format::of(bytes) {
        return photo::page(bytes, format);
    }
    if !is_pdf(bytes) {
        return Err(PaperError::Unknown);
    }
    let file = File::read(bytes)?;
    let pages = pages::of(&file)?;
    write::pdf(&file, &pages)
}

/// The mark may stand anywhere in the first kilobyte (ISO 32000-1, annex H, note 13).
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|w| w == b"%PDF-")
}

/// Seals a written PDF: header, objects numbered from 1, table, trailer. The first object is
/// the catalogue.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut places = Vec::with_capacity(objects.len());
    for (object, number) in objects.iter().zip(1..) {
        places.push(out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        out.extend(object);
        out.extend(b"\nendobj\n");
    }
    let (table, size) = (out.len(), objects.len() + 1);
    out.extend(format!("xref\n0 {size}\n0000000000 65535 f \n").bytes());
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let end = format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n");
    out.extend(end.bytes());
    out
}

#[cfg(test)]
mod tests;
