//! The form by which a coordinator sets a kiosk.

use std::ops::RangeInclusive;

use super::Settings;
use crate::{courrier::is_address, form::FormErrors};

/// Longest note of opening, characters.
const LONGEST_OPENING: usize = 200;
/// Screens between 7 and 100 inches, in tenths.
const DIAGONALS: RangeInclusive<u16> = 70..=1000;
/// Pages that may be free of charge, at most.
const MOST_PAGES: u16 = 1000;

/// What the form sends: every field as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SettingsForm {
    /// Code of a place; empty when it is not said.
    pub place: String,
    /// Address of the person of the site.
    pub referent: String,
    /// When the place opens.
    pub opening: String,
    /// Inches, « 21,5 ».
    pub diagonal: String,
    /// Pages of a session.
    pub pages_per_session: String,
    /// Pages of a day.
    pub pages_per_day: String,
}

impl SettingsForm {
    /// The settings and the address, or what is wrong; `is_place`: whether a code is that of a
    /// place of the territory. Whether the kiosk is being looked after is not asked here.
    ///
    /// # Errors
    /// Every refusal, each at its field.
    pub fn read(
        &self,
        is_place: impl Fn(&str) -> bool,
    ) -> Result<(Settings, Option<String>), FormErrors> {
        let mut errors = FormErrors::default();
        let referent = self.referent.trim();
        if !referent.is_empty() && !is_address(referent) {
            errors.add("referent", "borne-reglage-adresse-faute");
        }
        if !self.place.is_empty() && !is_place(&self.place) {
            errors.add("lieu", "borne-reglage-lieu-faute");
        }
        let opening = self.opening.trim();
        if opening.chars().count() > LONGEST_OPENING {
            errors.add("ouverture", "borne-reglage-ouverture-faute");
        }
        let diagonal = read_or_add(
            &mut errors,
            "diagonale",
            "borne-reglage-diagonale-faute",
            inches(&self.diagonal),
        );
        let pages = |text: &str| number(text, 0..=MOST_PAGES);
        let session = read_or_add(
            &mut errors,
            "pages_session",
            "borne-reglage-pages-faute",
            pages(&self.pages_per_session),
        );
        let day = read_or_add(
            &mut errors,
            "pages_jour",
            "borne-reglage-pages-faute",
            pages(&self.pages_per_day),
        );
        let settings = Settings {
            place: self.place.clone(),
            opening: opening.to_owned(),
            diagonal,
            pages_per_session: session,
            pages_per_day: day,
            maintenance: false,
        };
        let referent = (!referent.is_empty()).then(|| referent.to_owned());
        errors.into_result(Some((settings, referent)))
    }

    /// The form of a kiosk as it is set.
    pub fn of(settings: &Settings, referent: Option<&str>) -> Self {
        let number = |n: Option<u16>| n.map(|n| n.to_string()).unwrap_or_default();
        Self {
            place: settings.place.clone(),
            referent: referent.unwrap_or_default().to_owned(),
            opening: settings.opening.clone(),
            diagonal: settings.diagonal.map(in_inches).unwrap_or_default(),
            pages_per_session: number(settings.pages_per_session),
            pages_per_day: number(settings.pages_per_day),
        }
    }
}

/// « 21,5 » for 215 tenths of an inch.
fn in_inches(tenths: u16) -> String {
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{},{rest}", tenths / 10),
    }
}

/// What was typed is not what was asked.
struct Wrong;

/// A field that may be empty.
type Read = Result<Option<u16>, Wrong>;

fn read_or_add(errors: &mut FormErrors, field: &str, key: &'static str, read: Read) -> Option<u16> {
    read.unwrap_or_else(|Wrong| {
        errors.add(field, key);
        None
    })
}

fn number(text: &str, range: RangeInclusive<u16>) -> Read {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let value = text.parse().map_err(|_| Wrong)?;
    range.contains(&value).then_some(Some(value)).ok_or(Wrong)
}

fn inches(text: &str) -> Read {
    let text = text.trim().replace('.', ",");
    let (whole, tenth) = text.split_once(',').unwrap_or((&text, "0"));
    if text.is_empty() {
        return Ok(None);
    }
    if tenth.len() != 1 {
        return Err(Wrong);
    }
    number(&format!("{whole}{tenth}"), DIAGONALS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> SettingsForm {
        SettingsForm {
            place: "borne-le-marin".into(),
            referent: " mairie@exemple.fr ".into(),
            opening: "Jour et nuit".into(),
            diagonal: "21,5".into(),
            pages_per_session: "10".into(),
            pages_per_day: String::new(),
        }
    }

    fn refused(change: impl FnOnce(&mut SettingsForm)) -> Vec<String> {
        let mut form = form();
        change(&mut form);
        let errors = form.read(|code| code == "borne-le-marin").unwrap_err();
        errors.0.into_iter().map(|e| e.field).collect()
    }

    #[test]
    fn what_was_read_gives_the_same_form_back() {
        let (settings, referent) = form().read(|_| true).unwrap();
        assert_eq!(settings.diagonal, Some(215));
        assert_eq!(
            (settings.pages_per_session, settings.pages_per_day),
            (Some(10), None)
        );
        assert_eq!(referent.as_deref(), Some("mairie@exemple.fr"));
        let again = SettingsForm::of(&settings, referent.as_deref());
        assert_eq!(
            again,
            SettingsForm {
                referent: "mairie@exemple.fr".into(),
                ..form()
            }
        );
        assert_eq!(
            SettingsForm::default().read(|_| false).unwrap(),
            (Settings::default(), None)
        );
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        assert_eq!(refused(|f| f.referent = "mairie".into()), ["referent"]);
        assert_eq!(refused(|f| f.place = "lune".into()), ["lieu"]);
        assert_eq!(refused(|f| f.opening = "x".repeat(201)), ["ouverture"]);
        for wrong in ["grand", "21,55", "6", "101", "-5"] {
            assert_eq!(
                refused(|f| f.diagonal = wrong.into()),
                ["diagonale"],
                "{wrong}"
            );
        }
        assert_eq!(
            refused(|f| f.pages_per_day = "beaucoup".into()),
            ["pages_jour"]
        );
    }
}
