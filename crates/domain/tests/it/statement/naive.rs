//! What a hasty program would issue: small counts masked and nothing else. The
//! attack must find them again, or it proves nothing.

use plus_domain::{
    period::Month,
    statement::{
        Breakdown, Cell, Count, Counted, Cumul, Label, Level, Row, Span, Statement, Table, Tally,
        Threshold, Unit, YearToDate,
    },
};

use super::simulation::{PartnerYear, Relay};

/// The same relay, its statements masked hastily, partner by partner.
pub fn years(relay: &Relay) -> Vec<Vec<Statement>> {
    let years = relay.issue().into_iter();
    years
        .map(|year| relay.months.iter().map(|m| hasty(&year, *m)).collect())
        .collect()
}

fn hasty(year: &PartnerYear, month: Month) -> Statement {
    let counts = year.tally.month(month);
    let tables = Breakdown::ALL.iter().map(|&breakdown| {
        let rows = counts.rows(breakdown, Level::Fine);
        let rows = rows.map(|(code, count)| row(code, count)).collect();
        table(
            breakdown,
            Span::Month(month),
            rows,
            counts.total(breakdown.unit()).count,
        )
    });
    let mut statement = year.issued[0].statement.clone();
    statement.month = month;
    statement.tables = tables.collect();
    statement.headline.visites = Cell::Shown(counts.visites.count);
    statement.headline.demandes = Cell::Shown(counts.demandes.count);
    statement.withheld = Vec::new();
    statement.year_to_date = since_january(&year.tally, month);
    statement
}

fn since_january(tally: &Tally, month: Month) -> YearToDate {
    let sum = |counted: &Counted| Count {
        count: tally
            .months()
            .filter(|m| *m <= month)
            .map(|m| tally.month(m).of(counted).count)
            .sum(),
        persons: tally.persons(counted, month.january(), month),
    };
    let kinds = tally.month(month);
    let rows = kinds.rows(Breakdown::Kind, Level::Fine).map(|(code, _)| {
        let counted = Counted::Value(Breakdown::Kind, Level::Fine, code.to_owned());
        row(code, sum(&counted))
    });
    let rows: Vec<Row> = rows.collect();
    let [visites, demandes] =
        [Unit::Visites, Unit::Demandes].map(|u| sum(&Counted::Total(u)).count);
    YearToDate {
        totals: Some(Cumul {
            through: month,
            visites: Cell::Shown(visites),
            demandes: Cell::Shown(demandes),
        }),
        tables: vec![table(
            Breakdown::Kind,
            Span::YearToDate(month),
            rows,
            demandes,
        )],
    }
}

pub fn row(code: &str, count: Count) -> Row {
    let hidden = Threshold::default().hides(count.persons);
    Row {
        code: code.to_owned(),
        group: None,
        label: Label::Name(code.to_owned()),
        cell: if hidden {
            Cell::Masked
        } else {
            Cell::Shown(count.count)
        },
        share: None,
    }
}

pub fn table(id: Breakdown, span: Span, rows: Vec<Row>, total: u64) -> Table {
    Table {
        id,
        title_key: id.title_key(Level::Fine),
        unit: id.unit(),
        span,
        level: Level::Fine,
        rows,
        total: Cell::Shown(total),
        notes: Vec::new(),
    }
}
