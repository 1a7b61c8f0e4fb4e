//! From counts and decisions to a printed table.
//!
//! Which rows are masked is decided elsewhere; here they are named, put in order
//! and given their share.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{
    counts::Count,
    model::{Breakdown, Cell, Label, Level, Row, Span, Table},
    share,
    values::fixed_values,
};
use crate::stats::NO_DEMARCHE;

/// Names of the month of the statement: data, printed as they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// By code of démarche.
    pub demarches: BTreeMap<String, String>,
    /// By code of theme.
    pub themes: BTreeMap<String, String>,
    /// By INSEE code.
    pub communes: BTreeMap<String, String>,
    /// By code of basin.
    pub basins: BTreeMap<String, String>,
}

impl Names {
    /// What a value is called; its code when it has no name.
    pub fn label(&self, breakdown: Breakdown, level: Level, code: &str) -> Label {
        let name = |names: &BTreeMap<String, String>, code: &str| {
            names.get(code).cloned().unwrap_or_else(|| code.to_owned())
        };
        let prefix = [NO_DEMARCHE, ":"].concat();
        match (breakdown, level) {
            (Breakdown::Demarche, Level::Fine) => match code.strip_prefix(&prefix) {
                Some(theme) => Label::WithoutDemarche(name(&self.themes, theme)),
                None => Label::Name(name(&self.demarches, code)),
            },
            (Breakdown::Demarche, _) => Label::Name(name(&self.themes, code)),
            (Breakdown::Commune, Level::Fine) => Label::Name(name(&self.communes, code)),
            (Breakdown::Commune, _) => Label::Name(name(&self.basins, code)),
            _ => Label::Key(format!("{}-{code}", breakdown.code())),
        }
    }
}

/// What a table is made from.
pub(super) struct Plan<'a> {
    pub breakdown: Breakdown,
    pub level: Level,
    pub span: Span,
    pub rows: &'a BTreeMap<String, Count>,
    pub groups: &'a BTreeMap<String, String>,
    pub hidden: &'a BTreeSet<String>,
    pub total: u64,
}

impl Plan<'_> {
    /// The table, its rows in the order of the page.
    pub fn table(&self, names: &Names) -> Table {
        let mut rows: Vec<Row> = self
            .rows
            .iter()
            .map(|(code, n)| self.row(code, *n, names))
            .collect();
        self.put_in_order(&mut rows);
        self.give_shares(&mut rows);
        let mut notes = Vec::new();
        if rows.iter().any(|row| row.cell == Cell::Masked) {
            notes.push("releve-note-masque".to_owned());
        }
        if self.breakdown == Breakdown::Commune && self.level != Level::Fine {
            notes.push("releve-note-bassins".to_owned());
        }
        if matches!(self.span, Span::YearToDate(_)) {
            notes.push("releve-note-arrete".to_owned());
        }
        Table {
            id: self.breakdown,
            title_key: self.breakdown.title_key(self.level),
            unit: self.breakdown.unit(),
            span: self.span,
            level: self.level,
            rows,
            total: Cell::Shown(self.total),
            notes,
        }
    }

    fn row(&self, code: &str, count: Count, names: &Names) -> Row {
        let masked = self.hidden.contains(code);
        let group = self.groups.get(code).filter(|_| self.level == Level::Fine);
        Row {
            code: code.to_owned(),
            group: group.cloned(),
            label: names.label(self.breakdown, self.level, code),
            cell: if masked {
                Cell::Masked
            } else {
                Cell::Shown(count.count)
            },
            share: None,
        }
    }

    /// Short lists keep their order, names go by alphabet; never by count.
    fn put_in_order(&self, rows: &mut [Row]) {
        let order: Vec<&str> = fixed_values(self.breakdown)
            .into_iter()
            .map(|(fine, coarse)| {
                if self.level == Level::Fine {
                    fine
                } else {
                    coarse
                }
            })
            .collect();
        let place = |row: &Row| order.iter().position(|code| *code == row.code);
        rows.sort_by_cached_key(|row| (place(row), sort_key(&row.label), row.code.clone()));
    }

    /// Shares of the total over what anybody can compute: the shown rows, and all
    /// the masked ones together. The counts behind the masks play no part.
    fn give_shares(&self, rows: &mut [Row]) {
        let mut counts: Vec<u64> = rows
            .iter()
            .map(|row| row.cell.shown().unwrap_or(0))
            .collect();
        let rest = self.total.saturating_sub(counts.iter().sum());
        counts.push(rest);
        for (row, share) in rows.iter_mut().zip(share::tenths(&counts)) {
            row.share = row.cell.shown().filter(|_| self.total > 0).map(|_| share);
        }
    }
}

/// Alphabetical order as a French reader expects it: accents and case aside.
fn sort_key(label: &Label) -> String {
    match label {
        Label::Key(_) => String::new(),
        Label::Name(name) | Label::WithoutDemarche(name) => name
            .nfd()
            .filter(|sign| !is_combining_mark(*sign))
            .flat_map(char::to_lowercase)
            .collect(),
    }
}
