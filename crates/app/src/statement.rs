//! Issuing a monthly statement: gather, decide, freeze, render, store.
//!
//! The rules are the domain's, the bytes are those of `reports`; here they meet,
//! for the command line and the coordinator's screen alike. What was issued is
//! never made again: it is read.

pub mod lettre;
pub mod manques;
pub mod preparation;
pub mod sceau;
mod suites;

use std::collections::BTreeMap;

use plus_domain::{
    event::{Event, StatementIssue},
    ids::{AccountId, PartnerCode},
    period::{Month, Period},
    statement::{
        Amendment, DataCut, Fichier, Gap, Grains, IssueError, Issued, Merging, MonthCounts, Names,
        Partner, Regle, Request, Sceau, Suites, SuitesCounts, Tally, Threshold, ThresholdError,
        amend, choose_grains, completeness, grains_in_force, issue,
    },
    territoire::Territoire,
};
use plus_journal::wire::hex;
use plus_reports::ReportError;
use plus_store::{Link, Store, StoreError, document, statement};

use crate::{node::Identity, outside::Outside};

/// Why a statement is not issued.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// No such partner in the territory that month.
    #[error("Le partenaire « {code} » n’existe pas en {month}. Partenaires : {known}.")]
    UnknownPartner {
        /// What was asked.
        code: String,
        /// When.
        month: Month,
        /// Codes of the month.
        known: String,
    },
    /// The month is not over.
    #[error("Le mois {0} n’est pas fini : son relevé ne peut pas encore être émis.")]
    NotOver(Month),
    /// The threshold of the territory is too low.
    #[error(transparent)]
    Threshold(#[from] ThresholdError),
    /// The rules refuse.
    #[error(transparent)]
    Refused(#[from] IssueError),
    /// A file could not be made.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What came of asking for a statement.
#[derive(Debug, Clone)]
pub enum Issuing {
    /// Issued now.
    New(statement::Stored),
    /// Already issued, and nothing has changed since.
    Already(statement::Stored),
    /// Something changed, but too little to be told without naming somebody.
    Held(statement::Stored, String),
}

impl Issuing {
    /// The statement in force.
    pub fn statement(&self) -> &statement::Stored {
        match self {
            Self::New(stored) | Self::Already(stored) | Self::Held(stored, _) => stored,
        }
    }
}

/// Who asks, and in which world.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// The database.
    pub store: &'a Store,
    /// Clock, identifiers, randomness.
    pub outside: &'a Outside,
    /// The territory.
    pub territory: &'a Territoire,
}

/// Formats stored beside the canonical JSON.
pub const FORMATS: [&str; 4] = ["json", "csv", "xlsx", "pdf"];

impl Desk<'_> {
    /// Issues the statement of a partner for a month, or its amendment when late
    /// entries have come, or gives the one that stands.
    pub async fn monthly(
        &self,
        partner: &PartnerCode,
        month: Month,
        author: &AccountId,
    ) -> Result<Issuing, StatementError> {
        let gathered = self.gathered(partner, month).await?;
        match self.decide(&gathered, month)? {
            Decided::Issue(issued) => {
                let stored = self.freeze(&gathered, &issued, author).await?;
                Ok(Issuing::New(stored))
            }
            Decided::Keep(held) => {
                let stored = self.in_force(partner, month).await?;
                Ok(match held {
                    None => Issuing::Already(stored),
                    Some(reason) => Issuing::Held(stored, reason),
                })
            }
        }
    }

    /// Everything that a statement is made of, when its month is over.
    async fn gathered(
        &self,
        partner: &PartnerCode,
        month: Month,
    ) -> Result<Gathered, StatementError> {
        let name = self.partner_name(partner, month)?;
        let zone = manques::zone(self.territory);
        let today = self.outside.today(&zone);
        if month.last_day() >= today {
            return Err(StatementError::NotOver(month));
        }
        let identity = Identity::of(self.store, self.outside).await?;
        let mut link = self.store.read().await?;
        self.gather(&mut link, (partner, name), (month, today), identity)
            .await
    }

    /// The rule of a partner, or that of everybody.
    pub fn regle(&self, partner: &PartnerCode) -> Regle {
        let known = self.territory.partner(partner);
        known.and_then(|p| p.releve.clone()).unwrap_or_default()
    }

    fn partner_name(&self, partner: &PartnerCode, month: Month) -> Result<String, StatementError> {
        let day = month.last_day();
        let known = self.territory.partners_on(day).find(|p| p.code == *partner);
        known.map(|p| p.name_on(day).to_owned()).ok_or_else(|| {
            let codes: Vec<&str> = self
                .territory
                .partners_on(day)
                .map(|p| p.code.as_str())
                .collect();
            StatementError::UnknownPartner {
                code: partner.to_string(),
                month,
                known: codes.join(", "),
            }
        })
    }

    async fn gather(
        &self,
        link: &mut Link,
        (partner, name): (&PartnerCode, String),
        (month, today): (Month, jiff::civil::Date),
        identity: Identity,
    ) -> Result<Gathered, StatementError> {
        let territory = self.territory;
        let commune_of = |place: &str| {
            territory
                .place(&place.into())
                .map(|p| p.commune.to_string())
        };
        Ok(Gathered {
            partner: Partner {
                code: partner.clone(),
                name,
            },
            tally: self.tally(link, partner, month.january(), month).await?,
            before: self.half_year_before(link, partner, month).await?,
            history: statement::history(link, partner).await?,
            permanences: statement::permanences(link, month, commune_of).await?,
            suites: suites::of(link, territory, (partner, month), &manques::zone(territory))
                .await?,
            position: statement::journal_position(link).await?,
            regle: self.regle(partner),
            missing: completeness::named(&manques::of(link, territory, month).await?),
            signer: sceau::fingerprint(&identity.public_key()),
            identity,
            today,
        })
    }

    async fn tally(
        &self,
        link: &mut Link,
        partner: &PartnerCode,
        from: Month,
        to: Month,
    ) -> Result<Tally, StatementError> {
        let received = statement::received(link, partner, from, to).await?;
        Ok(Tally::of(merging(self.territory), received))
    }

    /// Counts of the half-year before, which choose the grain of this one.
    async fn half_year_before(
        &self,
        link: &mut Link,
        partner: &PartnerCode,
        month: Month,
    ) -> Result<Vec<MonthCounts>, StatementError> {
        let last = month.half_year().prev();
        let tally = self.tally(link, partner, last.half_year(), last).await?;
        let months = Period {
            from: last.half_year().first_day(),
            to: last.last_day(),
        }
        .months();
        Ok(months
            .map(|m| tally.month(m))
            .filter(|counts| counts.visites.count > 0)
            .collect())
    }

    fn decide(&self, gathered: &Gathered, month: Month) -> Result<Decided, StatementError> {
        let names = names(self.territory, month);
        let data = DataCut {
            journal_position: gathered.position,
            at: self.outside.now_ms(),
            code_version: env!("CARGO_PKG_VERSION").to_owned(),
        };
        let house = self.territory.reporting.partner_threshold;
        let threshold = Threshold::new(gathered.regle.threshold.unwrap_or(house).max(house))?;
        let suites = Suites::of(&gathered.suites, threshold);
        let request = Request {
            month,
            tally: &gathered.tally,
            names: &names,
            partner: &gathered.partner,
            relay: &self.territory.identity.name,
            threshold,
            frozen_on: gathered.today,
            permanences: gathered.permanences,
            suites: suites.as_ref(),
            data: &data,
            history: &gathered.history,
            sections: &gathered.regle.sections,
            missing: &gathered.missing,
            signer: Some(&gathered.signer),
        };
        if gathered.history.iter().any(|i| i.statement.month == month) {
            return Ok(match amend(&request)? {
                Amendment::Unchanged => Decided::Keep(None),
                Amendment::Held(reason) => Decided::Keep(Some(reason.to_string())),
                Amendment::Issued(issued) => Decided::Issue(issued),
            });
        }
        let grains = grains_in_force(month, &gathered.history).cloned();
        let grains: Grains = grains.unwrap_or_else(|| {
            choose_grains(
                month,
                &gathered.before,
                &gathered.tally.month(month),
                threshold,
            )
        });
        Ok(Decided::Issue(Box::new(issue(&request, &grains)?)))
    }

    /// Renders the files, keeps them, seals them and writes the entry. The canonical
    /// JSON is the truth: its hash names the statement.
    async fn freeze(
        &self,
        gathered: &Gathered,
        issued: &Issued,
        author: &AccountId,
    ) -> Result<statement::Stored, StatementError> {
        let json = issued.statement.canonical_json();
        let mut files = BTreeMap::new();
        for format in formats(&gathered.regle) {
            let bytes = render(issued, format).await?;
            files.insert(format.to_owned(), document::keep(self.store, bytes).await?);
        }
        let number = issued.statement.number.clone();
        let text = Sceau::text(&number, &files);
        let seal = Sceau {
            number: number.clone(),
            files: files.clone(),
            key: hex(&gathered.identity.public_key()),
            signature: gathered.identity.sign_text(&text),
        };
        let entry = StatementIssue {
            number: number.clone(),
            partner: issued.statement.partner.code.clone(),
            month: issued.statement.month,
            hash: blake3::hash(&json).to_hex().to_string(),
            json: String::from_utf8_lossy(&json).into_owned(),
            files,
            protection: serde_json::to_value(&issued.protection).unwrap_or_default(),
            author: author.clone(),
            at: self.outside.now_ms(),
            seal: Some(seal),
        };
        let mut tx = self.store.begin().await?;
        // Somebody may have frozen it meanwhile: the first one stands.
        if let Some(first) = statement::by_number(&mut tx, &number).await? {
            return Ok(first);
        }
        self.outside
            .record(&mut tx, &[Event::StatementIssued(entry)])
            .await?;
        tx.commit().await?;
        let stored = statement::by_number(&mut self.store.read().await?, &number).await?;
        stored.ok_or_else(|| StoreError::NotFound(number).into())
    }

    async fn in_force(
        &self,
        partner: &PartnerCode,
        month: Month,
    ) -> Result<statement::Stored, StatementError> {
        let all = statement::list(&mut self.store.read().await?, Some(partner)).await?;
        let found = all
            .into_iter()
            .filter(|s| s.month == month)
            .max_by_key(|s| s.at);
        found.ok_or_else(|| StoreError::NotFound(format!("relevé {month} {partner}")).into())
    }
}

