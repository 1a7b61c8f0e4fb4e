//! The passages of a month, or of a commune: what the public looks for.

use askama::Template;
use axum::extract::{Query, State};
use jiff::{
    ToSpan,
    civil::{Date, DateTime},
};
use plus_domain::{
    period::Month,
    permanence::{Permanence, PermanenceState},
    territoire::{Commune, Territoire},
};
use serde::Deserialize;

use super::{
    abonnement,
    bus::{AHEAD, Bus, Passage, coming, is_to_come, local_now, on_board},
    page::{Answer, Page, render},
    partage::Partage,
    pres,
    state::App,
};

/// Passages shown « à côté », sooner than the next one in the chosen commune.
const NEARBY: usize = 3;

/// What the reader asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    mois: String,
    #[serde(default)]
    commune: String,
    /// A commune, a neighbourhood or a place, as it is typed.
    #[serde(default)]
    pres: String,
}

#[derive(Template)]
#[template(path = "passages/liste.html")]
struct ListPage {
    page: Page,
    bus: Bus,
    communes: Vec<(String, String, bool)>,
    /// Name of the chosen commune, empty when none is.
    commune: String,
    /// « novembre 2026 », for the list of all communes.
    month: String,
    passages: Vec<Passage>,
    nearby: Vec<Passage>,
    before: String,
    after: String,
    share: Partage,
    today: String,
    /// Whole address of the calendar to subscribe to, and as it is read.
    calendar: String,
    calendar_shown: String,
    /// Address of the feed of notices, and as it is read.
    feed: String,
    feed_shown: String,
    /// INSEE code of the chosen commune, empty when none is.
    insee: String,
    /// `2026-11`, for the poster and the calendar.
    asked_month: String,
    /// Whether one may follow by e-mail.
    by_mail: bool,
}

/// `GET /passages`.
pub async fn index(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    if !asked.pres.trim().is_empty() {
        return pres::typed(&app, page, &asked.pres).await;
    }
    let territory = app.territory();
    let now = local_now(&app);
    let coming = coming(&app, now.date()).await?;
    let page = page.titled("passages-titre");
    let chosen = territory
        .communes
        .iter()
        .find(|commune| commune.code.as_str() == asked.commune);
    let month = clamped(&asked.mois, now.date());
    let shown = Shown {
        territory: &territory,
        coming: &coming,
        now,
    };
    let aboard = on_board(&app, now.date()).await?;
    let words = |found: Vec<&Permanence>| {
        let told = |p: &Permanence| {
            let passage = Passage::new(&page, &territory, p).at(&page, p, now);
            passage.aboard(&page, &territory, p, &aboard)
        };
        found.into_iter().map(told).collect()
    };
    let calendar_month = shown.calendar_month(chosen, &asked.mois, month);
    let host = page.origin.split_once("://").map_or("", |(_, host)| host);
    let chosen_code = chosen.map_or("", |commune| commune.code.as_str());
    let (path, query) = address(chosen_code, month);
    let (calendar, feed) = (format!("/passages.ics{query}"), format!("/avis.xml{query}"));
    render(&ListPage {
        share: Partage::of(&page, &path),
        today: page.date(now.date()),
        calendar_shown: format!("{host}{calendar}"),
        feed_shown: format!("{host}{feed}"),
        feed,
        insee: chosen_code.to_owned(),
        asked_month: calendar_month.to_string(),
        by_mail: abonnement::is_open(&app) && page.kiosk.is_none(),
        calendar: format!("{}{calendar}", page.origin),
        bus: Bus::at(&page, &territory, &coming, now),
        communes: communes(&territory, &asked.commune),
        commune: chosen.map_or_else(String::new, |commune| commune.name.clone()),
        month: page.month(month),
        passages: words(chosen.map_or_else(
            || shown.of_month(month),
            |commune| shown.in_commune(commune),
        )),
        nearby: words(
            chosen
                .map(|commune| shown.near(commune))
                .unwrap_or_default(),
        ),
        before: month_link(month.prev(), now.date()),
        after: month_link(month.next(), now.date()),
        page,
    })
}

