//! The lines of a convention: what is owed, what is given, whom to reach, what renews it.

use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    convention::{
        ApportForm, Convention, Item, Line, Obligation, ObligationForm, ObligationState,
        ReferentForm, RenouvellementForm,
    },
    form::FormErrors,
    period::parse_date,
};
use serde::Deserialize;

use super::{PATH, done, ecrire::found, une, write};
use crate::web::{
    error::WebError,
    page::{Answer, Page},
    projet::refused,
    session::Signed,
    state::App,
};

/// What the forms of the lines hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Forms {
    /// Which of the four was sent, or is being changed; empty: none.
    pub nature: String,
    /// The line that is being changed; empty: a new one.
    pub ligne: String,
    pub obligation: ObligationForm,
    pub apport: ApportForm,
    pub referent: ReferentForm,
    pub renouvellement: RenouvellementForm,
}

/// What the forms send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    ligne: String,
    quoi: String,
    par: String,
    frequence: String,
    echeance: String,
    preuve: String,
    qui: String,
    apport: String,
    annee: String,
    jours_prevus: String,
    jours_donnes: String,
    euros_prevus: String,
    euros_donnes: String,
    fonction: String,
    domaine: String,
    telephone: String,
    courriel: String,
    signe_le: String,
    jusqu_au: String,
    change: String,
}

impl Forms {
    fn typed(nature: String, t: Typed) -> Self {
        Self {
            nature,
            ligne: t.ligne,
            obligation: ObligationForm {
                what: t.quoi,
                by: t.par,
                frequency: t.frequence,
                due: t.echeance,
                note: t.preuve,
            },
            apport: ApportForm {
                by: t.qui,
                what: t.apport,
                year: t.annee,
                days_planned: t.jours_prevus,
                days_given: t.jours_donnes,
                euros_planned: t.euros_prevus,
                euros_given: t.euros_donnes,
            },
            referent: ReferentForm {
                function: t.fonction,
                subject: t.domaine,
                phone: t.telephone,
                email: t.courriel,
            },
            renouvellement: RenouvellementForm {
                on: t.signe_le,
                until: t.jusqu_au,
                note: t.change,
            },
        }
    }

    /// The forms with a line of the convention to be changed.
    pub fn changing(c: &Convention, ligne: &str) -> Self {
        let of = |nature: &str| Self {
            nature: nature.to_owned(),
            ligne: ligne.to_owned(),
            ..Self::default()
        };
        if let Some(o) = c.obligation(ligne) {
            return Self {
                obligation: ObligationForm::of(o),
                ..of("obligation")
            };
        }
        if let Some(a) = c.apports.iter().find(|a| a.code == ligne) {
            return Self {
                apport: ApportForm::of(a),
                ..of("apport")
            };
        }
        if let Some(r) = c.referents.iter().find(|r| r.code == ligne) {
            return Self {
                referent: ReferentForm::of(r),
                ..of("referent")
            };
        }
        let renewal = c.renewals.iter().find(|r| r.code == ligne);
        renewal.map_or_else(Self::default, |r| Self {
            renouvellement: RenouvellementForm::of(r),
            ..of("renouvellement")
        })
    }

    fn read(&self, held: &Convention, code: &str) -> Result<Option<Line>, FormErrors> {
        Ok(Some(match self.nature.as_str() {
            "obligation" => {
                let read = self.obligation.read(code)?;
                let before = held.obligation(code);
                // What was kept stays kept when its words change.
                Line::Obligation(Obligation {
                    done: before.and_then(|o| o.done),
                    state: before.map_or(ObligationState::ATenir, |o| o.state),
                    ..read
                })
            }
            "apport" => Line::Apport(self.apport.read(code)?),
            "referent" => Line::Referent(self.referent.read(code)?),
            "renouvellement" => Line::Renouvellement(self.renouvellement.read(code)?),
            _ => return Ok(None),
        }))
    }
}

/// `POST /pilotage/conventions/{code}/lignes/{nature}`.
pub async fn add(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path((code, nature)): Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Answer {
    let held = found(&app, &code).await?;
    let forms = Forms::typed(nature, typed);
    let ligne = if forms.ligne.is_empty() {
        app.outside.new_id()
    } else {
        forms.ligne.clone()
    };
    match forms.read(&held, &ligne) {
        Ok(Some(line)) => {
            write(&app, &signed, Item::Convention(held.with(line))).await?;
            Ok(done(&format!("{PATH}/{code}"), "ligne"))
        }
        Ok(None) => Err(WebError::NotFound),
        Err(errors) => refused(&une::convention_page(&app, page, &code, forms, errors).await?),
    }
}

/// `POST /pilotage/conventions/{code}/retirer/{ligne}`.
pub async fn remove(
    State(app): State<App>,
    signed: Signed,
    Path((code, ligne)): Path<(String, String)>,
) -> Answer {
    let held = found(&app, &code).await?;
    let without = held.clone().without(&ligne);
    if without == held {
        return Err(WebError::NotFound);
    }
    write(&app, &signed, Item::Convention(without)).await?;
    Ok(done(&format!("{PATH}/{code}"), "retiree-ligne"))
}

/// What the buttons of an obligation send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Gesture {
    geste: String,
    le: String,
}

/// `POST /pilotage/conventions/{code}/obligations/{ligne}`: it was kept, is given up, or is
/// owed again.
pub async fn keep(
    State(app): State<App>,
    signed: Signed,
    Path((code, ligne)): Path<(String, String)>,
    Form(given): Form<Gesture>,
) -> Answer {
    let held = found(&app, &code).await?;
    let owed = held.obligation(&ligne).cloned();
    let owed = owed.ok_or(WebError::NotFound)?;
    let state = |state| Obligation {
        state,
        ..owed.clone()
    };
    let today = app.today();
    let changed = match given.geste.as_str() {
        "tenue" => {
            // A day that cannot be read, or that is to come, is today.
            let on = parse_date(given.le.trim()).ok();
            let on = on.filter(|on| *on <= today).unwrap_or(today);
            owed.kept(on)
        }
        "abandonnee" => state(ObligationState::Abandonnee),
        "a-tenir" => state(ObligationState::ATenir),
        _ => return Err(WebError::NotFound),
    };
    let convention = held.with(Line::Obligation(changed));
    write(&app, &signed, Item::Convention(convention)).await?;
    Ok(done(&format!("{PATH}/{code}"), "tenue"))
}
