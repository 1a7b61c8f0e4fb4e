//! The lines behind a figure: anonymous, for the relay's own staff.

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    permanence::{Permanence, PermanenceState},
    statement::{Counted, model::Label, tally::Merging},
    stats::{Dimension, Scope},
    visite::Demande,
};
use plus_reports::texts::Texts;
use plus_store::visite::Line;

use super::{
    Asked, Labels,
    asked::Choice,
    behind::{Figure, Search, half_days},
};
use crate::{
    statement::{merging, names},
    web::{
        error::WebError,
        page::{Answer, Page, render},
        router::encoded,
        state::App,
    },
};

/// Lines on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "chiffres/lignes.html")]
struct LinesPage {
    page: Page,
    figure: String,
    period: String,
    /// What the figure counts, and in what, as a sentence.
    total: i64,
    count: String,
    lines: Vec<Shown>,
    half_days: Vec<HalfDay>,
    tells_people: bool,
    /// Number of the statement that froze the lines; empty: they are those of now.
    frozen: String,
    /// The same figure as it is counted now.
    now: String,
    back: String,
    after: String,
}

/// A line as shown: nothing that names anybody.
struct Shown {
    date: String,
    place: String,
    channel: String,
    demandes: Vec<String>,
    outcomes: Vec<String>,
    minutes: u32,
    profile: String,
    /// The same mark for the same pseudonym, on this figure alone; empty where nobody is told.
    mark: String,
}

/// A half-day as shown.
struct HalfDay {
    date: String,
    place: String,
    state: String,
}

/// `GET /pilotage/chiffres/lignes`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = asked.read(app.today());
    let figure = Figure::read(&asked).ok_or(WebError::NotFound)?;
    let territory = app.territory();
    let merging = merging(&territory);
    let labels = Labels::new(&page, &territory, choice.period.to);
    let mut link = app.store.read().await?;
    if let Figure::HalfDays(states) = &figure {
        let found = half_days(&mut link, (&choice, &asked.releve), states).await?;
        drop(link);
        return shown_half_days(&page, labels, &asked, &choice, &found);
    }
    let search = Search {
        choice: &choice,
        figure: &figure,
        merging: &merging,
        number: &asked.releve,
        most: PAGE,
    };
    let found = search.page(&mut link, &asked.apres).await?;
    drop(link);
    let writer = Writer {
        labels,
        page: &page,
        choice: &choice,
        figure: &figure,
        merging: &merging,
    };
    let template = LinesPage {
        figure: writer.title(&asked, &app),
        period: period(&page, &choice),
        total: found.total,
        count: counted(&page, figure.unit(), found.total),
        lines: found.lines.iter().map(|line| writer.shown(line)).collect(),
        half_days: Vec::new(),
        tells_people: figure.tells_people(),
        after: found.next.map_or_else(String::new, |after| {
            format!("{}&apres={}", asked.address(&choice), encoded(&after))
        }),
        ..outline(&page, &asked, &choice)
    };
    render(&template)
}

/// A page with no line yet.
fn outline(page: &Page, asked: &Asked, choice: &Choice) -> LinesPage {
    let now = Asked {
        releve: String::new(),
        ..asked.clone()
    };
    LinesPage {
        figure: String::new(),
        period: String::new(),
        total: 0,
        count: String::new(),
        lines: Vec::new(),
        half_days: Vec::new(),
        tells_people: false,
        now: now.address(choice),
        back: if asked.releve.is_empty() {
            format!("/pilotage/chiffres?{}", choice.query())
        } else {
            format!("/pilotage/releves/{}", encoded(&asked.releve))
        },
        frozen: asked.releve.clone(),
        after: String::new(),
        page: page.clone().titled("chiffres-lignes-titre"),
    }
}

fn counted(page: &Page, unit: &str, total: i64) -> String {
    let said = page.arg("count", total).arg("n", page.number(total));
    said.t(&format!("chiffres-lignes-compte-{unit}"))
}

