//! `financement.toml` of a territory: the plan that it starts from.

use super::{Amount, Base, Cents, Expense, FunderKind, Part, Plan, Rate, Resource, Section, Vat};
use crate::territoire::Table;

/// Reads the file; nothing when a line of it is refused.
pub(crate) fn read(root: &Table) -> Option<Plan> {
    let title = root.text("intitule");
    let source = root.text("source");
    let vat = choice(root, "tva", Vat::ALL, Vat::code);
    let expenses = root.tables("depense").into_iter().map(expense).collect();
    let resources = root.tables("ressource").into_iter().map(resource).collect();
    let (expenses, resources): (Vec<_>, Vec<_>) = (expenses, resources);
    let (expenses, resources) = (whole(expenses)?, whole(resources)?);
    let mut codes: Vec<&String> = expenses
        .iter()
        .map(|e| &e.code)
        .chain(resources.iter().map(|r| &r.code))
        .collect();
    codes.sort_unstable();
    let mut pairs = codes.iter().zip(codes.iter().skip(1));
    if let Some((twice, _)) = pairs.find(|(one, next)| one == next) {
        root.refuse(
            "depense",
            format!("le code « {twice} » est donné deux fois"),
            "donnez un code à chaque ligne",
        );
    }
    Some(Plan {
        title: title?,
        source: source?,
        vat: vat?,
        expenses,
        resources,
        ..Plan::default()
    })
}

fn whole<T>(all: Vec<Option<T>>) -> Option<Vec<T>> {
    all.into_iter().collect()
}

/// A choice by its code, that must be there.
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

fn expense(table: Table) -> Option<Expense> {
    let code = table.code("code");
    let section = choice(&table, "section", Section::ALL, Section::code);
    let label = table.text("libelle");
    let amount = table.parsed::<Cents>("montant");
    table.close();
    Some(Expense {
        code: code?,
        section: section?,
        label: label?,
        amount: amount?,
    })
}

fn resource(table: Table) -> Option<Resource> {
    let code = table.code("code");
    let label = table.text("libelle");
    let kind = choice(&table, "genre", FunderKind::ALL, FunderKind::code);
    let part = |base: &Base| {
        Some(Part {
            on: *base,
            amount: amount(&table, base.code())?,
        })
    };
    let parts = Base::ALL.iter().filter_map(part).collect();
    let cap = amount(&table, "plafond");
    table.close();
    Some(Resource {
        code: code?,
        label: label?,
        kind: kind?,
        parts,
        cap,
    })
}

/// `26,7 %` or `12 000,00`, that may be absent.
fn amount(table: &Table, key: &str) -> Option<Amount> {
    let text = table.optional_text(key)?;
    if text.ends_with('%') {
        return table.optional_parsed::<Rate>(key).map(Amount::Rate);
    }
    table.optional_parsed::<Cents>(key).map(Amount::Fixed)
}
