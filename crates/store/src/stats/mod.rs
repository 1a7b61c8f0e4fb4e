//! Figures: read from the roll-up by whole months, recounted for loose days.
//!
//! One function, `figures`, serves the screen, the files and the command line, so
//! that they cannot part ways. Distinct people are counted from the visites of
//! the period and never summed over months.

mod concerned;
mod crossing;

use std::collections::BTreeMap;

use plus_domain::{
    period::{Month, Period},
    stats::{Dimension, Key, Measures, Scope, contributions},
};

pub use crate::project::visites::{Solved, solved_later};
pub use concerned::concerned;
pub(crate) use crossing::same_demande;
pub use crossing::{Cell, Crossing, crossing, crossing_by_month};

use crate::{Link, Row, Sql, StoreError, args, visite};

/// The figures of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Everything.
    pub total: Measures,
    /// By month touched by the period.
    pub by_month: BTreeMap<Month, Measures>,
    /// By value of each dimension.
    pub by: BTreeMap<Dimension, BTreeMap<String, Measures>>,
}

/// People of a period. Never added to one another, nor to visites.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct People {
    /// Usagers accompagnés: first accompagnement in the period.
    pub accompanied: i64,
    /// Pseudonyms accompanied in the period whose first accompagnement came
    /// before it, and anonymous visites whose chip says « déjà ».
    pub returning: i64,
    /// Anonymous accompanied visites whose chip was not touched.
    pub unknown: i64,
}

impl Figures {
    fn add(&mut self, month: Month, dimension: Dimension, value: String, measures: Measures) {
        if dimension == Dimension::Total {
            self.total = self.total.plus(measures);
            let line = self.by_month.entry(month).or_default();
            *line = line.plus(measures);
        } else {
            let line = self
                .by
                .entry(dimension)
                .or_default()
                .entry(value)
                .or_default();
            *line = line.plus(measures);
        }
    }

    /// Share of accompanied visites whose « first time » is known, in percent;
    /// nothing when there is no accompanied visite.
    pub fn answers_percent(&self) -> Option<i64> {
        let of = |value: &str| {
            self.by
                .get(&Dimension::First)
                .and_then(|v| v.get(value))
                .map_or(0, |m| m.visites)
        };
        let known = of("premiere") + of("deja");
        let all = known + of("ne-sait-pas");
        (all > 0).then(|| known * 100 / all)
    }
}

/// The figures of a period within a scope.
pub async fn figures(
    link: &mut Link,
    period: Period,
    scope: &Scope,
) -> Result<Figures, StoreError> {
    let mut figures = Figures::default();
    for month in period.months() {
        figures.by_month.insert(month, Measures::default());
    }
    let whole: Vec<Month> = period.whole_months().collect();
    if let (Some(first), Some(last)) = (whole.first(), whole.last()) {
        add_rollup(link, &mut figures, *first, *last, scope).await?;
    }
    for part in edges(period, &whole) {
        add_days(link, &mut figures, part, scope).await?;
    }
    Ok(figures)
}

/// One figure: what a value of a dimension counts in a period within a scope. A
/// few lines of the roll-up, where counting the visites would walk them all.
pub async fn figure(
    link: &mut Link,
    period: Period,
    scope: &Scope,
    dimension: Dimension,
    value: &str,
) -> Result<Measures, StoreError> {
    let whole: Vec<Month> = period.whole_months().collect();
    let mut sum = match (whole.first(), whole.last()) {
        (Some(first), Some(last)) => {
            of_months(link, (*first, *last), scope, dimension, value).await?
        }
        _ => Measures::default(),
    };
    for part in edges(period, &whole) {
        for (key, measures) in recount(link, part).await? {
            if key.scope == *scope && key.dimension == dimension && key.value == value {
                sum = sum.plus(measures);
            }
        }
    }
    Ok(sum)
}

/// Visites of all time that are not cancelled.
pub(crate) async fn all_visites(link: &mut Link) -> Result<i64, StoreError> {
    let (kind, code) = Scope::All.key();
    let rows = link
        .fetch(
            "SELECT CAST(COALESCE(SUM(visites), 0) AS BIGINT) AS n FROM rollup
             WHERE scope = $1 AND scope_code = $2 AND dimension = 'total'",
            args![kind, code],
        )
        .await?;
    rows.first().map_or(Ok(0), |row| row.int("n"))
}

/// The same over whole months, first and last.
pub(crate) async fn of_months(
    link: &mut Link,
    (first, last): (Month, Month),
    scope: &Scope,
    dimension: Dimension,
    value: &str,
) -> Result<Measures, StoreError> {
    let (kind, code) = scope.key();
    let rows = link
        .fetch(
            "SELECT visites, demandes, accompagnements, first_time, minutes FROM rollup
             WHERE scope = $1 AND scope_code = $2 AND month >= $3 AND month <= $4 AND dimension = $5 AND value = $6",
            args![kind, code, first, last, dimension.code(), value],
        )
        .await?;
    let mut sum = Measures::default();
    for row in &rows {
        sum = sum.plus(read_measures(row)?);
    }
    Ok(sum)
}

