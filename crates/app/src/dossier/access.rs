//! Everything that is kept of a person who is followed, for herself (requirement P14): what was
//! written, word for word, what was promised, what was signed and done for her, who read it.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};
use plus_domain::{
    atelier::Competence,
    dossier::{Dossier, Ecrit, Promesse},
    droit::Exercice,
    escalade::{Cote, Escalade},
    ids::{AccountId, DossierId, PersonId},
    mandat::{Acte, Mandat, Numerise, Signed},
};
use plus_store::{Link, account, dossier as kept, droit};
use serde::Serialize;

use super::{DossierError, mandat, visites, written};
use crate::{
    escalade::{self, Fields},
    web::state::App,
};

/// A writing, with who wrote it and when.
#[derive(Debug, Serialize)]
pub struct Writing {
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Name of who wrote it.
    pub by: String,
    /// What, word for word.
    pub text: Ecrit,
}

/// A mandate, with what was signed and what was done under it.
#[derive(Debug, Serialize)]
pub struct Mandate {
    /// As the journal says it, without what is sealed.
    pub mandat: Mandat,
    /// What was signed; nothing once its key is destroyed.
    pub signed: Option<Signed>,
    /// The paper that was signed, when it was scanned: ask the relay for it.
    pub paper: Option<Numerise>,
    /// What was done.
    pub acts: Vec<Acte>,
}

/// What was carried to a partner.
#[derive(Debug, Serialize)]
pub struct Carried {
    /// As the journal says it, without what is sealed.
    pub escalade: Escalade,
    /// What the partner could read; nothing once its key is destroyed.
    pub read: Option<Fields>,
    /// What was written, in order: when, by which side, what.
    pub said: Vec<(String, Cote, String)>,
}

/// A visite of hers.
#[derive(Debug, Serialize)]
pub struct Came {
    /// When.
    pub date: Date,
    /// Code of the place.
    pub place: String,
    /// Minutes.
    pub minutes: u32,
    /// Codes of partner and démarche (or theme) of each demande.
    pub demandes: Vec<(String, String)>,
    /// What was noted.
    pub note: Option<String>,
}

/// An atelier to which she came.
#[derive(Debug, Serialize)]
pub struct Workshop {
    /// When.
    pub date: Date,
    /// Its title, empty when it has none.
    pub title: String,
    /// What was learnt there.
    pub learnt: BTreeSet<Competence>,
}

/// Who read it, and when.
#[derive(Debug, Serialize)]
pub struct Reading {
    /// When, RFC 3339, UTC.
    pub at: String,
    /// Name of who read.
    pub by: String,
}

/// The whole.
#[derive(Debug, Serialize)]
pub struct Package {
    /// Name of the relay.
    pub relay: String,
    /// When this was made, RFC 3339, UTC.
    pub made_at: String,
    /// What the journal says of the dossier.
    pub dossier: Dossier,
    /// Other dossiers of the same person, joined to it: all of them is here.
    pub joined: Vec<Dossier>,
    /// Names of those who may read it.
    pub shared_with: Vec<String>,
    /// Everything written, in order, what was corrected later too.
    pub writings: Vec<Writing>,
    /// Promises.
    pub promises: Vec<Promesse>,
    /// Mandates.
    pub mandates: Vec<Mandate>,
    /// What was carried to partners.
    pub carried: Vec<Carried>,
    /// What she asked about all this, and the answers.
    pub rights: Vec<Exercice>,
    /// Visites of hers, latest first.
    pub visites: Vec<Came>,
    /// Ateliers to which she came, and agreed that it is noted.
    pub workshops: Vec<Workshop>,
    /// Readings on this machine.
    pub readings: Vec<Reading>,
    /// When the code of the person ends, RFC 3339, UTC.
    pub code_until: Option<String>,
}

fn moment(at_ms: i64) -> String {
    Timestamp::from_millisecond(at_ms).map_or_else(|_| at_ms.to_string(), |at| at.to_string())
}