fn shown_half_days(
    page: &Page,
    labels: Labels<'_>,
    asked: &Asked,
    choice: &Choice,
    found: &[Permanence],
) -> Answer {
    let before: usize = asked.apres.parse().unwrap_or(0);
    let shown = |one: &Permanence| HalfDay {
        date: plus_reports::french::date(one.date),
        place: labels.of(Dimension::Place, one.place.as_str()),
        state: page.tc("permanence-etat", one.state.code()),
    };
    let states = asked
        .valeur
        .split(',')
        .filter_map(PermanenceState::from_code);
    let states: Vec<String> = states
        .map(|state| page.tc("permanence-etat", state.code()))
        .collect();
    let total = i64::try_from(found.len()).unwrap_or(i64::MAX);
    let end = before.saturating_add(PAGE);
    let template = LinesPage {
        figure: states.join(", "),
        period: period(page, choice),
        total,
        count: counted(page, "permanence", total),
        half_days: found.iter().skip(before).take(PAGE).map(shown).collect(),
        after: if found.len() > end {
            format!("{}&apres={end}", asked.address(choice))
        } else {
            String::new()
        },
        ..outline(page, asked, choice)
    };
    render(&template)
}

/// The months of a choice, in words.
pub(super) fn period(page: &Page, choice: &Choice) -> String {
    let (from, to) = (
        plus_reports::french::month(choice.from),
        plus_reports::french::month(choice.to),
    );
    if choice.from == choice.to {
        from
    } else {
        page.ta("chiffres-periode", &[("de", from), ("a", to)])
    }
}

/// What writes lines in words.
struct Writer<'a> {
    labels: Labels<'a>,
    page: &'a Page,
    choice: &'a Choice,
    figure: &'a Figure,
    merging: &'a Merging,
}

impl Writer<'_> {
    /// What the figure is, with its partner or its place.
    fn title(&self, asked: &Asked, app: &App) -> String {
        let scope = match &self.choice.scope {
            Scope::All => None,
            Scope::Partner(code) => Some(self.labels.of(Dimension::Partner, code.as_str())),
            Scope::Place(code) => Some(self.labels.of(Dimension::Place, code.as_str())),
        };
        let what = match self.figure {
            Figure::Values { dimension, .. } if *dimension != Dimension::Total => {
                let values = asked.valeur.split(',');
                let words = values.map(|value| self.labels.of(*dimension, value));
                Some(words.collect::<Vec<_>>().join(", "))
            }
            Figure::Counted(Counted::Value(breakdown, level, code)) => {
                let names = names(&app.territory(), self.choice.to);
                Some(word(names.label(*breakdown, *level, code)))
            }
            _ => None,
        };
        let said: Vec<String> = scope.into_iter().chain(what).collect();
        if said.is_empty() {
            self.page.t("chiffres-lignes-tout")
        } else {
            said.join(" · ")
        }
    }

    fn shown(&self, line: &Line) -> Shown {
        let v = &line.visite;
        let of = |dimension, code: &str| self.labels.of(dimension, code);
        let demandes = self.figure.demandes(self.choice, self.merging, line);
        let profile = [
            of(Dimension::Age, v.profile.age.code()),
            of(Dimension::Sex, v.profile.sex.code()),
            of(Dimension::Status, v.profile.status.code()),
        ];
        Shown {
            date: plus_reports::french::date(v.date),
            place: of(Dimension::Place, v.place.as_str()),
            channel: of(Dimension::Channel, v.channel.code()),
            demandes: demandes.iter().map(|d| self.about(d)).collect(),
            outcomes: demandes
                .iter()
                .map(|d| d.outcome.code().to_owned())
                .collect(),
            minutes: v.minutes,
            profile: profile.join(" · "),
            mark: self.mark(line),
        }
    }

    fn about(&self, demande: &Demande) -> String {
        let of = |dimension, code: &str| self.labels.of(dimension, code);
        let partner = of(Dimension::Partner, demande.partner.as_str());
        let what = match &demande.demarche {
            Some(code) => of(Dimension::Demarche, code.as_str()),
            None => of(Dimension::Theme, demande.theme.as_str()),
        };
        format!("{partner} · {what}")
    }

    /// From the pseudonym and the months: the same person has another mark on other months.
    fn mark(&self, line: &Line) -> String {
        let person = line.visite.person.as_ref();
        let Some(person) = person.filter(|_| self.figure.tells_people()) else {
            return String::new();
        };
        let text = format!("{person} {}", self.choice.query());
        let hash = blake3::hash(text.as_bytes()).to_hex();
        hash[..8].to_owned()
    }
}

fn word(label: Label) -> String {
    match label {
        Label::Name(name) => name,
        Label::Key(key) => Texts::french().get(&key).to_owned(),
        Label::WithoutDemarche(theme) => {
            Texts::french().fill("releve-sans-demarche", &[("theme", &theme)])
        }
    }
}
