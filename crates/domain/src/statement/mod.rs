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

pub mod model;

pub use model::{
    Breakdown, Cell, Cumul, DataCut, Headline, Label, Level, MonthBefore, Partner, Permanences,
    Row, Span, Statement, StatementKind, Table, Unit, Withheld, WithheldReason, YearToDate,
};
