//! The monthly statement of a partner: what is shown, what is masked, and why
//! nobody can find again what is masked.
//!
//! A statement holds one-way tables only. Counting (`tally`) comes first, then
//! the grain (`grain`), fixed per partner and half-year, then the masks and the
//! year to date (`issue`), and at last a permanent attack (`attack`) that plays a
//! reader who kept every statement already issued. What the attack can still
//! narrow is not issued.
//!
//! Nothing here knows the clock, the store or the sentences: a text is a key,
//! except the names of partners, démarches and communes, which are data of their
//! time.

pub mod amend;
pub mod attack;
pub mod avancement;
pub mod behind;
pub mod completeness;
pub mod counts;
mod cumulation;
mod draft;
pub mod grain;
pub mod issue;
pub mod model;
pub mod protection;
pub mod regle;
mod residual;
pub mod sceau;
pub mod semestre;
pub mod served;
pub mod share;
mod suites;
pub mod suppress;
pub mod table;
pub mod tally;
pub mod threshold;
pub mod values;
mod year;

pub use amend::{Amendment, HeldReason, amend};
pub use avancement::{Avancement, Connu, Geste, Marque};
pub use completeness::{Gap, GapKind};
pub use counts::{Count, Counted, MonthCounts};
pub use draft::{DEFINITIONS, METHOD};
pub use grain::{Grains, choose_grains, half_year_before};
pub use issue::{IssueError, Request, grains_in_force, issue};
pub use model::{
    Breakdown, Cell, Cumul, DataCut, Headline, Label, Level, MonthBefore, Partner, Permanences,
    Row, Span, Statement, StatementKind, Table, Unit, Withheld, WithheldReason, YearToDate,
};
pub use protection::{Decision, Issued, Protection};
pub use regle::{Destinataire, Fichier, Regle, Sections};
pub use sceau::Sceau;
pub use semestre::Restes;
pub use served::{Gathered, Served};
pub use suites::{Suites, SuitesCounts};
pub use table::Names;
pub use tally::{Asked, Merging, Received, Tally};
pub use threshold::{Threshold, ThresholdError};
