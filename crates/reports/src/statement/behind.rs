//! What each written figure counts, so that a page may open it onto its lines. Files hold
//! nothing of it.

use plus_domain::{
    period::Month,
    statement::{Breakdown, Counted, Level, Span, Table, Unit},
};

use super::Words;

/// What a figure counts, over which months, as which statement froze it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Number of the statement.
    pub number: String,
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
    /// What is counted.
    pub what: What,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Visites or demandes.
    Counted(Counted),
    /// Half-days of the relay.
    Permanences,
}

impl Words<'_> {
    /// Of the month of the statement.
    pub(super) fn of_month(self, what: What) -> Behind {
        let month = self.statement.month;
        self.since(month, month, what)
    }

    /// Over some months.
    pub(super) fn since(self, from: Month, to: Month, what: What) -> Behind {
        Behind {
            number: self.statement.number.clone(),
            from,
            to,
            what,
        }
    }

    /// A row of a table; none: its total.
    pub(super) fn of_table(self, table: &Table, code: Option<&str>) -> Behind {
        let (from, to) = match table.span {
            Span::Month(month) => (month, month),
            Span::YearToDate(through) => (through.january(), through),
        };
        let what = match code {
            Some(code) => value(table.id, table.level, code),
            None => total(table.unit),
        };
        self.since(from, to, what)
    }
}

/// A value of a breakdown; what is counted since January is merged.
pub(super) fn value(breakdown: Breakdown, level: Level, code: &str) -> What {
    let level = match level {
        Level::Fine => Level::Fine,
        _ => Level::Coarse,
    };
    What::Counted(Counted::Value(breakdown, level, code.to_owned()))
}

/// A total.
pub(super) fn total(unit: Unit) -> What {
    What::Counted(Counted::Total(unit))
}