struct Gathered {
    partner: Partner,
    tally: Tally,
    before: Vec<MonthCounts>,
    history: Vec<Issued>,
    permanences: plus_domain::statement::Permanences,
    suites: SuitesCounts,
    position: u64,
    regle: Regle,
    missing: Vec<Gap>,
    signer: String,
    identity: Identity,
    today: jiff::civil::Date,
}

/// The files of a partner, the canonical JSON first.
fn formats(regle: &Regle) -> impl Iterator<Item = &'static str> {
    let chosen = regle.formats.iter().map(|format| Fichier::code(*format));
    std::iter::once("json").chain(chosen)
}

enum Decided {
    Issue(Box<Issued>),
    Keep(Option<String>),
}

pub(crate) fn merging(territory: &Territoire) -> Merging {
    let demarches = territory.catalogue.demarches().iter();
    let communes = territory.communes.iter();
    Merging {
        themes: demarches
            .map(|d| (d.code.clone(), d.theme.clone()))
            .collect(),
        basins: communes
            .map(|c| (c.code.clone(), c.basin.clone()))
            .collect(),
    }
}

pub(crate) fn names(territory: &Territoire, _month: Month) -> Names {
    let demarches = territory.catalogue.demarches().iter();
    Names {
        demarches: demarches
            .map(|d| (d.code.to_string(), d.title.clone()))
            .collect(),
        themes: territory
            .themes
            .iter()
            .map(|t| (t.code.to_string(), t.label.fr.clone()))
            .collect(),
        communes: territory
            .communes
            .iter()
            .map(|c| (c.code.to_string(), c.name.clone()))
            .collect(),
        basins: territory
            .basins
            .iter()
            .map(|b| (b.code.clone(), b.name.clone()))
            .collect(),
    }
}

/// One format of a statement. Rendering is heavy: it runs off the async threads.
async fn render(issued: &Issued, format: &'static str) -> Result<Vec<u8>, StatementError> {
    let statement = issued.statement.clone();
    let rendered = tokio::task::spawn_blocking(move || match format {
        "csv" => plus_reports::csv::statement(&statement),
        "xlsx" => plus_reports::xlsx::statement(&statement),
        "pdf" => plus_reports::pdf::statement(&statement),
        _ => Ok(statement.canonical_json()),
    });
    match rendered.await {
        Ok(bytes) => Ok(bytes?),
        Err(stopped) => Err(StoreError::File {
            path: format.to_owned(),
            source: std::io::Error::other(stopped),
        }
        .into()),
    }
}
