//! `/agent/ateliers/{id}`: one atelier. The tablet before and after, who came, what to correct.
//!
//! Names come from the follow-ups that this person may open, and are written nowhere: the fact
//! keeps the number of a follow-up. Those whom a colleague named stay, counted without a name.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use plus_domain::{
    atelier::{
        Anonymes, Atelier, Competence, Compte, FEWEST_TOGETHER, MOST_ANONYMOUS, Nommee,
        Participation, ParticipationForm, Temps, progress, read_reason,
    },
    dossier::{DossierState, Identite},
    form::FormErrors,
    ids::PersonId,
    profile::{AgeBand, Profile, Sex, Status},
};
use plus_store::{Link, atelier as kept, dossier as followed};
use serde::Deserialize;

use super::{LIST, Side, Words, append, by, found, picture, skill};
use crate::{
    dossier as suivi,
    web::{
        dossier::full_name,
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Somebody who is followed: her number, her name, what is known of her.
struct Followed {
    nommee: Nommee,
    name: String,
}

/// A counter of the form: its field, its words, what it holds.
struct Counter {
    field: String,
    words: String,
    value: String,
}

/// Counters of a list.
struct Split {
    title: String,
    counters: Vec<Counter>,
    fault: String,
}

/// What was answered about something.
struct Line {
    words: String,
    icon: &'static str,
    avant: Side,
    apres: Side,
}

#[derive(Template)]
#[template(path = "atelier/une.html")]
struct OnePage {
    page: Page,
    words: Words,
    /// Whether the tablet may be given, and whether it may be said who came.
    asks: bool,
    holds: bool,
    lines: Vec<Line>,
    /// Number, name, whether she is among those who came.
    people: Vec<(String, String, bool)>,
    /// How many a colleague named, whom this person does not follow.
    others: usize,
    /// `oui` when they agreed.
    agreed: &'static str,
    total: String,
    again: String,
    most: u32,
    splits: Vec<Split>,
    opened: bool,
    reason: String,
    faults: Faults,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// What the forms of the page hold.
struct Given {
    chosen: BTreeSet<String>,
    agreed: bool,
    counters: BTreeMap<String, String>,
    reason: String,
    errors: FormErrors,
}

impl Given {
    /// What an atelier says.
    fn of(atelier: &Atelier) -> Self {
        let came = atelier.participation.clone().unwrap_or_default();
        let named = came.named.iter();
        Self {
            chosen: named.map(|one| one.person.to_string()).collect(),
            agreed: !came.named.is_empty(),
            counters: counters(&came.anonymous),
            reason: String::new(),
            errors: FormErrors::default(),
        }
    }
}

/// The counters as the form names them; those that are zero stay empty.
fn counters(of: &Anonymes) -> BTreeMap<String, String> {
    let sexes = of
        .sexes
        .iter()
        .map(|(s, n)| (format!("sexe-{}", s.code()), *n));
    let ages = of
        .ages
        .iter()
        .map(|(a, n)| (format!("age-{}", a.code()), *n));
    let statuses = of.statuses.iter();
    let statuses = statuses.map(|(s, n)| (format!("statut-{}", s.code()), *n));
    let whole = [
        ("anonymes".to_owned(), of.total),
        ("deja".to_owned(), of.again),
    ];
    let all = whole.into_iter().chain(sexes).chain(ages).chain(statuses);
    all.filter(|(_, count)| *count > 0)
        .map(|(field, count)| (field, count.to_string()))
        .collect()
}

/// `GET /agent/ateliers/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let atelier = found(&app, &id).await?;
    let done = match asked.fait.as_str() {
        "prevu" => "atelier-fait-prevu",
        "change" => "atelier-fait-change",
        "tenu" => "atelier-fait-tenu",
        "remis" => "atelier-fait-remis",
        _ => "",
    };
    let given = Given::of(&atelier);
    render(&one_page(&app, page, &signed, (atelier, given, done)).await?)
}

async fn one_page(
    app: &App,
    page: Page,
    signed: &Signed,
    (atelier, given, done): (Atelier, Given, &'static str),
) -> Result<OnePage, WebError> {
    let mut link = app.store.read().await?;
    let names = Names::load(app, &mut link).await?;
    let people = people(app, &mut link, signed, &atelier).await?;
    let counts = kept::counts(&mut link, std::slice::from_ref(&atelier.id)).await?;
    // As people are followed now: shown so, and never written so.
    let joined = kept::joined(&mut link).await?;
    drop(link);
    let atelier = kept::by_root(atelier, &joined);
    let noted = |number: &String| PersonId::new(number.as_str());
    let root = |number: &String| joined.get(&noted(number)).cloned();
    let chosen: BTreeSet<PersonId> = given
        .chosen
        .iter()
        .map(|number| root(number).unwrap_or_else(|| noted(number)))
        .collect();
    let known = |one: &Nommee| people.iter().any(|p| p.nommee.person == one.person);
    let came = atelier.participation.iter().flat_map(|came| &came.named);
    let others = came.filter(|one| !known(one)).count();
    let words = Words::of(&page, &names, &atelier);
    let value = |field: &str| {
        let typed = given.counters.get(field);
        typed.map_or_else(|| "0".to_owned(), Clone::clone)
    };
    let faults = Faults::of(&page, given.errors);
    let splits = splits(&page, &value, &faults);
    Ok(OnePage {
        asks: atelier.may_ask(app.today()),
        holds: atelier.may_hold(app.today()),
        lines: lines(&page, &atelier, counts.into_values().flatten().collect()),
        people: people
            .into_iter()
            .map(|p| {
                let chosen = chosen.contains(&p.nommee.person);
                (p.nommee.person.to_string(), p.name, chosen)
            })
            .collect(),
        others,
        agreed: if given.agreed { "oui" } else { "" },
        total: value("anonymes"),
        again: value("deja"),
        most: MOST_ANONYMOUS,
        opened: splits
            .iter()
            .any(|s| s.counters.iter().any(|c| c.value != "0")),
        splits,
        reason: given.reason,
        faults,
        done,
        page: page.titled_text(words.title.clone()),
        words,
    })
}

/// People proposed by name at most, the last seen first.
const MOST_NAMED: usize = 500;

/// The people whom somebody of the team follows, by name, with what was known of them on the
/// day of an atelier.
async fn people(
    app: &App,
    link: &mut Link,
    signed: &Signed,
    atelier: &Atelier,
) -> Result<Vec<Followed>, WebError> {
    let open = DossierState::Ouvert;
    let bounds = (0, MOST_NAMED);
    let hers = followed::of_account(link, &signed.account.id, open, bounds).await?;
    let ids: Vec<_> = hers.into_iter().map(|dossier| dossier.id).collect();
    // Whose key is on another machine cannot be named here.
    let read = suivi::read_all(app, link, &ids).await?;
    let named = read.into_iter().map(|(id, lu)| Followed {
        nommee: Nommee {
            person: PersonId::new(id.as_str()),
            profile: profile(&lu.identite, atelier),
        },
        name: full_name(&lu.identite),
    });
    let mut all: Vec<Followed> = named.collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// What is known of somebody: her age in the year of the atelier, where she lives.
fn profile(identite: &Identite, atelier: &Atelier) -> Profile {
    let years = identite.annee.map(|year| atelier.date.year() - year);
    Profile {
        age: years.map_or(AgeBand::NonCommunique, AgeBand::of_age),
        residence: identite.commune.clone(),
        ..Profile::default()
    }
}

fn splits(page: &Page, value: &dyn Fn(&str) -> String, faults: &Faults) -> Vec<Split> {
    let split = |title: String, family: &str, codes: Vec<&'static str>| {
        let field = |code: &str| format!("{family}-{code}");
        let said = || codes.iter().filter(|code| **code != "nc");
        Split {
            title,
            fault: said()
                .map(|code| faults.at(&field(code)))
                .find(|fault| !fault.is_empty())
                .unwrap_or_default()
                .to_owned(),
            counters: said()
                .map(|code| Counter {
                    field: field(code),
                    words: page.tc(family, code),
                    value: value(&field(code)),
                })
                .collect(),
        }
    };
    vec![
        split(
            page.t("atelier-par-sexe"),
            "sexe",
            Sex::ALL.iter().map(|s| s.code()).collect(),
        ),
        split(
            page.t("atelier-par-situation"),
            "statut",
            Status::ALL.iter().map(|s| s.code()).collect(),
        ),
        split(
            page.t("atelier-par-age"),
            "age",
            AgeBand::ALL.iter().map(|a| a.code()).collect(),
        ),
    ]
}

/// What was answered, thing by thing; nothing is said of fewer than three answers.
fn lines(page: &Page, atelier: &Atelier, counts: Vec<Compte>) -> Vec<Line> {
    let all = progress(counts);
    if all.is_empty() {
        return Vec::new();
    }
    let line = |competence: &Competence| {
        let held = all.get(competence).copied().unwrap_or_default();
        let side = |temps| Side::of(page, held.at(temps), FEWEST_TOGETHER);
        Line {
            words: skill(page, *competence),
            icon: picture(*competence),
            avant: side(Temps::Avant),
            apres: side(Temps::Apres),
        }
    };
    atelier.competences.iter().map(line).collect()
}

/// `POST /agent/ateliers/{id}/tenir`: who came, for the first time or anew.
pub async fn hold(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let atelier = found(&app, &id).await?;
    let chosen = typed.iter().filter(|(key, _)| key == "personne");
    let chosen: BTreeSet<String> = chosen.map(|(_, number)| number.clone()).collect();
    let agreed = typed
        .iter()
        .any(|(key, value)| key == "accord" && value == "oui");
    let mut link = app.store.read().await?;
    let people = people(&app, &mut link, &signed, &atelier).await?;
    let joined = kept::joined(&mut link).await?;
    drop(link);
    let counters: BTreeMap<String, String> = typed.into_iter().collect();
    let (named, kept) = named(&atelier, people, (&chosen, &joined));
    let form = ParticipationForm {
        named,
        agreed,
        counters: counters.clone(),
    };
    // Those whom a colleague named had said yes to her: they make nobody say it again.
    let errors = match read(form, kept) {
        Ok(came) => {
            if let Some(held) = atelier.held(came, by(&app, &signed)) {
                append(&app, held).await?;
                return Ok(see_other(&format!("{LIST}/{}?fait=tenu", atelier.id)));
            }
            let mut errors = FormErrors::default();
            errors.add("anonymes", "atelier-pas-maintenant");
            errors
        }
        Err(errors) => errors,
    };
    let given = Given {
        chosen,
        agreed,
        counters,
        reason: String::new(),
        errors,
    };
    let template = one_page(&app, page, &signed, (atelier, given, "")).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
}

/// Those whom this person names, among those whom she follows; those whom colleagues named, who
/// stay. Somebody noted under a dossier that was joined to another since keeps that one: taken
/// apart, each has her own.
fn named(
    atelier: &Atelier,
    people: Vec<Followed>,
    (chosen, joined): (&BTreeSet<String>, &kept::Joined),
) -> (Vec<Nommee>, Vec<Nommee>) {
    let known: BTreeSet<PersonId> = people.iter().map(|p| p.nommee.person.clone()).collect();
    let root = |person: &PersonId| joined.get(person).unwrap_or(person).clone();
    let came = atelier.participation.iter().flat_map(|came| &came.named);
    let (hers, others): (Vec<Nommee>, Vec<Nommee>) = came
        .cloned()
        .partition(|one| known.contains(&root(&one.person)));
    let named = people.into_iter().map(|p| p.nommee);
    let named = named.filter(|one| chosen.contains(one.person.as_str()));
    let as_noted = named.map(|one| {
        let noted = hers
            .iter()
            .find(|before| root(&before.person) == one.person);
        let person = noted.map_or_else(|| one.person.clone(), |before| before.person.clone());
        Nommee { person, ..one }
    });
    (as_noted.collect(), others)
}

/// Reads who came, with those whom colleagues named. An atelier where they alone came is held.
fn read(mut form: ParticipationForm, others: Vec<Nommee>) -> Result<Participation, FormErrors> {
    form.agreed |= form.named.is_empty();
    form.named.extend(others);
    form.read()
}

/// What the form of a cancellation sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Cancelling {
    motif: String,
}

/// `POST /agent/ateliers/{id}/annuler`.
pub async fn cancel(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(id): Path<String>,
    Form(typed): Form<Cancelling>,
) -> Answer {
    let atelier = found(&app, &id).await?;
    match read_reason(&typed.motif) {
        Ok(reason) => {
            // One that a colleague has just cancelled is shown as it is.
            if let Some(off) = atelier.cancelled(reason, by(&app, &signed)) {
                append(&app, off).await?;
            }
            Ok(see_other(&format!("{LIST}?fait=annule")))
        }
        Err(errors) => {
            let given = Given {
                reason: typed.motif,
                errors,
                ..Given::of(&atelier)
            };
            let template = one_page(&app, page, &signed, (atelier, given, "")).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
        }
    }
}

/// `POST /agent/ateliers/{id}/remettre`.
pub async fn restore(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let atelier = found(&app, &id).await?;
    if let Some(back) = atelier.restored(by(&app, &signed)) {
        append(&app, back).await?;
    }
    Ok(see_other(&format!("{LIST}/{}?fait=remis", atelier.id)))
}
