//! `/passages/calendrier`: the passages of a month, day by day, of a commune or of a place.

use askama::Template;
use axum::extract::{Query, State};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use plus_domain::{ids::PlaceCode, period::Month, permanence::Permanence, territoire::Territoire};
use plus_store::permanence;
use serde::Deserialize;

use super::{
    bus::{AHEAD, OnBoard, Passage, local_now, on_board},
    error::WebError,
    page::{Answer, Page, render},
    passages::clamped,
    state::App,
};

/// Days of a week.
const WEEK: i8 = 7;

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// INSEE code of a commune; empty: all.
    commune: String,
    /// Code of a place, before the commune.
    lieu: String,
    /// `2026-11`; that of today when absent.
    mois: String,
}

/// A day of the month, or the blank before the first and after the last.
struct Day {
    /// Day of the month, empty for a blank.
    number: String,
    /// « mardi 24 novembre ».
    name: String,
    today: bool,
    passages: Vec<Passage>,
}

#[derive(Template)]
#[template(path = "passages/calendrier.html")]
struct MonthPage {
    page: Page,
    month: String,
    /// Name of the commune or of the place.
    of: String,
    /// INSEE code of the commune, for the poster; empty for all and for a place.
    commune: String,
    /// `2026-11`.
    asked: String,
    weekdays: Vec<String>,
    weeks: Vec<Vec<Day>>,
    count: usize,
    before: String,
    after: String,
    /// Page that this one stands beside.
    back: String,
}

/// `GET /passages/calendrier`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let (territory, now) = (app.territory(), local_now(&app));
    let of = Of::read(&territory, &asked)?;
    let month = clamped(&asked.mois, now.date());
    let mut link = app.store.read().await?;
    let mut held = permanence::between(&mut link, month.period()).await?;
    drop(link);
    held.retain(|p| of.fits(&territory, p));
    let aboard = on_board(&app, now.date()).await?;
    let name = of.name(&territory);
    let page = page.titled("passages-calendrier");
    let last = Month::of(now.date().saturating_add(AHEAD.days()));
    let to = |other: Month| {
        let open = (Month::of(now.date())..=last).contains(&other);
        if open {
            of.address(other)
        } else {
            String::new()
        }
    };
    render(&MonthPage {
        month: page.month(month),
        commune: of.commune(),
        asked: month.to_string(),
        weekdays: (1..=WEEK)
            .map(|n| page.tc("moment-jour", &n.to_string()))
            .collect(),
        weeks: weeks((&page, &territory), month, (&held, &aboard), now),
        count: held.len(),
        before: to(month.prev()),
        after: to(month.next()),
        back: of.back(),
        of: name,
        page,
    })
}

/// Of what.
enum Of {
    All,
    Commune(String),
    Place(PlaceCode),
}

impl Of {
    fn read(territory: &Territoire, asked: &Asked) -> Result<Self, WebError> {
        let place = PlaceCode::new(asked.lieu.clone());
        match (asked.lieu.as_str(), asked.commune.as_str()) {
            ("", "") => Ok(Self::All),
            ("", code) => {
                let known = territory.communes.iter().any(|c| c.code.as_str() == code);
                known
                    .then(|| Self::Commune(code.to_owned()))
                    .ok_or(WebError::NotFound)
            }
            _ => match territory.place(&place) {
                Some(_) => Ok(Self::Place(place)),
                None => Err(WebError::NotFound),
            },
        }
    }

    fn fits(&self, territory: &Territoire, p: &Permanence) -> bool {
        match self {
            Self::All => true,
            Self::Place(code) => p.place == *code,
            Self::Commune(code) => {
                let place = territory.place(&p.place);
                place.is_some_and(|place| place.commune.as_str() == code)
            }
        }
    }

    fn name(&self, territory: &Territoire) -> String {
        match self {
            Self::All => String::new(),
            Self::Place(code) => territory
                .place(code)
                .map(|p| p.name.clone())
                .unwrap_or_default(),
            Self::Commune(code) => {
                let mut all = territory.communes.iter();
                let found = all.find(|c| c.code.as_str() == code);
                found.map(|c| c.name.clone()).unwrap_or_default()
            }
        }
    }

    fn commune(&self) -> String {
        match self {
            Self::Commune(code) => code.clone(),
            _ => String::new(),
        }
    }

    fn address(&self, month: Month) -> String {
        let what = match self {
            Self::All => String::new(),
            Self::Commune(code) => format!("commune={code}&"),
            Self::Place(code) => format!("lieu={code}&"),
        };
        format!("/passages/calendrier?{what}mois={month}")
    }

    fn back(&self) -> String {
        match self {
            Self::All => "/passages".to_owned(),
            Self::Commune(code) => format!("/passages?commune={code}"),
            Self::Place(code) => format!("/lieux/{code}"),
        }
    }
}

/// Weeks from Monday to Sunday, blanks around the month.
fn weeks(
    words: (&Page, &Territoire),
    month: Month,
    held: (&[Permanence], &OnBoard),
    now: DateTime,
) -> Vec<Vec<Day>> {
    let period = month.period();
    let blanks = period.from.weekday().to_monday_zero_offset();
    let mut days: Vec<Day> = (0..blanks).map(|_| Day::blank()).collect();
    let mut date = period.from;
    while date <= period.to {
        days.push(Day::of(words, date, held, now));
        date = date.saturating_add(1.day());
    }
    let mut weeks = Vec::new();
    let week = usize::try_from(WEEK).unwrap_or(7);
    while !days.is_empty() {
        let rest = days.split_off(week.min(days.len()));
        let mut one = std::mem::replace(&mut days, rest);
        one.resize_with(week, Day::blank);
        weeks.push(one);
    }
    weeks
}

impl Day {
    fn blank() -> Self {
        Self {
            number: String::new(),
            name: String::new(),
            today: false,
            passages: Vec::new(),
        }
    }

    fn of(
        (page, territory): (&Page, &Territoire),
        date: Date,
        (held, aboard): (&[Permanence], &OnBoard),
        now: DateTime,
    ) -> Self {
        let here = held.iter().filter(|p| p.date == date);
        let told = |p: &Permanence| {
            let passage = Passage::new(page, territory, p).at(page, p, now);
            passage.aboard(page, territory, p, aboard)
        };
        Self {
            number: date.day().to_string(),
            name: page.day(date),
            today: date == now.date(),
            passages: here.map(told).collect(),
        }
    }
}
