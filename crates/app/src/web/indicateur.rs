//! `/pilotage/indicateurs`: each indicator over a period, beside the period before and its
//! target. What is not known is « non disponible », with why.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    indicateur::{self, Formula, Indicateur, Missing, Unit, Value, progress},
    period::{Month, Period},
    stats::Scope,
};
use serde::Deserialize;

mod connu;
mod depart;
mod few;
mod ouvre;

use connu::{Known, known};
use depart::Start;
use few::Few;
pub(super) use few::is_few_people;

use super::{
    chiffres::Choice,
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};

/// Most months of a period.
const MOST_MONTHS: usize = 36;

/// Where the figures of a period open onto their lines, by name.
type Opens = BTreeMap<&'static str, String>;

/// A value as the page shows it.
struct Shown {
    text: String,
    /// Why there is none.
    why: String,
    /// Where it opens, when it is one figure that has lines.
    opens: String,
}

/// A figure of a formula.
struct Part {
    name: &'static str,
    value: String,
    opens: String,
}

/// An indicator as the page shows it.
struct Line {
    code: String,
    name: String,
    definition: String,
    formula: String,
    source: String,
    value: Shown,
    before: Shown,
    /// The figures of its formula that open onto lines.
    parts: Vec<Part>,
    target: String,
    gap: String,
    /// « atteint », « a-atteindre », or nothing where there is no target.
    state: &'static str,
    baseline: String,
    benchmark: String,
}

/// Indicators of one family.
struct Family {
    name: String,
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "indicateur/page.html")]
struct IndicatorsPage {
    page: Page,
    from: Month,
    to: Month,
    is_replaced: bool,
    before: String,
    reached: usize,
    with_target: usize,
    missing: usize,
    count: usize,
    families: Vec<Family>,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    de: String,
    a: String,
}

/// A period in whole months.
#[derive(Debug, Clone, Copy)]
struct Months {
    from: Month,
    to: Month,
    is_replaced: bool,
}

impl Months {
    /// Those asked for; what cannot be read is replaced by the half-year of today.
    fn of(asked: &Asked, today: jiff::civil::Date) -> Self {
        let now = Month::of(today);
        let read = |text: &str| text.parse::<Month>().ok();
        let (from, to) = (read(&asked.de), read(&asked.a));
        let is_silent = asked.de.is_empty() && asked.a.is_empty();
        let good = from
            .zip(to)
            .filter(|(from, to)| from <= to && count(*from, *to) <= MOST_MONTHS);
        let (from, to) = good.unwrap_or((now.half_year(), now));
        Self {
            from,
            to,
            is_replaced: good.is_none() && !is_silent,
        }
    }

    fn period(self) -> Period {
        Period {
            from: self.from.first_day(),
            to: self.to.last_day(),
        }
    }

    /// As many months, just before.
    fn before(self) -> Self {
        let to = self.from.prev();
        let many = count(self.from, self.to);
        let from = std::iter::successors(Some(to), |m| Some(m.prev())).take(many);
        Self {
            from: from.last().unwrap_or(to),
            to,
            is_replaced: false,
        }
    }
}

fn count(from: Month, to: Month) -> usize {
    let period = Period {
        from: from.first_day(),
        to: to.last_day(),
    };
    period.months().take(MOST_MONTHS + 1).count()
}

/// `GET /pilotage/indicateurs`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let months = Months::of(&asked, app.today());
    let now = Read::of(&app, months).await?;
    let before = Read::of(&app, months.before()).await?;
    let start = Start::read(&app).await?;
    let territory = app.territory();
    let lines: Vec<(String, Line)> = territory
        .indicateurs
        .iter()
        .map(|i| {
            (
                i.family.clone(),
                line(&page, i, (&now, &before), start.as_ref()),
            )
        })
        .collect();
    let of = |state: &str| lines.iter().filter(|(_, l)| l.state == state).count();
    let (from, to) = (months.before().from, months.before().to);
    let said = page.arg("de", page.month(from)).arg("a", page.month(to));
    let template = IndicatorsPage {
        from: months.from,
        to: months.to,
        is_replaced: months.is_replaced,
        before: said.t("indicateur-avant-de"),
        reached: of("atteint"),
        with_target: of("atteint") + of("a-atteindre"),
        missing: lines
            .iter()
            .filter(|(_, l)| !l.value.why.is_empty())
            .count(),
        count: lines.len(),
        families: families(lines),
        page: page.titled("indicateur-titre"),
    };
    render(&template)
}

/// What is known of some months, and where each figure of it opens.
struct Read {
    known: Known,
    opens: Opens,
}

impl Read {
    async fn of(app: &App, months: Months) -> Result<Self, WebError> {
        Ok(Self {
            known: known(app, months.period()).await?,
            opens: ouvre::opens(&Choice::new(months.from, months.to, Scope::All, false)),
        })
    }

    fn value(&self, indicator: &Indicateur) -> Result<Value, Missing> {
        indicator.value(&|name| self.known.get(name).copied())
    }

    /// Where an indicator opens: one that is a figure and nothing more.
    fn open(&self, indicator: &Indicateur) -> String {
        let opens = self.opens.get(indicator.formula.trim());
        opens.cloned().unwrap_or_default()
    }

