//! The convention itself as typed, its renewals, and whom to reach.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Convention, Suite, obligation::day};
use crate::{
    courrier::is_address,
    form::FormErrors,
    ids::PartnerCode,
    period::parse_date,
    projet::{line, needed},
};

/// Most months of a renewal or of a notice: ten years.
pub const MONTHS: u16 = 120;

/// A convention as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConventionForm {
    /// Code of a partner.
    pub partner: String,
    /// Reference.
    pub reference: String,
    /// What it is about.
    pub object: String,
    /// When it was signed, or empty.
    pub signed: String,
    /// First day.
    pub from: String,
    /// Last day, or empty.
    pub until: String,
    /// Code of a [`Suite`].
    pub suite: String,
    /// Months of a tacit renewal.
    pub months: String,
    /// Months of notice.
    pub notice: String,
    /// Last day after notice, or empty.
    pub ended: String,
    /// Function that signs for the relay.
    pub relay_signer: String,
    /// Function that signs for the partner.
    pub partner_signer: String,
}

impl ConventionForm {
    /// As a convention would have been typed.
    pub fn of(c: &Convention) -> Self {
        let said = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            partner: c.partner.to_string(),
            reference: c.reference.clone(),
            object: c.object.clone(),
            signed: said(c.signed),
            from: c.from.to_string(),
            until: said(c.until),
            suite: c.suite.code().to_owned(),
            months: c.months.to_string(),
            notice: c.notice.to_string(),
            ended: said(c.ended),
            relay_signer: c.relay_signer.clone(),
            partner_signer: c.partner_signer.clone(),
        }
    }

    /// Reads it; its lines are those of the one that stood before, if any. Fields:
    /// `partenaire`, `reference`, `objet`, `signee_le`, `du`, `au`, `suite`, `mois`,
    /// `preavis`, `fin_le`, `signataire_relais`, `signataire_partenaire`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str, before: Option<&Convention>) -> Result<Convention, FormErrors> {
        let mut errors = FormErrors::default();
        let partner = Some(self.partner.trim()).filter(|code| !code.is_empty());
        let partner = errors.take("partenaire", "convention-partenaire-choisir", partner);
        let reference = needed("reference", &self.reference, &mut errors);
        let object = needed("objet", &self.object, &mut errors);
        let signed = day("signee_le", &self.signed, &mut errors);
        let from = errors.take("du", "convention-jour", parse_date(self.from.trim()).ok());
        let (until, ended) = self.read_ends(from, &mut errors);
        let suite = Suite::from_code(&self.suite);
        let suite = errors.take("suite", "convention-suite-choisir", suite);
        let months = count("mois", &self.months, &mut errors);
        let notice = count("preavis", &self.notice, &mut errors);
        if suite == Some(Suite::Tacite) && until.is_some() && months == Some(0) {
            errors.add("mois", "convention-mois-tacite");
        }
        let relay_signer = line("signataire_relais", &self.relay_signer, &mut errors);
        let partner_signer = line("signataire_partenaire", &self.partner_signer, &mut errors);
        let read = partner.zip(reference).zip(object).zip(from).zip(suite);
        let read = read.zip(months).zip(notice);
        let read = read.map(
            |((((((partner, reference), object), from), suite), months), notice)| Convention {
                code: code.to_owned(),
                partner: PartnerCode::new(partner),
                reference,
                object,
                signed,
                from,
                until,
                suite,
                months,
                notice,
                ended,
                relay_signer,
                partner_signer,
                ..lines_of(before)
            },
        );
        errors.into_result(read)
    }

    /// The last day as signed, and the one after notice.
    fn read_ends(
        &self,
        from: Option<Date>,
        errors: &mut FormErrors,
    ) -> (Option<Date>, Option<Date>) {
        let until = day("au", &self.until, errors);
        let ended = day("fin_le", &self.ended, errors);
        for (field, end) in [("au", until), ("fin_le", ended)] {
            if end.zip(from).is_some_and(|(end, from)| end < from) {
                errors.add(field, "convention-dates-ordre");
            }
        }
        (until, ended)
    }
}

