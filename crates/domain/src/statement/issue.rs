//! Issuing the statement of a month: decide, attack, give way, freeze.
//!
//! Statements of a partner are issued in the order of the months: each is
//! protected against all those before it, which can no longer change.

use jiff::civil::Date;

use super::{
    completeness::Gap,
    cumulation::Cumulation,
    draft::Draft,
    grain::Grains,
    model::{DataCut, Partner, Permanences, Statement},
    protection::{Issued, Protection},
    regle::Sections,
    suites::Suites,
    table::Names,
    tally::Tally,
    threshold::Threshold,
    year::Year,
};
use crate::period::Month;

/// Why a statement is not issued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// A later month, or this one, has already been issued.
    #[error(
        "Le relevé de {month} ne peut plus être émis : celui de {last} l’est déjà. Les relevés s’émettent dans l’ordre des mois ; une saisie tardive va dans un relevé rectificatif."
    )]
    OutOfOrder {
        /// Asked for.
        month: Month,
        /// Last issued.
        last: Month,
    },
    /// No statement of this month to amend.
    #[error("Aucun relevé n’a été émis pour {0} : il n’y a rien à rectifier.")]
    NothingToAmend(Month),
    /// Even the total alone would let somebody be found again.
    #[error("Le relevé de {0} ne peut pas être émis sans révéler un nombre masqué.")]
    Unprotected(Month),
}

/// What a statement is issued from.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The month.
    pub month: Month,
    /// Every visite of the year where the partner is concerned.
    pub tally: &'a Tally,
    /// Names of the month.
    pub names: &'a Names,
    /// The partner, with its name of the month.
    pub partner: &'a Partner,
    /// Name of the relay.
    pub relay: &'a str,
    /// Threshold of the convention.
    pub threshold: Threshold,
    /// Date of issue.
    pub frozen_on: Date,
    /// Half-days of the month.
    pub permanences: Permanences,
    /// What came of rendez-vous and of demandes handed over.
    pub suites: Option<&'a Suites>,
    /// Where the data is cut.
    pub data: &'a DataCut,
    /// Everything issued to this partner, in the order of issue.
    pub history: &'a [Issued],
    /// Its tables.
    pub sections: &'a Sections,
    /// What lacks, when nobody waits for it.
    pub missing: &'a [Gap],
    /// The key that will seal it, as people compare keys.
    pub signer: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Statements of the same year: the only ones that can inform one another.
    pub(super) fn same_year(&self) -> Vec<&'a Issued> {
        let year = self.month.year();
        let history = self.history.iter();
        history
            .filter(|issued| issued.statement.month.year() == year)
            .collect()
    }

    /// The latest statement of a month.
    pub(super) fn latest(&self, month: Month) -> Option<&'a Issued> {
        self.history
            .iter()
            .rev()
            .find(|issued| issued.statement.month == month)
    }
}

/// The grain already chosen for the half-year of a month, if a statement of it has
/// been issued; otherwise it is to be chosen (`choose_grains`).
pub fn grains_in_force(month: Month, history: &[Issued]) -> Option<&Grains> {
    let mut grains = history.iter().rev().map(|issued| &issued.protection.grains);
    grains.find(|grains| grains.half_year == month.half_year())
}

/// Issues the first statement of a month. Same input, same bytes.
pub fn issue(request: &Request<'_>, grains: &Grains) -> Result<Issued, IssueError> {
    let month = request.month;
    if let Some(last) = request.history.iter().map(|i| i.statement.month).max()
        && last >= month
    {
        return Err(IssueError::OutOfOrder { month, last });
    }
    let year = Year::new(request.tally, month, &request.same_year());
    let mut draft = Draft::new(request, &year, grains);
    draft.settle_month()?;
    let cumulation = Cumulation {
        request,
        year: &year,
        grains,
    };
    cumulation.bring_up_to_date(&mut draft);
    if let Some(better) = cumulation.trade_a_month(&draft) {
        draft = better;
    }
    let statement = draft.statement();
    Ok(Issued {
        protection: Protection {
            number: statement.number.clone(),
            version: 1,
            grains: grains.clone(),
            tables: draft.decisions().clone(),
            frozen: year.newly_frozen.clone(),
            attack: draft.record(&statement),
        },
        statement,
    })
}

/// The statements that a reader already has, with one more.
pub(super) fn with<'s>(
    history: &[&'s Issued],
    statement: &'s Statement,
) -> impl Iterator<Item = &'s Statement> {
    let issued: Vec<&Statement> = history.iter().map(|issued| &issued.statement).collect();
    issued.into_iter().chain([statement])
}
