//! A module and a session as typed.

use jiff::civil::Date;

use super::{Donneur, Module, Nature, Session};
use crate::{
    financement::Cents,
    form::FormErrors,
    ids::PartnerCode,
    period::parse_date,
    projet::{line, needed},
    tournee,
};

/// Longest module, minutes: a thousand hours.
const LONGEST: u32 = 60_000;
/// Longest session, days.
const DAYS: i32 = 366;
/// Longest validity, months.
const MONTHS: u16 = 240;

/// A module as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModuleForm {
    /// Title.
    pub title: String,
    /// Code of a [`Donneur`].
    pub giver: String,
    /// Code of a partner, or empty.
    pub partner: String,
    /// Code of a [`Nature`].
    pub nature: String,
    /// Hours: `7`, `3,5`, `3 h 30`.
    pub hours: String,
    /// What it attests.
    pub attests: String,
    /// Months of validity, or empty.
    pub months: String,
    /// A skill, or empty.
    pub skill: String,
}

impl ModuleForm {
    /// As a module would have been typed.
    pub fn of(m: &Module) -> Self {
        let partner = m.partner.as_ref().map(ToString::to_string);
        let months = m.months.map(|n| n.to_string());
        Self {
            title: m.title.clone(),
            giver: m.giver.code().to_owned(),
            partner: partner.unwrap_or_default(),
            nature: m.nature.code().to_owned(),
            hours: hours(m.minutes),
            attests: m.attests.clone(),
            months: months.unwrap_or_default(),
            skill: m.skill.clone().unwrap_or_default(),
        }
    }

    /// Reads it. Fields: `intitule`, `par`, `partenaire`, `nature`, `heures`, `atteste`,
    /// `validite`, `savoir`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Module, FormErrors> {
        let mut errors = FormErrors::default();
        let title = needed("intitule", &self.title, &mut errors);
        let giver = Donneur::from_code(&self.giver);
        let giver = errors.take("par", "formation-par-choisir", giver);
        let partner = Some(self.partner.trim()).filter(|code| !code.is_empty());
        if giver == Some(Donneur::Partenaire) && partner.is_none() {
            errors.add("partenaire", "formation-partenaire-choisir");
        }
        let nature = Nature::from_code(&self.nature);
        let nature = errors.take("nature", "formation-nature-choisir", nature);
        let minutes = errors.take("heures", "formation-heures-lire", minutes(&self.hours));
        let attests = line("atteste", &self.attests, &mut errors);
        let months = self.read_months(&mut errors);
        let skill = errors.take(
            "savoir",
            "formation-savoir-lire",
            tournee::words(&self.skill, 1),
        );
        let read = title.zip(giver).zip(nature).zip(minutes).zip(skill);
        errors.into_result(
            read.map(|((((title, giver), nature), minutes), skill)| Module {
                code: code.to_owned(),
                title,
                giver,
                partner: partner.map(PartnerCode::new),
                nature,
                minutes,
                attests,
                months,
                skill: skill.into_iter().next(),
                removed: false,
            }),
        )
    }

    fn read_months(&self, errors: &mut FormErrors) -> Option<u16> {
        let typed = self.months.trim();
        if typed.is_empty() {
            return None;
        }
        let read = typed.parse().ok();
        let read = read.filter(|months| (1..=MONTHS).contains(months));
        errors.take("validite", "formation-validite-lire", read)
    }
}

/// A session as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionForm {
    /// Code of a module.
    pub module: String,
    /// First day.
    pub from: String,
    /// Last day; empty: the same.
    pub to: String,
    /// Hours; empty: those of the module.
    pub hours: String,
    /// Where.
    pub place: String,
    /// Who teaches.
    pub trainer: String,
    /// What it costs, or empty.
    pub cost: String,
    /// Who pays.
    pub funder: String,
}

