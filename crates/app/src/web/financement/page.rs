//! The page of the financing: its balance, its warnings, what was spent and claimed.

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::{Date, date};
use plus_domain::{
    financement::{
        Balance, Cell, Cents, Claims, Column, Expense, Line, OWN_PERCENT, Section, UnitCost,
        Warning, spent_by_line, standing, tenths_of, total_paid, unit_cost,
    },
    period::Period,
    permanence::PermanenceState,
    stats::Scope,
};
use plus_store::{permanence, stats};
use serde::Deserialize;

use super::{Desk, is_here, percent, told};
use crate::web::{
    chiffres::Figure,
    error::WebError,
    noms::Names,
    page::{Answer, Page, render},
    state::App,
    visite::ligne::date_and_clock,
};

/// A cell of the table: what it shows, whether it comes from a rate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Shown {
    pub text: String,
    pub is_computed: bool,
    /// A word in place of an amount.
    pub is_word: bool,
}

/// A line of the balance.
pub(super) struct Row {
    pub label: String,
    /// Investment, running, whole.
    pub cells: [Shown; 3],
    pub is_total: bool,
    pub is_missing: bool,
}

/// Something to know.
struct Alert {
    is_grave: bool,
    title: String,
    text: String,
}

/// What became of a line of expenses, or of a funder.
struct Follow {
    label: String,
    cells: Vec<String>,
}

/// A unit cost, or why there is none.
struct Cost {
    label: String,
    value: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "financement/page.html")]
struct FinancingPage {
    page: Page,
    is_here: bool,
    is_final: bool,
    is_empty: bool,
    source: String,
    vat: String,
    signed: String,
    done: String,
    figures: Vec<Figure>,
    alerts: Vec<Alert>,
    expenses: Vec<Row>,
    resources: Vec<Row>,
    in_kind: Vec<Follow>,
    spent: Vec<Follow>,
    claims: Vec<Follow>,
    year: String,
    years: Vec<(String, String, bool)>,
    costs: Vec<Cost>,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    /// Year of the unit costs.
    annee: String,
}

/// `GET /pilotage/financement`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let desk = Desk::load(&app).await?;
    let today = app.today();
    let year = asked.annee.parse().ok();
    let year = year
        .filter(|y| (2000..=today.year()).contains(y))
        .unwrap_or(today.year());
    let balance = desk.plan.balance();
    let template = FinancingPage {
        is_here: is_here(&app).await?,
        is_final: desk.is_final(),
        is_empty: desk.plan.expenses.is_empty() && desk.plan.resources.is_empty(),
        source: desk.plan.source.clone(),
        vat: page.tc("financement-tva", desk.plan.vat.code()),
        signed: signed(&app, &page, &desk).await?,
        done: told(&page, &asked.fait),
        figures: headline(&page, &desk, &balance),
        alerts: balance
            .warnings
            .iter()
            .map(|w| alert(&page, &desk, w))
            .collect(),
        expenses: expenses(&page, &desk, &balance),
        resources: resources(&page, &desk, &balance),
        in_kind: in_kind(&desk, &balance),
        spent: spent(&page, &desk),
        claims: claims(&desk),
        costs: costs(&app, &page, &desk, year).await?,
        year: year.to_string(),
        years: years(&desk, today, year),
        page: page.titled("financement-titre"),
    };
    render(&template)
}

async fn signed(app: &App, page: &Page, desk: &Desk) -> Result<String, WebError> {
    let Some((author, at)) = &desk.written else {
        return Ok(page.t("financement-du-territoire"));
    };
    let mut link = app.store.read().await?;
    let names = Names::load(app, &mut link).await?;
    let when = date_and_clock(app, page, *at);
    let said = page.arg("qui", names.person(author)).arg("quand", when);
    Ok(said.t("financement-change-par"))
}

fn headline(page: &Page, desk: &Desk, balance: &Balance) -> Vec<Figure> {
    let whole = balance.total.expenses;
    let paid = total_paid(&desk.plan, &desk.depenses, None, None);
    let of = |amount: Cents| {
        let share = tenths_of(amount, whole);
        share.map_or_else(String::new, |tenths| {
            let said = page.arg("part", percent(page, tenths));
            said.t("financement-part-du-total")
        })
    };
    let figure = |key: &str, href: &str, amount: Cents, detail: String| Figure {
        href: href.to_owned(),
        value: amount.to_string(),
        label: page.t(key),
        detail,
    };
    vec![
        figure("financement-total", "#equilibre", whole, String::new()),
        figure(
            "financement-part-propre",
            "#equilibre",
            balance.own,
            of(balance.own),
        ),
        figure(
            "financement-a-trouver",
            "#equilibre",
            balance.total.to_find,
            of(balance.total.to_find),
        ),
        figure(
            "financement-paye",
            "/pilotage/financement/depenses",
            paid,
            of(paid),
        ),
    ]
}