async fn add_rollup(
    link: &mut Link,
    figures: &mut Figures,
    first: Month,
    last: Month,
    scope: &Scope,
) -> Result<(), StoreError> {
    let (kind, code) = scope.key();
    let rows = link
        .fetch(
            "SELECT '' AS month, dimension, value, CAST(SUM(visites) AS BIGINT) AS visites,
                    CAST(SUM(demandes) AS BIGINT) AS demandes, CAST(SUM(accompagnements) AS BIGINT) AS accompagnements,
                    CAST(SUM(first_time) AS BIGINT) AS first_time, CAST(SUM(minutes) AS BIGINT) AS minutes
             FROM rollup WHERE scope = $1 AND scope_code = $2 AND month >= $3 AND month <= $4 AND dimension <> 'total'
             GROUP BY dimension, value
             UNION ALL
             SELECT month, dimension, value, visites, demandes, accompagnements, first_time, minutes
             FROM rollup WHERE scope = $1 AND scope_code = $2 AND month >= $3 AND month <= $4 AND dimension = 'total'",
            args![kind, code, first, last],
        )
        .await?;
    for row in &rows {
        let month = row.text("month")?.parse().unwrap_or(first);
        let dimension = row.choice("dimension", Dimension::from_code)?;
        figures.add(month, dimension, row.text("value")?, read_measures(row)?);
    }
    Ok(())
}

fn read_measures(row: &Row) -> Result<Measures, StoreError> {
    Ok(Measures {
        visites: row.int("visites")?,
        demandes: row.int("demandes")?,
        accompagnements: row.int("accompagnements")?,
        first: row.int("first_time")?,
        minutes: row.int("minutes")?,
    })
}

/// The days of a period outside its whole months.
fn edges(period: Period, whole: &[Month]) -> Vec<Period> {
    let (Some(first), Some(last)) = (whole.first(), whole.last()) else {
        return vec![period];
    };
    let before = first
        .first_day()
        .yesterday()
        .ok()
        .and_then(|to| Period::new(period.from, to).ok());
    let after = last
        .last_day()
        .tomorrow()
        .ok()
        .and_then(|from| Period::new(from, period.to).ok());
    [before, after].into_iter().flatten().collect()
}

/// Recounts loose days with the very function that moves the roll-up.
async fn add_days(
    link: &mut Link,
    figures: &mut Figures,
    days: Period,
    scope: &Scope,
) -> Result<(), StoreError> {
    for (key, measures) in recount(link, days).await? {
        if key.scope == *scope {
            figures.add(key.month, key.dimension, key.value, measures);
        }
    }
    Ok(())
}

/// Every line of the roll-up for some days, counted again from the visites.
pub async fn recount(link: &mut Link, days: Period) -> Result<BTreeMap<Key, Measures>, StoreError> {
    const PAGE: i64 = 5_000;
    let filter = visite::Filter {
        period: Some(days),
        ..visite::Filter::default()
    };
    let mut counted: BTreeMap<Key, Measures> = BTreeMap::new();
    let mut after: Option<visite::After> = None;
    loop {
        let lines = visite::list(link, &filter, after.as_ref(), PAGE).await?;
        let Some(last) = lines.last() else {
            return Ok(counted);
        };
        after = Some(visite::After::line(last));
        for line in &lines {
            for (key, measures) in contributions(&line.visite, line.first) {
                let sum = counted.entry(key).or_default();
                *sum = sum.plus(measures);
            }
        }
    }
}

/// The people of a period.
pub async fn people(link: &mut Link, period: Period) -> Result<People, StoreError> {
    let named = link
        .count(
            "SELECT COUNT(*) AS n FROM (
               SELECT person FROM visite
               WHERE person IS NOT NULL AND accompagnee = 1 AND cancelled = 0 AND date >= $1 AND date <= $2
               GROUP BY person HAVING MAX(CASE WHEN first_time = 'premiere' THEN 1 ELSE 0 END) = 0) AS back",
            args![period.from, period.to],
        )
        .await?;
    let accompanied = link
        .count(
            "SELECT COUNT(*) AS n FROM visite
             WHERE first_time = 'premiere' AND cancelled = 0 AND date >= $1 AND date <= $2",
            args![period.from, period.to],
        )
        .await?;
    let deja = anonymous(link, period, "deja").await?;
    let unknown = anonymous(link, period, "ne-sait-pas").await?;
    Ok(People {
        accompanied,
        returning: named + deja,
        unknown,
    })
}

/// Distinct pseudonyms received in a period; anonymous visites stand beside, never added.
///
/// # Errors
/// Those of the database.
pub async fn pseudonyms(link: &mut Link, period: Period) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(DISTINCT person) AS n FROM visite
         WHERE person IS NOT NULL AND cancelled = 0 AND date >= $1 AND date <= $2",
        args![period.from, period.to],
    )
    .await
}

async fn anonymous(link: &mut Link, period: Period, answer: &str) -> Result<i64, StoreError> {
    link.count(
        "SELECT COUNT(*) AS n FROM visite
         WHERE person IS NULL AND first_time = $1 AND cancelled = 0 AND date >= $2 AND date <= $3",
        args![answer, period.from, period.to],
    )
    .await
}

/// First and last business date recorded, if anything is.
pub async fn span(link: &mut Link) -> Result<Option<Period>, StoreError> {
    let sql =
        Sql::new("SELECT MIN(date) AS first, MAX(date) AS last FROM visite WHERE cancelled = 0");
    let rows = link.fetch_sql(sql).await?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let (Some(first), Some(last)) = (row.opt_text("first")?, row.opt_text("last")?) else {
        return Ok(None);
    };
    let read = |text: &str| {
        plus_domain::period::parse_date(text).map_err(|e| StoreError::value("date", e))
    };
    Period::new(read(&first)?, read(&last)?)
        .map(Some)
        .map_err(|e| StoreError::value("date", e))
}
