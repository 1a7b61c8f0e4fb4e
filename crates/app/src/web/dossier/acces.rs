//! `/agent/dossiers/{id}/acces/{format}`: everything that is kept of a person, for herself
//! (requirement P14).

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::{dossier::Ecrit, droit::Exercice, ids::DemarcheCode};
use plus_reports::rapport::{Rapport, Section};

use super::{commune, full_name, reach, title};
use crate::{
    composition,
    dossier::access::{Came, Carried, Mandate, Package, Workshop, package},
    web::{
        error::WebError,
        noms::Names,
        page::{Answer, Page},
        session::Signed,
        state::App,
    },
};

/// `GET /agent/dossiers/{id}/acces/{format}`: `pdf` or `json`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path((id, format)): Path<(String, String)>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (dossier, _) = reach(&app, &mut link, (&signed, &id)).await?;
    let names = Names::load(&app, &mut link).await?;
    let package = package(&app, &mut link, &dossier.id).await?;
    drop(link);
    let (kind, bytes) = match format.as_str() {
        "json" => {
            let bytes = serde_json::to_vec_pretty(&package).map_err(WebError::internal)?;
            ("application/json", bytes)
        }
        "pdf" => (
            "application/pdf",
            printed(&app, &page, &names, &package).await?,
        ),
        _ => return Err(WebError::NotFound),
    };
    let named = format!("attachment; filename=\"dossier.{format}\"");
    let heads = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((heads, bytes).into_response())
}

async fn printed(
    app: &App,
    page: &Page,
    names: &Names,
    package: &Package,
) -> Result<Vec<u8>, WebError> {
    let day = app.today();
    let rapport = rapport(app, page, names, package);
    let made = composition::make(move || plus_reports::pdf::rapport(&rapport, day)).await?;
    made.map_err(WebError::internal)
}

fn rapport(app: &App, page: &Page, names: &Names, package: &Package) -> Rapport {
    let section = |key: &str, paragraphs: Vec<String>| Section {
        title: page.t(key),
        paragraphs: if paragraphs.is_empty() {
            vec![page.t("dossier-acces-rien")]
        } else {
            paragraphs
        },
        ..Section::default()
    };
    let writings = package.writings.iter().map(|writing| {
        let said = said(app, page, names, &writing.text);
        format!("{} · {} · {said}", writing.at, writing.by)
    });
    let promises = package.promises.iter().map(|promesse| {
        let state = page.tc("dossier-promesse-etat", promesse.state.code());
        format!("{} · {state}", page.date(promesse.due))
    });
    let mandates = package.mandates.iter().map(|one| mandate(app, page, one));
    let carried = package
        .carried
        .iter()
        .flat_map(|one| carried(app, page, names, one));
    let rights = package.rights.iter().map(|case| right(page, case));
    let workshops = package.workshops.iter().map(|one| workshop(page, one));
    let visites = package
        .visites
        .iter()
        .map(|one| visite(app, page, names, one));
    let readings = package.readings.iter();
    let readings = readings.map(|reading| format!("{} · {}", reading.at, reading.by));
    Rapport {
        lang: "fr".to_owned(),
        issuer: package.relay.clone(),
        title: page.t("dossier-acces-titre"),
        subtitle: package.made_at.clone(),
        sections: vec![
            section("dossier-acces-ecrits", writings.collect()),
            section("dossier-acces-promesses", promises.collect()),
            section("dossier-acces-mandats", mandates.collect()),
            section("dossier-acces-partenaires", carried.collect()),
            section("droit-acces-titre", rights.collect()),
            section("dossier-acces-visites", visites.collect()),
            section("dossier-acces-ateliers", workshops.collect()),
            section("dossier-acces-partage", package.shared_with.clone()),
            section("dossier-acces-lectures", readings.collect()),
            section(
                "dossier-acces-droits",
                vec![page.t("dossier-acces-droits-texte")],
            ),
        ],
        made: package.made_at.clone(),
        page: page.t("bilan-page"),
    }
}

