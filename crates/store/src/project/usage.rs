//! Uses of kiosks, one row each.

use plus_domain::borne::usage::Usage;

use crate::{
    Arg, args,
    bulk::{
        Kind::{Int, Text},
        Table,
    },
};

/// The table.
pub(super) const USAGE: Table = Table {
    name: "usage",
    columns: &[
        ("id", Text),
        ("node", Text),
        ("hlc", Int),
        ("date", Text),
        ("hour", Int),
        ("minutes", Int),
        ("ending", Text),
        ("language", Text),
        ("fiches", Text),
        ("services", Text),
        ("pages", Int),
        ("avis", Text),
    ],
    key: &["id"],
};

/// Its row.
pub(super) fn row(usage: &Usage, node: &str, hlc: i64) -> Vec<Arg> {
    let list = |codes: &[String]| serde_json::json!(codes).to_string();
    args![
        &usage.id,
        node,
        hlc,
        usage.date,
        i64::from(usage.hour),
        i64::from(usage.minutes),
        &usage.ending,
        &usage.language,
        list(&usage.fiches),
        list(&usage.services),
        i64::from(usage.pages),
        usage.avis.map(|avis| avis.code().to_owned())
    ]
}