fn alert(page: &Page, desk: &Desk, warning: &Warning) -> Alert {
    let (is_grave, key, text) = match warning {
        Warning::ToFind(amount, tenths) => {
            let said = page.arg("montant", amount.to_string());
            let said = said.arg("part", percent(page, *tenths));
            (
                false,
                "financement-alerte-a-trouver",
                said.t("financement-alerte-a-trouver-texte"),
            )
        }
        Warning::Excess(section, amount) => {
            let column = section.map_or_else(
                || page.t("financement-ensemble"),
                |s| page.tc("financement-section", s.code()),
            );
            let said = page
                .arg("montant", amount.to_string())
                .arg("colonne", column);
            (
                true,
                "financement-alerte-en-trop",
                said.t("financement-alerte-en-trop-texte"),
            )
        }
        Warning::OwnShare(tenths) => {
            let said = page.arg("part", percent(page, *tenths));
            let said = said.arg("seuil", percent(page, OWN_PERCENT * 10));
            (
                false,
                "financement-alerte-part-propre",
                said.t("financement-alerte-part-propre-texte"),
            )
        }
        Warning::Cap(code, amount, cap) => {
            let said = page.arg("qui", desk.resource_label(code));
            let said = said.arg("montant", amount.to_string());
            let said = said.arg("plafond", cap.to_string());
            (
                true,
                "financement-alerte-plafond",
                said.t("financement-alerte-plafond-texte"),
            )
        }
    };
    Alert {
        is_grave,
        title: page.t(key),
        text,
    }
}

fn money(amount: Cents) -> Shown {
    Shown {
        text: amount.to_string(),
        ..Shown::default()
    }
}

fn nothing() -> Shown {
    Shown {
        text: "–".to_owned(),
        ..Shown::default()
    }
}

fn cell(cell: Option<Cell>) -> Shown {
    cell.map_or_else(nothing, |c| Shown {
        is_computed: c.is_computed,
        ..money(c.amount)
    })
}

/// The expenses, then their total.
pub(super) fn expenses(page: &Page, desk: &Desk, balance: &Balance) -> Vec<Row> {
    let line = |e: &Expense| {
        let at = |section: Section| {
            if e.section == section {
                money(e.amount)
            } else {
                nothing()
            }
        };
        Row {
            label: e.label.clone(),
            cells: [
                at(Section::Investissement),
                at(Section::Fonctionnement),
                money(e.amount),
            ],
            is_total: false,
            is_missing: false,
        }
    };
    let mut rows: Vec<Row> = desk.plan.expenses.iter().map(line).collect();
    rows.extend(sum(
        page,
        balance,
        "financement-en-trop",
        |c| c.excess,
        false,
    ));
    let total = |c: &Column| c.expenses + c.excess;
    rows.extend(sum(
        page,
        balance,
        "financement-total-depenses",
        total,
        true,
    ));
    rows
}

/// The resources, what is to be found, then their total: that of the expenses.
pub(super) fn resources(page: &Page, desk: &Desk, balance: &Balance) -> Vec<Row> {
    let unpublished = || Shown {
        text: page.t("financement-non-publiee"),
        is_word: true,
        ..Shown::default()
    };
    let line = |l: &Line| {
        let of = |at: usize| match l.sections[at] {
            None if l.undivided.is_some() => unpublished(),
            found => cell(found),
        };
        Row {
            label: desk.resource_label(&l.code),
            cells: [of(0), of(1), cell(Some(l.total))],
            is_total: false,
            is_missing: false,
        }
    };
    let mut rows: Vec<Row> = balance.lines.iter().map(line).collect();
    if balance.total.to_find > Cents::ZERO {
        let is_split = balance.sections.iter().all(|c| c.undivided == Cents::ZERO);
        let of = |at: usize| match balance.sections[at].to_find {
            _ if !is_split => unpublished(),
            found => money(found),
        };
        rows.push(Row {
            label: page.t("financement-ressource-a-trouver"),
            cells: [of(0), of(1), money(balance.total.to_find)],
            is_total: false,
            is_missing: true,
        });
    }
    rows.extend(undivided(page, balance));
    let total = |c: &Column| c.resources + c.undivided + c.to_find;
    rows.extend(sum(
        page,
        balance,
        "financement-total-ressources",
        total,
        true,
    ));
    rows
}

