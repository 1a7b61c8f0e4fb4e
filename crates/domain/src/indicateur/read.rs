//! `indicateurs.toml`: definitions as data. A formula that does not fit is refused with its column.

use super::{Baseline, Benchmark, Direction, Formula, Indicateur, Period, Unit, Value};
use crate::territoire::{Found, Table};

/// Reads `[[indicateur]]`.
pub(crate) fn read(root: &Table) -> Vec<Found<Indicateur>> {
    let all = root.tables("indicateur").into_iter();
    all.filter_map(|table| {
        let at = table.at_key("code");
        let value = one(&table);
        table.close();
        Some(Found { value: value?, at })
    })
    .collect()
}

fn one(table: &Table) -> Option<Indicateur> {
    let code = table.code("code");
    let family = table.text("famille");
    let name = table.text("nom");
    let definition = table.text("definition");
    let unit = choice(table, "unite", Unit::ALL, Unit::code);
    let formula = formula(table);
    let direction = choice(table, "sens", Direction::ALL, Direction::code);
    let target = target(table);
    let source = table.text("origine");
    let owner = table.text("responsable");
    let period = choice(table, "periode", Period::ALL, Period::code);
    let (baseline, benchmark) = (baseline(table), benchmark(table));
    Some(Indicateur {
        code: code?,
        family: family?,
        name: name?,
        definition: definition?,
        unit: unit?,
        formula: formula?,
        direction: direction?,
        target,
        source: source?,
        owner: owner?,
        period: period?,
        baseline,
        benchmark,
    })
}

fn formula(table: &Table) -> Option<String> {
    let text = table.text("formule")?;
    match Formula::read(&text) {
        Ok(_) => Some(text),
        Err(error) => {
            table.refuse(
                "formule",
                format!("cette formule ne se lit pas, {error}"),
                "les chiffres connus sont dans docs/guide/indicateurs.md",
            );
            None
        }
    }
}

fn target(table: &Table) -> Option<String> {
    let text = table.optional_text("cible")?;
    if text.parse::<Value>().is_err() {
        table.refuse(
            "cible",
            format!("« {text} » n’est pas un nombre"),
            "écrivez un nombre comme 80 ou 82,5",
        );
    }
    Some(text)
}

fn choice<T: Copy>(table: &Table, key: &str, all: &[T], code: fn(T) -> &'static str) -> Option<T> {
    let text = table.text(key)?;
    let found = all.iter().copied().find(|one| code(*one) == text);
    if found.is_none() {
        let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
        table.refuse(
            key,
            format!("« {text} » ne convient pas pour « {key} »"),
            format!("écrivez l’un de ceux-ci : {}", codes.join(", ")),
        );
    }
    found
}

fn baseline(table: &Table) -> Option<Baseline> {
    let table = table.table("depart")?;
    let (value, when, source) = (
        table.text("valeur"),
        table.text("quand"),
        table.text("source"),
    );
    table.close();
    Some(Baseline {
        value: value?,
        when: when?,
        source: source?,
    })
}

fn benchmark(table: &Table) -> Option<Benchmark> {
    let table = table.table("ailleurs")?;
    let (value, source) = (table.text("valeur"), table.text("source"));
    let year = table.number("annee", 2000, 2199);
    table.close();
    Some(Benchmark {
        value: value?,
        source: source?,
        year: year?,
    })
}
