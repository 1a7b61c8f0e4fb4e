//! A poster: the passages of the van in a commune in a month, to be put up where people go.

use jiff::civil::Date;
use serde::Serialize;

use crate::{error::ReportError, svg::qr};

/// Size of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 297 × 420 mm: the same, larger.
    A3,
}

/// A line of the poster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// « mardi 24 ».
    pub day: String,
    /// « de 8 h à 13 h ».
    pub hours: String,
    /// Where.
    pub place: String,
    /// What changed and why, may be empty.
    pub note: String,
    /// Whether it will not be: struck out.
    pub off: bool,
}

/// What the poster says: every word comes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Affiche {
    /// Tag of its language.
    pub lang: String,
    /// Size.
    pub paper: Paper,
    /// Name of the relay.
    pub issuer: String,
    /// « Le bus au Marin ».
    pub title: String,
    /// « novembre 2026 ».
    pub month: String,
    /// Heads of the columns: day, hours, place.
    pub columns: [String; 3],
    /// The passages, in order.
    pub lines: Vec<Line>,
    /// Said when there is none.
    pub none: String,
    /// What to know before coming, a sentence each.
    pub advice: Vec<String>,
    /// « Téléphone », then the number; both empty when there is none.
    pub phone: [String; 2],
    /// Page that the code leads to, whole.
    pub address: String,
    /// The same, as it is typed.
    pub shown: String,
    /// What the code is, for those who do not see it.
    pub code_alt: String,
    /// When it was made: « Imprimé le 24 novembre 2026 ».
    pub made: String,
}

#[derive(Serialize)]
struct Sheet<'a> {
    #[serde(flatten)]
    affiche: &'a Affiche,
    code: String,
}

/// Composes the poster. Takes some tens of milliseconds: call it away from the threads that
/// serve pages.
///
/// # Errors
/// When the address is too long for a code, or the document is refused.
pub fn affiche(affiche: &Affiche, made_on: Date) -> Result<Vec<u8>, ReportError> {
    let code = qr::draw(&affiche.address)?;
    let sheet = Sheet { affiche, code };
    let ident = blake3::hash(&serde_json::to_vec(affiche)?);
    super::compose("affiche.typ", &sheet, ident.to_hex().as_str(), made_on)
}
