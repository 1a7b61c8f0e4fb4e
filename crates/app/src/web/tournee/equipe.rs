//! `/pilotage/equipe`: what the planner must know of the team, who is away, and the van at the
//! garage. Everything that was said of somebody is kept, and can be said again.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    account::{Account, Role},
    event::Event,
    form::FormErrors,
    formation::Registre,
    ids::AccountId,
    tournee::{Absence, AbsenceForm, AbsenceKind, Equipier, EquipierForm},
};
use plus_store::{account, formation, journal, tournee};
use serde::Deserialize;

use super::record;
use crate::{
    tournee::newcomer,
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Address of the team.
const HERE: &str = "/pilotage/equipe";
/// Name of the van in the addresses.
const VAN: &str = "bus";

/// Days when somebody is away, in words.
struct Away {
    id: String,
    who: String,
    days: String,
    kind: &'static str,
    title: String,
    cancelled: bool,
    /// The session of training that makes it, if one does: it is changed there.
    session: String,
}

/// A member of the team, in words.
struct Member {
    id: String,
    name: String,
    driver: bool,
    skills: String,
    monthly: u8,
    share: u8,
    /// Whether somebody described her.
    described: bool,
    /// What comes first among what keeps her away.
    next: String,
}

#[derive(Template)]
#[template(path = "tournee/equipe.html")]
struct TeamPage {
    page: Page,
    members: Vec<Member>,
    away: Vec<Away>,
}

/// `GET /pilotage/equipe`.
pub async fn list(State(app): State<App>, page: Page) -> Answer {
    let (team, absences, names) = read(&app).await?;
    let today = app.today();
    let coming: Vec<&Absence> = absences
        .iter()
        .filter(|a| !a.cancelled && a.to >= today)
        .collect();
    let learnt = formation::registre(&mut app.store.read().await?).await?;
    let members = team.iter().map(|(account, said)| {
        let own = coming
            .iter()
            .find(|a| a.account.as_ref() == Some(&account.id));
        Member {
            id: account.id.to_string(),
            name: account.name.clone(),
            driver: said.driver,
            skills: known(&learnt, said, today).join(", "),
            monthly: said.monthly,
            share: said.share,
            described: said.at > 0,
            next: own.map_or_else(String::new, |a| days(&page, a)),
        }
    });
    let away = coming.iter().map(|a| in_words(&page, &names, a));
    render(&TeamPage {
        members: members.collect(),
        away: away.collect(),
        page: page.titled("tournee-equipe-titre"),
    })
}

pub(super) type Read = (Vec<(Account, Equipier)>, Vec<Absence>, Names);

/// The team with what is said of each, who is away, and their names.
pub(super) async fn read(app: &App) -> Result<Read, WebError> {
    let territory = app.territory();
    let mut link = app.store.read().await?;
    let described = tournee::equipiers(&mut link).await?;
    let accounts = account::list(&mut link).await?;
    let boards = |a: &Account| matches!(a.role, Role::Animatrice | Role::Coordinateur);
    let team = accounts.into_iter().filter(|a| boards(a) && !a.disabled);
    let team = team.map(|account| {
        let said = described.iter().find(|e| e.account == account.id).cloned();
        let said = said.unwrap_or_else(|| newcomer(&territory, &account));
        (account, said)
    });
    let team = team.collect();
    let mut absences = tournee::absences(&mut link).await?;
    absences.extend(formation::registre(&mut link).await?.absences());
    absences.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
    Ok((team, absences, Names::load(app, &mut link).await?))
}

fn in_words(page: &Page, names: &Names, absence: &Absence) -> Away {
    let who = absence.account.as_ref().map(|id| names.person(id));
    let session = absence.id.as_str().strip_prefix("session/");
    Away {
        id: absence.id.to_string(),
        who: who.unwrap_or_else(|| page.t("tournee-le-bus")),
        days: days(page, absence),
        kind: absence.kind.code(),
        title: absence.title.clone().unwrap_or_default(),
        cancelled: absence.cancelled,
        session: session.unwrap_or_default().to_owned(),
    }
}

fn days(page: &Page, absence: &Absence) -> String {
    if absence.from == absence.to {
        return page.date(absence.from);
    }
    page.arg("de", page.date(absence.from))
        .arg("a", page.date(absence.to))
        .t("tournee-jours")
}

/// What she knows on a day: what was said of her, and what training attests.
fn known(learnt: &Registre, said: &Equipier, day: Date) -> Vec<String> {
    let hers = learnt.savoirs(&said.account, &said.skills);
    let all = hers.all().into_iter();
    all.filter(|skill| hers.knows(skill, day)).collect()
}

/// What the form of a member sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    conduit: String,
    savoirs: String,
    mensuel: String,
    part: String,
}

impl Given {
    fn of(said: &Equipier) -> Self {
        Self {
            conduit: if said.driver {
                "oui".into()
            } else {
                String::new()
            },
            savoirs: said.skills.join(", "),
            mensuel: said.monthly.to_string(),
            part: said.share.to_string(),
        }
    }
}

/// What the form of an absence sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AwayGiven {
    du: String,
    au: String,
    genre: String,
    intitule: String,
}

/// Something that was said of her, to be said again.
struct Past {
    when: String,
    who: String,
    given: Given,
    now: bool,
}

