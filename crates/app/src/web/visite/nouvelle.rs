//! A visite in three taps: partner, démarche, result; the third records.
//!
//! The first two taps only change the address of the page, the third sends the
//! form. The form carries the identifier of the visite to be, drawn when the page
//! was opened: sent twice, it records once. The same page adds a demande to a
//! visite already recorded (`suite`).

use askama::Template;
use axum::{
    extract::{Query, State},
    http::StatusCode,
};
use axum_extra::extract::Form;
use plus_domain::{
    event::Event,
    form::FormErrors,
    ids::{PartnerCode, PlaceCode},
    visite::{DemandeForm, Recording, Visite, VisiteForm},
};
use plus_store::{Link, StoreError, habit, permanence, visite};
use serde::Deserialize;

use super::{
    Outcome, append,
    choix::{self, Choice, Group},
    demande, found,
    saisie::measured,
    with_status,
};
use crate::web::{
    dossier::visites::{came_back, served},
    error::WebError,
    faults::Faults,
    lieu::{self, Lieu},
    noms::Names,
    page::{Answer, Page, render, see_other},
    router::encoded,
    session::Signed,
    state::App,
};

/// Refusal of a form whose visite is recorded already, with something else in it.
pub const ALREADY: &str = "visite-deja-enregistree";

/// What the three taps have said so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Taps {
    /// Identifier of the visite (or demande) to be.
    pub v: String,
    /// Instant when the page was first opened, milliseconds UTC.
    pub debut: String,
    /// Place, as shown.
    pub lieu: String,
    /// Permanence, as shown.
    pub permanence: String,
    /// Visite to which a demande is added.
    pub suite: String,
    /// Follow-up of the person, when she is followed.
    pub dossier: String,
    /// First tap.
    pub partenaire: String,
    /// Second tap: a démarche…
    pub demarche: String,
    /// … or the theme of another demande.
    pub theme: String,
    /// Third tap.
    pub resultat: String,
}

impl Taps {
    /// Fills in what the opening of the page decides. An identifier that is not one
    /// of ours is replaced.
    fn opened(mut self, app: &App) -> Self {
        if uuid::Uuid::parse_str(&self.v).is_err() {
            self.v = app.outside.new_id();
            self.debut.clear();
        }
        if self.debut.parse::<i64>().is_err() {
            self.debut = app.outside.now_ms().to_string();
        }
        self
    }

    fn has_subject(&self) -> bool {
        !self.demarche.is_empty() || !self.theme.is_empty()
    }

    /// The step that a narrow screen shows.
    fn step(&self, partner_known: bool) -> u8 {
        match (partner_known, self.has_subject()) {
            (false, _) => 1,
            (true, false) => 2,
            (true, true) => 3,
        }
    }

    /// The demande that they say.
    pub fn demande(&self) -> DemandeForm {
        DemandeForm {
            partner: self.partenaire.clone(),
            demarche: self.demarche.clone(),
            theme: self.theme.clone(),
            tap: self.resultat.clone(),
            ..DemandeForm::default()
        }
    }

    /// What only this page asks: that the second tap was made.
    pub fn subject_error(&self, errors: &mut FormErrors) {
        if !self.partenaire.is_empty() && !self.has_subject() {
            errors.add("demandes.0.demarche", "visite-choisir-demarche");
        }
    }
}

/// A result, as its button shows it.
struct ResultChoice {
    code: &'static str,
    icon: &'static str,
    class: &'static str,
}

const RESULTS: [ResultChoice; 5] = [
    ResultChoice {
        code: "fait",
        icon: "check-circle",
        class: "choix-resolu",
    },
    ResultChoice {
        code: "renseigne",
        icon: "info",
        class: "choix-renseigne",
    },
    ResultChoice {
        code: "a-suivre",
        icon: "hourglass",
        class: "choix-suivre",
    },
    ResultChoice {
        code: "reoriente",
        icon: "arrow-bend-up-right",
        class: "choix-reoriente",
    },
    ResultChoice {
        code: "bloque",
        icon: "warning-octagon",
        class: "choix-bloque",
    },
];

#[derive(Template)]
#[template(path = "visite/nouvelle.html")]
struct NewPage {
    page: Page,
    taps: Taps,
    action: String,
    place: String,
    /// Rank of the visite in the day, or the demandes already recorded.
    context: String,
    step: u8,
    minutes: u32,
    first_partners: Vec<Choice>,
    partners: Vec<Choice>,
    /// Name of the chosen partner, empty before the first tap.
    partner: String,
    first_demarches: Vec<Choice>,
    demarches: Vec<Group>,
    others: Vec<Choice>,
    subject: String,
    /// Name of the person who is followed, empty for anybody else.
    person: String,
    results: &'static [ResultChoice],
    faults: Faults,
}

