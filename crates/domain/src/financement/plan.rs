//! What a plan holds: expenses by section, resources by funder.

use serde::{Deserialize, Serialize};

use super::{Balance, Cents, Rate};
use crate::profile::choices;

choices! {
    /// A section of a public budget.
    Section {
        /// What is bought to last.
        Investissement = "investissement",
        /// What it costs to run.
        Fonctionnement = "fonctionnement",
    }
    /// What a part of a resource is counted on.
    Base {
        /// The investment section.
        Investissement = "investissement",
        /// The running section.
        Fonctionnement = "fonctionnement",
        /// The whole plan; how it splits between the sections is not published.
        Ensemble = "ensemble",
    }
    /// Whether amounts hold the value added tax.
    Vat {
        /// Without it.
        Ht = "ht",
        /// With it.
        Ttc = "ttc",
        /// The source does not say.
        Unsaid = "non-dite",
    }
    /// Who a funder is.
    FunderKind {
        /// The carrier of the relay itself.
        Porteur = "porteur",
        /// The State.
        Etat = "etat",
        /// Another public body.
        Public = "public",
        /// Somebody private.
        Prive = "prive",
        /// A contribution in kind: named, valued, and outside the balance.
        Nature = "nature",
    }
    /// Where a plan stands.
    PlanState {
        /// It may be changed.
        Brouillon = "brouillon",
        /// It was declared final: it balances without anything left to find.
        Definitif = "definitif",
    }
}

impl Section {
    /// The base that is this section.
    pub fn base(self) -> Base {
        match self {
            Self::Investissement => Base::Investissement,
            Self::Fonctionnement => Base::Fonctionnement,
        }
    }
}

/// An expense foreseen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expense {
    /// Code, unique in the plan.
    pub code: String,
    /// Section of the budget.
    pub section: Section,
    /// What it pays for.
    pub label: String,
    /// How much.
    pub amount: Cents,
}

/// How much of a base a funder brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// So much, whatever the base becomes.
    Fixed(Cents),
    /// A rate of the base: the amount is « calculé ».
    Rate(Rate),
}

/// A part of what a funder brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What it is counted on.
    pub on: Base,
    /// How much of it.
    pub amount: Amount,
}

/// A funder and what it brings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// Code, unique in the plan.
    pub code: String,
    /// Who pays, and by what.
    pub label: String,
    /// Who a funder is.
    pub kind: FunderKind,
    /// At most one part for each base.
    pub parts: Vec<Part>,
    /// What it may not go beyond: a sum, or a rate of the whole plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap: Option<Amount>,
}

/// A plan of financing, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its title.
    pub title: String,
    /// Where its figures come from.
    pub source: String,
    /// Whether amounts hold the value added tax.
    pub vat: Vat,
    /// Where it stands.
    pub state: PlanState,
    /// Expenses, in the order of the page.
    pub expenses: Vec<Expense>,
    /// Resources, in the order of the page.
    pub resources: Vec<Resource>,
}

impl Default for Plan {
    /// Nothing yet.
    fn default() -> Self {
        Self {
            title: String::new(),
            source: String::new(),
            vat: Vat::Unsaid,
            state: PlanState::Brouillon,
            expenses: Vec::new(),
            resources: Vec::new(),
        }
    }
}

impl Plan {
    /// What is spent on a base.
    pub fn expenses_on(&self, base: Base) -> Cents {
        let counted = self
            .expenses
            .iter()
            .filter(|e| base == Base::Ensemble || e.section.base() == base);
        counted.map(|e| e.amount).sum()
    }

    /// An expense by its code.
    pub fn expense(&self, code: &str) -> Option<&Expense> {
        self.expenses.iter().find(|e| e.code == code)
    }

    /// A resource by its code.
    pub fn resource(&self, code: &str) -> Option<&Resource> {
        self.resources.iter().find(|r| r.code == code)
    }

    /// What an amount on a base is worth here.
    pub fn worth(&self, amount: Amount, on: Base) -> Cents {
        match amount {
            Amount::Fixed(amount) => amount,
            Amount::Rate(rate) => rate.of(self.expenses_on(on)),
        }
    }

    /// All that a funder brings.
    pub fn granted(&self, resource: &Resource) -> Cents {
        let parts = resource.parts.iter();
        parts.map(|part| self.worth(part.amount, part.on)).sum()
    }

    /// Its balance, column by column.
    pub fn balance(&self) -> Balance {
        Balance::of(self)
    }

    /// Whether it may be declared final: something to pay, nothing to find, nothing too much.
    pub fn may_be_final(&self) -> bool {
        let balance = self.balance();
        let whole = balance.total;
        whole.expenses > Cents::ZERO
            && whole.to_find == Cents::ZERO
            && whole.excess == Cents::ZERO
            && balance.sections.iter().all(|c| c.excess == Cents::ZERO)
    }
}
