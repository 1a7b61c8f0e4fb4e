//! Projections: what the journal means, in tables made for reading.
//!
//! They are disposable: `rebuild` makes them again from the journal. A fact that
//! cannot be projected is set apart with its reason and never blocks the rest.

mod atelier;
mod dossier;
mod escalade;
mod file;
pub(crate) mod financement;
mod planification;
mod reference;
mod registre;
mod rendez_vous;
mod satisfaction;
mod usage;
pub(crate) mod visites;

use plus_domain::{event::Event, tournee::BESOIN};
use plus_journal::exchange::Guards;

use crate::{StoreError, Tx, args, bulk, journal::Stored};

/// A fact with its place: what projecting needs of an entry.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    pub pos: i64,
    pub hlc: i64,
    pub node: String,
    pub event: Event,
}

/// Positions that could not be projected, with the reason.
pub(crate) type Refused = Vec<(i64, String)>;

const TRACE: bulk::Table = bulk::Table {
    name: "trace",
    columns: &[("subject", bulk::Kind::Text), ("pos", bulk::Kind::Int)],
    key: &["subject", "pos"],
};

/// Every table that the journal can make again, in a stable order.
pub(crate) const TABLES: &[&str] = &[
    "visite",
    "demande",
    "review",
    "rollup",
    "permanence",
    "account",
    "territory",
    "content",
    "confirmation",
    "service_confirmation",
    "signalement",
    "signalement_suite",
    "note",
    "note_state",
    "fiche_seen",
    "statement",
    "lexique",
    "usage",
    "planification",
    "financement",
    "depense",
    "appel",
    "projet",
    "convention",
    "formation",
    "suivi",
    "numero",
    "rendez_vous",
    "escalade",
    "atelier",
    "atelier_bilan",
    "satisfaction",
    "satisfaction_suite",
    "trace",
    "unprojected",
];

impl Fact {
    pub fn of(stored: &Stored, event: Event) -> Self {
        Self {
            pos: stored.pos,
            hlc: crate::journal::signed(stored.entry.hlc.raw()),
            node: stored.entry.node.to_string(),
            event,
        }
    }

    /// The clock that decides between two corrections.
    pub fn clock(&self) -> (i64, String) {
        (self.hlc, self.node.clone())
    }

    fn subject(&self) -> Option<&str> {
        match &self.event {
            Event::VisiteRecorded(v) => Some(v.id.as_str()),
            Event::VisiteCorrected(c) => Some(c.id.as_str()),
            Event::VisiteCancelled(c) => Some(c.id.as_str()),
            Event::VisiteReviewed(r) => Some(r.id.as_str()),
            Event::PermanenceSet(p) => Some(p.id.as_str()),
            Event::AccountSet(a) => Some(a.id.as_str()),
            Event::IdentiteNoted(t) => Some(t.account.as_str()),
            Event::DemarcheConfirmed(c) => Some(c.demarche.as_str()),
            Event::ServiceConfirmed(c) => Some(c.service.as_str()),
            Event::SignalementMade(s) => Some(s.id.as_str()),
            Event::SignalementSettled(s) => Some(s.id.as_str()),
            Event::NoteSet(n) => Some(n.note.id.as_str()),
            Event::NoteClosed(c) => Some(c.id.as_str()),
            Event::FicheSeen(s) => Some(s.demarche.as_str()),
            Event::RetraitDeposited(r) => Some(r.id.as_str()),
            Event::RetraitCarried(r) => Some(r.id.as_str()),
            Event::RetraitPrinted(r) => Some(r.id.as_str()),
            Event::RetraitErased(r) => Some(r.id.as_str()),
            Event::EquipierSet(e) => Some(e.account.as_str()),
            Event::AbsenceSet(a) => Some(a.id.as_str()),
            Event::EscaleSet(e) => Some(e.place.as_str()),
            Event::BesoinSet(_) => Some(BESOIN),
            Event::PresenceSet(p) => Some(p.partner.as_str()),
            Event::TourneeSet(t) => Some(t.id.as_str()),
            Event::EchangeSet(e) => Some(e.id.as_str()),
            Event::EmplacementSet(e) => Some(e.id.as_str()),
            Event::EscaladeSet(e) => Some(e.id.as_str()),
            Event::EscaladeWritten(m) => Some(m.escalade.as_str()),
            Event::AtelierSet(a) => Some(a.id.as_str()),
            Event::AtelierCounted(b) => Some(b.atelier.as_str()),
            Event::DepenseSet(d) => Some(d.id.as_str()),
            Event::AppelSet(a) => Some(a.id.as_str()),
            Event::PlanSet(_) => Some(financement::PLAN),
            Event::SatisfactionSuite(s) => Some(s.id.as_str()),
            Event::ProjetSet(p) => Some(p.item.key().1),
            Event::VueSet(v) => Some(v.id.as_str()),
            Event::TerritoireSet(c) => Some(c.id.as_str()),
            Event::ConventionSet(c) => Some(c.item.key().1),
            Event::FormationSet(f) => Some(f.item.key().1),
            Event::NumeroSet(n) => Some(n.id.as_str()),
            Event::RendezVousSet(r) => Some(r.id.as_str()),
            Event::DossierSet(d) => Some(d.id.as_str()),
            Event::DossierWritten(e) => Some(e.dossier.as_str()),
            Event::PromesseSet(p) => Some(p.dossier.as_str()),
            Event::DroitSet(e) => Some(e.id.as_str()),
            Event::MandatSet(m) => Some(m.id.as_str()),
            Event::MandatUsed(a) => Some(a.mandat.as_str()),
            Event::MandatScanned(n) => Some(n.mandat.as_str()),
            Event::MandataireSet(m) => Some(m.account.as_str()),
            Event::TerritoryPublished(_)
            | Event::ContentPublished(_)
            | Event::StatementIssued(_)
            | Event::StatementMarked(_)
            | Event::LexiqueSet(_)
            | Event::UsageRecorded(_)
            | Event::SatisfactionCounted(_) => None,
        }
    }
}

