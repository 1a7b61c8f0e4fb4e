//! Tables of the report that leaves the house: small numbers are masked, and others with them
//! so that no sum gives them back (requirements A1 to A3).

use std::collections::BTreeSet;

use plus_domain::statement::{
    Breakdown, Count, Level, MonthCounts, Names, Threshold,
    model::Label,
    suppress::{is_divisible, mask},
    values::fixed_values,
};
use plus_reports::{
    table::{Cell, Table},
    texts::Texts,
};

use crate::web::page::Page;

/// A breakdown of the half-year, or only why it is not given.
pub fn broken_down(
    page: &Page,
    counts: &MonthCounts,
    names: &Names,
    (breakdown, level): (Breakdown, Level),
) -> Table {
    let threshold = Threshold::RELEASED;
    let (labels, rows): (Vec<&str>, Vec<Count>) = counts.rows(breakdown, level).unzip();
    let total: u64 = rows.iter().map(|row| row.count).sum();
    let hidden = is_divisible(total, breakdown, level, threshold)
        .then(|| mask(&rows, &BTreeSet::new(), threshold))
        .flatten();
    let texts = Texts::french();
    let mut table = Table {
        title: texts.get(&breakdown.title_key(level)).to_owned(),
        columns: vec![page.t("bilan-colonne-quoi"), page.t("bilan-colonne-nombre")],
        ..Table::default()
    };
    let Some(hidden) = hidden else {
        table.notes.push(page.t("bilan-trop-peu"));
        table
            .rows
            .push(vec![page.t("bilan-total").into(), whole(total)]);
        return table;
    };
    if !hidden.is_empty() {
        let people = page.arg("seuil", threshold.people()).t("bilan-masque-note");
        table.notes.push(people);
    }
    let lines = labels.iter().zip(&rows).enumerate();
    let order = fixed_values(breakdown);
    let mut lines: Vec<(usize, String, Cell)> = lines
        .map(|(at, (code, row))| {
            let cell = if hidden.contains(&at) {
                Cell::Hidden(page.t("bilan-masque"))
            } else {
                whole(row.count)
            };
            let place = order.iter().position(|(fine, _)| fine == code);
            let label = word(names.label(breakdown, level, code));
            (place.unwrap_or(order.len()), label, cell)
        })
        .collect();
    // In the order of the page, or by name; never by count, which would betray what is masked.
    lines.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let lines = lines
        .into_iter()
        .map(|(_, label, cell)| vec![label.into(), cell]);
    table.rows = lines.collect();
    table
        .rows
        .push(vec![page.t("bilan-total").into(), whole(total)]);
    table
}

fn word(label: Label) -> String {
    match label {
        Label::Name(name) | Label::WithoutDemarche(name) => name,
        Label::Key(key) => Texts::french().get(&key).to_owned(),
    }
}

/// A count as a cell.
pub fn whole(count: u64) -> Cell {
    Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A total that leaves the house: masked when it concerns too few people.
pub fn total(page: &Page, count: Count) -> Cell {
    if Threshold::RELEASED.is_too_few(count) {
        Cell::Hidden(page.t("bilan-masque"))
    } else {
        whole(count.count)
    }
}