/// Address of this page, and what follows the `?` of the files about the same commune.
fn address(commune: &str, month: Month) -> (String, String) {
    match commune {
        "" => (format!("/passages?mois={month}"), String::new()),
        code => (
            format!("/passages?commune={code}"),
            format!("?commune={code}"),
        ),
    }
}

/// What may be shown of what is announced: what comes, and what was cancelled.
struct Shown<'a> {
    territory: &'a Territoire,
    coming: &'a [Permanence],
    now: DateTime,
}

impl<'a> Shown<'a> {
    fn all(&self) -> impl Iterator<Item = &'a Permanence> {
        let now = self.now;
        self.coming
            .iter()
            .filter(move |p| is_to_come(p, now) || is_off(p))
    }

    fn of_month(&self, month: Month) -> Vec<&'a Permanence> {
        self.all().filter(|p| Month::of(p.date) == month).collect()
    }

    fn in_commune(&self, commune: &Commune) -> Vec<&'a Permanence> {
        let here = |p: &&Permanence| self.commune_of(p).is_some_and(|at| at.code == commune.code);
        self.all().filter(here).collect()
    }

    /// Sooner than the next passage in the commune, in the communes of its basin.
    fn near(&self, commune: &Commune) -> Vec<&'a Permanence> {
        let next = self
            .in_commune(commune)
            .into_iter()
            .find(|p| !is_off(p))
            .map(|p| p.date);
        let beside = |p: &&Permanence| {
            let at = self.commune_of(p);
            at.is_some_and(|at| at.basin == commune.basin && at.code != commune.code)
        };
        self.all()
            .filter(|p| !is_off(p) && next.is_none_or(|next| p.date < next))
            .filter(beside)
            .take(NEARBY)
            .collect()
    }

    /// A commune is shown from its next passage on, whatever its month: its calendar and its
    /// posters are those of that month, unless one was asked for.
    fn calendar_month(&self, chosen: Option<&Commune>, asked: &str, month: Month) -> Month {
        match chosen {
            Some(commune) if asked.is_empty() => {
                month_of_next(self.in_commune(commune), self.now.date())
            }
            _ => month,
        }
    }

    fn commune_of(&self, permanence: &Permanence) -> Option<&'a Commune> {
        let place = self.territory.place(&permanence.place)?;
        self.territory.commune(&place.commune)
    }
}

/// Announced, then cancelled: said, so that nobody waits for it.
pub fn is_off(permanence: &Permanence) -> bool {
    permanence.state == PermanenceState::Cancelled
}

/// The month of the next passage that is not cancelled; the present one when none is announced.
pub fn month_of_next<'a>(passages: impl IntoIterator<Item = &'a Permanence>, today: Date) -> Month {
    let next = passages.into_iter().find(|p| !is_off(p));
    Month::of(next.map_or(today, |p| p.date))
}

/// The month asked for, never in the past; the present one when it is not a month.
pub fn clamped(asked: &str, today: Date) -> Month {
    let present = Month::of(today);
    asked
        .parse()
        .map_or(present, |month: Month| month.max(present))
}

/// Where another month is read; empty when it is past or too far.
fn month_link(month: Month, today: Date) -> String {
    let last = Month::of(today.saturating_add(AHEAD.days()));
    let open = (Month::of(today)..=last).contains(&month);
    if open {
        format!("/passages?mois={month}")
    } else {
        String::new()
    }
}

fn communes(territory: &Territoire, chosen: &str) -> Vec<(String, String, bool)> {
    let options = territory.communes.iter();
    options
        .map(|commune| {
            let code = commune.code.as_str();
            (code.to_owned(), commune.name.clone(), code == chosen)
        })
        .collect()
}
