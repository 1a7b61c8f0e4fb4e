//! The nineteen commitments of the charter, each with what shows it (requirement T13). What
//! nothing recorded shows is said so: it is for the coordinator to tell.

use plus_domain::{
    charte::{Charte, Engagement, Preuve},
    convention::Convention,
    permanence::PermanenceState,
    statement::{Breakdown, Level},
};
use plus_reports::table::{Cell, Table};

use super::{gather::Writer, tables};

/// A table for each axis of the charter, and how many commitments are shown.
pub fn tables(writer: &Writer<'_>, charte: &Charte) -> (String, Vec<Table>) {
    let page = writer.page;
    let mut shown = 0;
    let mut all = Vec::new();
    for axe in &charte.axes {
        let mut rows = Vec::new();
        for engagement in &axe.engagements {
            let said = evidence(writer, engagement);
            shown += usize::from(!said.is_empty());
            rows.push(row(writer, engagement, &said));
        }
        all.push(Table {
            title: axe.titre.clone(),
            columns: ["engagement", "preuve", "etat"]
                .map(|code| page.tc("bilan-colonne", code))
                .to_vec(),
            rows,
            notes: Vec::new(),
        });
    }
    if let Some(last) = all.last_mut() {
        last.notes.push(charte.source.clone());
    }
    let told = page
        .arg("montres", shown)
        .arg("tous", charte.engagements().count())
        .t("bilan-charte-montres");
    (told, all)
}

fn row(writer: &Writer<'_>, engagement: &Engagement, said: &[String]) -> Vec<Cell> {
    let state = if said.is_empty() {
        "bilan-charte-a-dire"
    } else {
        "bilan-charte-montre"
    };
    let named = format!("{}. {}", engagement.numero, engagement.texte);
    [named, said.join(" "), writer.page.t(state)]
        .map(Cell::from)
        .to_vec()
}

/// What is recorded that shows a commitment, a sentence each.
fn evidence(writer: &Writer<'_>, engagement: &Engagement) -> Vec<String> {
    let preuves = engagement.preuves.iter();
    preuves
        .filter_map(|preuve| sentence(writer, preuve))
        .collect()
}

fn sentence(writer: &Writer<'_>, preuve: &Preuve) -> Option<String> {
    match preuve {
        Preuve::Permanences => half_days(writer),
        Preuve::Lieux => counted(writer, places(writer, |_| true), "bilan-preuve-lieux"),
        Preuve::SansMarche => {
            let free = places(writer, |step_free| step_free == Some(true));
            counted(writer, free, "bilan-preuve-sans-marche")
        }
        Preuve::Demarches => {
            let explained = writer.territory.catalogue.demarches().len();
            counted(writer, explained, "bilan-preuve-demarches")
        }
        Preuve::Informations => demandes(writer, "information", "bilan-preuve-informations"),
        Preuve::Accompagnements => {
            demandes(writer, "accompagnement", "bilan-preuve-accompagnements")
        }
        Preuve::Bornes => counted(writer, writer.facts.kiosks, "bilan-preuve-bornes"),
        Preuve::Conventions => {
            let bound = running(writer).count();
            counted(writer, bound, "bilan-preuve-conventions")
        }
        Preuve::Referents => counted(writer, referents(writer), "bilan-preuve-referents"),
        Preuve::Reunions => {
            let met = writer.facts.conventions.met_in(writer.facts.half.period());
            counted(writer, met.len(), "bilan-preuve-reunions")
        }
        Preuve::Formation => training(writer),
        Preuve::Releves => counted(writer, writer.facts.issued.len(), "bilan-preuve-releves"),
        Preuve::Envois => {
            let sent = writer.facts.project.envois.iter();
            let period = writer.facts.half.period();
            let sent = sent.filter(|sent| period.contains(sent.on)).count();
            counted(writer, sent, "bilan-preuve-envois")
        }
        Preuve::Indicateur(code) => indicator(writer, code),
    }
}

/// Nothing is not evidence.
fn counted(writer: &Writer<'_>, count: usize, key: &str) -> Option<String> {
    (count > 0).then(|| writer.page.arg("nombre", count).t(key))
}

fn half_days(writer: &Writer<'_>) -> Option<String> {
    let facts = writer.facts;
    let announced = facts.announced();
    (announced > 0).then(|| {
        writer
            .page
            .arg("annoncees", announced)
            .arg("tenues", facts.held(PermanenceState::Closed))
            .t("bilan-preuve-permanences")
    })
}

fn places(writer: &Writer<'_>, kept: impl Fn(Option<bool>) -> bool) -> usize {
    let last = writer.facts.half.last().last_day();
    let here = writer.territory.places_on(last);
    here.filter(|place| kept(place.step_free)).count()
}

/// Demandes of a kind, masked where their table masks them.
fn demandes(writer: &Writer<'_>, kind: &str, key: &str) -> Option<String> {
    let counts = &writer.facts.counts;
    if counts.cell(Breakdown::Kind, Level::Fine, kind).count == 0 {
        return None;
    }
    let breakdown = (Breakdown::Kind, Level::Fine);
    let betrayed = writer.facts.restes.betrayed(breakdown.0, breakdown.1);
    let broken = tables::broken(writer.page, counts, &writer.names, breakdown, &betrayed);
    let shown = broken.shown.get(kind).copied().flatten();
    let hidden = || writer.page.t("bilan-masque");
    let said = shown.map_or_else(hidden, |count| writer.page.number(count));
    Some(writer.page.arg("nombre", said).t(key))
}

fn running<'a>(writer: &'a Writer<'_>) -> impl Iterator<Item = &'a Convention> {
    let last = writer.facts.half.last().last_day();
    let all = writer.facts.conventions.conventions();
    all.filter(move |convention| convention.runs(last))
}

fn referents(writer: &Writer<'_>) -> usize {
    let held = running(writer).map(|convention| convention.referents.len());
    held.sum()
}

fn training(writer: &Writer<'_>) -> Option<String> {
    let learnt = writer.facts.training.learnt(writer.facts.half.period());
    let sessions: u64 = learnt.iter().map(|(_, done)| done.sessions).sum();
    let came: u64 = learnt.iter().map(|(_, done)| done.came).sum();
    (sessions > 0).then(|| {
        writer
            .page
            .arg("sessions", sessions)
            .arg("venues", came)
            .t("bilan-preuve-formation")
    })
}

/// An indicator that has a value, as the annex tells it.
fn indicator(writer: &Writer<'_>, code: &str) -> Option<String> {
    let mut all = writer.facts.indicators.iter();
    let told = all.find(|told| told.code == code && told.is_known)?;
    let named = writer.page.arg("nom", told.name.as_str());
    Some(
        named
            .arg("valeur", told.value.as_str())
            .t("bilan-preuve-indicateur"),
    )
}
