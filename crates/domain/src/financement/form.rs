//! Writing a plan line by line: from what was typed to a line, or to all that must be
//! mended. One field says an amount or, with `%`, a rate.

use super::{
    Amount, Base, Cents, Expense, FunderKind, Part, Plan, PlanState, Rate, Resource, Section, Vat,
};
use crate::{form::FormErrors, sensitive};

/// Longest label or title, characters.
const LABEL: usize = 120;
/// Longest source, characters.
const SOURCE: usize = 400;
/// Key of the refusal of a plan that cannot be final.
pub const NOTHING_FINAL: &str = "financement-pas-definitif";

/// Title, source and tax of a plan, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadForm {
    /// Title.
    pub title: String,
    /// Where its figures come from.
    pub source: String,
    /// Code of a [`Vat`].
    pub vat: String,
}

impl HeadForm {
    /// The plan with this head. Fields: `titre`, `source`, `tva`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, plan: &Plan) -> Result<Plan, FormErrors> {
        let mut errors = FormErrors::default();
        let title = label("titre", &self.title, &mut errors);
        let source = text("source", &self.source, SOURCE, &mut errors);
        let vat = Vat::from_code(&self.vat);
        let vat = errors.take("tva", "financement-tva-choisir", vat);
        let read = title.zip(source).zip(vat);
        errors.into_result(read.map(|((title, source), vat)| Plan {
            title,
            source,
            vat,
            ..plan.clone()
        }))
    }
}

/// An expense as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExpenseForm {
    /// Code of a [`Section`].
    pub section: String,
    /// Label.
    pub label: String,
    /// Amount.
    pub amount: String,
}

impl ExpenseForm {
    /// The expense of a code. Fields: `section`, `libelle`, `montant`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Expense, FormErrors> {
        let mut errors = FormErrors::default();
        let section = Section::from_code(&self.section);
        let section = errors.take("section", "financement-section-choisir", section);
        let label = label("libelle", &self.label, &mut errors);
        let amount = positive("montant", &self.amount, &mut errors);
        let read = section.zip(label).zip(amount);
        errors.into_result(read.map(|((section, label), amount)| Expense {
            code: code.to_owned(),
            section,
            label,
            amount,
        }))
    }
}

/// A resource as typed: an amount or a rate in each field, or nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResourceForm {
    /// Code of a [`FunderKind`].
    pub kind: String,
    /// Label.
    pub label: String,
    /// What it brings to the investment.
    pub investment: String,
    /// What it brings to the running.
    pub running: String,
    /// What it brings to the whole, without a known split.
    pub whole: String,
    /// What it may not go beyond.
    pub cap: String,
}

impl ResourceForm {
    /// As a resource would have been typed.
    pub fn of(resource: &Resource) -> Self {
        let part = |base: Base| {
            let part = resource.parts.iter().find(|part| part.on == base);
            part.map(|part| typed(part.amount)).unwrap_or_default()
        };
        Self {
            kind: resource.kind.code().to_owned(),
            label: resource.label.clone(),
            investment: part(Base::Investissement),
            running: part(Base::Fonctionnement),
            whole: part(Base::Ensemble),
            cap: resource.cap.map(typed).unwrap_or_default(),
        }
    }

    /// The resource of a code. Fields: `genre`, `libelle`, `investissement`,
    /// `fonctionnement`, `ensemble`, `plafond`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, code: &str) -> Result<Resource, FormErrors> {
        let mut errors = FormErrors::default();
        let kind = FunderKind::from_code(&self.kind);
        let kind = errors.take("genre", "financement-genre-choisir", kind);
        let label = label("libelle", &self.label, &mut errors);
        let typed = [&self.investment, &self.running, &self.whole];
        let mut parts = Vec::new();
        for (base, text) in Base::ALL.iter().zip(typed) {
            let amount = amount_or_rate(base.code(), text, &mut errors);
            parts.extend(amount.map(|amount| Part { on: *base, amount }));
        }
        if parts.is_empty() && errors.0.is_empty() {
            errors.add("ensemble", "financement-rien-apporte");
        }
        let cap = amount_or_rate("plafond", &self.cap, &mut errors);
        errors.into_result(kind.zip(label).map(|(kind, label)| Resource {
            code: code.to_owned(),
            label,
            kind,
            parts,
            cap,
        }))
    }
}

impl Plan {
    /// The plan with a line in place of the one of its code, or added.
    #[must_use]
    pub fn with_expense(mut self, expense: Expense) -> Self {
        match self.expenses.iter_mut().find(|e| e.code == expense.code) {
            Some(held) => *held = expense,
            None => self.expenses.push(expense),
        }
        self
    }

    /// The same for a resource.
    #[must_use]
    pub fn with_resource(mut self, resource: Resource) -> Self {
        match self.resources.iter_mut().find(|r| r.code == resource.code) {
            Some(held) => *held = resource,
            None => self.resources.push(resource),
        }
        self
    }

    /// The plan without the line of a code, expense or resource.
    #[must_use]
    pub fn without(mut self, code: &str) -> Self {
        self.expenses.retain(|e| e.code != code);
        self.resources.retain(|r| r.code != code);
        self
    }

    /// Declared final.
    ///
    /// # Errors
    /// Something is still to be found, or is brought twice.
    pub fn declared_final(mut self) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let balance = self.balance();
        if !self.may_be_final() {
            let missing = balance.total.to_find.to_string();
            errors.add_with("etat", NOTHING_FINAL, [("montant", missing)]);
            return Err(errors);
        }
        self.state = PlanState::Definitif;
        Ok(self)
    }

    /// Opened again, to be changed.
    #[must_use]
    pub fn reopened(mut self) -> Self {
        self.state = PlanState::Brouillon;
        self
    }
}

/// An amount as a field shows it again: `1234,50` or `26,7 %`.
fn typed(amount: Amount) -> String {
    match amount {
        Amount::Fixed(cents) => cents.to_string().replace("\u{a0}€", ""),
        Amount::Rate(rate) => rate.to_string(),
    }
}

pub(super) fn label(field: &str, typed: &str, errors: &mut FormErrors) -> Option<String> {
    let words = text(field, typed, LABEL, errors)?;
    let words = Some(words).filter(|words| !words.is_empty());
    errors.take(field, "financement-libelle-vide", words)
}

/// One line of text, that may be empty.
pub(super) fn text(
    field: &str,
    typed: &str,
    most: usize,
    errors: &mut FormErrors,
) -> Option<String> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > most {
        errors.add_with(field, "financement-texte-long", [("max", most.to_string())]);
        return None;
    }
    if let Some(found) = sensitive::find(&words) {
        errors.add(field, found.message_key());
        return None;
    }
    Some(words)
}

/// An amount that must be there and not below zero.
pub(super) fn positive(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Cents> {
    let read = typed.parse::<Cents>().ok();
    let amount = errors.take(field, "financement-montant", read)?;
    let kept = Some(amount).filter(|amount| *amount >= Cents::ZERO);
    errors.take(field, "financement-montant-negatif", kept)
}

fn amount_or_rate(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Amount> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    if typed.ends_with('%') {
        let rate = typed.parse::<Rate>().ok();
        return errors
            .take(field, "financement-taux", rate)
            .map(Amount::Rate);
    }
    positive(field, typed, errors).map(Amount::Fixed)
}