/// What must be covered in each section by what has no published split.
fn undivided(page: &Page, balance: &Balance) -> Option<Row> {
    let [one, two] = balance.sections.map(|c| c.undivided);
    (one + two > Cents::ZERO).then(|| Row {
        label: page.t("financement-non-reparti"),
        cells: [
            money(one),
            money(two),
            Shown {
                text: page.t("financement-deja-compte"),
                is_word: true,
                ..Shown::default()
            },
        ],
        is_total: false,
        is_missing: false,
    })
}

fn sum(
    page: &Page,
    balance: &Balance,
    key: &str,
    of: impl Fn(&Column) -> Cents,
    is_total: bool,
) -> Option<Row> {
    let [one, two] = &balance.sections;
    let amounts = [of(one), of(two), of(&balance.total)];
    let shown = is_total || amounts.iter().any(|a| *a != Cents::ZERO);
    shown.then(|| Row {
        label: page.t(key),
        cells: amounts.map(money),
        is_total,
        is_missing: false,
    })
}

fn in_kind(desk: &Desk, balance: &Balance) -> Vec<Follow> {
    let line = |l: &Line| Follow {
        label: desk.resource_label(&l.code),
        cells: vec![l.total.amount.to_string()],
    };
    balance.in_kind.iter().map(line).collect()
}

fn spent(page: &Page, desk: &Desk) -> Vec<Follow> {
    let lines = spent_by_line(&desk.plan, &desk.depenses).into_iter();
    let follow = lines.map(|line| Follow {
        label: line.expense.label,
        cells: vec![
            line.expense.amount.to_string(),
            line.invoiced.to_string(),
            line.paid.to_string(),
            line.left.to_string(),
            line.tenths
                .map_or_else(|| "–".to_owned(), |tenths| percent(page, tenths)),
        ],
    });
    follow.collect()
}

fn claims(desk: &Desk) -> Vec<Follow> {
    let claims = Claims {
        plan: &desk.plan,
        appels: &desk.appels,
        depenses: &desk.depenses,
    };
    let follow = standing(claims).into_iter().map(|s| Follow {
        label: desk.resource_label(&s.resource),
        cells: [s.granted, s.called, s.received, s.earned, s.to_justify]
            .map(|c| c.to_string())
            .to_vec(),
    });
    follow.collect()
}

/// Years that have spending, and this one.
fn years(desk: &Desk, today: Date, chosen: i16) -> Vec<(String, String, bool)> {
    let paid = desk.depenses.iter().filter_map(|d| d.paid);
    let mut years: Vec<i16> = paid.map(Date::year).chain([today.year(), chosen]).collect();
    years.sort_unstable();
    years.dedup();
    let option = |y: &i16| (y.to_string(), y.to_string(), *y == chosen);
    years.iter().rev().map(option).collect()
}

async fn costs(app: &App, page: &Page, desk: &Desk, year: i16) -> Result<Vec<Cost>, WebError> {
    let period = Period {
        from: date(year, 1, 1),
        to: date(year, 12, 31),
    };
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, period, &Scope::All).await?;
    let half_days = permanence::between(&mut link, period).await?;
    drop(link);
    let held = half_days
        .iter()
        .filter(|p| p.state == PermanenceState::Closed)
        .count();
    let held = i64::try_from(held).unwrap_or(i64::MAX);
    let running = Some(Section::Fonctionnement);
    let paid = total_paid(&desk.plan, &desk.depenses, running, Some(period));
    let cost = |key: &str, made: &str, count: i64| {
        let (value, reason) = match unit_cost(paid, count) {
            UnitCost::Each(each) => (each.to_string(), ""),
            UnitCost::NothingPaid => (page.t("financement-non-disponible"), "rien-paye"),
            UnitCost::NothingCounted => (page.t("financement-non-disponible"), "rien-compte"),
        };
        let said = page.arg("paye", paid.to_string()).arg("nombre", count);
        Cost {
            label: page.t(key),
            value,
            detail: if reason.is_empty() {
                said.t(made)
            } else {
                page.tc("financement-sans-cout", reason)
            },
        }
    };
    Ok(vec![
        cost(
            "financement-cout-accompagnement",
            "financement-cout-accompagnement-calcul",
            figures.total.accompagnements,
        ),
        cost(
            "financement-cout-demi-journee",
            "financement-cout-demi-journee-calcul",
            held,
        ),
    ])
}
