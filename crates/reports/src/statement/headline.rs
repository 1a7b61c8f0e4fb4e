//! The four figures that come first.

use plus_domain::statement::{Breakdown, Cell, Level, Unit, values::codes};

use super::{
    Figure, What, Words,
    behind::{total, value},
};
use crate::{french, table};

pub(super) fn figures(words: Words<'_>) -> Vec<Figure> {
    let headline = &words.statement.headline;
    let count = |key: &str, cell: Cell, what: What| {
        let written = words.written(cell);
        Figure {
            figure: written.text,
            large: !written.hidden,
            name: words.texts.get(&format!("releve-{key}")).to_owned(),
            note: words.texts.get(&format!("releve-{key}-note")).to_owned(),
            cell: written.cell,
            behind: Some(words.of_month(what)),
        }
    };
    let helped = value(Breakdown::Kind, Level::Fine, codes::ACCOMPAGNEMENT);
    vec![
        count("visites", headline.visites, total(Unit::Visites)),
        count("demandes", headline.demandes, total(Unit::Demandes)),
        count("accompagnements", headline.accompagnements, helped),
        resolved(words),
    ]
}

/// The share when it may be shown, with the two numbers it comes from; else the
/// number or its word.
fn resolved(words: Words<'_>) -> Figure {
    let headline = &words.statement.headline;
    let written = words.written(headline.resolved);
    let name = words.texts.get("releve-resolues").to_owned();
    let what = value(Breakdown::Outcome, Level::Fine, codes::RESOLU);
    let behind = Some(words.of_month(what));
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
                behind,
            }
        }
        None => Figure {
            figure: written.text,
            large: !written.hidden,
            name,
            note: words.texts.get("releve-resolues-note").to_owned(),
            cell: written.cell,
            behind,
        },
    }
}
