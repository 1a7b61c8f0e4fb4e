//! Claims: what is asked of a funder, and what came.
//!
//! Ceilings of a State investment subsidy (décret 2018-514, article 12): an advance
//! of at most 30 %, advance and instalments together at most 80 %, the balance on
//! proof of what was paid.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Base, Cents, Depense, Plan, Resource, Section,
    depense::{optional_day, read_day},
    form::positive,
    total_paid,
};
use crate::{
    form::FormErrors,
    ids::{AccountId, AppelId},
    profile::choices,
};

/// Most of a grant that an advance may be, percent.
pub const ADVANCE_PERCENT: i64 = 30;
/// Most of a grant that advance and instalments may be together, percent.
pub const INSTALMENTS_PERCENT: i64 = 80;

choices! {
    /// What is asked for.
    AppelKind {
        /// Before anything is paid.
        Avance = "avance",
        /// As the work goes on.
        Acompte = "acompte",
        /// At the end, on proof.
        Solde = "solde",
    }
}

/// Money that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Day.
    pub on: Date,
    /// How much.
    pub amount: Cents,
}

/// A claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appel {
    /// Identifier.
    pub id: AppelId,
    /// Code of the resource that is asked for.
    pub resource: String,
    /// What is asked for.
    pub kind: AppelKind,
    /// Day of the claim.
    pub date: Date,
    /// How much.
    pub amount: Cents,
    /// What came, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<Payment>,
    /// Who wrote it here.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
    /// Taken away. Its trace remains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

/// A claim as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppelForm {
    /// Code of the resource.
    pub resource: String,
    /// Code of an [`AppelKind`].
    pub kind: String,
    /// Day.
    pub date: String,
    /// Amount.
    pub amount: String,
}

/// What is already asked for, and what proves it.
#[derive(Debug, Clone, Copy)]
pub struct Claims<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Claims already made.
    pub appels: &'a [Appel],
    /// Spending.
    pub depenses: &'a [Depense],
}

/// Where a funder stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Code of the resource.
    pub resource: String,
    /// What it is to bring.
    pub granted: Cents,
    /// Asked for.
    pub called: Cents,
    /// Received.
    pub received: Cents,
    /// What paid spending gives right to, at its share of the plan.
    pub earned: Cents,
    /// Received and not yet covered by paid spending: to be justified.
    pub to_justify: Cents,
    /// Most that may still be asked for as an advance.
    pub advance_left: Cents,
    /// Most that may still be asked for before the balance.
    pub instalments_left: Cents,
    /// Most that may be asked for as the balance today.
    pub balance_left: Cents,
}

/// Where each funder of a plan stands, in the order of the plan; the carrier and those who
/// bring things rather than money are asked for nothing.
pub fn standing(claims: Claims<'_>) -> Vec<Standing> {
    let asked = |r: &&Resource| r.is_asked();
    let resources = claims.plan.resources.iter().filter(asked);
    resources.map(|r| claims.of(r)).collect()
}

impl Resource {
    /// Whether money is asked of it.
    pub fn is_asked(&self) -> bool {
        !matches!(
            self.kind,
            super::FunderKind::Porteur | super::FunderKind::Nature
        )
    }
}

impl Claims<'_> {
    /// Where a funder stands.
    pub fn of(&self, resource: &Resource) -> Standing {
        let own = || {
            self.appels
                .iter()
                .filter(|a| !a.cancelled && a.resource == resource.code)
        };
        let granted = self.plan.granted(resource);
        let called: Cents = own().map(|a| a.amount).sum();
        let advances: Cents = own()
            .filter(|a| a.kind == AppelKind::Avance)
            .map(|a| a.amount)
            .sum();
        let received: Cents = own().filter_map(|a| a.received).map(|p| p.amount).sum();
        let earned = self.earned(resource).min(granted);
        let below = |most: Cents, taken: Cents| most.minus(taken).at_least_zero();
        let instalments_left = below(ceiling(granted, INSTALMENTS_PERCENT), called);
        Standing {
            resource: resource.code.clone(),
            granted,
            called,
            received,
            earned,
            to_justify: below(received, earned),
            advance_left: below(ceiling(granted, ADVANCE_PERCENT), advances).min(instalments_left),
            instalments_left,
            balance_left: below(earned, called),
        }
    }

    /// What paid spending gives right to: part by part, the share of its base that the
    /// funder brings.
    fn earned(&self, resource: &Resource) -> Cents {
        let of = |part: &super::Part| {
            let section = match part.on {
                Base::Investissement => Some(Section::Investissement),
                Base::Fonctionnement => Some(Section::Fonctionnement),
                Base::Ensemble => None,
            };
            let paid = total_paid(self.plan, self.depenses, section, None).at_least_zero();
            let base = self.plan.expenses_on(part.on);
            let share = self.plan.worth(part.amount, part.on);
            paid.min(base).share(share.get(), base.get())
        };
        resource.parts.iter().map(of).sum()
    }
}

