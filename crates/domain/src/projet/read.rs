//! `projet.toml` of a territory: the project that it starts from.

use super::{
    Jalon, JalonState, Materiel, MaterielKind, Poste, Projet,
    moment::{Moment, Stretch},
};
use crate::territoire::Table;

/// Reads the file; nothing when a line of it is refused.
pub(crate) fn read(root: &Table) -> Option<Projet> {
    let title = root.text("intitule");
    let source = root.text("source");
    let postes = all(root, "poste", poste);
    let jalons = all(root, "jalon", jalon);
    let materiels = all(root, "materiel", materiel);
    let codes = |codes: Vec<String>, key: &str| {
        let mut sorted = codes;
        sorted.sort_unstable();
        let mut pairs = sorted.iter().zip(sorted.iter().skip(1));
        if let Some((twice, _)) = pairs.find(|(one, next)| one == next) {
            root.refuse(
                key,
                format!("le code « {twice} » est donné deux fois"),
                "donnez un code à chacun",
            );
        }
    };
    let (jalons, materiels) = (jalons?, materiels?);
    codes(jalons.iter().map(|j| j.code.clone()).collect(), "jalon");
    codes(
        materiels.iter().map(|m| m.code.clone()).collect(),
        "materiel",
    );
    Some(Projet {
        propos: Vec::new(),
        mesures: Vec::new(),
        title: title?,
        source: source?,
        postes: postes?,
        jalons,
        materiels,
        envois: Vec::new(),
    })
}

fn all<T>(root: &Table, key: &str, read: fn(Table) -> Option<T>) -> Option<Vec<T>> {
    // Every table is read, so that each says its faults.
    let read: Vec<Option<T>> = root.tables(key).into_iter().map(read).collect();
    read.into_iter().collect()
}

fn poste(table: Table) -> Option<Poste> {
    let code = table.code("code");
    let label = table.text("libelle");
    let count = table.number("nombre", 1, 1_000);
    table.close();
    Some(Poste {
        code: code?,
        label: label?,
        count: count?,
    })
}

fn jalon(table: Table) -> Option<Jalon> {
    let code = table.code("code");
    let phase = table.text("phase");
    let label = table.text("libelle");
    let planned = stretch(&table, "prevu", "prevu_fin");
    let actual = stretch(&table, "reel", "reel_fin");
    let state = table.optional_text("etat");
    let state = match state.as_deref() {
        None if actual.is_some() => Some(JalonState::Atteint),
        None => Some(JalonState::Prevu),
        Some(code) => JalonState::from_code(code),
    };
    if state.is_none() {
        table.refuse(
            "etat",
            "cet état n’existe pas",
            "écrivez prevu, en-cours, atteint ou abandonne",
        );
    }
    let text = |key| table.optional_text(key).unwrap_or_default();
    let (owner, evidence, cause) = (text("responsable"), text("preuve"), text("cause"));
    table.close();
    Some(Jalon {
        code: code?,
        phase: phase?,
        label: label?,
        planned,
        actual,
        state: state?,
        owner,
        evidence,
        cause,
        removed: false,
    })
}

fn stretch(table: &Table, from: &str, to: &str) -> Option<Stretch> {
    let begin = table.optional_parsed::<Moment>(from);
    let end = table.optional_parsed::<Moment>(to);
    let read = Stretch::new(begin?, end);
    if read.is_none() {
        table.refuse(
            to,
            "la fin vient avant le début",
            "corrigez une des deux dates",
        );
    }
    read
}

fn materiel(table: Table) -> Option<Materiel> {
    let code = table.code("code");
    let kind = table.text("genre").and_then(|text| {
        let kind = MaterielKind::from_code(&text);
        if kind.is_none() {
            table.refuse(
                "genre",
                format!("« {text} » n’est pas un genre de matériel"),
                "écrivez vehicule, borne ou autre",
            );
        }
        kind
    });
    let label = table.text("libelle");
    let since = table.optional_parsed::<Moment>("depuis");
    let note = table.optional_text("note").unwrap_or_default();
    table.close();
    Some(Materiel {
        code: code?,
        kind: kind?,
        label: label?,
        since,
        note,
        checks: Vec::new(),
        removed: false,
    })
}