impl SessionForm {
    /// As a session would have been typed.
    pub fn of(s: &Session) -> Self {
        let cost = (s.cost > Cents::ZERO).then(|| s.cost.to_string());
        Self {
            module: s.module.clone(),
            from: s.from.to_string(),
            to: s.to.to_string(),
            hours: hours(s.minutes),
            place: s.place.clone(),
            trainer: s.trainer.clone(),
            cost: cost.unwrap_or_default(),
            funder: s.funder.clone(),
        }
    }

    /// Reads it, with the modules that there are; nobody comes yet. Fields: `module`, `du`,
    /// `au`, `heures`, `lieu`, `formateur`, `cout`, `financeur`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str, modules: &[&Module]) -> Result<Session, FormErrors> {
        let mut errors = FormErrors::default();
        let module = modules.iter().find(|m| m.code == self.module.trim());
        let module = errors.take("module", "formation-module-choisir", module);
        let days = self.read_days(&mut errors);
        let minutes = match (self.hours.trim(), module) {
            ("", module) => module.map(|m| m.minutes),
            (typed, _) => errors.take("heures", "formation-heures-lire", minutes(typed)),
        };
        let place = line("lieu", &self.place, &mut errors);
        let trainer = line("formateur", &self.trainer, &mut errors);
        let cost = match self.cost.trim() {
            "" => Some(Cents::ZERO),
            typed => {
                let read: Option<Cents> = typed.parse().ok().filter(|c| *c >= Cents::ZERO);
                errors.take("cout", "formation-cout-lire", read)
            }
        };
        let funder = line("financeur", &self.funder, &mut errors);
        let read = module.zip(days).zip(minutes).zip(cost);
        errors.into_result(read.map(|(((module, (from, to)), minutes), cost)| Session {
            code: code.to_owned(),
            module: module.code.clone(),
            from,
            to,
            minutes,
            place,
            trainer,
            cost,
            funder,
            people: Vec::new(),
            cancelled: false,
        }))
    }

    fn read_days(&self, errors: &mut FormErrors) -> Option<(Date, Date)> {
        let from = parse_date(self.from.trim()).ok();
        let from = errors.take("du", "formation-jour", from)?;
        let to = match self.to.trim() {
            "" => Some(from),
            typed => errors.take("au", "formation-jour", parse_date(typed).ok()),
        }?;
        if !(0..DAYS).contains(&(to - from).get_days()) {
            errors.add("au", "formation-ordre");
        }
        Some((from, to))
    }
}

/// Minutes of « 7 », « 3,5 », « 3 h 30 »; nothing else is read.
pub fn minutes(typed: &str) -> Option<u32> {
    let compact: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (whole, rest) = match compact.split_once(['h', 'H']) {
        Some((whole, "")) => (whole, Some(0)),
        Some((whole, rest)) => (whole, number(rest).filter(|n| *n < 60)),
        None => match compact.split_once([',', '.']) {
            Some((whole, rest)) => (whole, decimal(rest)),
            None => (compact.as_str(), Some(0)),
        },
    };
    let minutes = number(whole)?.checked_mul(60)?.checked_add(rest?)?;
    (minutes <= LONGEST).then_some(minutes)
}

fn number(digits: &str) -> Option<u32> {
    let all = digits.chars().all(|c| c.is_ascii_digit());
    digits.parse().ok().filter(|_| all)
}

/// Minutes of one or two decimals of an hour, when they are whole: quarters, fifths, tenths.
fn decimal(digits: &str) -> Option<u32> {
    let hundredths = match digits.len() {
        1 => number(digits)? * 10,
        2 => number(digits)?,
        _ => return None,
    };
    (hundredths * 60)
        .is_multiple_of(100)
        .then_some(hundredths * 60 / 100)
}

/// Minutes as they are typed again: « 7 », « 3 h 30 ».
fn hours(minutes: u32) -> String {
    match minutes % 60 {
        0 => (minutes / 60).to_string(),
        rest => format!("{} h {rest:02}", minutes / 60),
    }
}
