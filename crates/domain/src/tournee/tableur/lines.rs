//! From the cells of a line to what it says.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use super::{Known, Tableur, cells};
use crate::{
    emplacement::{Atout, EmplacementForm},
    event::Event,
    form::FormErrors,
    ids::{AccountId, CommuneCode, PartnerCode},
    period::{Month, parse_date},
    territoire::WEEKDAYS,
    tournee::{
        Absence, AbsenceForm, Equipier, EquipierForm, Escale, EscaleForm, Presence, PresenceForm,
    },
    visite::import::{Row, fold},
};

/// What a line says: the fact, the line as it was before, the line as it becomes, and what two
/// lines of one sheet may not share.
pub(super) struct Said {
    pub key: String,
    pub event: Event,
    pub was: Option<Vec<String>>,
    pub becomes: Vec<String>,
}

/// A line under its header.
pub(super) struct Line<'a> {
    header: &'a [String],
    row: &'a Row,
}

impl<'a> Line<'a> {
    pub(super) fn new(header: &'a [String], row: &'a Row) -> Self {
        Self { header, row }
    }

    /// The cell of a column; nothing when the sheet has no such column.
    fn cell(&self, column: &str) -> Option<&'a str> {
        let at = self.header.iter().position(|name| fold(name) == column)?;
        Some(self.row.cells.get(at).map_or("", |cell| cell.trim()))
    }

    /// The cell, or what was said before where the sheet has no such column.
    fn or(&self, column: &str, before: String) -> String {
        self.cell(column).map_or(before, str::to_owned)
    }

    /// A yes or a no: `oui`, or empty, as forms say it.
    fn yes(&self, column: &str, before: bool, errors: &mut FormErrors) -> String {
        let said = match self.cell(column) {
            None => Some(before),
            Some(text) => match fold(text).as_str() {
                "oui" | "o" | "x" | "1" | "vrai" | "true" => Some(true),
                "non" | "n" | "0" | "faux" | "false" | "" => Some(false),
                _ => None,
            },
        };
        let said = errors.take(column, "tableur-oui-non", said);
        if said == Some(true) {
            "oui".to_owned()
        } else {
            String::new()
        }
    }

    pub(super) fn read(&self, subject: Tableur, known: &Known<'_>) -> Result<Said, FormErrors> {
        match subject {
            Tableur::Equipe => self.equipier(known),
            Tableur::Escales => self.escale(known),
            Tableur::Presences => self.presence(known),
            Tableur::Absences => self.absence(known),
            Tableur::Emplacements => self.emplacement(known),
        }
    }

    fn equipier(&self, known: &Known<'_>) -> Result<Said, FormErrors> {
        let (name, before) = member(known, "nom", self.cell("nom").unwrap_or_default())?;
        let mut errors = FormErrors::default();
        let form = EquipierForm {
            driver: self.yes("conduit", before.driver, &mut errors),
            skills: self.or("savoirs", before.skills.join(", ")),
            monthly: self.or("mensuel", before.monthly.to_string()),
            share: self
                .or("part", before.share.to_string())
                .trim_end_matches(['%', ' ', '\u{a0}'])
                .to_owned(),
        };
        let read = form.read(before.account.clone(), known.author.clone(), known.at);
        let said = gathered(errors, read)?;
        Ok(Said {
            key: said.account.to_string(),
            was: Some(cells::equipier(name, before)),
            becomes: cells::equipier(name, &said),
            event: Event::EquipierSet(said),
        })
    }

    fn escale(&self, known: &Known<'_>) -> Result<Said, FormErrors> {
        let mut errors = FormErrors::default();
        let code = self.cell("lieu").unwrap_or_default();
        let found = known
            .places
            .iter()
            .find(|(_, _, said)| said.place.as_str() == code);
        let found = errors.take("lieu", "tableur-lieu-inconnu", found);
        let Some((name, commune, before)) = found else {
            return Err(errors);
        };
        let form = EscaleForm {
            served: self.yes("servi", before.served, &mut errors),
            days: match self.cell("jours") {
                None => before.days.iter().map(ToString::to_string).collect(),
                Some(text) => words(text).map(weekday).collect(),
            },
            skill: self.or("savoir", before.skill.clone().unwrap_or_default()),
            market: match self.cell("marche") {
                None => before
                    .market
                    .map_or_else(String::new, |day| day.to_string()),
                Some(text) => weekday(text),
            },
            weight: self
                .or("poids", before.weight.to_string())
                .trim_end_matches(['%', ' ', '\u{a0}'])
                .to_owned(),
        };
        let read = form.read(before.place.clone(), known.author.clone(), known.at);
        let said: Escale = gathered(errors, read)?;
        Ok(Said {
            key: said.place.to_string(),
            was: Some(cells::escale(name, commune, before)),
            becomes: cells::escale(name, commune, &said),
            event: Event::EscaleSet(said),
        })
    }

    fn presence(&self, known: &Known<'_>) -> Result<Said, FormErrors> {
        let mut errors = FormErrors::default();
        let partner = partner(known, self.cell("partenaire").unwrap_or_default());
        let partner = errors.take("partenaire", "tournee-erreur-partenaire", partner);
        let month = month(self.cell("mois").unwrap_or_default());
        let month = errors.take("mois", "tournee-erreur-premier", month);
        let (Some(partner), Some(month)) = (partner, month) else {
            return Err(errors);
        };
        let mut offers = known.presences.iter();
        let held = offers.find(|p| p.partner == partner && p.month == month);
        let typed = words(self.cell("jours").unwrap_or_default());
        let days: Vec<String> = typed.map(|text| day_of(month, text)).collect();
        let form = PresenceForm {
            wanted: match self.cell("voulues").unwrap_or_default() {
                "" => days.len().to_string(),
                text => text.to_owned(),
            },
            days: days.join(","),
        };
        let said: Presence = form.read(partner, month, known.author.clone(), known.at)?;
        Ok(Said {
            key: said.key(),
            was: held.map(|p| cells::presence(known, p)),
            becomes: cells::presence(known, &said),
            event: Event::PresenceSet(said),
        })
    }

    fn absence(&self, known: &Known<'_>) -> Result<Said, FormErrors> {
        let who = self.cell("qui").unwrap_or_default();
        let account: Option<AccountId> = if fold(who) == fold(known.van) {
            None
        } else {
            Some(member(known, "qui", who)?.1.account.clone())
        };
        let form = AbsenceForm {
            from: iso(self.cell("du").unwrap_or_default()),
            to: iso(self.cell("au").unwrap_or_default()),
            kind: fold(self.cell("genre").unwrap_or_default()),
            title: self.or("intitule", String::new()),
        };
        let id = (known.new_id)().into();
        let said: Absence = form.read(id, account, known.author.clone(), known.at)?;
        let becomes = cells::absence(known, &said);
        let held = known.absences.iter().filter(|a| !a.cancelled);
        let was = held
            .map(|a| cells::absence(known, a))
            .find(|cells| *cells == becomes);
        Ok(Said {
            key: becomes.join("\n"),
            was,
            becomes,
            event: Event::AbsenceSet(said),
        })
    }
}

