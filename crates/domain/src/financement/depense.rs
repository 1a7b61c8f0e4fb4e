//! Spending: an invoice, whom it pays, and when it was paid.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Cents, Plan, Vat,
    form::{label, text},
};
use crate::{
    form::FormErrors,
    ids::{AccountId, DepenseId},
    period::parse_date,
};

/// Longest number of a piece, characters.
const PIECE: usize = 40;

/// An expense that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Depense {
    /// Identifier.
    pub id: DepenseId,
    /// Number of the accounting piece: what proves it, and tells two invoices apart.
    pub piece: String,
    /// Code of the line of the plan that it is counted on.
    pub line: String,
    /// Date of the invoice.
    pub date: Date,
    /// Day on which it was paid; none: it is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<Date>,
    /// Who is paid.
    pub payee: String,
    /// For what.
    pub object: String,
    /// Without tax. Below zero: a credit note.
    pub net: Cents,
    /// With tax.
    pub gross: Cents,
    /// Who wrote it here.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Taken away: it should not have been written. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

impl Depense {
    /// The amount that counts in a plan: without tax only when the plan says so.
    pub fn amount(&self, vat: Vat) -> Cents {
        match vat {
            Vat::Ht => self.net,
            Vat::Ttc | Vat::Unsaid => self.gross,
        }
    }

    /// Paid on a day, as typed. Field: `paye_le`.
    ///
    /// # Errors
    /// The day cannot be read, or comes before the invoice.
    pub fn paid_on(&self, typed: &str) -> Result<Self, FormErrors> {
        let mut errors = FormErrors::default();
        let day = errors.take("paye_le", "financement-date", read_day(typed));
        if day.is_some_and(|day| day < self.date) {
            errors.add("paye_le", "financement-paye-avant");
        }
        errors.into_result(day.map(|day| Self {
            paid: Some(day),
            ..self.clone()
        }))
    }

    /// Whether two say the same thing of the same piece, whoever wrote them.
    pub fn says_the_same(&self, other: &Self) -> bool {
        (&self.piece, &self.line, self.date, self.paid)
            == (&other.piece, &other.line, other.date, other.paid)
            && (&self.payee, &self.object, self.net, self.gross)
                == (&other.payee, &other.object, other.net, other.gross)
    }
}

/// Spending as typed, or as a line of a file says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DepenseForm {
    /// Number of the piece.
    pub piece: String,
    /// Code of the line of the plan.
    pub line: String,
    /// Date of the invoice, `2017-03-01` or `01/03/2017`.
    pub date: String,
    /// Day of payment, may be empty.
    pub paid: String,
    /// Who is paid.
    pub payee: String,
    /// For what.
    pub object: String,
    /// Without tax; empty: the same as with it.
    pub net: String,
    /// With tax.
    pub gross: String,
}

impl DepenseForm {
    /// Reads it. Fields are named as the columns of a file: `piece`, `ligne`, `date`,
    /// `paye_le`, `tiers`, `objet`, `ht`, `ttc`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(
        &self,
        id: DepenseId,
        plan: &Plan,
        (author, at): (&AccountId, i64),
    ) -> Result<Depense, FormErrors> {
        let mut errors = FormErrors::default();
        let piece = text("piece", &self.piece, PIECE, &mut errors)
            .and_then(|p| errors.take("piece", "financement-piece", some(p)));
        let line = plan_line(plan, &self.line);
        let line = errors.take("ligne", "financement-ligne-choisir", line);
        let date = errors.take("date", "financement-date", read_day(&self.date));
        let paid = optional_day("paye_le", &self.paid, &mut errors);
        if paid.zip(date).is_some_and(|(paid, date)| paid < date) {
            errors.add("paye_le", "financement-paye-avant");
        }
        let payee = label("tiers", &self.payee, &mut errors);
        let object = label("objet", &self.object, &mut errors);
        let gross = errors.take("ttc", "financement-montant", self.gross.parse().ok());
        let net = self.net(gross, &mut errors);
        let read = piece.zip(line).zip(date);
        let read = read.zip(payee).zip(object).zip(net.zip(gross));
        errors.into_result(read.map(|(((words, payee), object), (net, gross))| {
            let ((piece, line), date) = words;
            Depense {
                id,
                piece,
                line,
                date,
                paid,
                payee,
                object,
                net,
                gross,
                author: author.clone(),
                at,
                cancelled: false,
            }
        }))
    }

    /// Without tax: not above what is paid with it, and on the same side of zero.
    fn net(&self, gross: Option<Cents>, errors: &mut FormErrors) -> Option<Cents> {
        if self.net.trim().is_empty() {
            return gross;
        }
        let net: Cents = errors.take("ht", "financement-montant", self.net.parse().ok())?;
        let is_within = gross.is_none_or(|gross| {
            let (net, gross) = (net.get(), gross.get());
            net.signum() * gross.signum() >= 0 && net.abs() <= gross.abs()
        });
        errors.take("ht", "financement-ht-au-dela", is_within.then_some(net))
    }
}

fn some(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// A line of expenses by its code, or by its label whatever its capitals.
fn plan_line(plan: &Plan, typed: &str) -> Option<String> {
    let typed = typed.trim();
    let by_label = || {
        let same = |e: &&super::Expense| e.label.to_lowercase() == typed.to_lowercase();
        plan.expenses.iter().find(same)
    };
    plan.expense(typed)
        .or_else(by_label)
        .map(|e| e.code.clone())
}

/// `2017-03-01` or `01/03/2017`.
pub(super) fn read_day(typed: &str) -> Option<Date> {
    let typed = typed.trim();
    let parts: Vec<&str> = typed.split('/').collect();
    match parts[..] {
        [day, month, year] if year.len() == 4 => {
            parse_date(&format!("{year}-{month:0>2}-{day:0>2}")).ok()
        }
        _ => parse_date(typed).ok(),
    }
}

/// A day that may be left out; one that cannot be read is refused.
pub(super) fn optional_day(field: &str, typed: &str, errors: &mut FormErrors) -> Option<Date> {
    if typed.trim().is_empty() {
        return None;
    }
    errors.take(field, "financement-date", read_day(typed))
}