/// A mandate, its days and how many acts were done under it.
fn mandate(app: &App, page: &Page, one: &Mandate) -> String {
    let titles = one.mandat.demarches.iter().map(|c| title(app, page, c));
    let titles: Vec<String> = titles.collect();
    page.arg("demarches", titles.join(", "))
        .arg("debut", page.date(one.mandat.from))
        .arg("fin", page.date(one.mandat.until()))
        .arg("actes", one.acts.len())
        .t("dossier-acces-mandat")
}

/// A visite of hers, and what it was about.
fn visite(app: &App, page: &Page, names: &Names, one: &Came) -> String {
    let about = one.demandes.iter().map(|(partner, about)| {
        let code = DemarcheCode::new(about);
        let words = match app.territory().catalogue.get(&code) {
            Some(demarche) => page.say(&demarche.title),
            None => names.theme(&about.as_str().into(), page),
        };
        format!(
            "{} : {words}",
            names.partner(&partner.as_str().into(), one.date)
        )
    });
    let about = about.collect::<Vec<_>>().join(", ");
    let place = names.place(&one.place.as_str().into());
    let note = one.note.clone().unwrap_or_default();
    format!("{} · {place} · {about} {note}", page.date(one.date))
        .trim_end()
        .to_owned()
}

/// An atelier to which she came, and what she learnt there.
fn workshop(page: &Page, one: &Workshop) -> String {
    let learnt = one.learnt.iter();
    let learnt = learnt.map(|c| page.tc("atelier-competence", c.code()));
    let learnt = learnt.collect::<Vec<_>>().join(", ");
    format!("{} · {} · {learnt}", page.date(one.date), one.title)
}

/// What she asked, and what came of it.
fn right(page: &Page, case: &Exercice) -> String {
    let what = page.tc("droit-choix", case.droit.code());
    let state = page.tc("droit-etat", case.state.code());
    let received = page.date(case.received);
    format!("{} · {received} · {what} · {state}", case.number)
}

/// What was carried to a partner: to whom, what it could read, what was written.
fn carried(app: &App, page: &Page, names: &Names, one: &Carried) -> Vec<String> {
    let fields = one.read.iter().flatten().map(|(field, value)| {
        let name = page.tc("escalade-champ", field.code());
        format!("{name} : {value}")
    });
    let fields: Vec<String> = fields.collect();
    let head = page
        .arg(
            "partenaire",
            names.partner(&one.escalade.partner, app.today()),
        )
        .arg(
            "motif",
            page.tc("escalade-motif", one.escalade.motif.code()),
        )
        .arg("etat", page.tc("escalade-etat", one.escalade.state.code()))
        .arg("champs", fields.join(", "))
        .t("dossier-acces-partenaire");
    let said = one.said.iter().map(|(at, cote, text)| {
        let side = page.tc("dossier-acces-cote", cote.code());
        format!("{at} · {side} · {text}")
    });
    std::iter::once(head).chain(said).collect()
}

/// A writing, in words.
fn said(app: &App, page: &Page, names: &Names, ecrit: &Ecrit) -> String {
    let day = |day: &Option<jiff::civil::Date>| super::day(page, *day);
    match ecrit {
        Ecrit::Identite(identite) => [
            full_name(identite),
            identite
                .telephone
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            identite
                .annee
                .map_or_else(String::new, |year| year.to_string()),
            commune(names, identite.commune.as_ref()),
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(", "),
        Ecrit::Objet { demarche, texte } => match demarche {
            Some(code) => format!("{texte} ({})", title(app, page, code)),
            None => texte.clone(),
        },
        Ecrit::Informe => page.t("dossier-acces-informe"),
        Ecrit::Retrait => page.t("dossier-retire"),
        // Not in the package: hers already.
        Ecrit::Code { .. } => String::new(),
        Ecrit::Etape {
            texte,
            avant,
            faite,
            ..
        } => page
            .arg("texte", texte.as_str())
            .arg("avant", day(avant))
            .arg("faite", day(faite))
            .t("dossier-acces-etape"),
        Ecrit::Papier { texte, recu, .. } => {
            let shown = page.t(if *recu {
                "dossier-papier-montre"
            } else {
                "dossier-papier-reprendre"
            });
            format!("{texte} · {shown}")
        }
        Ecrit::Promesse { texte, .. } => texte.clone(),
    }
}
