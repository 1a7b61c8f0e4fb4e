//! The four figures that come first.

use plus_domain::statement::Cell;

use super::{Figure, Words};
use crate::{french, table};

pub(super) fn figures(words: Words<'_>) -> Vec<Figure> {
    let headline = &words.statement.headline;
    let count = |key: &str, cell: Cell| {
        let written = words.written(cell);
        Figure {
            figure: written.text,
            large: !written.hidden,
            name: words.texts.get(&format!("releve-{key}")).to_owned(),
            note: words.texts.get(&format!("releve-{key}-note")).to_owned(),
            cell: written.cell,
        }
    };
    vec![
        count("visites", headline.visites),
        count("demandes", headline.demandes),
        count("accompagnements", headline.accompagnements),
        resolved(words),
    ]
}

/// The share when it may be shown, with the two numbers it comes from; else the
/// number or its word.
fn resolved(words: Words<'_>) -> Figure {
    let headline = &words.statement.headline;
    let written = words.written(headline.resolved);
    let name = words.texts.get("releve-resolues").to_owned();
    match headline.resolved_share {
        Some(share) => {
            let demandes = words.written(headline.demandes);
            Figure {
                figure: french::percent(share.into()),
                large: true,
                name,
                note: words.texts.fill(
                    "releve-resolues-sur",
                    &[("resolues", &written.text), ("demandes", &demandes.text)],
                ),
                cell: table::Cell::Tenths(share.into()),
            }
        }
        None => Figure {
            figure: written.text,
            large: !written.hidden,
            name,
            note: words.texts.get("releve-resolues-note").to_owned(),
            cell: written.cell,
        },
    }
}
