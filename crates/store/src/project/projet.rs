//! The project: one row for each of its things, the latest clock wins.

use plus_domain::event::ProjetWriting;

use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// The table.
pub(super) const PROJET: Table = Table {
    name: "projet",
    columns: &[
        ("kind", Text),
        ("code", Text),
        ("node", Text),
        ("hlc", Int),
        ("item", Text),
        ("author", Text),
        ("at", Int),
    ],
    key: &["kind", "code"],
};

/// Key of a thing among all.
pub(super) fn key(written: &ProjetWriting) -> String {
    let (kind, code) = written.item.key();
    format!("{kind}/{code}")
}

/// Its row.
pub(super) fn row(written: &ProjetWriting, node: &String, hlc: i64) -> Vec<Arg> {
    let (kind, code) = written.item.key();
    let item = serde_json::json!(written.item).to_string();
    args![kind, code, node, hlc, item, &written.author, written.at]
}
