//! The drawings of a crossing: stacked bars, and a map when the communes are one of its sides.

use std::collections::BTreeMap;

use plus_planning::access::{
    geo::Geo,
    map::{Map, draw},
};
use plus_reports::svg::{Paint, SERIES, Stack, Stacks};

use super::grille::Shown;
use crate::web::{
    carte::{Shade, shades, shapes},
    chiffres::Labels,
    page::Page,
};

/// Rows drawn; the table has them all.
pub const BARS: usize = 30;

/// A table as stacked bars: one a row, one part a column; the columns beyond those that can be
/// told apart are one.
pub fn bars(page: &Page, shown: &Shown, paint: Paint) -> String {
    let own = kept(shown);
    let others: Vec<usize> = (0..shown.columns.len())
        .filter(|j| !own.contains(j))
        .collect();
    let mut series: Vec<String> = own.iter().map(|j| shown.columns[*j].clone()).collect();
    if !others.is_empty() {
        series.push(page.t("croisement-autres"));
    }
    let bars = shown.rows.iter().take(BARS).map(|line| {
        let parts = own.iter().map(|j| line.cells[*j]);
        let rest = others.iter().filter_map(|j| line.cells[*j]).sum();
        let rest = (!others.is_empty()).then_some(Some(rest));
        Stack {
            label: line.word.clone(),
            parts: parts.chain(rest).collect(),
            total: line.total,
        }
    });
    Stacks {
        id: "croisement".to_owned(),
        title: format!("{}, {}", shown.title, shown.unit),
        desc: page.ta(
            "croisement-dessin-dit",
            &[("periode", shown.period.as_str())],
        ),
        series,
        hidden: page.t("croisement-masque"),
        bars: bars.collect(),
    }
    .draw(paint)
}

/// The columns that have their own part, in the order of the table: the largest when there are
/// too many to be told apart.
fn kept(shown: &Shown) -> Vec<usize> {
    let mut order: Vec<usize> = (0..shown.columns.len()).collect();
    if order.len() > SERIES {
        order.sort_by_key(|j| std::cmp::Reverse(shown.totals[*j].unwrap_or(0)));
        order.truncate(SERIES - 1);
        order.sort_unstable();
    }
    order
}

/// The communes shaded by what they count.
pub fn map(
    page: &Page,
    labels: &Labels<'_>,
    geo: &Geo,
    counts: &BTreeMap<String, u64>,
    unit: &str,
) -> (String, Vec<Shade>) {
    let outlines = geo.outlines.iter();
    let count = |code: &str| counts.get(code).copied().unwrap_or(0) as f64;
    let values: Vec<f64> = outlines.map(|outline| count(&outline.commune)).collect();
    let told = |code: &str, value: f64| {
        let name = labels.of(plus_domain::stats::Dimension::Commune, code);
        let said = page
            .arg("commune", name.as_str())
            .arg("n", page.number(format!("{value:.0}")))
            .arg("unite", unit)
            .t("croisement-carte-commune");
        (name, said)
    };
    let drawn = draw(&Map {
        id: "communes",
        title: &page.t("croisement-carte"),
        description: &page.t("croisement-carte-dit"),
        shapes: shapes(geo, &values, told),
        marks: Vec::new(),
    });
    (drawn, shades(page, &values, "croisement-carte-teinte"))
}
