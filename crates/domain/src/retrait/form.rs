//! What the team says when it leaves a paper.

use serde::Deserialize;

use super::{Pin, Term};
use crate::{form::FormErrors, ids::NodeId};

/// The form, as it comes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    /// Identifier of a borne; empty: any.
    pub borne: String,
    /// Days.
    pub jours: String,
    /// Four digits; empty: none.
    pub pin: String,
    /// Whether the borne keeps it too, for when it is cut off; empty: no.
    pub porte: String,
}

/// The form, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The one borne that gives it; none: any.
    pub borne: Option<NodeId>,
    /// How long it waits.
    pub term: Term,
    /// The PIN that is asked for.
    pub pin: Option<Pin>,
    /// Whether its borne keeps it too, for when it is cut off.
    pub porte: bool,
}

/// Where a paper may be sent.
#[derive(Debug, Clone, Copy)]
pub struct Bornes<'a> {
    /// Those that serve.
    pub open: &'a [NodeId],
    /// Those of them that can keep a paper for when they are cut off.
    pub coffres: &'a [NodeId],
}

/// Reads the form; a paper is kept by a borne only when that one borne was chosen.
///
/// # Errors
/// What to mend, field by field.
pub fn read(given: &Given, bornes: Bornes<'_>) -> Result<Wanted, FormErrors> {
    let mut errors = FormErrors::default();
    let chosen = Some(NodeId::new(given.borne.trim())).filter(|b| !b.as_str().is_empty());
    if chosen.as_ref().is_some_and(|b| !bornes.open.contains(b)) {
        errors.add("borne", "retrait-borne-inconnue");
    }
    let porte = !given.porte.is_empty();
    let keeps = chosen.as_ref().is_some_and(|b| bornes.coffres.contains(b));
    if porte && !keeps {
        errors.add("porte", "retrait-porte-impossible");
    }
    let term = errors.take("jours", "retrait-jours-refuses", Term::read(&given.jours));
    let typed = Some(given.pin.trim()).filter(|text| !text.is_empty());
    let pin = typed.and_then(|text| errors.take("pin", "retrait-pin-refuse", Pin::read(text)));
    errors.into_result(term.map(|term| Wanted {
        borne: chosen,
        term,
        pin,
        porte,
    }))
}
