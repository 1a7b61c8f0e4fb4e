//! `/pilotage/indicateurs`: each indicator over a period, beside the period before and its
//! target. What is not known is « non disponible », with why.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    account::Role,
    dossier::PromesseState,
    financement::{Cents, Section, total_paid},
    indicateur::{self, Formula, Indicateur, Missing, Unit, Value, progress},
    period::{Month, Period},
    permanence::PermanenceState,
    projet::{JalonState, mesure},
    rendez_vous::RendezVousState,
    satisfaction::FEWEST,
    stats::{Dimension, Measures, Scope},
    territoire::PlaceKind,
};
use plus_store::{
    Link, dossier, permanence, rendez_vous,
    stats::{self, Figures},
    usage,
};
use serde::Deserialize;

mod depart;
mod few;
mod ouvre;

use depart::Start;
use few::Few;
pub(super) use few::is_few_people;

use crate::formation;

use super::{
    chiffres::Choice,
    error::WebError,
    financement::Desk,
    page::{Answer, Page, render},
    projet, satisfaction,
    state::App,
};

/// The value of a dimension that was not said.
const UNKNOWN: &str = "nc";
/// Most months of a period.
const MOST_MONTHS: usize = 36;

/// Where the figures of a period open onto their lines, by name.
type Opens = BTreeMap<&'static str, String>;
/// What is known for a period, by name.
type Known = BTreeMap<&'static str, Value>;

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

/// Everything that is known of a period.
async fn known(app: &App, period: Period) -> Result<Known, WebError> {
    let mut link = app.store.read().await?;
    let figures = stats::figures(&mut link, period, &Scope::All).await?;
    let pseudonyms = stats::pseudonyms(&mut link, period).await?;
    let half_days = permanence::between(&mut link, period).await?;
    let (from, to) = (period.from.to_string(), period.to.to_string());
    let uses = usage::totals(&mut link, &from, &to).await?;
    let promises = dossier::kept(&mut link, (period.from, period.to)).await?;
    let booked = booked(&mut link, period).await?;
    let answers = satisfaction::over(&mut link, period).await?.all();
    let solved = stats::solved_later(&mut link, period).await?;
    drop(link);
    let mut known = activity(&figures);
    known.extend(kept(&promises));
    known.extend(booked);
    known.extend(delay(app, &solved));
    known.insert("personnes", Value::whole(pseudonyms));
    let planned = half_days
        .iter()
        .filter(|p| p.state != PermanenceState::Moved);
    let closed = half_days
        .iter()
        .filter(|p| p.state == PermanenceState::Closed);
    known.insert("permanences_prevues", whole(planned.count()));
    known.insert("permanences_closes", whole(closed.count()));
    kiosks(&mut known, &uses);
    if answers.total() >= FEWEST {
        known.insert("avis", Value::whole(i64::from(answers.total())));
        known.insert("avis_satisfaits", Value::whole(i64::from(answers.bien)));
    }
    territory(app, &mut known, period);
    money(app, &mut known, period).await?;
    project(app, &mut known, period).await?;
    training(app, &mut known, period).await?;
    Ok(known)
}

/// Rendez-vous of a period that are over, and those to which somebody came; nothing when none is.
async fn booked(link: &mut Link, period: Period) -> Result<Known, WebError> {
    let came = rendez_vous::count(link, period, RendezVousState::Honore).await?;
    let missed = rendez_vous::count(link, period, RendezVousState::Manque).await?;
    if came + missed == 0 {
        return Ok(Known::new());
    }
    Ok(Known::from([
        ("rendez_vous", Value::whole(came + missed)),
        ("rendez_vous_honores", Value::whole(came)),
        ("rendez_vous_manques", Value::whole(missed)),
    ]))
}

/// Promises of a period, and those that were kept; nothing when nothing was promised.
fn kept(promises: &BTreeMap<String, i64>) -> Known {
    let all: i64 = promises.values().sum();
    if all == 0 {
        return Known::new();
    }
    let kept = promises.get(PromesseState::Tenue.code()).copied();
    Known::from([
        ("promesses", Value::whole(all)),
        ("promesses_tenues", Value::whole(kept.unwrap_or(0))),
    ])
}

