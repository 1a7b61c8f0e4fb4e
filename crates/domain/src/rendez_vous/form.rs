//! What the form of a rendez-vous says.

use jiff::civil::Time;

use crate::{
    courrier::is_address, form::FormErrors, ids::PermanenceId, permanence::parse_time,
    rappel::Phone, sensitive,
};

/// What is chosen in place of an hour by who waits for one.
pub const WAITS: &str = "attente";

/// A slot that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voulu {
    /// Of which half-day.
    pub permanence: PermanenceId,
    /// Its beginning; none: the first that is freed.
    pub start: Option<Time>,
}

impl Voulu {
    /// Reads what a choice of the list carries: `PERMANENCE/09:30`, or `PERMANENCE/attente`.
    pub fn read(text: &str) -> Option<Self> {
        let (permanence, start) = text.split_once('/')?;
        Some(Self {
            permanence: PermanenceId::new(permanence),
            start: match start {
                WAITS => None,
                hour => Some(parse_time(hour)?),
            },
        })
    }
}

/// How somebody may be reached.
pub type Joint = (Option<Phone>, Option<String>);

/// Reads one field that takes a telephone number or an e-mail.
///
/// # Errors
/// What must be mended, on the field `joindre`.
pub fn read_contact(typed: &str) -> Result<Joint, FormErrors> {
    let mut errors = FormErrors::default();
    let typed = typed.trim();
    if typed.is_empty() {
        errors.add("joindre", "rendez-vous-joindre-vide");
        return Err(errors);
    }
    if let Some(phone) = Phone::read(typed) {
        return Ok((Some(phone), None));
    }
    let address = typed.to_lowercase();
    if is_address(&address) && sensitive::find(&address).is_none() {
        return Ok((None, Some(address)));
    }
    errors.add("joindre", "rendez-vous-joindre-refuse");
    Err(errors)
}

/// Reads a slot and how to reach its person; every fault at once. A mediator may leave the
/// latter empty: not everybody has a telephone.
///
/// # Errors
/// What must be mended.
pub fn read(
    creneau: &str,
    joindre: &str,
    may_be_silent: bool,
) -> Result<(Voulu, Joint), FormErrors> {
    let mut errors = FormErrors::default();
    let wanted = Voulu::read(creneau);
    if wanted.is_none() {
        errors.add("creneau", "rendez-vous-creneau-vide");
    }
    let joint = if may_be_silent && joindre.trim().is_empty() {
        Ok((None, None))
    } else {
        read_contact(joindre)
    };
    match (wanted, joint) {
        (Some(wanted), Ok(joint)) => Ok((wanted, joint)),
        (_, joint) => {
            errors.0.extend(joint.err().into_iter().flat_map(|e| e.0));
            Err(errors)
        }
    }
}
