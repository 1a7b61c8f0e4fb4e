//! Accounts: who may come in, and in which role.
//!
//! The secret of an account is not here: it is no fact of the journal.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, PartnerCode},
    profile::choices,
};

choices! {
    /// What an account may do. One role each.
    Role {
        /// Mediator: receives people.
        Animatrice = "animatrice",
        /// Coordinator: also plans, reads figures, sends statements.
        Coordinateur = "coordinateur",
        /// Partner: reads its own statements and nothing else.
        Partenaire = "partenaire",
        /// Administrator: accounts and machine.
        Administrateur = "administrateur",
    }
}

/// An account as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// What the person types to come in: lower-case, unique.
    pub login: String,
    /// Name shown to colleagues, such as « Maryse L. ».
    pub name: String,
    /// Role.
    pub role: Role,
    /// The partner of a `Partenaire` account, absent for the others.
    pub partner: Option<PartnerCode>,
    /// Whether the account is closed.
    pub disabled: bool,
}

/// Why an account cannot be made so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccountError {
    /// The login has another shape than 2 to 40 letters, digits, `.`, `-`, `_`.
    #[error("L’identifiant a de 2 à 40 signes : lettres sans accent, chiffres, point, tiret.")]
    Login,
    /// The name is empty, too long, or has control characters.
    #[error("Écrivez un nom de 1 à 80 signes.")]
    Name,
    /// A partner account without partner, or the reverse.
    #[error("Un compte de partenaire a un partenaire, et lui seul.")]
    Partner,
}

impl Account {
    /// Checks the shape of the account.
    pub fn check(&self) -> Result<(), AccountError> {
        let login_sign =
            |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b);
        if !(2..=40).contains(&self.login.len()) || !self.login.bytes().all(login_sign) {
            return Err(AccountError::Login);
        }
        let length = self.name.trim().chars().count();
        if !(1..=80).contains(&length) || self.name.chars().any(char::is_control) {
            return Err(AccountError::Name);
        }
        if (self.role == Role::Partenaire) == self.partner.is_some() {
            Ok(())
        } else {
            Err(AccountError::Partner)
        }
    }
}
