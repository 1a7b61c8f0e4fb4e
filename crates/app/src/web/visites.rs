//! `/agent/visites`: every visite, searched and filtered, fifty at a time; and
//! `/agent/a-finir`: what waits for the return of the network.

use std::fmt::Write as _;

use askama::Template;
use axum::extract::{Query, State};
use jiff::civil::Date;
use plus_domain::{
    form::FormErrors,
    period::{Period, parse_date},
    stats::Dimension,
    visite::Outcome,
};
use plus_store::{
    Link, account, visite,
    visite::{After, Filter},
};
use serde::Deserialize;

use super::{
    error::WebError,
    faults::Faults,
    noms::Names,
    page::{Answer, Page, render},
    router::encoded,
    session::Signed,
    state::App,
    visite::ligne::Line,
};

/// Lines of a page.
const PAGE: i64 = 50;

/// What is looked for; empty is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// First day.
    pub du: String,
    /// Last day.
    pub au: String,
    /// Code of a partner.
    pub partenaire: String,
    /// Code of a theme.
    pub theme: String,
    /// Code of a place.
    pub lieu: String,
    /// Code of a result.
    pub resultat: String,
    /// Account of the author.
    pub auteur: String,
    /// Words of the note.
    pub mots: String,
    /// `1`: cancelled visites too.
    pub annulees: String,
    /// Where the page begins: date, instant and identifier of the line before.
    pub apres: String,
}

type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "visite/liste.html")]
struct ListPage {
    page: Page,
    asked: Asked,
    partners: Vec<Choice>,
    themes: Vec<Choice>,
    places: Vec<Choice>,
    results: Vec<Choice>,
    authors: Vec<Choice>,
    filtered: bool,
    total: i64,
    lines: Vec<Line>,
    first: String,
    next: String,
    faults: Faults,
}

/// `GET /agent/visites`.
pub async fn list(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let mut errors = FormErrors::default();
    let filter = asked.filter(&mut errors);
    let (mut found, total) = if errors.0.is_empty() {
        let after = asked.after();
        let found = visite::list(&mut link, &filter, after.as_ref(), PAGE + 1).await?;
        (found, visite::count(&mut link, &filter).await?)
    } else {
        (Vec::new(), 0)
    };
    let more = found.len() > usize::try_from(PAGE).unwrap_or(0);
    found.truncate(usize::try_from(PAGE).unwrap_or(0));
    let next = found.last().filter(|_| more).map(|l| asked.next(&l.visite));
    let names = Names::load(&app, &mut link).await?;
    let today = app.today();
    render(&ListPage {
        partners: partners(&names, &asked, today),
        themes: themes(&names, &asked, &page),
        places: places(&names, &asked),
        results: results(&asked, &page),
        authors: authors(&mut link, &asked).await?,
        filtered: asked
            != Asked {
                apres: asked.apres.clone(),
                ..Asked::default()
            },
        total,
        lines: Line::all(&app, &page, &names, &found),
        first: if asked.apres.is_empty() {
            String::new()
        } else {
            asked.address("")
        },
        next: next.unwrap_or_default(),
        faults: Faults::of(&page, errors),
        page: page.titled("visites-titre"),
        asked,
    })
}

impl Asked {
    /// The filter of the store.
    fn filter(&self, errors: &mut FormErrors) -> Filter {
        let values = [
            (Dimension::Partner, &self.partenaire),
            (Dimension::Theme, &self.theme),
            (Dimension::Place, &self.lieu),
            (Dimension::Outcome, &self.resultat),
        ];
        let said = values.into_iter().filter(|(_, code)| !code.is_empty());
        Filter {
            period: self.period(errors),
            values: said
                .map(|(dimension, code)| (dimension, code.clone()))
                .collect(),
            author: Some(self.auteur.clone()).filter(|a| !a.is_empty()),
            words: Some(self.mots.trim().to_owned()).filter(|w| !w.is_empty()),
            cancelled: self.annulees == "1",
            ..Filter::default()
        }
    }

    fn period(&self, errors: &mut FormErrors) -> Option<Period> {
        let mut day = |field: &str, text: &str, missing: Date| {
            if text.is_empty() {
                return Some(missing);
            }
            errors.take(field, "visites-date", parse_date(text).ok())
        };
        if self.du.is_empty() && self.au.is_empty() {
            return None;
        }
        let from = day("du", &self.du, Date::constant(2000, 1, 1))?;
        let to = day("au", &self.au, Date::constant(2199, 12, 31))?;
        errors.take("au", "visites-dates-inversees", Period::new(from, to).ok())
    }