/// The lines of a convention, and nothing else of it.
fn lines_of(before: Option<&Convention>) -> Convention {
    let before = before.cloned();
    let (renewals, obligations, apports, referents) = before
        .map(|c| (c.renewals, c.obligations, c.apports, c.referents))
        .unwrap_or_default();
    Convention {
        code: String::new(),
        partner: PartnerCode::new(""),
        reference: String::new(),
        object: String::new(),
        signed: None,
        from: Date::ZERO,
        until: None,
        suite: Suite::Aucune,
        months: 0,
        notice: 0,
        ended: None,
        relay_signer: String::new(),
        partner_signer: String::new(),
        renewals,
        obligations,
        apports,
        referents,
        removed: false,
    }
}

/// A number of months; empty: none.
fn count(field: &str, typed: &str, errors: &mut FormErrors) -> Option<u16> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Some(0);
    }
    let read: Option<u16> = typed.parse().ok().filter(|n| *n <= MONTHS);
    errors.take(field, "convention-mois-nombre", read)
}

/// A renewal that was signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Renouvellement {
    /// Code, unique in its convention.
    pub code: String,
    /// When it was signed.
    pub on: Date,
    /// The new last day.
    pub until: Date,
    /// What it changes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A renewal as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RenouvellementForm {
    /// When.
    pub on: String,
    /// Until when.
    pub until: String,
    /// What it changes.
    pub note: String,
}

impl RenouvellementForm {
    /// As a renewal would have been typed.
    pub fn of(r: &Renouvellement) -> Self {
        Self {
            on: r.on.to_string(),
            until: r.until.to_string(),
            note: r.note.clone(),
        }
    }

    /// Reads it. Fields: `signe_le`, `jusqu_au`, `change`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Renouvellement, FormErrors> {
        let mut errors = FormErrors::default();
        let on = parse_date(self.on.trim()).ok();
        let on = errors.take("signe_le", "convention-jour", on);
        let until = parse_date(self.until.trim()).ok();
        let until = errors.take("jusqu_au", "convention-jour", until);
        if on.zip(until).is_some_and(|(on, until)| until <= on) {
            errors.add("jusqu_au", "convention-dates-ordre");
        }
        let note = line("change", &self.note, &mut errors);
        errors.into_result(on.zip(until).map(|(on, until)| Renouvellement {
            code: code.to_owned(),
            on,
            until,
            note,
        }))
    }
}

/// Whom the team may reach at a partner: a function, and what reaches it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Referent {
    /// Code, unique in its convention.
    pub code: String,
    /// Function: « référente prestations ».
    pub function: String,
    /// What for.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    /// Telephone of the post.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// E-mail of the post.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReferentForm {
    /// Function.
    pub function: String,
    /// What for.
    pub subject: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    pub email: String,
}

impl ReferentForm {
    /// As somebody to reach would have been typed.
    pub fn of(r: &Referent) -> Self {
        Self {
            function: r.function.clone(),
            subject: r.subject.clone(),
            phone: r.phone.clone(),
            email: r.email.clone(),
        }
    }

    /// Reads it. Fields: `fonction`, `domaine`, `telephone`, `courriel`.
    ///
    /// # Errors
    /// Everything that must be mended; a referent that nothing reaches is none.
    pub fn read(&self, code: &str) -> Result<Referent, FormErrors> {
        let mut errors = FormErrors::default();
        let function = needed("fonction", &self.function, &mut errors);
        let subject = line("domaine", &self.subject, &mut errors);
        let (phone, email) = (self.phone.trim(), self.email.trim());
        let digits = phone.chars().filter(char::is_ascii_digit).count();
        let is_phone = |c: char| c.is_ascii_digit() || " .+()".contains(c);
        let is_number = phone.chars().all(is_phone) && (4..=15).contains(&digits);
        if !phone.is_empty() && !is_number {
            errors.add("telephone", "convention-telephone");
        }
        if !email.is_empty() && !is_address(email) {
            errors.add("courriel", "convention-courriel");
        }
        if phone.is_empty() && email.is_empty() {
            errors.add("courriel", "convention-joindre");
        }
        errors.into_result(function.map(|function| Referent {
            code: code.to_owned(),
            function,
            subject,
            phone: phone.to_owned(),
            email: email.to_owned(),
        }))
    }
}
