//! The charts and the map of the report. Each is drawn from the very table that follows it:
//! what the table masks, the drawing does not show.

use std::collections::BTreeMap;

use plus_planning::access::{
    geo::Geo,
    map::{Map, Shape, class_of, draw, draw_printed, equal_steps},
};
use plus_reports::{
    rapport::Drawing,
    svg::{Chart, Months, Paint, Row},
    table::{Cell, Table},
};

use crate::web::{carte::shades, page::Page};

use super::Figure;

/// Width of a chart, in pixels; its letters are those of a table once it is as wide as a page.
const WIDTH: u32 = 900;
const PRINTED: Paint = Paint::Literal { width: WIDTH };
/// A chart takes the width of the column; a map is as high as a map.
const WHOLE: Option<u8> = Some(100);

/// A bar for each line of a table, its total left out.
pub fn bars(page: &Page, id: &str, table: &Table) -> Option<Figure> {
    let chart = chart(page, id, table, &page.t("bilan-dessin-barres"))?;
    Some(figure(&chart, |paint| chart.bars(paint)))
}

/// A column for each month of a table, its total left out.
pub fn months(page: &Page, id: &str, table: &Table) -> Option<Figure> {
    let chart = chart(page, id, table, &page.t("bilan-dessin-mois"))?;
    Some(figure(&chart, |paint| chart.months(Months::Columns, paint)))
}

fn figure(chart: &Chart, drawn: impl Fn(Paint) -> String) -> Figure {
    Figure {
        web: drawn(Paint::Web),
        printed: Drawing {
            svg: drawn(PRINTED),
            alt: format!("{} {}", chart.title, chart.desc),
            key: Vec::new(),
            width: WHOLE,
        },
    }
}

fn chart(page: &Page, id: &str, table: &Table, kind: &str) -> Option<Chart> {
    let lines = table.rows.split_last()?.1;
    let rows: Vec<Row> = lines.iter().filter_map(|line| row(line)).collect();
    if rows.len() < 2 || rows.iter().all(|row| row.value.is_none()) {
        return None;
    }
    let said = |row: &Row| {
        let hidden = || page.t("bilan-masque");
        let value = row.value.map_or_else(hidden, |n| page.number(n));
        page.arg("nom", row.label.as_str())
            .arg("valeur", value)
            .t("bilan-dessin-ligne")
    };
    let all: Vec<String> = rows.iter().map(said).collect();
    Some(Chart {
        id: id.to_owned(),
        title: format!("{kind} {}.", table.title),
        desc: format!("{}.", all.join(" ; ")),
        hidden: page.t("bilan-masque"),
        rows,
        ..Chart::default()
    })
}

fn row(line: &[Cell]) -> Option<Row> {
    let (Cell::Text(label), value) = (line.first()?, line.get(1)?) else {
        return None;
    };
    let value = match value {
        Cell::Count(count) => Some(u64::try_from(*count).ok()?),
        Cell::Hidden(_) => None,
        _ => return None,
    };
    Some(Row {
        label: label.clone(),
        value,
        ..Row::default()
    })
}

/// The communes shaded by their count; one that is masked is hatched.
pub fn map(
    page: &Page,
    geo: &Geo,
    counts: &BTreeMap<String, Option<u64>>,
    name: &dyn Fn(&str) -> String,
) -> Option<Figure> {
    let value = |code: &str| counts.get(code).copied().unwrap_or(Some(0));
    let outlines = geo.outlines.iter();
    let known = outlines.filter_map(|outline| value(&outline.commune));
    let known: Vec<f64> = known.map(|count| count as f64).collect();
    if counts.is_empty() || known.is_empty() {
        return None;
    }
    let steps = equal_steps(&known);
    let shape = |outline| {
        let outline: &plus_planning::access::geo::Outline = outline;
        let (label, count) = (name(&outline.commune), value(&outline.commune));
        let said = count.map_or_else(|| page.t("bilan-masque"), |n| page.number(n));
        Shape {
            outline,
            class: count.map(|count| class_of(count as f64, &steps)),
            title: page
                .arg("nom", label.as_str())
                .arg("valeur", said)
                .t("bilan-dessin-ligne"),
            label,
        }
    };
    let (title, description) = (page.t("bilan-carte"), page.t("bilan-carte-dit"));
    let map = Map {
        id: "bilan-communes",
        title: &title,
        description: &description,
        shapes: geo.outlines.iter().map(shape).collect(),
        marks: Vec::new(),
    };
    let ends = shades(page, &known, "bilan-carte-teinte");
    let ends: Vec<String> = ends.into_iter().map(|shade| shade.label).collect();
    let light = page
        .arg("teintes", ends.join(" ; "))
        .t("bilan-carte-teintes");
    let mut key = vec![light];
    if counts.values().any(Option::is_none) {
        key.push(page.t("bilan-carte-masque"));
    }
    Some(Figure {
        web: draw(&map),
        printed: Drawing {
            svg: draw_printed(&map),
            alt: format!("{title}. {description}"),
            key,
            width: None,
        },
    })
}
