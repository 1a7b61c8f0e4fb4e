//! A document that may be printed: a PDF that was looked at.

use super::super::pwg::{self, Pages, PwgError};

/// A PDF that can be read, of a known number of pages. Only in memory.
pub struct Document {
    pdf: Vec<u8>,
    pages: Pages,
}

impl std::fmt::Debug for Document {
    /// Never its content.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Document({} pages, {} bytes)",
            self.pages.0,
            self.pdf.len()
        )
    }
}

impl Document {
    /// Looks at a PDF. Takes a while for a large one: not from an async task.
    ///
    /// # Errors
    /// What [`pwg::pages`] refuses.
    pub fn read(pdf: Vec<u8>) -> Result<Self, PwgError> {
        let pages = pwg::pages(&pdf)?;
        Ok(Self { pdf, pages })
    }

    /// Its pages.
    pub fn pages(&self) -> Pages {
        self.pages
    }

    /// As it came.
    pub fn pdf(&self) -> &[u8] {
        &self.pdf
    }

    /// Whether its author restricted it: printers differ on these, and drawing it here
    /// does not.
    pub fn is_restricted(&self) -> bool {
        self.pdf.windows(8).any(|eight| eight == b"/Encrypt")
    }
}
