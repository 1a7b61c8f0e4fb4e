//! A paper that is laid in the scanner of the kiosk: it comes among the papers of the session,
//! for a site that asks for one.

use std::sync::Arc;

use plus_borne::{
    kiosk::Order,
    scanner::{ScanError, Scanner},
};

use super::{Borne, Papier};
use crate::retrait;

/// Where a scan stands, as the screen says it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Numerisation {
    /// Nothing runs.
    #[default]
    Rest,
    /// The scanner reads.
    Moves,
    /// Nothing came, by this reason: the last word of a text `seance-numeriser-…`.
    Refused(&'static str),
}

/// Begins a scan, unless one runs. The time of the session does not count while it does.
pub fn scan(borne: &Arc<Borne>) {
    let Some(scanner) = borne.scanner().cloned() else {
        return;
    };
    let session = borne.session();
    if !borne.begin_scan() {
        return;
    }
    let borne = borne.clone();
    tokio::spawn(async move {
        borne.tell(Order::Begin);
        let stands = match bring(&scanner, &borne, &session).await {
            Ok(()) => Numerisation::Rest,
            Err(why) => Numerisation::Refused(why),
        };
        borne.end_scan(&session, stands);
        borne.tell(Order::End);
    });
}

/// Brings what is laid in the scanner. What comes after the person has gone is dropped.
async fn bring(scanner: &Scanner, borne: &Borne, session: &str) -> Result<(), &'static str> {
    let files = scanner.scan().await.map_err(|error| {
        tracing::warn!(%error, "nothing came of the scanner");
        word(&error)
    })?;
    for file in files {
        let paper = retrait::clean(file).await.map_err(|_| "illisible")?;
        let papier = Papier {
            pdf: paper.pdf.into(),
            pages: paper.pages,
            name: None,
            job: None,
            opening: None,
        };
        borne.keep_for(session, papier).map_err(|_| "trop")?;
    }
    Ok(())
}

/// The word of a reason.
fn word(error: &ScanError) -> &'static str {
    match error {
        ScanError::NoPaper => "vide",
        ScanError::Jam => "bourrage",
        ScanError::Busy => "occupe",
        ScanError::TooLong => "trop",
        ScanError::Unreadable | ScanError::Http(_) => "illisible",
        ScanError::Address(_) | ScanError::Unreachable(_) | ScanError::Slow => "absent",
    }
}