/// Projects facts in order; answers those that the rules refuse.
pub(crate) async fn project(
    tx: &mut Tx,
    facts: &[Fact],
    guards: Guards,
) -> Result<Refused, StoreError> {
    let traces = facts
        .iter()
        .filter_map(|f| f.subject().map(|s| args![s, f.pos]))
        .collect();
    bulk::write(tx, &TRACE, bulk::Conflict::Keep, traces).await?;
    reference::project(tx, facts, guards).await?;
    visites::project(tx, facts, guards).await
}

/// How the facts of a transaction are projected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Set by set: a value that the database refuses stops them all.
    Together,
    /// One by one, each behind a savepoint: what the database refuses is set apart as what
    /// our rules refuse is. Slow, for what was refused together.
    OneByOne,
}

/// Projects facts with more or less care; answers those that our rules, or with care the
/// database, refuse.
pub(crate) async fn project_with(
    tx: &mut Tx,
    facts: &[Fact],
    guards: Guards,
    care: Care,
) -> Result<Refused, StoreError> {
    if care == Care::Together {
        return project(tx, facts, guards).await;
    }
    let mut refused = Refused::new();
    for fact in facts {
        let one = std::slice::from_ref(fact);
        tx.execute("SAVEPOINT one", args![]).await?;
        match project(tx, one, guards).await {
            Ok(by_rule) => refused.extend(by_rule),
            Err(error) if error.is_of_data() => {
                tx.execute("ROLLBACK TO SAVEPOINT one", args![]).await?;
                // Not what the database said: it quotes the value.
                refused.push((fact.pos, REFUSED.to_owned()));
            }
            Err(error) => return Err(error),
        }
        tx.execute("RELEASE SAVEPOINT one", args![]).await?;
    }
    Ok(refused)
}

/// Projects set by set; one by one where the database refuses a value, as when it was
/// received.
pub(crate) async fn project_safely(
    tx: &mut Tx,
    facts: &[Fact],
    guards: Guards,
) -> Result<Refused, StoreError> {
    tx.execute("SAVEPOINT page", args![]).await?;
    let together = project_with(tx, facts, guards, Care::Together).await;
    let refused = match together {
        Err(error) if error.is_of_data() => {
            tx.execute("ROLLBACK TO SAVEPOINT page", args![]).await?;
            project_with(tx, facts, guards, Care::OneByOne).await?
        }
        other => other?,
    };
    tx.execute("RELEASE SAVEPOINT page", args![]).await?;
    Ok(refused)
}

/// What is said of a fact that the database does not store.
const REFUSED: &str = "la base de données ne sait pas garder une de ses valeurs";
