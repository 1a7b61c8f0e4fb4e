//! Who may take a route.
//!
//! One word per route, decided here and nowhere else. What a person may see
//! inside a page (a partner: its own statements) is the concern of the page.

use plus_domain::account::Role;

/// Those who may take a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Access {
    /// Everybody, signed in or not.
    Public,
    /// Everybody signed in.
    Signed,
    /// Those who receive people: animatrices and coordinators.
    Agent,
    /// The team and those who look after its machines: all but partners.
    Team,
    /// Those who steer the relay: coordinators and administrators.
    Coordination,
    /// Partners.
    Partner,
    /// Administrators.
    Admin,
    /// Whoever stands in front of a kiosk, by its own door.
    Borne,
    /// The machine itself (loopback, no proxy in between) and administrators.
    Machine,
}

impl Access {
    /// Whether a role has access, `None` being somebody who has not signed in.
    pub fn allows(self, role: Option<Role>) -> bool {
        use Role::{Administrateur, Animatrice, Coordinateur, Partenaire};
        match self {
            Self::Public => true,
            Self::Signed => role.is_some(),
            Self::Agent => matches!(role, Some(Animatrice | Coordinateur)),
            Self::Team => matches!(role, Some(Animatrice | Coordinateur | Administrateur)),
            Self::Coordination => matches!(role, Some(Coordinateur | Administrateur)),
            Self::Partner => role == Some(Partenaire),
            // Asked of the door, not of a role.
            Self::Borne => false,
            Self::Admin | Self::Machine => role == Some(Administrateur),
        }
    }
}

/// Where each role arrives when it signs in.
pub fn home(role: Role) -> &'static str {
    match role {
        Role::Animatrice => "/agent",
        Role::Coordinateur | Role::Administrateur => "/pilotage",
        Role::Partenaire => "/partenaire",
    }
}
