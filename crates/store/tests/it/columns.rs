//! Every stored column has a class and a retention rule (requirement P2).

use std::collections::BTreeSet;

use plus_store::args;

use crate::house::{House, engines};

const FILE: &str = include_str!("../../columns.csv");
const CLASSES: [&str; 4] = ["technique", "personnel", "tres-personnel", "sensible"];

type Column = (String, String);

/// The lines of the file, with how long each column is kept.
fn classified() -> Vec<(Column, &'static str, &'static str)> {
    let lines = FILE.lines().filter(|l| !l.starts_with('#')).skip(1);
    lines
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let [table, column, class, rule] = cells[..] else {
                panic!("four cells: {line}");
            };
            ((table.to_owned(), column.to_owned()), class, rule)
        })
        .collect()
}

async fn stored(house: &House) -> BTreeSet<Column> {
    let sql = match house.name {
        "sqlite" => {
            "SELECT m.name AS t, c.name AS c FROM sqlite_master m, pragma_table_info(m.name) c
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> '_sqlx_migrations'"
        }
        _ => {
            "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c
             FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'"
        }
    };
    let mut link = house.store.read().await.unwrap();
    let rows = link.fetch(sql, args![]).await.unwrap();
    let column = |row: &plus_store::Row| (row.text("t").unwrap(), row.text("c").unwrap());
    rows.iter().map(column).collect()
}

#[tokio::test]
async fn every_column_of_both_engines_is_classified_and_no_other() {
    let classified: Vec<Column> = classified().into_iter().map(|(c, ..)| c).collect();
    let unique: BTreeSet<Column> = classified.iter().cloned().collect();
    assert_eq!(
        unique.len(),
        classified.len(),
        "a column is classified twice"
    );
    for house in engines().await {
        let stored = stored(&house).await;
        let missing: Vec<_> = stored.difference(&unique).collect();
        let gone: Vec<_> = unique.difference(&stored).collect();
        assert!(
            missing.is_empty(),
            "{}: not classified: {missing:?}",
            house.name
        );
        assert!(
            gone.is_empty(),
            "{}: no longer stored: {gone:?}",
            house.name
        );
    }
}

#[test]
fn every_class_and_every_rule_is_one_that_the_file_explains() {
    for ((table, column), class, rule) in classified() {
        assert!(CLASSES.contains(&class), "{table}.{column}: {class}");
        let explained = FILE.lines().any(|l| l.starts_with(&format!("#   {rule} ")));
        assert!(explained, "{table}.{column}: {rule}");
    }
}

#[test]
fn nothing_of_the_special_categories_is_stored() {
    assert!(
        classified()
            .iter()
            .all(|(_, class, _)| *class != "sensible")
    );
}