/// `GET /agent/visites/nouvelle`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Query(taps): Query<Taps>,
) -> Answer {
    let taps = taps.opened(&app);
    let mut link = app.store.read().await?;
    let followed = match taps.dossier.as_str() {
        "" => String::new(),
        dossier => format!("&dossier={}", encoded(dossier)),
    };
    let Some(taps) = placed(&app, &mut link, &signed, taps).await? else {
        return Ok(see_other(&format!("/agent?lieu=1{followed}")));
    };
    let person = served(&app, &mut link, (&signed, &taps.dossier)).await?;
    let drawn = new_page(&app, &mut link, page, taps, FormErrors::default()).await?;
    render(&NewPage {
        person: person.map(|(_, name)| name).unwrap_or_default(),
        ..drawn
    })
}

/// Fills in the place: that of the visite which goes on, else that of today.
async fn placed(
    app: &App,
    link: &mut Link,
    signed: &Signed,
    taps: Taps,
) -> Result<Option<Taps>, WebError> {
    let at = if taps.suite.is_empty() {
        lieu::of_today(app, link, &signed.account).await?
    } else {
        let before = found(link, &taps.suite).await?.visite;
        Some(Lieu {
            place: before.place,
            permanence: None,
        })
    };
    Ok(at.map(|at| Taps {
        lieu: at.place.to_string(),
        permanence: at.permanence.map(|p| p.id.to_string()).unwrap_or_default(),
        ..taps
    }))
}

async fn new_page(
    app: &App,
    link: &mut Link,
    page: Page,
    taps: Taps,
    errors: FormErrors,
) -> Result<NewPage, WebError> {
    let today = app.today();
    let names = Names::load(app, link).await?;
    let place = PlaceCode::new(taps.lieu.clone());
    let habits = habit::at_place(link, place.as_str(), choix::since(today)).await?;
    let territory = &names.territory;
    let partner = PartnerCode::new(taps.partenaire.clone());
    let known = territory.partners_on(today).find(|p| p.code == partner);
    let (first_partners, partners) = choix::partners(territory, today, &habits, &taps.partenaire);
    let (first_demarches, demarches) = match known {
        Some(_) => choix::demarches(territory, &partner, &habits, &taps.demarche, &page),
        None => (Vec::new(), Vec::new()),
    };
    let opened = taps.debut.parse().unwrap_or_else(|_| app.outside.now_ms());
    Ok(NewPage {
        context: context(app, link, &names, &page, &taps).await?,
        action: if taps.suite.is_empty() {
            "/agent/visites".to_owned()
        } else {
            format!("/agent/visites/{}/demandes", taps.suite)
        },
        place: names.place(&place),
        step: taps.step(known.is_some()),
        minutes: measured(opened, app.outside.now_ms()),
        first_partners,
        partners,
        partner: known
            .map(|p| p.name_on(today).to_owned())
            .unwrap_or_default(),
        first_demarches,
        demarches,
        others: match known {
            Some(_) => choix::others(territory, &partner, &taps.theme, &page),
            None => Vec::new(),
        },
        subject: subject(&names, &page, &taps),
        person: String::new(),
        results: &RESULTS,
        faults: Faults::of(&page, errors),
        page: page.titled(if taps.suite.is_empty() {
            "visite-nouvelle"
        } else {
            "visite-suite"
        }),
        taps,
    })
}

fn subject(names: &Names, page: &Page, taps: &Taps) -> String {
    if !taps.theme.is_empty() && taps.demarche.is_empty() {
        let theme = names.theme(&taps.theme.as_str().into(), page);
        return page.ta("visite-autre-demande", &[("theme", theme)]);
    }
    let found = names
        .territory
        .catalogue
        .get(&taps.demarche.as_str().into());
    found.map(|d| d.title.clone()).unwrap_or_default()
}

/// « visite n° 10 du jour », or what the person has asked already.
async fn context(
    app: &App,
    link: &mut Link,
    names: &Names,
    page: &Page,
    taps: &Taps,
) -> Result<String, WebError> {
    if taps.suite.is_empty() {
        let today = app.today();
        let filter = visite::Filter {
            period: Some(plus_domain::period::Period {
                from: today,
                to: today,
            }),
            values: vec![(plus_domain::stats::Dimension::Place, taps.lieu.clone())],
            ..visite::Filter::default()
        };
        let before = visite::count(link, &filter).await?;
        return Ok(page.ta("visite-rang", &[("rang", before + 1)]));
    }
    let before = found(link, &taps.suite).await?.visite;
    let said = before.demandes.iter().map(|d| {
        format!(
            "{} · {}",
            names.partner(&d.partner, before.date),
            names.subject(d, page)
        )
    });
    Ok(said.collect::<Vec<_>>().join(", "))
}

