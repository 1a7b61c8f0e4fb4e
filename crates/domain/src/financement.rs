//! Financement: who pays what, what was spent, what was asked for and received.
//!
//! Everything is in whole cents. A plan balances in every column: what no funder
//! covers is a line of its own, « ressource à trouver », and a plan that has one is
//! a draft. An amount that comes from a rate is rounded half up, once, and says so.
//! Nothing here knows where a plan is stored or how it is shown.

mod appel;
mod balance;
mod cout;
mod depense;
mod form;
pub mod import;
mod money;
mod plan;
mod read;
mod suivi;

pub use appel::{
    ADVANCE_PERCENT, Appel, AppelForm, AppelKind, Claims, INSTALMENTS_PERCENT, Payment,
    PaymentForm, standing,
};
pub use balance::{Balance, Cell, Column, Line, OWN_PERCENT, Warning};
pub use cout::{UnitCost, unit_cost};
pub use depense::{Depense, DepenseForm};
pub use form::{ExpenseForm, HeadForm, NOTHING_FINAL, ResourceForm};
pub use money::{Cents, MoneyError, Rate, tenths_of};
pub use plan::{Amount, Base, Expense, FunderKind, Part, Plan, PlanState, Resource, Section, Vat};
pub(crate) use read::read;
pub use suivi::{Spent, spent_by_line, total_paid};
