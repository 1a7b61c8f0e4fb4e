//! `/agent/dossiers/{id}/escalader`: a procedure of a follow-up is carried to a partner. What
//! the partner will read stands on the page before anything leaves.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    dossier::Lu,
    escalade::{Champ, Convention, MOST_FIELD, MOST_SIGNS, Motif, text},
    form::FormErrors,
    ids::{DemarcheCode, DossierId, PartnerCode},
};
use serde::Deserialize;

use crate::{
    escalade::{self, Asked, Fields},
    web::{
        dossier::{self, Choice},
        eloignement,
        error::WebError,
        faults::Faults,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// What the form sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    partenaire: String,
    motif: String,
    demarche: String,
    texte: String,
    accord: String,
    nom: String,
    prenom: String,
    annee: String,
    telephone: String,
    commune: String,
    numero: String,
}

impl Given {
    /// What the follow-up knows already.
    fn of(app: &App, lu: &Lu, partner: String) -> Self {
        let identite = &lu.identite;
        let commune = identite.commune.as_ref();
        let commune =
            commune.and_then(|code| app.territory().commune(code).map(|c| c.name.clone()));
        Self {
            partenaire: partner,
            demarche: lu
                .demarche
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            nom: identite.nom.clone(),
            prenom: identite.prenom.clone(),
            annee: identite
                .annee
                .map_or_else(String::new, |year| year.to_string()),
            telephone: identite
                .telephone
                .as_ref()
                .map_or_else(String::new, |t| t.as_str().to_owned()),
            commune: commune.unwrap_or_default(),
            ..Self::default()
        }
    }

    fn field(&self, field: Champ) -> &str {
        match field {
            Champ::Nom => &self.nom,
            Champ::Prenom => &self.prenom,
            Champ::Annee => &self.annee,
            Champ::Telephone => &self.telephone,
            Champ::Commune => &self.commune,
            Champ::Numero => &self.numero,
        }
    }
}

#[derive(Template)]
#[template(path = "escalade/nouvelle.html")]
struct NewPage {
    page: Page,
    id: String,
    /// Address of the follow-up.
    back: String,
    /// Partners with which a convention says what may be read.
    partners: Vec<Choice>,
    /// The partner chosen, as in a sentence; empty: it is still to choose.
    partner: String,
    /// What its convention lists: code, value.
    fields: Vec<(&'static str, String)>,
    days: u32,
    motifs: Vec<Choice>,
    demarches: Vec<Choice>,
    given: Given,
    /// Whether it is asked elsewhere, on the hub.
    elsewhere: bool,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    partenaire: String,
}

/// `GET /agent/dossiers/{id}/escalader`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(chosen): Query<Chosen>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (_, lu) = dossier::reach(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    let given = Given::of(&app, &lu, chosen.partenaire);
    render(&new_page(&app, page, id, given, FormErrors::default()).await?)
}

/// The convention of a partner of today.
fn agreed(app: &App, code: &str) -> Option<(PartnerCode, Convention)> {
    let territory = app.territory();
    let partner = territory.partner(&PartnerCode::new(code))?;
    let convention = partner.escalade.clone()?;
    partner
        .is_valid_on(app.today())
        .then(|| (partner.code.clone(), convention))
}

async fn new_page(
    app: &App,
    page: Page,
    id: String,
    given: Given,
    errors: FormErrors,
) -> Result<NewPage, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let with = territory
        .partners_on(today)
        .filter(|p| p.escalade.is_some());
    let partners = with.map(|p| {
        let code = p.code.to_string();
        let chosen = code == given.partenaire;
        (code, p.name_on(today).to_owned(), chosen)
    });
    let agreed = agreed(app, &given.partenaire);
    let partner = agreed
        .as_ref()
        .and_then(|(code, _)| territory.partner(code));
    let motifs = Motif::ALL.iter().map(|motif| {
        let label = page.tc("escalade-motif", motif.code());
        (motif.code().to_owned(), label, given.motif == motif.code())
    });
    let fields = agreed.iter().flat_map(|(_, convention)| &convention.fields);
    Ok(NewPage {
        back: format!("{}/{id}", dossier::LIST),
        id,
        partners: partners.collect(),
        partner: partner.map_or_else(String::new, |p| p.phrase_on(today).to_owned()),
        fields: fields
            .map(|f| (f.code(), given.field(*f).to_owned()))
            .collect(),
        days: agreed.as_ref().map_or(0, |(_, convention)| convention.days),
        motifs: motifs.collect(),
        demarches: dossier::demarches(app, &page, std::slice::from_ref(&given.demarche)),
        elsewhere: eloignement::has_hub(app).await?,
        faults: Faults::of(&page, errors),
        given,
        page: page.titled("escalade-nouvelle-titre"),
    })
}

/// `POST /agent/dossiers/{id}/escalader`.
pub async fn send(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let mut link = app.store.read().await?;
    let (held, _) = dossier::reach(&app, &mut link, (&signed, &id)).await?;
    drop(link);
    if !held.is_open() || eloignement::has_hub(&app).await? {
        return Ok(see_other(&format!("/agent/dossiers/{id}")));
    }
    match read(&app, &held.id, &given) {
        Ok((convention, asked)) => {
            let new = escalade::open(&app, &signed.account.id, &convention, asked).await?;
            Ok(see_other(&format!("/agent/escalades/{new}?fait=1")))
        }
        Err(errors) => {
            let shown = new_page(&app, page, id, given, errors).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&shown)?).into_response())
        }
    }
}

fn read(app: &App, dossier: &DossierId, given: &Given) -> Result<(Convention, Asked), FormErrors> {
    let mut errors = FormErrors::default();
    let agreed = agreed(app, &given.partenaire);
    let agreed = errors.take("partenaire", "escalade-erreur-partenaire", agreed);
    let motif = Motif::from_code(&given.motif);
    let motif = errors.take("motif", "escalade-erreur-motif", motif);
    let demarche = DemarcheCode::new(given.demarche.trim());
    let known = app.territory().catalogue.get(&demarche).is_some();
    let words = text(&given.texte, MOST_SIGNS);
    if let Err(key) = words {
        errors.add("texte", key);
    }
    if given.accord != "oui" {
        errors.add("accord", "escalade-erreur-accord");
    }
    let (Some((partner, convention)), Some(motif), Ok(text)) = (agreed, motif, words) else {
        return Err(errors);
    };
    let fields = fields(&convention, given, &mut errors);
    let asked = Asked {
        dossier: dossier.clone(),
        partner,
        demarche: known.then_some(demarche),
        motif,
        fields,
        text,
    };
    errors.into_result(Some((convention, asked)))
}

/// The fields of the convention that are filled in. Never any other.
fn fields(convention: &Convention, given: &Given, errors: &mut FormErrors) -> Fields {
    let mut fields = Fields::new();
    for field in &convention.fields {
        let typed = given.field(*field).trim();
        if typed.is_empty() {
            continue;
        }
        match text(typed, MOST_FIELD) {
            Ok(value) => {
                fields.insert(*field, value);
            }
            Err(key) => errors.add(field.code(), key),
        }
    }
    fields
}
