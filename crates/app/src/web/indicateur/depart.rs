//! Where an indicator began: what its definition says, else its value over the first half-year
//! that this relay measured whole.

use plus_domain::{
    indicateur::Indicateur,
    period::{HalfYear, Month},
};
use plus_store::stats;

use super::{Known, known, with_unit};
use crate::web::{error::WebError, page::Page, state::App};

/// The first half-year that was measured whole.
pub(super) struct Start {
    half: HalfYear,
    known: Known,
}

impl Start {
    /// Nothing while it is not over: a beginning that moves is none.
    pub(super) async fn read(app: &App) -> Result<Option<Self>, WebError> {
        let span = stats::span(&mut app.store.read().await?).await?;
        let half = span.map(|days| HalfYear::of(Month::of(days.from)));
        let Some(half) = half.filter(|half| half.last().last_day() < app.today()) else {
            return Ok(None);
        };
        let known = known(app, half.period()).await?;
        Ok(Some(Self { half, known }))
    }

    fn said(&self, page: &Page, indicator: &Indicateur) -> String {
        let value = indicator.value(&|name| self.known.get(name).copied());
        let Ok(value) = value else {
            return String::new();
        };
        page.arg("valeur", with_unit(page, value, indicator.unit))
            .arg("de", page.month(self.half.first()))
            .arg("a", page.month(self.half.last()))
            .t("indicateur-depart-mesure")
    }
}

/// Where an indicator began, in words; empty when nobody knows yet.
pub(super) fn said(page: &Page, indicator: &Indicateur, start: Option<&Start>) -> String {
    match &indicator.baseline {
        Some(written) => page
            .arg("valeur", written.value.as_str())
            .arg("quand", written.when.as_str())
            .arg("source", written.source.as_str())
            .t("indicateur-depart"),
        None => start.map_or_else(String::new, |start| start.said(page, indicator)),
    }
}
