//! `projet.toml` of a new territory: the model calendar of a launch, dated from its opening.

use std::fmt::Write as _;

use jiff::ToSpan as _;

use super::toml_text;
use crate::{
    period::Month,
    territoire::methode::{self, Etape},
};

/// The project: its posts and its steps, in the order of the calendar.
pub(super) fn toml(opening: Option<Month>) -> String {
    let source = "Calendrier modèle d’un lancement (methode/calendrier.csv).";
    let mut toml = format!(
        "# Le projet du relais : postes et étapes du modèle (methode/).\n{}\nintitule = \"Ouverture du relais\"\nsource = \"{source}\"\n",
        opening.map_or_else(
            || "# à compléter : les dates prévues des étapes (prevu = \"2027-09\")".to_owned(),
            |month| format!("# Ouverture prévue : {month}.")
        )
    );
    for poste in methode::postes() {
        let _ = write!(
            toml,
            "\n[[poste]]\ncode = {}\nlibelle = {}\nnombre = {}\n",
            toml_text(&poste.code),
            toml_text(&poste.label),
            poste.count
        );
    }
    for etape in methode::etapes() {
        write_step(&mut toml, &etape, opening);
    }
    toml
}

fn write_step(toml: &mut String, etape: &Etape, opening: Option<Month>) {
    let _ = write!(
        toml,
        "\n[[jalon]]\ncode = {}\nphase = {}\nlibelle = {}\nresponsable = {}\npreuve = {}\n",
        toml_text(&etape.code),
        toml_text(&etape.phase),
        toml_text(&etape.label),
        toml_text(&etape.who),
        toml_text(&etape.evidence)
    );
    let Some(opening) = opening else {
        return;
    };
    let from = shifted(opening, etape.month);
    let _ = writeln!(toml, "prevu = \"{from}\"");
    if etape.length > 1 {
        let to = shifted(from, etape.length - 1);
        let _ = writeln!(toml, "prevu_fin = \"{to}\"");
    }
}

fn shifted(month: Month, by: i64) -> Month {
    Month::of(month.first_day().saturating_add(by.months()))
}