fn whole(count: usize) -> Value {
    Value::whole(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A count of some values of a dimension, or of all that are known.
fn part(figures: &Figures, dimension: Dimension, codes: &[&str]) -> Value {
    let values = figures.by.get(&dimension).into_iter().flatten();
    let held = values.filter(|(code, _)| {
        let is_known = *code != UNKNOWN;
        if codes.is_empty() {
            is_known
        } else {
            codes.contains(&code.as_str())
        }
    });
    let count = |m: &Measures| {
        if dimension.is_of_demande() {
            m.demandes
        } else {
            m.visites
        }
    };
    Value::whole(held.map(|(_, m)| count(m)).sum())
}

/// How many values of a dimension hold something.
fn many(figures: &Figures, dimension: Dimension) -> Value {
    let values = figures.by.get(&dimension).into_iter().flatten();
    whole(values.filter(|(_, m)| m.visites + m.demandes > 0).count())
}

/// Figures that count some values of a dimension; without values, all that are known.
const PARTS: &[(&str, Dimension, &[&str])] = &[
    ("informations", Dimension::Kind, &["information"]),
    ("orientations", Dimension::Kind, &["orientation"]),
    ("resolues", Dimension::Outcome, &["resolu"]),
    ("a_suivre", Dimension::Outcome, &["a-suivre"]),
    ("reorientees", Dimension::Outcome, &["reoriente"]),
    ("bloquees", Dimension::Outcome, &["bloque"]),
    ("avec_rendez_vous", Dimension::Channel, &["rendez-vous"]),
    (
        "moins_de_26",
        Dimension::Age,
        &["moins-12", "12-17", "18-25"],
    ),
    ("plus_de_55", Dimension::Age, &["55-59", "60-69", "70-plus"]),
    ("age_connu", Dimension::Age, &[]),
    ("femmes", Dimension::Sex, &["f"]),
    ("sexe_connu", Dimension::Sex, &[]),
    ("sans_emploi", Dimension::Status, &["sans-emploi"]),
    ("statut_connu", Dimension::Status, &[]),
    ("autonomes", Dimension::Autonomy, &["autonome"]),
    ("autonomie_connue", Dimension::Autonomy, &[]),
];

/// What visites and demandes say.
fn activity(figures: &Figures) -> Known {
    let total = figures.total;
    let parts = PARTS
        .iter()
        .map(|(name, dimension, codes)| (*name, part(figures, *dimension, codes)));
    let mut known: Known = parts.collect();
    known.extend([
        ("visites", Value::whole(total.visites)),
        ("demandes", Value::whole(total.demandes)),
        ("accompagnements", Value::whole(total.accompagnements)),
        ("usagers_accompagnes", Value::whole(total.first)),
        ("minutes", Value::whole(total.minutes)),
        ("partenaires", many(figures, Dimension::Partner)),
        ("themes", many(figures, Dimension::Theme)),
        ("lieux", many(figures, Dimension::Place)),
        ("communes", many(figures, Dimension::Commune)),
    ]);
    known
}

/// Days until a solution, half of them fewer, of demandes that were not solved on the spot; nothing
/// when they are those of too few people.
fn delay(app: &App, solved: &[stats::Solved]) -> Option<(&'static str, Value)> {
    let people: BTreeSet<&str> = solved.iter().map(|one| one.who.as_str()).collect();
    if people.len() < FEWEST as usize {
        return None;
    }
    let mut days: Vec<i64> = solved.iter().map(|one| days_until(app, one)).collect();
    days.sort_unstable();
    let middle = days.get((days.len() - 1) / 2)?;
    Some(("delai_median", Value::whole(*middle)))
}

/// Days of the relay from a demande to its solution; none when it was the same day.
fn days_until(app: &App, solved: &stats::Solved) -> i64 {
    let at = jiff::Timestamp::from_millisecond(solved.at).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let day = app.zone().to_datetime(at).date();
    let days = day.since(solved.asked).map_or(0, |span| span.get_days());
    i64::from(days).max(0)
}

/// What kiosks say; nothing when none of them said anything in the period.
fn kiosks(known: &mut Known, uses: &BTreeMap<plus_domain::ids::NodeId, usage::Totals>) {
    if uses.is_empty() {
        return;
    }
    let sum = |of: fn(&usage::Totals) -> u64| {
        let sum: u64 = uses.values().map(of).sum();
        Value::whole(i64::try_from(sum).unwrap_or(i64::MAX))
    };
    known.insert("usages_bornes", sum(|t| u64::from(t.uses)));
    known.insert("usages_nuit", sum(|t| u64::from(t.at_night)));
    known.insert("pages_bornes", sum(|t| t.pages));
}

fn territory(app: &App, known: &mut Known, period: Period) {
    let territory = app.territory();
    let kiosks = territory
        .places_on(period.to.min(app.today()))
        .filter(|place| place.kind == PlaceKind::Borne);
    known.insert("bornes", whole(kiosks.count()));
    let people = i64::try_from(territory.population()).unwrap_or(i64::MAX);
    known.insert("population", Value::whole(people));
}

/// What is paid in the period, and the plan; nothing where nobody wrote anything.
async fn money(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let desk = Desk::load(app).await?;
    let euros = |cents: Cents| Value::fraction(i128::from(cents.get()), 100).ok();
    for (name, section) in [
        ("fonctionnement_paye", Section::Fonctionnement),
        ("investissement_paye", Section::Investissement),
    ] {
        let paid = total_paid(&desk.plan, &desk.depenses, Some(section), Some(period));
        if paid > Cents::ZERO {
            known.extend(euros(paid).map(|value| (name, value)));
        }
    }
    let balance = desk.plan.balance();
    if balance.total.expenses > Cents::ZERO {
        known.extend(euros(balance.total.expenses).map(|value| ("plan_total", value)));
        known.extend(euros(balance.total.to_find).map(|value| ("a_trouver", value)));
    }
    Ok(())
}

/// Hours that the team learnt in a period, and how many receive; nothing before a session is
/// written: nobody knows then.
async fn training(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let (register, team) = formation::read(&mut app.store.read().await?).await?;
    if register.sessions().is_empty() {
        return Ok(());
    }
    let minutes: u64 = register.learnt(period).iter().map(|(_, d)| d.minutes).sum();
    if let Ok(hours) = Value::fraction(i128::from(minutes), 60) {
        known.insert("heures_formation", hours);
    }
    let receive = team.iter().filter(|a| a.role == Role::Animatrice);
    known.insert("mediatrices", whole(receive.count()));
    Ok(())
}

async fn project(app: &App, known: &mut Known, period: Period) -> Result<(), WebError> {
    let project = projet::load(app).await?;
    known.extend(mesure::over(
        &project.mesures,
        period,
        Month::of(app.today()),
    ));
    if project.people() > 0 {
        known.insert("postes", Value::whole(i64::from(project.people())));
    }
    if !project.jalons.is_empty() {
        let reached = project
            .jalons
            .iter()
            .filter(|j| j.state == JalonState::Atteint);
        known.insert("jalons", whole(project.jalons.len()));
        known.insert("jalons_atteints", whole(reached.count()));
    }
    Ok(())
}
