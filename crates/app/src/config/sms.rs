//! `[sms]`: the gateway that takes short messages to telephones.

use serde::{Deserialize, Serialize};

use crate::content::arrival::is_safe;

/// The gateway; without one, who left a telephone is called by the team.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sms {
    /// Address that takes a message: `https://sms.exemple.fr/sms`.
    pub gateway: Option<String>,
    /// File that holds the secret shared with it.
    pub token_file: Option<String>,
}

impl Sms {
    /// Whether messages can leave.
    pub fn is_set(&self) -> bool {
        self.gateway.is_some()
    }

    /// The secret shared with the gateway.
    ///
    /// # Errors
    /// The sentence for people, when its file cannot be read or is empty.
    pub fn token(&self) -> Result<String, String> {
        let file = self.token_file.as_deref().unwrap_or_default();
        let read = std::fs::read_to_string(file).map_err(|e| format!("{file} : {e}"))?;
        let token = read.trim();
        if token.is_empty() {
            return Err(format!("{file} : vide"));
        }
        Ok(token.to_owned())
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        match (&self.gateway, &self.token_file) {
            (None, None) => Ok(()),
            (Some(gateway), Some(_)) if is_safe(gateway) => Ok(()),
            (Some(_), Some(_)) => {
                Err("sms.gateway : une adresse https://, ou http:// vers cette machine")
            }
            _ => Err("sms : gateway et token_file vont ensemble"),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use crate::config::Config;

    #[rstest]
    #[case("", "")]
    #[case(
        "gateway = \"https://sms.exemple.fr/sms\"\ntoken_file = \"/etc/plus/sms\"",
        ""
    )]
    #[case(
        "gateway = \"http://127.0.0.1:9000/sms\"\ntoken_file = \"/etc/plus/sms\"",
        ""
    )]
    #[case(
        "gateway = \"http://sms.exemple.fr/sms\"\ntoken_file = \"/etc/plus/sms\"",
        "https://"
    )]
    #[case("gateway = \"https://sms.exemple.fr/sms\"", "vont ensemble")]
    #[case("token_file = \"/etc/plus/sms\"", "vont ensemble")]
    fn a_number_never_travels_in_clear(#[case] text: &str, #[case] fault: &str) {
        let read = Config::parse("plus.toml", &format!("[sms]\n{text}\n"));
        match read {
            Ok(_) => assert_eq!(fault, ""),
            Err(error) => assert!(
                !fault.is_empty() && error.to_string().contains(fault),
                "{error}"
            ),
        }
    }
}