impl Line<'_> {
    /// A site is known by its name in its commune.
    fn emplacement(&self, known: &Known<'_>) -> Result<Said, FormErrors> {
        let mut errors = FormErrors::default();
        let name = self.cell("nom").unwrap_or_default();
        let commune = commune(known, self.cell("commune").unwrap_or_default());
        let held = known.emplacements.iter().find(|e| {
            !e.withdrawn && fold(&e.name) == fold(name) && Some(&e.commune) == commune.as_ref()
        });
        let mut has = BTreeSet::new();
        for atout in Atout::ALL {
            let before = held.is_some_and(|e| e.has.contains(atout));
            if self.yes(atout.code(), before, &mut errors) == "oui" {
                has.insert(*atout);
            }
        }
        let form = EmplacementForm {
            name: name.to_owned(),
            commune,
            latitude: self.or("latitude", String::new()),
            longitude: self.or("longitude", String::new()),
            owner: self.or(
                "proprietaire",
                held.map_or_else(String::new, |e| e.owner.clone()),
            ),
            has,
            note: self.or(
                "note",
                held.and_then(|e| e.note.clone()).unwrap_or_default(),
            ),
        };
        let id = held.map_or_else(|| (known.new_id)().into(), |e| e.id.clone());
        let said = gathered(errors, form.read(id, known.author.clone(), known.at))?;
        Ok(Said {
            key: format!("{}/{}", said.commune, fold(&said.name)),
            was: held.map(|e| cells::emplacement(known, e)),
            becomes: cells::emplacement(known, &said),
            event: Event::EmplacementSet(said),
        })
    }
}

