//! Statements before they are frozen: what was prepared, what was approved or handed over, and
//! the half-days of a month with what was recorded at each.

use std::collections::BTreeMap;

use plus_domain::{
    ids::{PartnerCode, PermanenceId},
    period::Month,
    permanence::Permanence,
    statement::Marque,
};

use crate::{Link, Row, StoreError, Tx, args, permanence};

/// How a prepared statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The first of its month, ready.
    Initial,
    /// What came late can be told by an amendment.
    Rectificatif,
    /// What came late waits: too few people, or a masked number would show.
    Retenu,
    /// Nothing came since it was frozen.
    Inchange,
    /// The rules refuse it.
    Refuse,
}

impl State {
    /// Stored form, and end of the keys of its texts.
    pub fn code(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Rectificatif => "rectificatif",
            Self::Retenu => "retenu",
            Self::Inchange => "inchange",
            Self::Refuse => "refuse",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        let all = [
            Self::Initial,
            Self::Rectificatif,
            Self::Retenu,
            Self::Inchange,
            Self::Refuse,
        ];
        all.into_iter().find(|state| state.code() == code)
    }
}

/// A statement as it would be frozen now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preparation {
    /// Month.
    pub month: Month,
    /// Partner.
    pub partner: PartnerCode,
    /// When it was first prepared, milliseconds UTC.
    pub first_at: i64,
    /// When it was prepared last.
    pub at: i64,
    /// Position of the journal then.
    pub position: u64,
    /// How it stands.
    pub state: State,
    /// Canonical JSON of the statement as it would be; nothing when there is none.
    pub json: Option<String>,
    /// Why it waits or is refused.
    pub told: Option<String>,
}

/// Keeps a preparation in place of the one before, whose first instant stays.
///
/// # Errors
/// Those of the database.
pub async fn keep(tx: &mut Tx, one: &Preparation) -> Result<(), StoreError> {
    let position = i64::try_from(one.position).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO preparation (month, partner, first_at, at, pos, state, json, told)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (month, partner) DO UPDATE SET at = excluded.at, pos = excluded.pos,
         state = excluded.state, json = excluded.json, told = excluded.told",
        args![
            one.month,
            &one.partner,
            one.first_at,
            one.at,
            position,
            one.state.code(),
            one.json.clone(),
            one.told.clone()
        ],
    )
    .await
    .map(|_| ())
}

/// What was prepared for a month, by partner.
///
/// # Errors
/// Those of the database.
pub async fn of_month(
    link: &mut Link,
    month: Month,
) -> Result<BTreeMap<PartnerCode, Preparation>, StoreError> {
    let rows = link
        .fetch(
            "SELECT * FROM preparation WHERE month = $1 ORDER BY partner",
            args![month],
        )
        .await?;
    rows.iter()
        .map(|row| read(row).map(|one| (one.partner.clone(), one)))
        .collect()
}

fn read(row: &Row) -> Result<Preparation, StoreError> {
    Ok(Preparation {
        month: row.parsed("month", str::parse)?,
        partner: row.text("partner")?.into(),
        first_at: row.int("first_at")?,
        at: row.int("at")?,
        position: u64::try_from(row.int("pos")?).unwrap_or(0),
        state: row.choice("state", State::from_code)?,
        json: row.opt_text("json")?,
        told: row.opt_text("told")?,
    })
}

/// Everything that was approved or handed over of a month.
///
/// # Errors
/// Those of the database.
pub async fn marks(link: &mut Link, month: Month) -> Result<Vec<Marque>, StoreError> {
    let rows = link
        .fetch(
            "SELECT body FROM planification WHERE kind = 'releve' AND key >= $1 AND key < $2 ORDER BY key",
            args![format!("{month}/"), format!("{month}0")],
        )
        .await?;
    rows.iter().map(|row| row.json("body")).collect()
}

/// The half-days of a month, each with the visites recorded there: those that name it, and those
/// of its day and place that name none.
///
/// # Errors
/// Those of the database.
pub async fn half_days(
    link: &mut Link,
    month: Month,
) -> Result<Vec<(Permanence, u32)>, StoreError> {
    let period = month.period();
    let rows = link
        .fetch(
            "SELECT permanence, place, date, COUNT(*) AS n FROM visite
             WHERE cancelled = 0 AND date >= $1 AND date <= $2
             GROUP BY permanence, place, date",
            args![period.from, period.to],
        )
        .await?;
    let mut named: BTreeMap<PermanenceId, i64> = BTreeMap::new();
    let mut loose: BTreeMap<(String, String), i64> = BTreeMap::new();
    for row in &rows {
        let n = row.int("n")?;
        if let Some(id) = row.opt_text("permanence")? {
            *named.entry(id.into()).or_default() += n;
        } else {
            let here = (row.text("place")?, row.text("date")?);
            *loose.entry(here).or_default() += n;
        }
    }
    let recorded = |p: &Permanence| {
        let here = (p.place.to_string(), p.date.to_string());
        let n = named.get(&p.id).unwrap_or(&0) + loose.get(&here).unwrap_or(&0);
        u32::try_from(n).unwrap_or(u32::MAX)
    };
    let half_days = permanence::between(link, period).await?;
    Ok(half_days
        .into_iter()
        .map(|p| {
            let n = recorded(&p);
            (p, n)
        })
        .collect())
}

/// Whether anything happened in a month: a half-day was planned, or somebody came.
///
/// # Errors
/// Those of the database.
pub async fn was_lived(link: &mut Link, month: Month) -> Result<bool, StoreError> {
    for sql in [
        "SELECT 1 AS n FROM visite WHERE cancelled = 0 AND date >= $1 AND date <= $2 LIMIT 1",
        "SELECT 1 AS n FROM permanence WHERE date >= $1 AND date <= $2 LIMIT 1",
    ] {
        let found = link
            .fetch_first(sql, args![month.first_day(), month.last_day()])
            .await?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