/// Gathers it.
///
/// # Errors
/// Those of the database; a dossier that is not there, erased, or whose key is not on this
/// machine.
pub async fn package(app: &App, link: &mut Link, id: &DossierId) -> Result<Package, DossierError> {
    let dossier = kept::root(link, id).await?.ok_or(DossierError::Closed)?;
    let id = &dossier.id.clone();
    let accounts = account::list(link).await?;
    let name = |account: &AccountId| {
        let known = accounts.iter().find(|a| a.id == *account);
        known.map_or_else(|| account.to_string(), |a| a.name.clone())
    };
    let writings = written(app, link, id).await?.into_iter();
    // Her code is hers already, and no use in a file that may be read over her shoulder.
    let writings = writings.filter(|(_, text)| !matches!(text, Ecrit::Code { .. }));
    let writings = writings.map(|(ecriture, text)| Writing {
        at: moment(ecriture.at),
        by: name(&ecriture.author),
        text,
    });
    let writings = writings.collect();
    let mut mandates = Vec::new();
    for mandat in kept::mandats(link, id).await? {
        let signed = match mandat::signed(app, link, &mandat).await {
            Ok(signed) => Some(signed),
            Err(DossierError::Closed) => None,
            Err(other) => return Err(other),
        };
        let acts = kept::actes(link, &mandat).await?;
        let paper = kept::scanned(link, &mandat.id).await?;
        let mandat = Mandat {
            sealed: String::new(),
            ..mandat
        };
        mandates.push(Mandate {
            mandat,
            signed,
            paper,
            acts,
        });
    }
    let readings = kept::readings(link, id).await?;
    let readings = readings.iter().map(|(account, at)| Reading {
        at: moment(*at),
        by: name(account),
    });
    Ok(Package {
        relay: app.territory().identity.name.clone(),
        made_at: moment(app.outside.now_ms()),
        joined: kept::joined(link, id).await?,
        shared_with: dossier.team.iter().map(&name).collect(),
        writings,
        promises: kept::promesses(link, id).await?,
        carried: carried(app, link, id).await?,
        workshops: workshops(link, id).await?,
        visites: visites_of(link, id).await?,
        mandates,
        rights: droit::of_dossier(link, id).await?,
        readings: readings.collect(),
        code_until: kept::code_until(link, id).await?.map(moment),
        dossier,
    })
}

async fn visites_of(link: &mut Link, id: &DossierId) -> Result<Vec<Came>, DossierError> {
    let lines = visites::of(link, id).await?.into_iter();
    let came = lines.map(|line| Came {
        date: line.visite.date,
        place: line.visite.place.to_string(),
        minutes: line.visite.minutes,
        note: line.visite.note,
        demandes: line
            .visite
            .demandes
            .iter()
            .map(|d| {
                let about = d.demarche.as_ref().map(ToString::to_string);
                (
                    d.partner.to_string(),
                    about.unwrap_or_else(|| d.theme.to_string()),
                )
            })
            .collect(),
    });
    Ok(came.collect())
}

async fn workshops(link: &mut Link, id: &DossierId) -> Result<Vec<Workshop>, DossierError> {
    let person = PersonId::new(id.as_str());
    let came = plus_store::atelier::of_person(link, &person).await?;
    let came = came.into_iter().map(|atelier| Workshop {
        date: atelier.date,
        title: atelier.title,
        learnt: atelier.competences,
    });
    Ok(came.collect())
}

async fn carried(app: &App, link: &mut Link, id: &DossierId) -> Result<Vec<Carried>, DossierError> {
    let mut all = Vec::new();
    for escalade in plus_store::escalade::of_dossier(link, id).await? {
        let (read, said) = match escalade::read(app, link, &escalade).await {
            Ok((fields, said)) => (Some(fields), said),
            Err(DossierError::Closed) => (None, Vec::new()),
            Err(other) => return Err(other),
        };
        all.push(Carried {
            escalade: Escalade {
                sealed: String::new(),
                ..escalade
            },
            read,
            said: said
                .into_iter()
                .map(|one| (moment(one.at), one.cote, one.text))
                .collect(),
        });
    }
    Ok(all)
}