fn commune(known: &Known<'_>, text: &str) -> Option<CommuneCode> {
    let mut all = known.communes.iter();
    let found = all.find(|(name, code)| fold(name) == fold(text) || code.as_str() == text.trim());
    found.map(|(_, code)| code.clone())
}

/// What a form read, with what was wrong before it.
fn gathered<T>(mut errors: FormErrors, read: Result<T, FormErrors>) -> Result<T, FormErrors> {
    match read {
        Ok(said) => errors.into_result(Some(said)),
        Err(more) => {
            errors.0.extend(more.0);
            Err(errors)
        }
    }
}

/// The member of the team of a name, however it is written.
fn member<'a>(
    known: &Known<'a>,
    column: &'static str,
    name: &str,
) -> Result<(&'a str, &'a Equipier), FormErrors> {
    let mut errors = FormErrors::default();
    let mut found = known.team.iter().filter(|(n, _)| fold(n) == fold(name));
    match (found.next(), found.next()) {
        (Some((name, said)), None) => return Ok((name, said)),
        (Some(_), Some(_)) => errors.add(column, "tableur-nom-double"),
        (None, _) => errors.add(column, "tableur-nom-inconnu"),
    }
    Err(errors)
}

fn partner(known: &Known<'_>, text: &str) -> Option<PartnerCode> {
    let word = fold(text);
    let mut all = known.partners.iter();
    let found = all.find(|(name, code)| fold(name) == word || fold(code.as_str()) == word);
    found.map(|(_, code)| code.clone())
}

/// Words between commas, semicolons or lines.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// The number of a weekday, from its name, its three first letters or its number. What is none
/// of them stays as it is, for the form to refuse.
fn weekday(text: &str) -> String {
    let word = fold(text);
    let found = WEEKDAYS
        .iter()
        .find(|(_, name)| *name == word || (word.len() >= 3 && name.starts_with(word.as_str())));
    found.map_or_else(
        || text.trim().to_owned(),
        |(day, _)| day.to_monday_one_offset().to_string(),
    )
}

/// `2026-12`, `12/2026`, or a day of it, as spreadsheets like to make of a month.
fn month(text: &str) -> Option<Month> {
    let text = text.trim();
    if let Ok(month) = text.parse() {
        return Some(month);
    }
    if let Some((number, year)) = text.split_once('/')
        && !year.contains('/')
    {
        return format!("{year}-{number:0>2}").parse().ok();
    }
    parse_date(&iso(text)).ok().map(Month::of)
}

/// A day of a month: its number, or the whole date.
fn day_of(month: Month, text: &str) -> String {
    let number: Option<i8> = text.parse().ok();
    let day = number.and_then(|n| Date::new(month.year(), month.month(), n).ok());
    day.map_or_else(|| iso(text), |day| day.to_string())
}

/// `03/12/2026` as `2026-12-03`; anything else as it is.
fn iso(text: &str) -> String {
    let parts: Vec<&str> = text.trim().split('/').collect();
    let [day, month, year] = parts.as_slice() else {
        return text.trim().to_owned();
    };
    let (day, month, year) = (day.parse(), month.parse(), year.parse());
    let read = match (day, month, year) {
        (Ok(day), Ok(month), Ok(year)) => Date::new(year, month, day).ok(),
        _ => None,
    };
    read.filter(|read| *read > date(1900, 1, 1))
        .map_or_else(|| text.trim().to_owned(), |read| read.to_string())
}
