//! Who somebody is, proved twice: the second factor of an account, when it is due, and how an
//! account that has lost its own is opened again (requirement S3).
//!
//! No secret is here: a fact says that a factor was added or removed, by whom, and when.

use serde::{Deserialize, Serialize};

use crate::{
    account::{Account, Role},
    ids::AccountId,
    profile::choices,
};

/// One hour, milliseconds.
const HOUR_MS: i64 = 3_600_000;
/// One day, milliseconds.
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// How long a first agreement waits for the second, milliseconds: a day.
pub const REPRISE_MS: i64 = DAY_MS;
/// How many codes for the day when the telephone is lost.
pub const SECOURS: usize = 10;

choices! {
    /// What happened to what proves an account.
    Geste {
        /// Codes of six digits were set up.
        CodeAjoute = "code-ajoute",
        /// They were taken away.
        CodeRetire = "code-retire",
        /// A passkey was added.
        CleAjoutee = "cle-ajoutee",
        /// A passkey was taken away.
        CleRetiree = "cle-retiree",
        /// Codes for the day when the telephone is lost were given.
        SecoursDonnes = "secours-donnes",
        /// One of them opened the account.
        SecoursUtilise = "secours-utilise",
        /// A first person agrees that the account has lost its factors.
        RepriseDemandee = "reprise-demandee",
        /// The same person tried to agree a second time: refused.
        RepriseRefusee = "reprise-refusee",
        /// Nobody else agreed in time.
        RepriseCaduque = "reprise-caduque",
        /// A second person agrees: the factors are forgotten.
        RepriseAccordee = "reprise-accordee",
        /// The machine itself forgot the factors: its shell was used.
        Oublie = "oublie",
        /// The account was tied to an identity of ProConnect.
        ProconnectRelie = "proconnect-relie",
        /// It was untied.
        ProconnectDelie = "proconnect-delie",
        /// Every session was ended by somebody else.
        SessionsFermees = "sessions-fermees",
        /// The person has left: account closed, factors forgotten.
        Depart = "depart",
    }
    /// Whether staff must have a second factor.
    Politique {
        /// It must, after some days.
        Obligatoire = "obligatoire",
        /// It is asked to, and may do without.
        Conseille = "conseille",
    }
}

/// What happened to what proves an account, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trace {
    /// Whose account.
    pub account: AccountId,
    /// What.
    pub geste: Geste,
    /// Who did it; nobody when a rule or the shell of the machine did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<AccountId>,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Whether somebody is of the staff: partners are not.
pub fn is_staff(role: Role) -> bool {
    role != Role::Partenaire
}

/// What an account has of second factors.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Facteurs {
    /// Codes of six digits.
    pub code: bool,
    /// Passkeys.
    pub cles: i64,
    /// It has some that cannot serve on this machine.
    pub ailleurs: bool,
    /// The codes are to be set up again: a machine that held them is in hands that nobody knows.
    pub a_refaire: bool,
}

impl Facteurs {
    /// Whether a password alone does not open the account.
    pub fn any(self) -> bool {
        self.code || self.cles > 0 || self.ailleurs
    }
}

/// What is asked of somebody who is signed in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Demande {
    /// Nothing.
    #[default]
    Rien,
    /// Advised, no more.
    Conseil,
    /// Due at that instant, milliseconds UTC.
    Bientot(i64),
    /// Now, before anything else.
    Maintenant,
}

/// What is asked of an account: the policy, the days it leaves, since when it is known that
/// the account has none (milliseconds UTC).
pub fn demande(
    (politique, days): (Politique, u32),
    role: Role,
    has: Facteurs,
    since: Option<i64>,
    now_ms: i64,
) -> Demande {
    if has.a_refaire {
        return Demande::Maintenant;
    }
    if has.any() || !is_staff(role) {
        return Demande::Rien;
    }
    match (politique, since) {
        (Politique::Conseille, _) | (_, None) => Demande::Conseil,
        (Politique::Obligatoire, Some(since)) => {
            let due = since.saturating_add(i64::from(days) * DAY_MS);
            if now_ms >= due {
                Demande::Maintenant
            } else {
                Demande::Bientot(due)
            }
        }
    }
}

/// A first agreement that waits for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reprise {
    /// Who agreed first.
    pub by: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
}

impl Reprise {
    /// Until when a second person may agree, milliseconds UTC.
    pub fn until(&self) -> i64 {
        self.at.saturating_add(REPRISE_MS)
    }
}

