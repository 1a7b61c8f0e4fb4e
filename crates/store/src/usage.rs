//! Uses of kiosks: what is read of them.

use std::collections::BTreeMap;

use plus_domain::{borne::usage::Usage, ids::NodeId};

use crate::{Link, Row, StoreError, args};

/// What a kiosk did in a stretch of days.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Uses.
    pub uses: u32,
    /// Among them, those that ended between 18 h and 8 h.
    pub at_night: u32,
    /// Minutes of all of them.
    pub minutes: u64,
    /// Pages printed.
    pub pages: u64,
    /// Answers to the pictograms, by code.
    pub avis: BTreeMap<String, u32>,
    /// Uses in which a fiche was read, by its code.
    pub fiches: BTreeMap<String, u32>,
    /// Uses in which a site was opened, by the code of whose it is.
    pub services: BTreeMap<String, u32>,
}

/// What each kiosk did from a day to another, both included, as `2026-11-01`.
///
/// # Errors
/// Those of the database.
pub async fn totals(
    link: &mut Link,
    from: &str,
    to: &str,
) -> Result<BTreeMap<NodeId, Totals>, StoreError> {
    let rows = link
        .fetch(
            "SELECT node, hour, minutes, pages, avis, fiches, services FROM usage
             WHERE date BETWEEN $1 AND $2 ORDER BY node, id",
            args![from, to],
        )
        .await?;
    let mut totals: BTreeMap<NodeId, Totals> = BTreeMap::new();
    for row in &rows {
        let node = NodeId::new(row.text("node")?);
        totals.entry(node).or_default().add(row)?;
    }
    Ok(totals)
}

impl Totals {
    fn add(&mut self, row: &Row) -> Result<(), StoreError> {
        let hour = i8::try_from(row.int("hour")?).unwrap_or(0);
        self.uses += 1;
        self.at_night += u32::from(Usage::is_at_night(hour));
        self.minutes += unsigned(row, "minutes")?;
        self.pages += unsigned(row, "pages")?;
        if let Some(avis) = row.opt_text("avis")? {
            *self.avis.entry(avis).or_default() += 1;
        }
        count(&mut self.fiches, &row.text("fiches")?)?;
        count(&mut self.services, &row.text("services")?)
    }
}

fn unsigned(row: &Row, column: &str) -> Result<u64, StoreError> {
    Ok(u64::try_from(row.int(column)?).unwrap_or(0))
}

/// Counts each code of a list.
fn count(counts: &mut BTreeMap<String, u32>, list: &str) -> Result<(), StoreError> {
    let codes: Vec<String> =
        serde_json::from_str(list).map_err(|e| StoreError::value("usage", e))?;
    for code in codes {
        *counts.entry(code).or_default() += 1;
    }
    Ok(())
}