/// A part of a grant that is not to be passed: never rounded up.
fn ceiling(granted: Cents, percent: i64) -> Cents {
    Cents::new(granted.get() / 100 * percent + granted.get() % 100 * percent / 100)
}

impl AppelForm {
    /// Reads it. Fields: `financeur`, `nature`, `date`, `montant`.
    ///
    /// # Errors
    /// Everything that must be mended, ceilings included.
    pub fn read(
        &self,
        id: AppelId,
        claims: Claims<'_>,
        (author, at): (&AccountId, i64),
    ) -> Result<Appel, FormErrors> {
        let mut errors = FormErrors::default();
        let resource = claims.plan.resource(&self.resource);
        let resource = resource.filter(|r| r.is_asked());
        let resource = errors.take("financeur", "financement-financeur", resource);
        let kind = AppelKind::from_code(&self.kind);
        let kind = errors.take("nature", "financement-nature", kind);
        let date = errors.take("date", "financement-date", read_day(&self.date));
        let amount = positive("montant", &self.amount, &mut errors);
        if let Some((resource, (kind, amount))) = resource.zip(kind.zip(amount)) {
            bound(&claims.of(resource), kind, amount, &mut errors);
        }
        let read = resource.zip(kind).zip(date).zip(amount);
        errors.into_result(read.map(|(((resource, kind), date), amount)| Appel {
            id,
            resource: resource.code.clone(),
            kind,
            date,
            amount,
            received: None,
            author: author.clone(),
            at,
            cancelled: false,
        }))
    }
}

/// Refuses what goes beyond the ceiling of its kind.
fn bound(standing: &Standing, kind: AppelKind, amount: Cents, errors: &mut FormErrors) {
    if amount == Cents::ZERO {
        errors.add("montant", "financement-montant-nul");
        return;
    }
    let (left, key) = match kind {
        AppelKind::Avance => (standing.advance_left, "financement-plafond-avance"),
        AppelKind::Acompte => (standing.instalments_left, "financement-plafond-acompte"),
        AppelKind::Solde => (standing.balance_left, "financement-plafond-solde"),
    };
    if amount > left {
        errors.add_with("montant", key, [("reste", left.to_string())]);
    }
}

/// What came for a claim, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PaymentForm {
    /// Day, empty to say that nothing came.
    pub on: String,
    /// Amount.
    pub amount: String,
}

impl PaymentForm {
    /// The claim with what came. Fields: `recu_le`, `recu`.
    ///
    /// # Errors
    /// Everything that must be mended.
    pub fn read(&self, appel: &Appel) -> Result<Appel, FormErrors> {
        let mut errors = FormErrors::default();
        let on = optional_day("recu_le", &self.on, &mut errors);
        if on.is_some_and(|on| on < appel.date) {
            errors.add("recu_le", "financement-recu-avant");
        }
        if on.is_none() && errors.0.is_empty() && !self.amount.trim().is_empty() {
            errors.add("recu_le", "financement-date");
        }
        let received = on.and_then(|on| {
            let amount = positive("recu", &self.amount, &mut errors)?;
            Some(Payment { on, amount })
        });
        errors.into_result(Some(Appel {
            received,
            ..appel.clone()
        }))
    }
}
