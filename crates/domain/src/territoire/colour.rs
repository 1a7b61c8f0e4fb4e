//! Colours of a territory, and whether they can be read one on the other.
//!
//! The contrast is that of WCAG 2.2 (relative luminance of sRGB).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{problem::Problems, table::Table};

/// Least contrast of a text on its ground (WCAG 2.2, 1.4.3).
pub const TEXT_CONTRAST: f64 = 4.5;
/// Least contrast of an icon on its plate (WCAG 2.2, 1.4.11).
pub const ICON_CONTRAST: f64 = 3.0;

/// A colour written `#0A5561`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour([u8; 3]);

/// The text is not a colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("écrivez un dièse et six signes, comme ceci : #0A5561")]
pub struct NotAColour;

impl Colour {
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Contrast with another colour, from 1 (same) to 21 (black on white).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|channel| {
            let c = f64::from(channel) / 255.0;
            if c <= 0.04045 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02X}{g:02X}{b:02X}")
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl FromStr for Colour {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()));
        let channel = |at| u8::from_str_radix(hex?.get(at..at + 2)?, 16).ok();
        match (channel(0), channel(2), channel(4)) {
            (Some(r), Some(g), Some(b)) => Ok(Self([r, g, b])),
            _ => Err(NotAColour),
        }
    }
}

impl TryFrom<String> for Colour {
    type Error = NotAColour;

    fn try_from(text: String) -> Result<Self, NotAColour> {
        text.parse()
    }
}

/// A plate and the icon drawn on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plate {
    /// Ground of the plate.
    pub ground: Colour,
    /// The icon.
    pub icon: Colour,
}

impl Plate {
    /// Reads `{ fond = "#F9DFDC", icone = "#96293A" }`; refuses an icon that cannot be seen.
    pub(crate) fn read(parent: &Table, key: &str, problems: &Problems) -> Option<Self> {
        let Some(table) = parent.table(key) else {
            if !parent.has(key) {
                parent.refuse(
                    key,
                    format!("il manque « {key} »"),
                    "ajoutez { fond = \"#…\", icone = \"#…\" }",
                );
            }
            return None;
        };
        let plate = table.parsed("fond").zip(table.parsed("icone"));
        let plate = plate.map(|(ground, icon)| Self { ground, icon });
        if let Some(contrast) = plate
            .map(|p| p.ground.contrast(p.icon))
            .filter(|c| *c < ICON_CONTRAST)
        {
            problems.add(
                table.at(),
                format!("l’icône se voit mal sur son fond (contraste {contrast:.1})"),
                "choisissez deux couleurs plus éloignées : 3 au moins",
            );
        }
        table.close();
        plate
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrasts_are_those_of_the_guide() {
        let sea: Colour = "#0A5561".parse().unwrap();
        let page: Colour = "#FAF4E8".parse().unwrap();
        assert!((sea.contrast(page) - 7.7).abs() < 0.05);
        assert!((sea.contrast(Colour::WHITE) - 8.5).abs() < 0.05);
        assert!((Colour::WHITE.contrast(Colour([0; 3])) - 21.0).abs() < 0.01);
    }

    #[test]
    fn only_six_hexadecimal_signs_make_a_colour() {
        for text in [
            "0A5561", "#0A556", "#0A55611", "#0A556G", "#é2345", "#+12345",
        ] {
            assert_eq!(text.parse::<Colour>(), Err(NotAColour), "{text}");
        }
    }
}
