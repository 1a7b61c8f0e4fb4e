//! The lines behind a figure: anonymous, for the relay's own staff.

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::stats::{Dimension, Scope};
use plus_store::{
    stats,
    visite::{self, After, Filter, Line},
};

use super::{Asked, Labels, asked::Choice};
use crate::web::{
    error::WebError,
    page::{Answer, Page, render},
    router::encoded,
    state::App,
};

/// Lines on a page.
const PAGE: i64 = 50;

#[derive(Template)]
#[template(path = "chiffres/lignes.html")]
struct LinesPage {
    page: Page,
    figure: String,
    period: String,
    count: String,
    lines: Vec<Shown>,
    back: String,
    after: String,
}

/// A line as shown: nothing that names anybody.
struct Shown {
    date: String,
    place: String,
    demandes: Vec<String>,
    outcomes: Vec<String>,
    minutes: u32,
    profile: String,
}

/// `GET /pilotage/chiffres/lignes`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let choice = asked.read(app.today());
    let dimension = Dimension::from_code(&asked.dimension).ok_or(WebError::NotFound)?;
    let filter = filter(&choice, dimension, &asked.valeur);
    let mut link = app.store.read().await?;
    let found = visite::list(&mut link, &filter, read_after(&asked.apres).as_ref(), PAGE).await?;
    let value = if dimension == Dimension::Total {
        "*"
    } else {
        &asked.valeur
    };
    let counted = stats::figure(&mut link, choice.period, &choice.scope, dimension, value).await?;
    drop(link);
    let territory = app.territory();
    let labels = Labels::new(&page, &territory, choice.period.to);
    let here = choice.lines(dimension.code(), &asked.valeur);
    let template = LinesPage {
        figure: if dimension == Dimension::Total {
            page.t("chiffres-visites")
        } else {
            labels.of(dimension, &asked.valeur)
        },
        period: period(&page, &choice),
        count: page.number(counted.visites),
        after: next(&found).map_or_else(String::new, |after| {
            format!("{here}&apres={}", encoded(&after))
        }),
        lines: found.iter().map(|line| shown(&labels, line)).collect(),
        back: format!("/pilotage/chiffres?{}", choice.query()),
        page: page.titled("chiffres-lignes-titre"),
    };
    render(&template)
}

/// The very visites that the figure counts.
fn filter(choice: &Choice, dimension: Dimension, value: &str) -> Filter {
    let scope = match &choice.scope {
        Scope::All => None,
        Scope::Partner(code) => Some((Dimension::Partner, code.to_string())),
        Scope::Place(code) => Some((Dimension::Place, code.to_string())),
    };
    let own = (dimension != Dimension::Total).then(|| (dimension, value.to_owned()));
    Filter {
        period: Some(choice.period),
        values: scope.into_iter().chain(own).collect(),
        ..Filter::default()
    }
}

fn next(found: &[Line]) -> Option<String> {
    let full = i64::try_from(found.len()).ok() == Some(PAGE);
    let last = found.last().filter(|_| full)?;
    Some(format!(
        "{}_{}_{}",
        last.visite.date, last.visite.at, last.visite.id
    ))
}

fn read_after(text: &str) -> Option<After> {
    let mut parts = text.splitn(3, '_');
    Some(After {
        date: parts.next().filter(|d| !d.is_empty())?.to_owned(),
        at: parts.next()?.parse().ok()?,
        id: parts.next()?.to_owned(),
    })
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

fn shown(labels: &Labels<'_>, line: &Line) -> Shown {
    let v = &line.visite;
    let about = |d: &plus_domain::visite::Demande| {
        let partner = labels.of(Dimension::Partner, d.partner.as_str());
        match &d.demarche {
            Some(code) => format!(
                "{partner} · {}",
                labels.of(Dimension::Demarche, code.as_str())
            ),
            None => format!(
                "{partner} · {}",
                labels.of(Dimension::Theme, d.theme.as_str())
            ),
        }
    };
    let profile = [
        labels.of(Dimension::Age, v.profile.age.code()),
        labels.of(Dimension::Sex, v.profile.sex.code()),
        labels.of(Dimension::Status, v.profile.status.code()),
    ];
    Shown {
        date: plus_reports::french::date(v.date),
        place: labels.of(Dimension::Place, v.place.as_str()),
        demandes: v.demandes.iter().map(about).collect(),
        outcomes: v
            .demandes
            .iter()
            .map(|d| d.outcome.code().to_owned())
            .collect(),
        minutes: v.minutes,
        profile: profile.join(" · "),
    }
}
