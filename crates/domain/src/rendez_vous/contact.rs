//! How to reach somebody: a telephone or an e-mail, never a name (requirement P5).

use serde::{Deserialize, Serialize};

use crate::rappel::Phone;

/// What is sealed with a rendez-vous.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// A telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// An e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Tag of the language in which she booked.
    pub language: String,
    /// The code that opens the rendez-vous: the reminder says it again.
    pub code: String,
}