/// `POST /agent/visites`: the third tap.
pub async fn create(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(taps): Form<Taps>,
) -> Answer {
    let taps = taps.opened(&app);
    match record(&app, &signed, &taps).await? {
        Outcome::Done => Ok(see_other(&format!("/agent/visites/{}/enregistree", taps.v))),
        Outcome::Refused(errors) => refused(&app, &signed, page, taps, errors).await,
    }
}

/// The page again, with what was tapped and what is missing.
pub async fn refused(
    app: &App,
    signed: &Signed,
    page: Page,
    taps: Taps,
    errors: FormErrors,
) -> Answer {
    let mut link = app.store.read().await?;
    let taps = if errors.of("resultat").is_some_and(|e| e.key == ALREADY) {
        Taps {
            v: String::new(),
            ..taps
        }
        .opened(app)
    } else {
        taps
    };
    let (tapped, unplaced) = (taps.clone(), taps.lieu.is_empty());
    let taps = if unplaced {
        placed(app, &mut link, signed, taps)
            .await?
            .unwrap_or(tapped)
    } else {
        taps
    };
    let person = served(app, &mut link, (signed, &taps.dossier)).await?;
    let template = NewPage {
        person: person.map(|(_, name)| name).unwrap_or_default(),
        ..new_page(app, &mut link, page, taps, errors).await?
    };
    with_status(render(&template), StatusCode::UNPROCESSABLE_ENTITY)
}

async fn record(app: &App, signed: &Signed, taps: &Taps) -> Result<Outcome, WebError> {
    if let Some(before) = recorded(app, &taps.v).await? {
        return Ok(again(&before, taps));
    }
    let served = served(app, &mut app.store.read().await?, (signed, &taps.dossier)).await?;
    let dossier = served.map(|(dossier, _)| dossier);
    let form = VisiteForm {
        person: dossier
            .as_ref()
            .map_or_else(String::new, |d| d.id.to_string()),
        ..form(app, taps).await?
    };
    let by = Recording {
        id: taps.v.as_str().into(),
        demande_ids: vec![app.outside.new_id().into()],
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        today: app.today(),
    };
    let mut errors = FormErrors::default();
    taps.subject_error(&mut errors);
    let known = app.territory().reference_on(by.today);
    let visite = match Visite::record(&form, &by, &known) {
        Ok(visite) if errors.0.is_empty() => visite,
        Ok(_) => return Ok(Outcome::Refused(errors)),
        Err(more) => {
            errors.0.extend(more.0);
            return Ok(Outcome::Refused(errors));
        }
    };
    let came = dossier.map(|dossier| came_back(app, signed, &dossier));
    let said: Vec<Event> = [Event::VisiteRecorded(visite)]
        .into_iter()
        .chain(came)
        .collect();
    match append(app, &said).await {
        Ok(()) => Ok(Outcome::Done),
        // Two taps at the same instant: the other one has just recorded it.
        Err(StoreError::Refused(_)) => match recorded(app, &taps.v).await? {
            Some(before) => Ok(again(&before, taps)),
            None => Err(WebError::Conflict),
        },
        Err(error) => Err(error.into()),
    }
}

async fn recorded(app: &App, id: &str) -> Result<Option<Visite>, StoreError> {
    let mut link = app.store.read().await?;
    let line = visite::by_id(&mut link, id).await?;
    Ok(line.map(|l| l.visite))
}

/// The same form again says what it said; another one after « page before » must
/// not be taken for it.
fn again(before: &Visite, taps: &Taps) -> Outcome {
    let same = before
        .demandes
        .first()
        .is_some_and(|d| demande::says(d, taps));
    if same {
        return Outcome::Done;
    }
    let mut errors = FormErrors::default();
    errors.add("resultat", ALREADY);
    Outcome::Refused(errors)
}

/// The form that the three taps fill in.
async fn form(app: &App, taps: &Taps) -> Result<VisiteForm, WebError> {
    let opened = taps.debut.parse().unwrap_or_else(|_| app.outside.now_ms());
    let mut link = app.store.read().await?;
    let held = permanence::by_id(&mut link, &taps.permanence).await?;
    Ok(VisiteForm {
        date: app.today().to_string(),
        place: taps.lieu.clone(),
        permanence: held.map(|p| p.id.to_string()).unwrap_or_default(),
        minutes: measured(opened, app.outside.now_ms()).to_string(),
        demandes: vec![taps.demande()],
        ..VisiteForm::default()
    })
}