    fn parts(&self, page: &Page, indicator: &Indicateur) -> Vec<Part> {
        let formula = Formula::read(&indicator.formula);
        let names = formula.map(|f| f.figures()).unwrap_or_default();
        let parts = names.into_iter().filter_map(|name| {
            let value = self.known.get(name)?;
            Some(Part {
                name: indicateur::label(name),
                value: with_unit(page, *value, Unit::Nombre),
                opens: self.opens.get(name)?.clone(),
            })
        });
        parts.collect()
    }
}

/// An indicator in the report: family, name, value, target.
pub(super) struct Told {
    pub code: String,
    /// Whether anything is known of it, masked or not.
    pub is_known: bool,
    pub family: String,
    pub name: String,
    pub value: String,
    pub target: String,
}

/// Every indicator over a period, for a report that leaves the house: one that would tell of
/// too few people is masked (requirements A1 to A3).
pub(super) async fn told(app: &App, page: &Page, period: Period) -> Result<Vec<Told>, WebError> {
    let known = known(app, period).await?;
    let few = {
        let mut link = app.store.read().await?;
        Few::read(&mut link, period).await?
    };
    let territory = app.territory();
    let told = territory.indicateurs.iter().map(|indicator| {
        let value = indicator.value(&|name| known.get(name).copied());
        let is_masked = value.is_ok() && few.is_told_by(indicator, &known);
        Told {
            code: indicator.code.clone(),
            is_known: value.is_ok(),
            family: indicator.family.clone(),
            name: indicator.name.clone(),
            value: if is_masked {
                page.t("bilan-masque")
            } else {
                shown(page, value, indicator.unit).text
            },
            target: indicator
                .target()
                .map_or_else(String::new, |t| with_unit(page, t, indicator.unit)),
        }
    });
    Ok(told.collect())
}

/// Lines by family, in the order they come.
fn families(lines: Vec<(String, Line)>) -> Vec<Family> {
    let mut families: Vec<Family> = Vec::new();
    for (name, line) in lines {
        match families.iter_mut().find(|family| family.name == name) {
            Some(family) => family.lines.push(line),
            None => families.push(Family {
                name,
                lines: vec![line],
            }),
        }
    }
    families
}

fn line(
    page: &Page,
    indicator: &Indicateur,
    (now, before): (&Read, &Read),
    start: Option<&Start>,
) -> Line {
    let value = now.value(indicator);
    let (gap, state) = gap(page, indicator, value.as_ref().ok());
    Line {
        code: indicator.code.clone(),
        name: indicator.name.clone(),
        definition: indicator.definition.clone(),
        formula: indicator.french(),
        source: page
            .arg("origine", indicator.source.as_str())
            .arg("responsable", indicator.owner.as_str())
            .arg(
                "periode",
                page.tc("indicateur-periode", indicator.period.code()),
            )
            .t("indicateur-origine"),
        before: Shown {
            opens: before.open(indicator),
            ..shown(page, before.value(indicator), indicator.unit)
        },
        value: Shown {
            opens: now.open(indicator),
            ..shown(page, value, indicator.unit)
        },
        parts: now.parts(page, indicator),
        target: indicator
            .target()
            .map_or_else(String::new, |t| with_unit(page, t, indicator.unit)),
        gap,
        state,
        baseline: depart::said(page, indicator, start),
        benchmark: indicator.benchmark.as_ref().map_or_else(String::new, |b| {
            let said = page.arg("valeur", b.value.as_str());
            let said = said.arg("annee", b.year.to_string());
            said.arg("source", b.source.as_str())
                .t("indicateur-ailleurs")
        }),
    }
}

fn gap(page: &Page, indicator: &Indicateur, value: Option<&Value>) -> (String, &'static str) {
    let target = indicator.target();
    let far = value
        .zip(target)
        .and_then(|(v, t)| progress(*v, t, indicator.direction));
    match far {
        None => (String::new(), ""),
        Some((gap, is_reached)) => {
            let sign = if gap > Value::ZERO { "+" } else { "" };
            let text = format!("{sign}{}", with_unit(page, gap, indicator.unit));
            (text, if is_reached { "atteint" } else { "a-atteindre" })
        }
    }
}

fn with_unit(page: &Page, value: Value, unit: Unit) -> String {
    let number = value.french(unit.decimals());
    match unit {
        Unit::Nombre | Unit::Decimal => number,
        _ => page
            .arg("valeur", number)
            .t(&format!("indicateur-unite-{}", unit.code())),
    }
}

fn shown(page: &Page, value: Result<Value, Missing>, unit: Unit) -> Shown {
    match value {
        Ok(value) => Shown {
            text: with_unit(page, value, unit),
            why: String::new(),
            opens: String::new(),
        },
        Err(missing) => Shown {
            text: page.t("indicateur-non-disponible"),
            opens: String::new(),
            why: match missing {
                Missing::Figure(name) => page.ta(
                    "indicateur-manque",
                    &[("chiffre", indicateur::label(&name))],
                ),
                Missing::DividedByZero => page.t("indicateur-rien-a-diviser"),
                Missing::TooLarge => page.t("indicateur-trop-grand"),
            },
        },
    }
}