#[derive(Template)]
#[template(path = "tournee/equipier.html")]
struct MemberPage {
    page: Page,
    id: String,
    /// Whether it is the van.
    van: bool,
    given: Given,
    /// What counts today for the tour, training counted.
    known: String,
    away: AwayGiven,
    kinds: Vec<(String, String, bool)>,
    absences: Vec<Away>,
    past: Vec<Past>,
    faults: Faults,
    done: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/equipe/{id}`; `bus` is the van.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let done = match asked.fait.as_str() {
        "dit" => page.t("tournee-equipier-dit"),
        "absence" => page.t("tournee-absence-dite"),
        _ => String::new(),
    };
    let shown = member_page(
        &app,
        page,
        &id,
        None,
        AwayGiven::default(),
        FormErrors::default(),
    );
    render(&MemberPage {
        done,
        ..shown.await?
    })
}

async fn member_page(
    app: &App,
    page: Page,
    id: &str,
    given: Option<Given>,
    away: AwayGiven,
    errors: FormErrors,
) -> Result<MemberPage, WebError> {
    let (team, absences, names) = read(app).await?;
    let van = id == VAN;
    let said = team.iter().find(|(account, _)| account.id.as_str() == id);
    if said.is_none() && !van {
        return Err(WebError::NotFound);
    }
    let own = absences.iter().rev().filter(|a| match &a.account {
        None => van,
        Some(account) => account.as_str() == id,
    });
    let kinds = AbsenceKind::ALL
        .iter()
        .filter(|k| (**k == AbsenceKind::Entretien) == van);
    let name = said.map_or_else(|| page.t("tournee-le-bus"), |(a, _)| a.name.clone());
    let learnt = formation::registre(&mut app.store.read().await?).await?;
    let known = said.map(|(_, said)| known(&learnt, said, app.today()).join(", "));
    Ok(MemberPage {
        id: id.to_owned(),
        van,
        known: known.unwrap_or_default(),
        given: given
            .or_else(|| said.map(|(_, said)| Given::of(said)))
            .unwrap_or_default(),
        kinds: kinds
            .map(|k| {
                (
                    k.code().to_owned(),
                    page.tc("tournee-absence", k.code()),
                    away.genre == k.code(),
                )
            })
            .collect(),
        away,
        absences: own.map(|a| in_words(&page, &names, a)).collect(),
        past: if van {
            Vec::new()
        } else {
            past(app, &page, &names, id).await?
        },
        faults: Faults::of(&page, errors),
        done: String::new(),
        page: page.titled_text(name),
    })
}

/// Everything that was said of her, the last first.
async fn past(app: &App, page: &Page, names: &Names, id: &str) -> Result<Vec<Past>, WebError> {
    let stored = journal::about(&mut app.store.read().await?, id).await?;
    let said = stored.iter().rev().filter_map(|s| {
        let (_, body) = s.entry.body.as_ref()?;
        match Event::read(&s.entry.kind, s.entry.version, body) {
            Ok(Event::EquipierSet(said)) => Some(said),
            _ => None,
        }
    });
    let in_words = said.enumerate().map(|(rank, said)| Past {
        when: date_and_clock(app, page, said.at),
        who: names.person(&said.author),
        given: Given::of(&said),
        now: rank == 0,
    });
    Ok(in_words.collect())
}

/// `POST /pilotage/equipe/{id}`.
pub async fn change(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> Answer {
    let (team, ..) = read(&app).await?;
    if !team.iter().any(|(account, _)| account.id.as_str() == id) {
        return Err(WebError::NotFound);
    }
    let form = EquipierForm {
        driver: given.conduit.clone(),
        skills: given.savoirs.clone(),
        monthly: given.mensuel.clone(),
        share: given.part.clone(),
    };
    let author = signed.account.id.clone();
    match form.read(AccountId::new(id.clone()), author, app.outside.now_ms()) {
        Ok(said) => {
            record(&app, &[Event::EquipierSet(said)]).await?;
            Ok(see_other(&format!("{HERE}/{id}?fait=dit")))
        }
        Err(errors) => {
            let shown = member_page(&app, page, &id, Some(given), AwayGiven::default(), errors);
            refused(&shown.await?)
        }
    }
}

/// `POST /pilotage/equipe/{id}/absences`.
pub async fn add_absence(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(given): Form<AwayGiven>,
) -> Answer {
    let form = AbsenceForm {
        from: given.du.clone(),
        to: given.au.clone(),
        kind: given.genre.clone(),
        title: given.intitule.clone(),
    };
    let account = (id != VAN).then(|| AccountId::new(id.clone()));
    let new = app.outside.new_id().into();
    match form.read(
        new,
        account,
        signed.account.id.clone(),
        app.outside.now_ms(),
    ) {
        Ok(absence) => {
            // Somebody who is not of the team is found by nobody.
            member_page(
                &app,
                page,
                &id,
                None,
                AwayGiven::default(),
                FormErrors::default(),
            )
            .await?;
            record(&app, &[Event::AbsenceSet(absence)]).await?;
            Ok(see_other(&format!("{HERE}/{id}?fait=absence")))
        }
        Err(errors) => refused(&member_page(&app, page, &id, None, given, errors).await?),
    }
}

/// `POST /pilotage/absences/{id}/annuler`, or puts it back.
pub async fn cancel_absence(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<String>,
) -> Answer {
    let all = tournee::absences(&mut app.store.read().await?).await?;
    let found = all.into_iter().find(|a| a.id.as_str() == id);
    let found = found.ok_or(WebError::NotFound)?;
    let account = found
        .account
        .as_ref()
        .map_or(VAN, AccountId::as_str)
        .to_owned();
    let changed = Absence {
        cancelled: !found.cancelled,
        author: signed.account.id.clone(),
        at: app.outside.now_ms(),
        ..found
    };
    record(&app, &[Event::AbsenceSet(changed)]).await?;
    Ok(see_other(&format!("{HERE}/{account}?fait=absence")))
}

fn refused(shown: &MemberPage) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(shown)?).into_response())
}
