//! A real site where a kiosk may stand: whose it is, and whether a kiosk can live there.
//!
//! A choice among neighbourhoods says where kiosks would serve best; a choice among sites says
//! where they can be bolted to the ground.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::{AccountId, CommuneCode, EmplacementId},
    profile::choices,
    sensitive,
};

/// Longest name of a site or of its owner, signs.
pub const NAME: usize = 80;
/// Longest note, signs.
pub const NOTE: usize = 300;
/// Degrees are kept as whole millionths: about ten centimetres.
const MILLION: f64 = 1_000_000.0;

choices! {
    /// What a kiosk needs of a site.
    Atout {
        /// Mains electricity.
        Courant = "courant",
        /// A line or a signal.
        Reseau = "reseau",
        /// Open to the public day and night.
        Nuit = "nuit",
        /// Sheltered from sun and rain.
        Abri = "abri",
    }
}

impl Atout {
    /// Whether a kiosk cannot live without it. A shelter can be built.
    pub fn is_needed(self) -> bool {
        self != Self::Abri
    }
}

/// A site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Emplacement {
    /// Identifier.
    pub id: EmplacementId,
    /// What people call it.
    pub name: String,
    /// Its commune.
    pub commune: CommuneCode,
    /// Latitude, millionths of a degree.
    pub latitude: i32,
    /// Longitude, millionths of a degree.
    pub longitude: i32,
    /// Whose it is: who must say yes.
    pub owner: String,
    /// What the site has.
    pub has: BTreeSet<Atout>,
    /// What the coordination must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Given up: kept, and proposed no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

impl Emplacement {
    /// Whether a kiosk can live there: power, network, and people day and night.
    pub fn suits(&self) -> bool {
        !self.withdrawn && self.lacks().next().is_none()
    }

    /// What it lacks of what a kiosk needs.
    pub fn lacks(&self) -> impl Iterator<Item = Atout> {
        let all = Atout::ALL.iter().copied();
        all.filter(|atout| atout.is_needed() && !self.has.contains(atout))
    }

    /// Latitude and longitude, degrees.
    pub fn position(&self) -> (f64, f64) {
        let degrees = |millionths: i32| f64::from(millionths) / MILLION;
        (degrees(self.latitude), degrees(self.longitude))
    }
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmplacementForm {
    /// Name.
    pub name: String,
    /// Code of a commune of the territory, or nothing when it is none.
    pub commune: Option<CommuneCode>,
    /// Degrees, with a point or a comma.
    pub latitude: String,
    /// Degrees.
    pub longitude: String,
    /// Owner.
    pub owner: String,
    /// What it has.
    pub has: BTreeSet<Atout>,
    /// Note.
    pub note: String,
}

impl EmplacementForm {
    /// Reads it, or says everything that must be mended. Fields are named as in the page:
    /// `nom`, `commune`, `latitude`, `longitude`, `proprietaire`, `note`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(
        &self,
        id: EmplacementId,
        author: AccountId,
        at: i64,
    ) -> Result<Emplacement, FormErrors> {
        let mut errors = FormErrors::default();
        let name = text(&self.name, NAME).filter(|name| !name.is_empty());
        let name = errors.take("nom", "emplacement-erreur-nom", name);
        let commune = errors.take(
            "commune",
            "emplacement-erreur-commune",
            self.commune.clone(),
        );
        let latitude = degrees(&self.latitude, 90.0);
        let latitude = errors.take("latitude", "emplacement-erreur-position", latitude);
        let longitude = degrees(&self.longitude, 180.0);
        let longitude = errors.take("longitude", "emplacement-erreur-position", longitude);
        let owner = errors.take(
            "proprietaire",
            "emplacement-erreur-texte",
            text(&self.owner, NAME),
        );
        let note = errors.take("note", "emplacement-erreur-texte", text(&self.note, NOTE));
        let whole = name
            .zip(commune)
            .zip(latitude.zip(longitude))
            .zip(owner.zip(note));
        errors.into_result(whole.map(
            |(((name, commune), (latitude, longitude)), (owner, note))| Emplacement {
                id,
                name,
                commune,
                latitude,
                longitude,
                owner,
                has: self.has.clone(),
                note: Some(note).filter(|note| !note.is_empty()),
                withdrawn: false,
                author,
                at,
            },
        ))
    }
}

/// A text on one line, short enough and without secrets.
fn text(typed: &str, most: usize) -> Option<String> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let good = line.chars().count() <= most
        && !line.chars().any(char::is_control)
        && sensitive::find(&line).is_none();
    good.then_some(line)
}

/// Degrees as millionths.
fn degrees(typed: &str, most: f64) -> Option<i32> {
    let degrees: f64 = typed.trim().replace(',', ".").parse().ok()?;
    let read = (-most..=most).contains(&degrees);
    // In range, the millionths of a degree are far under the bounds of an i32.
    #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
    read.then(|| (degrees * MILLION).round() as i32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn form() -> EmplacementForm {
        EmplacementForm {
            name: "  Parvis de la  mairie ".into(),
            commune: Some("97217".into()),
            latitude: "14,47".into(),
            longitude: "-60.87".into(),
            owner: "Ville du Marin".into(),
            has: [Atout::Courant, Atout::Reseau, Atout::Nuit].into(),
            ..EmplacementForm::default()
        }
    }

    #[test]
    fn a_site_says_whether_a_kiosk_can_live_there() {
        let read = form().read("e".into(), "c".into(), 1).expect("good");
        assert_eq!(read.name, "Parvis de la mairie");
        assert_eq!((read.latitude, read.longitude), (14_470_000, -60_870_000));
        assert!(read.suits() && !read.has.contains(&Atout::Abri));
        for atout in [Atout::Courant, Atout::Reseau, Atout::Nuit] {
            let mut less = read.clone();
            less.has.remove(&atout);
            assert!(!less.suits(), "{less:?}");
            assert_eq!(less.lacks().collect::<Vec<_>>(), [atout]);
        }
        let gone = Emplacement {
            withdrawn: true,
            ..read
        };
        assert!(!gone.suits());
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let bad = EmplacementForm {
            name: String::new(),
            commune: None,
            latitude: "91".into(),
            longitude: "ouest".into(),
            note: "a".repeat(NOTE + 1),
            ..form()
        };
        let errors = bad.read("e".into(), "c".into(), 1).unwrap_err();
        let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["nom", "commune", "latitude", "longitude", "note"]);
    }

    proptest! {
        /// A position comes back as it was typed, to the millionth of a degree.
        #[test]
        fn a_position_is_kept(lat in -90_000_000_i32..=90_000_000, lon in -180_000_000_i32..=180_000_000) {
            let typed = EmplacementForm {
                latitude: format!("{}", f64::from(lat) / MILLION),
                longitude: format!("{}", f64::from(lon) / MILLION).replace('.', ","),
                ..form()
            };
            let read = typed.read("e".into(), "c".into(), 1).expect("good");
            prop_assert_eq!((read.latitude, read.longitude), (lat, lon));
        }
    }
}