/// What an agreement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accord {
    /// It is the first, or the one before has lapsed.
    Premier,
    /// It is the second: the factors are forgotten.
    Second,
}

/// Why an agreement does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RepriseRefus {
    /// It is one's own account, or one is neither coordinator nor administrator.
    #[error("deux autres personnes de la coordination ou de l’administration en décident")]
    Autre,
    /// The same person agreed already.
    #[error("une autre personne doit donner le second accord")]
    Meme,
    /// There is nothing to forget.
    #[error("ce compte n’a pas de deuxième facteur")]
    Rien,
}

/// What the agreement of somebody does to an account that has lost its factors.
///
/// # Errors
/// See [`RepriseRefus`].
pub fn accord(
    of: &Account,
    has: Facteurs,
    waiting: Option<&Reprise>,
    by: &Account,
    now_ms: i64,
) -> Result<Accord, RepriseRefus> {
    let decides = matches!(by.role, Role::Coordinateur | Role::Administrateur);
    if by.id == of.id || !decides || by.disabled {
        return Err(RepriseRefus::Autre);
    }
    if !has.any() {
        return Err(RepriseRefus::Rien);
    }
    match waiting.filter(|reprise| now_ms < reprise.until()) {
        None => Ok(Accord::Premier),
        Some(reprise) if reprise.by == by.id => Err(RepriseRefus::Meme),
        Some(_) => Ok(Accord::Second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_438_800_000;
    const COMPULSORY: (Politique, u32) = (Politique::Obligatoire, 14);

    fn account(id: &str, role: Role) -> Account {
        Account {
            id: id.into(),
            login: id.into(),
            name: id.into(),
            role,
            partner: None,
            disabled: false,
        }
    }

    fn with_code() -> Facteurs {
        Facteurs {
            code: true,
            ..Facteurs::default()
        }
    }

    #[test]
    fn a_compulsory_factor_is_due_after_its_days_and_never_for_partners() {
        let asked = |role, since, now| demande(COMPULSORY, role, Facteurs::default(), since, now);
        let due = NOW + 14 * DAY_MS;
        let (staff, since) = (Role::Animatrice, Some(NOW));
        assert_eq!(asked(staff, since, due - 1), Demande::Bientot(due));
        assert_eq!(asked(staff, since, due), Demande::Maintenant);
        assert_eq!(asked(staff, None, due), Demande::Conseil);
        assert_eq!(asked(Role::Partenaire, since, due), Demande::Rien);
        let advised = (Politique::Conseille, 0);
        let never = demande(advised, staff, Facteurs::default(), since, i64::MAX);
        assert_eq!(never, Demande::Conseil);
    }

    #[test]
    fn codes_that_a_lost_machine_held_are_made_again_whatever_the_policy() {
        let lost = Facteurs {
            a_refaire: true,
            ..with_code()
        };
        let advised = (Politique::Conseille, 0);
        assert_eq!(
            demande(advised, Role::Animatrice, lost, None, NOW),
            Demande::Maintenant
        );
    }

    #[test]
    fn two_other_people_agree_within_a_day() {
        let of = account("maryse", Role::Animatrice);
        let (one, two) = (
            account("ghislaine", Role::Coordinateur),
            account("admin", Role::Administrateur),
        );
        let has = with_code();
        let waiting = Reprise {
            by: one.id.clone(),
            at: NOW,
        };
        let agree = |waiting, by, now| accord(&of, has, waiting, by, now);
        let late = NOW + REPRISE_MS;
        assert_eq!(agree(None, &one, NOW), Ok(Accord::Premier));
        assert_eq!(agree(Some(&waiting), &one, NOW), Err(RepriseRefus::Meme));
        assert_eq!(agree(Some(&waiting), &two, late - 1), Ok(Accord::Second));
        assert_eq!(agree(Some(&waiting), &two, late), Ok(Accord::Premier));
        assert_eq!(agree(Some(&waiting), &one, late), Ok(Accord::Premier));
    }

    #[test]
    fn nobody_decides_for_herself_nor_a_colleague_without_the_role() {
        let of = account("ghislaine", Role::Coordinateur);
        let colleague = account("maryse", Role::Animatrice);
        for by in [&of, &colleague] {
            let said = accord(&of, with_code(), None, by, NOW);
            assert_eq!(said, Err(RepriseRefus::Autre));
        }
        let admin = account("admin", Role::Administrateur);
        let nothing = accord(&of, Facteurs::default(), None, &admin, NOW);
        assert_eq!(nothing, Err(RepriseRefus::Rien));
    }
}
