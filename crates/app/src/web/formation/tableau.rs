//! The page of the register: what expires, who knows what, sessions, modules.

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use plus_domain::{
    account::{Account, Role},
    formation::{ALERT_DAYS, Module, Registre, Session},
    ids::{AccountId, PartnerCode},
    tournee::Equipier,
};
use plus_store::tournee;
use serde::Deserialize;

use super::{PATH, days, expiry_words, giver, hours, told};
use crate::{
    formation::read,
    web::{
        chiffres::Figure,
        page::{Answer, Page, render},
        projet::is_here,
        state::App,
    },
};

/// Sessions shown.
const SESSIONS: usize = 12;
/// People from which a partner is covered (requirement T14).
const COVERED: usize = 2;
/// Minutes of a week of work.
const WEEK: u64 = 35 * 60;

/// One cell of the matrix: how it looks, what it says.
pub struct Cell {
    kind: &'static str,
    words: String,
    /// Her attestation, if it can be read.
    href: String,
}

/// A line of the matrix: a module, or a skill that somebody said.
struct Row {
    label: String,
    detail: String,
    href: String,
    cells: Vec<Cell>,
}

/// A session, in words.
pub(super) struct Held {
    pub code: String,
    pub title: String,
    pub detail: String,
    pub state: &'static str,
}

/// A module, in words.
struct Taught {
    code: String,
    title: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "formation/tableau.html")]