    fn after(&self) -> Option<After> {
        let mut parts = self.apres.splitn(3, ',');
        Some(After {
            date: parse_date(parts.next()?).ok()?.to_string(),
            at: parts.next()?.parse().ok()?,
            id: parts.next()?.to_owned(),
        })
    }

    fn next(&self, last: &plus_domain::visite::Visite) -> String {
        self.address(&format!("{},{},{}", last.date, last.at, last.id))
    }

    /// The address of the same search, from a line on.
    fn address(&self, after: &str) -> String {
        let pairs = [
            ("du", &self.du),
            ("au", &self.au),
            ("partenaire", &self.partenaire),
            ("theme", &self.theme),
            ("lieu", &self.lieu),
            ("resultat", &self.resultat),
            ("auteur", &self.auteur),
            ("mots", &self.mots),
            ("annulees", &self.annulees),
        ];
        let mut out = String::from("/agent/visites?");
        for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
            let _ = write!(out, "{name}={}&", encoded(value));
        }
        if !after.is_empty() {
            let _ = write!(out, "apres={}", encoded(after));
        }
        out.trim_end_matches(['&', '?']).to_owned()
    }
}

fn partners(names: &Names, asked: &Asked, today: Date) -> Vec<Choice> {
    let of = |p: &plus_domain::territoire::Partner| {
        let code = p.code.to_string();
        (
            code.clone(),
            p.name_on(today).to_owned(),
            code == asked.partenaire,
        )
    };
    names.territory.partners.iter().map(of).collect()
}

fn themes(names: &Names, asked: &Asked, page: &Page) -> Vec<Choice> {
    let of = |t: &plus_domain::territoire::Theme| {
        let code = t.code.to_string();
        (
            code.clone(),
            t.label.in_language(&page.lang).to_owned(),
            code == asked.theme,
        )
    };
    names.territory.themes.iter().map(of).collect()
}

fn places(names: &Names, asked: &Asked) -> Vec<Choice> {
    let of = |p: &plus_domain::territoire::Place| {
        let code = p.code.to_string();
        (code.clone(), p.name.clone(), code == asked.lieu)
    };
    names.territory.places.iter().map(of).collect()
}

fn results(asked: &Asked, page: &Page) -> Vec<Choice> {
    let of = |o: &Outcome| {
        let code = o.code();
        (
            code.to_owned(),
            page.tc("resultat", code),
            code == asked.resultat,
        )
    };
    Outcome::ALL.iter().map(of).collect()
}

async fn authors(link: &mut Link, asked: &Asked) -> Result<Vec<Choice>, WebError> {
    let accounts = account::list(link).await?;
    let team = accounts.into_iter().filter(|a| a.partner.is_none());
    let of = |a: plus_domain::account::Account| {
        let id = a.id.to_string();
        let chosen = id == asked.auteur;
        (id, a.name, chosen)
    };
    Ok(team.map(of).collect())
}

#[derive(Template)]
#[template(path = "visite/a_finir.html")]
struct ToFinishPage {
    page: Page,
    lines: Vec<Line>,
}

/// `GET /agent/a-finir`: oldest needs are not lost among the newest, so all are shown.
pub async fn to_finish(State(app): State<App>, page: Page, _signed: Signed) -> Answer {
    const MOST: i64 = 200;
    let mut link = app.store.read().await?;
    let filter = Filter {
        to_finish: true,
        ..Filter::default()
    };
    let found = visite::list(&mut link, &filter, None, MOST).await?;
    let names = Names::load(&app, &mut link).await?;
    render(&ToFinishPage {
        lines: Line::all(&app, &page, &names, &found),
        page: page.titled("a-finir-titre"),
    })
}

#[cfg(test)]
mod tests {
    use super::Asked;
    use plus_domain::form::FormErrors;

    #[test]
    fn the_address_of_the_next_page_keeps_the_search() {
        let asked = Asked {
            mots: "carte & grise".into(),
            partenaire: "caf".into(),
            ..Asked::default()
        };
        assert_eq!(
            asked.address("2026-11-23,5,x"),
            "/agent/visites?partenaire=caf&mots=carte%20%26%20grise&apres=2026-11-23%2C5%2Cx"
        );
        assert_eq!(Asked::default().address(""), "/agent/visites");
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused_by_name() {
        let asked = Asked {
            du: "2026-02-30".into(),
            ..Asked::default()
        };
        let mut errors = FormErrors::default();
        asked.filter(&mut errors);
        assert!(errors.of("du").is_some());
    }

    #[test]
    fn a_page_that_begins_nowhere_begins_at_the_top() {
        for apres in ["", "x", "2026-11-23", "2026-11-23,a,b"] {
            let asked = Asked {
                apres: apres.into(),
                ..Asked::default()
            };
            assert_eq!(asked.after(), None, "{apres}");
        }
    }
}
