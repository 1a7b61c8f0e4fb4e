//! Tables of the report that leaves the house: small numbers are masked, and others with them
//! so that no sum gives them back (requirements A1 to A3).

use std::collections::{BTreeMap, BTreeSet};

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

use plus_store::usage::Totals;

use crate::web::page::Page;

/// What a table shows of each value, by its code; nothing where it is masked.
pub type Shown = BTreeMap<String, Option<u64>>;

/// A breakdown of the half-year, or only why it is not given.
pub struct Broken {
    /// As it is told; its total is its last line.
    pub table: Table,
    /// What it shows of each value; nothing when it is not given.
    pub shown: Shown,
    /// The value of each line but the last.
    pub codes: Vec<String>,
}

/// A breakdown as it may leave the house. The values of `betrayed` are masked whatever they count:
/// somebody could take them apart.
pub fn broken(
    page: &Page,
    counts: &MonthCounts,
    names: &Names,
    (breakdown, level): (Breakdown, Level),
    betrayed: &BTreeSet<String>,
) -> Broken {
    let threshold = Threshold::RELEASED;
    let (labels, rows): (Vec<&str>, Vec<Count>) = counts.rows(breakdown, level).unzip();
    let total: u64 = rows.iter().map(|row| row.count).sum();
    let forced = (0..labels.len()).filter(|at| betrayed.contains(labels[*at]));
    let forced: BTreeSet<usize> = forced.collect();
    let hidden = is_divisible(total, breakdown, level, threshold)
        .then(|| mask(&rows, &forced, threshold))
        .flatten();
    let whole_cell = || {
        if Threshold::RELEASED.is_too_few(counts.total(breakdown.unit())) {
            Cell::Hidden(page.t("bilan-masque"))
        } else {
            whole(total)
        }
    };
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
            .push(vec![page.t("bilan-total").into(), whole_cell()]);
        return Broken {
            table,
            shown: Shown::new(),
            codes: Vec::new(),
        };
    };
    if !hidden.is_empty() {
        let people = page.arg("seuil", threshold.people()).t("bilan-masque-note");
        table.notes.push(people);
    }
    let values = labels.into_iter().zip(rows).enumerate();
    let values = values.map(|(at, (code, row))| {
        let count = (!hidden.contains(&at)).then_some(row.count);
        (code.to_owned(), count)
    });
    let shown: Shown = values.collect();
    let codes;
    (table.rows, codes) = lines(page, names, (breakdown, level), &shown);
    table
        .rows
        .push(vec![page.t("bilan-total").into(), whole_cell()]);
    Broken {
        table,
        shown,
        codes,
    }
}

/// The lines of a breakdown, each with its value, in the order of the page, or by name; never by
/// count, which would betray what is masked.
fn lines(
    page: &Page,
    names: &Names,
    (breakdown, level): (Breakdown, Level),
    shown: &Shown,
) -> (Vec<Vec<Cell>>, Vec<String>) {
    let order = fixed_values(breakdown);
    let place = |code: &str| {
        let known = order.iter().position(|(fine, _)| *fine == code);
        known.unwrap_or(order.len())
    };
    let hidden = || Cell::Hidden(page.t("bilan-masque"));
    let mut lines: Vec<(usize, String, Cell, String)> = shown
        .iter()
        .map(|(code, count)| {
            let label = word(names.label(breakdown, level, code));
            let cell = count.map_or_else(hidden, whole);
            (place(code), label, cell, code.clone())
        })
        .collect();
    lines.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let lines = lines.into_iter();
    lines
        .map(|(_, label, cell, code)| (vec![label.into(), cell], code))
        .unzip()
}

/// A list of people and its whole, each masked where it tells of too few. `persons` are those of
/// the whole, when they are not the sum of those of the lines.
pub fn masked(
    page: &Page,
    table: &mut Table,
    rows: Vec<(String, Count)>,
    betrayed: &BTreeSet<usize>,
    (whole_said, persons): (String, Option<u64>),
) {
    let counts: Vec<Count> = rows.iter().map(|(_, count)| *count).collect();
    let (hidden, is_sum_hidden) = hidden_of(&counts, betrayed);
    let is_whole_hidden =
        is_sum_hidden || persons.is_some_and(|people| Threshold::RELEASED.hides(people));
    let cell = |count: u64, is_hidden: bool| {
        if is_hidden {
            Cell::Hidden(page.t("bilan-masque"))
        } else {
            whole(count)
        }
    };
    if is_whole_hidden || hidden.contains(&true) {
        let seuil = page.arg("seuil", Threshold::RELEASED.people());
        table.notes.push(seuil.t("bilan-masque-note"));
    }
    let lines = rows.into_iter().zip(hidden);
    let lines =
        lines.map(|((label, count), is_hidden)| vec![label.into(), cell(count.count, is_hidden)]);
    table.rows = lines.collect();
    let sum = counts.iter().map(|count| count.count).sum();
    table
        .rows
        .push(vec![whole_said.into(), cell(sum, is_whole_hidden)]);
}

/// Which lines of a list are masked, those of `betrayed` among them, and whether their sum is.
pub fn hidden_of(counts: &[Count], betrayed: &BTreeSet<usize>) -> (Vec<bool>, bool) {
    let sum: u64 = counts.iter().map(|count| count.count).sum();
    let hidden = mask(counts, betrayed, Threshold::RELEASED);
    // Where no choice protects a line, none but zero is shown.
    let is_hidden = |at| hidden.as_ref().is_none_or(|hidden| hidden.contains(&at));
    let lines = counts.iter().enumerate();
    let lines = lines.map(|(at, count)| count.count > 0 && is_hidden(at));
    (lines.collect(), Threshold::RELEASED.hides(sum))
}

/// The uses of kiosks, one person each at most, and what goes with them.
pub fn used(page: &Page, uses: &Totals) -> Vec<(String, Cell)> {
    let (all, night) = (u64::from(uses.uses), u64::from(uses.at_night));
    let is_few = |people| Threshold::RELEASED.hides(people);
    let told = |key: &str, count: u64, is_masked: bool| {
        let cell = if is_masked {
            Cell::Hidden(page.t("bilan-masque"))
        } else {
            whole(count)
        };
        (page.t(key), cell)
    };
    vec![
        told("bilan-usages", all, is_few(all)),
        // Those of the day would be found again.
        told(
            "bilan-nuit",
            night,
            is_few(night) || is_few(all - night.min(all)),
        ),
        told("bilan-pages", uses.pages, is_few(all)),
    ]
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

#[cfg(test)]
mod tests {
    use super::*;

    fn years<const N: usize>(people: [u64; N]) -> (Vec<bool>, bool) {
        let counts = people.map(|count| Count {
            count,
            persons: count,
        });
        hidden_of(&counts, &BTreeSet::new())
    }

    #[test]
    fn years_with_enough_people_are_told() {
        assert_eq!(years([436, 325]), (vec![false, false], false));
        // Nobody is not few.
        assert_eq!(years([0, 325]), (vec![false, false], false));
    }

    #[test]
    fn a1_a_year_of_few_people_and_what_would_betray_it_are_masked() {
        // Of two years, one alone cannot be: their sum gives it back.
        assert_eq!(years([4, 325]), (vec![true, true], false));
        assert_eq!(years([7]), (vec![true], true));
        assert_eq!(
            years([4, 40, 325, 500]),
            (vec![true, true, false, false], false)
        );
    }
}
