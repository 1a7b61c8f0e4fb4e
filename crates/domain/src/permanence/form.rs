//! Planning a permanence: from what was typed, or from a line of a file, to a
//! permanence, or to everything that must be mended.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};

use super::{Permanence, PermanenceState, Site};
use crate::{
    form::FormErrors,
    ids::{AccountId, PermanenceId, PlaceCode},
    period::parse_date,
    sensitive,
};

/// Longest reason of a move or of a cancellation, characters.
pub const REASON: usize = 200;

/// A permanence as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermanenceForm {
    /// Business date, `YYYY-MM-DD`.
    pub date: String,
    /// Beginning, local: `8:00`, `08:00`, `8h`, `8 h 30`.
    pub start: String,
    /// End, local.
    pub end: String,
    /// Code of the place.
    pub place: String,
    /// Code of what serves there; empty is the van.
    pub site: String,
    /// Logins of the crew.
    pub crew: Vec<String>,
}

/// What a permanence may name.
pub struct Planning<'a> {
    /// Whether a place receives people on a day.
    pub receives: &'a (dyn Fn(&PlaceCode, Date) -> bool + Sync),
    /// The team, by login.
    pub team: &'a BTreeMap<String, AccountId>,
}

impl PermanenceForm {
    /// Reads it, or says everything that must be mended. Fields are named as in
    /// the file: `date`, `debut`, `fin`, `lieu`, `site`, `equipe`.
    pub fn read(&self, id: PermanenceId, known: &Planning<'_>) -> Result<Permanence, FormErrors> {
        let mut errors = FormErrors::default();
        let date = parse_date(self.date.trim()).ok();
        let date = errors.take("date", "permanence-erreur-date", date);
        let start = errors.take("debut", "permanence-erreur-heure", parse_time(&self.start));
        let end = errors.take("fin", "permanence-erreur-heure", parse_time(&self.end));
        if start.zip(end).is_some_and(|(start, end)| start >= end) {
            errors.add("fin", "permanence-erreur-ordre");
        }
        let place = PlaceCode::new(self.place.trim());
        let open = date.is_none_or(|day| (known.receives)(&place, day));
        let place = errors.take("lieu", "permanence-erreur-lieu", open.then_some(place));
        let site = match self.site.trim() {
            "" => Some(Site::Bus),
            code => Site::from_code(code),
        };
        let site = errors.take("site", "permanence-erreur-site", site);
        let crew = self.read_crew(known, &mut errors);
        let read = date.zip(start).zip(end).zip(place).zip(site);
        errors.into_result(
            read.map(|((((date, start), end), place), site)| Permanence {
                id,
                date,
                start,
                end,
                place,
                site,
                crew,
                state: PermanenceState::Planned,
                stated_visites: None,
                reason: None,
                told: None,
            }),
        )
    }

    fn read_crew(&self, known: &Planning<'_>, errors: &mut FormErrors) -> Vec<AccountId> {
        let mut crew = Vec::new();
        let logins = self.crew.iter().map(|l| l.trim()).filter(|l| !l.is_empty());
        for login in logins {
            match known.team.get(&login.to_lowercase()) {
                Some(id) if crew.contains(id) => {}
                Some(id) => crew.push(id.clone()),
                None => errors.add_with(
                    "equipe",
                    "permanence-erreur-equipe",
                    [("nom", login.chars().take(40).collect())],
                ),
            }
        }
        crew
    }
}

/// Reads an hour as people write it: `8:00`, `08:00`, `8h`, `8 h 30`, `8h30`.
pub fn parse_time(text: &str) -> Option<Time> {
    let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.to_lowercase();
    let (hour, minute) = plain.split_once([':', 'h'])?;
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<i8>().ok()).flatten()
    };
    let minute = if minute.is_empty() && plain.ends_with('h') {
        0
    } else {
        number(minute).filter(|_| minute.len() == 2)?
    };
    Time::new(number(hour)?, minute, 0, 0).ok()
}

/// Reads why a permanence is moved or cancelled: said, short, without a secret.
/// What is wrong is told at `field`.
pub fn read_reason(text: &str, field: &str, errors: &mut FormErrors) -> Option<String> {
    let text = text.trim();
    if text.is_empty() {
        errors.add(field, "permanence-erreur-motif");
    } else if text.chars().count() > REASON || text.chars().any(char::is_control) {
        errors.add_with(
            field,
            "permanence-erreur-motif-long",
            [("max", REASON.to_string())],
        );
    } else if let Some(found) = sensitive::find(text) {
        errors.add(field, found.message_key());
    } else {
        return Some(text.to_owned());
    }
    None
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::civil::time;
    use proptest::prelude::proptest;

    use super::{PermanenceForm, Planning, parse_time, read_reason};
    use crate::{form::FormErrors, ids::PlaceCode};

    fn refused(form: &PermanenceForm) -> Vec<String> {
        let team = BTreeMap::from([("maryse".to_owned(), "a1".into())]);
        let known = Planning {
            receives: &|place: &PlaceCode, _| place.as_str() == "le-marin-mondesir",
            team: &team,
        };
        match form.read("p1".into(), &known) {
            Ok(_) => Vec::new(),
            Err(errors) => errors.0.into_iter().map(|e| e.field).collect(),
        }
    }

    fn good() -> PermanenceForm {
        PermanenceForm {
            date: "2026-11-24".into(),
            start: "8 h".into(),
            end: "13:00".into(),
            place: "le-marin-mondesir".into(),
            site: String::new(),
            crew: vec!["Maryse".into(), " ".into()],
        }
    }

    #[test]
    fn an_hour_is_read_as_people_write_it() {
        for (text, wanted) in [
            ("8:00", time(8, 0, 0, 0)),
            ("08:05", time(8, 5, 0, 0)),
            ("8h", time(8, 0, 0, 0)),
            ("13 h 30", time(13, 30, 0, 0)),
        ] {
            assert_eq!(parse_time(text), Some(wanted), "{text}");
        }
        for text in [
            "", "8", "24:00", "8:5", "8:60", "h", ":", "8h3", "-8:00", "8:00:00",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn a_good_line_is_planned() {
        assert_eq!(refused(&good()), Vec::<String>::new());
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let bad = PermanenceForm {
            date: "2026-02-30".into(),
            start: "matin".into(),
            end: "13:00".into(),
            place: "ailleurs".into(),
            site: "bateau".into(),
            crew: vec!["inconnue".into()],
        };
        assert_eq!(refused(&bad), ["date", "debut", "site", "equipe"]);
        assert_eq!(
            refused(&PermanenceForm {
                place: "ailleurs".into(),
                ..good()
            }),
            ["lieu"]
        );
        assert_eq!(
            refused(&PermanenceForm {
                end: "7:00".into(),
                ..good()
            }),
            ["fin"]
        );
    }

    #[test]
    fn a_reason_is_said_short_and_without_secret() {
        for bad in ["", "  ", &"a".repeat(201), "code secret : soleil1"] {
            let mut errors = FormErrors::default();
            assert_eq!(read_reason(bad, "raison", &mut errors), None, "{bad}");
            assert_eq!(errors.0[0].field, "raison", "told where it was typed");
        }
        assert!(read_reason("Panne du bus", "motif", &mut FormErrors::default()).is_some());
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_of_hours_stumble(text in ".{0,20}") {
            let _ = parse_time(&text);
        }
    }
}