struct BoardPage {
    page: Page,
    is_here: bool,
    done: String,
    figures: Vec<Figure>,
    /// Address, what, until when.
    alarms: Vec<(String, String, String)>,
    team: Vec<String>,
    rows: Vec<Row>,
    sessions: Vec<Held>,
    more: usize,
    modules: Vec<Taught>,
    removed: Vec<(String, String)>,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /pilotage/formation`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let (register, team) = read(&mut link).await?;
    let said = tournee::equipiers(&mut link).await?;
    drop(link);
    let today = app.today();
    let expiring = register.expiring(&ids(&team), today);
    let alarms = expiring.iter().map(|one| {
        let name = team.iter().find(|a| a.id == *one.account);
        let name = name.map_or("", |a| a.name.as_str());
        let (what, until) = expiry_words(page.texts(), name, one, today);
        let href = format!("{PATH}/modules/{}", one.module.code);
        (href, what, until)
    });
    let modules = register.modules().map(|m| Taught {
        code: m.code.clone(),
        title: m.title.clone(),
        detail: detail(&app, &page, m),
    });
    let sessions = register.sessions();
    render(&BoardPage {
        is_here: is_here(&app).await?,
        done: told(&page, &asked.fait),
        figures: figures(&app, &page, &register, &team),
        alarms: alarms.collect(),
        team: team.iter().map(|a| a.name.clone()).collect(),
        rows: matrix(&app, &page, &register, (&team, &said)),
        sessions: sessions
            .iter()
            .take(SESSIONS)
            .map(|s| held(&page, &register, s, today))
            .collect(),
        more: sessions.len().saturating_sub(SESSIONS),
        modules: modules.collect(),
        removed: register
            .removed()
            .map(|m| (m.code.clone(), m.title.clone()))
            .collect(),
        page: page.titled("formation-titre"),
    })
}

fn ids(team: &[Account]) -> Vec<AccountId> {
    team.iter().map(|a| a.id.clone()).collect()
}

/// « CNFPT · 14 h · savoir : portail caf ».
fn detail(app: &App, page: &Page, module: &Module) -> String {
    let mut parts = vec![
        giver(app, page, (module, app.today())),
        hours(page, u64::from(module.minutes)),
    ];
    if let Some(months) = module.months {
        parts.push(page.t_count("formation-valable", i64::from(months)));
    }
    if let Some(skill) = &module.skill {
        parts.push(page.ta("formation-savoir-de", &[("savoir", skill.as_str())]));
    }
    parts.join(" · ")
}

pub(super) fn held(page: &Page, register: &Registre, s: &Session, today: Date) -> Held {
    let module = register.module(&s.module);
    let people = page.t_count("formation-personnes", s.people.len());
    let state = if s.cancelled {
        "annulee"
    } else if s.to >= today {
        "a-venir"
    } else if s.people.iter().any(|p| p.minutes.is_none()) {
        "a-dire"
    } else {
        "faite"
    };
    Held {
        code: s.code.clone(),
        title: module.map_or_else(|| s.module.clone(), |m| m.title.clone()),
        detail: format!("{} · {people}", days(page, s)),
        state,
    }
}

/// Partners of today, and those that two people of the team know how to help with.
fn covered(register: &Registre, team: &[Account], (app, today): (&App, Date)) -> (usize, usize) {
    let good: Vec<(&AccountId, &PartnerCode)> = register
        .attestations()
        .filter(|a| a.is_good(today))
        .filter_map(|a| Some((a.account, a.module.partner.as_ref()?)))
        .collect();
    let territory = app.territory();
    let partners: Vec<&PartnerCode> = territory
        .partners_on(today)
        .filter(|p| p.founding)
        .map(|p| &p.code)
        .collect();
    let know = |partner: &&&PartnerCode| {
        let trained = |a: &&Account| good.contains(&(&a.id, **partner));
        team.iter().filter(trained).count() >= COVERED
    };
    (partners.iter().filter(know).count(), partners.len())
}

fn figures(app: &App, page: &Page, register: &Registre, team: &[Account]) -> Vec<Figure> {
    let today = app.today();
    let figure = |key: &str, href: &str, value: String| Figure {
        href: href.to_owned(),
        value,
        label: page.t(key),
        detail: String::new(),
    };
    let (known, all) = covered(register, team, (app, today));
    let sur = page.arg("fait", known).arg("tous", all).t("projet-sur");
    let to_come = register.sessions().iter();
    let to_come = to_come.filter(|s| !s.cancelled && s.to >= today).count();
    // An average of those who receive, never one of them.
    let learners = team.iter().filter(|a| a.role == Role::Animatrice);
    let with: Vec<u64> = learners
        .map(|a| register.with_partners(&a.id))
        .filter(|minutes| *minutes > 0)
        .collect();
    let tenths = 10 * with.iter().sum::<u64>() / (WEEK * with.len().max(1) as u64);
    let weeks = format!("{},{}", tenths / 10, tenths % 10);
    vec![
        figure(
            "formation-modules",
            "#modules",
            page.number(register.modules().count()),
        ),
        figure("formation-a-venir", "#sessions", page.number(to_come)),
        figure("formation-couverts", "#matrice", sur),
        figure("formation-semaines", "", weeks),
    ]
}

/// Who knows what: each module, then what somebody said that no module teaches.
fn matrix(
    app: &App,
    page: &Page,
    register: &Registre,
    (team, said): (&[Account], &[Equipier]),
) -> Vec<Row> {
    let modules = register.modules().map(|module| Row {
        label: module.title.clone(),
        detail: detail(app, page, module),
        href: format!("{PATH}/modules/{}", module.code),
        cells: team
            .iter()
            .map(|a| cell(page, register, (&a.id, module), app.today()))
            .collect(),
    });
    let taught: Vec<&String> = register
        .modules()
        .filter_map(|m| m.skill.as_ref())
        .collect();
    let mut skills: Vec<&String> = said.iter().flat_map(|e| &e.skills).collect();
    skills.sort_unstable();
    skills.dedup();
    let others = skills.into_iter().filter(|skill| !taught.contains(skill));
    let others = others.map(|skill| Row {
        label: skill.clone(),
        detail: page.t("formation-dit-equipe"),
        href: "/pilotage/equipe".to_owned(),
        cells: team
            .iter()
            .map(|a| told_cell(page, said, (a, skill)))
            .collect(),
    });
    modules.chain(others).collect()
}

fn cell(
    page: &Page,
    register: &Registre,
    (account, module): (&AccountId, &Module),
    today: Date,
) -> Cell {
    let Some(best) = register.best(account, &module.code) else {
        let mut own = register.sessions_of(account);
        let coming = own.any(|s| s.module == module.code && s.to >= today);
        let (kind, words) = if coming {
            ("info", page.t("formation-case-prevue"))
        } else {
            ("", "–".to_owned())
        };
        return Cell {
            kind,
            words,
            href: String::new(),
        };
    };
    let soon = today.saturating_add(jiff::Span::new().days(ALERT_DAYS));
    let (kind, words) = match best.until {
        None => ("bien", page.t("formation-case-acquise")),
        Some(until) if until < today => ("grave", page.t("formation-case-expiree")),
        Some(until) => {
            let kind = if until <= soon { "attente" } else { "bien" };
            (
                kind,
                page.ta("formation-case-jusqu", &[("jour", page.date(until))]),
            )
        }
    };
    Cell {
        kind,
        words,
        href: format!("{PATH}/attestations/{}", best.number),
    }
}

fn told_cell(page: &Page, said: &[Equipier], (account, skill): (&Account, &String)) -> Cell {
    let own = said.iter().find(|e| e.account == account.id);
    let knows = own.is_some_and(|e| e.skills.contains(skill));
    Cell {
        kind: if knows { "bien" } else { "" },
        words: if knows {
            page.t("formation-case-dite")
        } else {
            "–".to_owned()
        },
        href: String::new(),
    }
}
