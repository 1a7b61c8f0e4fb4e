//! `rapport-mensuel`: the statements of a month, partner by partner.
//!
//! Issuing twice is issuing once, so beginning again after a kill changes nothing.

use plus_domain::{ids::PartnerCode, period::Month};

use super::{
    Step, Stop,
    outcome::{Outcome, Releves},
    task::RapportMensuel,
};
use crate::statement::{Desk, Issuing, StatementError};

/// Issues them all; a partner whose statement is refused does not stop the others.
pub async fn issue(step: &Step<'_>, wanted: &RapportMensuel) -> Result<Outcome, Stop> {
    let month = wanted.month;
    let territory = step.app.territory();
    let partners: Vec<PartnerCode> = territory
        .partners_on(month.last_day())
        .map(|p| p.code.clone())
        .collect();
    let desk = Desk {
        store: &step.app.store,
        outside: &step.app.outside,
        territory: &territory,
    };
    let mut report = Releves {
        month: month.to_string(),
        ..Releves::default()
    };
    for (done, partner) in partners.iter().enumerate() {
        step.at(done, partners.len()).await?;
        one(step, &desk, partner, month, &mut report).await?;
    }
    step.at(partners.len(), partners.len()).await?;
    Ok(Outcome::Releves(report))
}

async fn one(
    step: &Step<'_>,
    desk: &Desk<'_>,
    partner: &PartnerCode,
    month: Month,
    report: &mut Releves,
) -> Result<(), Stop> {
    let author = step.job.author.as_str().into();
    match desk.monthly(partner, month, &author).await {
        Ok(Issuing::New(stored)) => report.issued.push(stored.number),
        Ok(Issuing::Already(stored)) => report.already.push(stored.number),
        Ok(Issuing::Held(stored, reason)) => {
            report.told.push(format!("{} : {reason}", stored.number));
        }
        Err(StatementError::Store(cause)) => return Err(cause.into()),
        Err(StatementError::Report(cause)) => return Err(Stop::failed(cause)),
        Err(refused) => report.told.push(refused.to_string()),
    }
    Ok(())
}
