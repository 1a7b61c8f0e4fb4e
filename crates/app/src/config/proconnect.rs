//! `[proconnect]`: the provider of identities of the public services, off unless it is written.

use std::{fs, os::unix::fs::PermissionsExt};

use serde::{Deserialize, Serialize};

use crate::content::arrival::is_safe;

/// What ProConnect gave when this relay was registered there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Proconnect {
    /// Its address, as it names itself: `https://auth.agentconnect.gouv.fr/api/v2`.
    pub issuer: Option<String>,
    /// What this relay is called there.
    pub client_id: Option<String>,
    /// File that holds the secret shared with it.
    pub secret_file: Option<String>,
}

impl Proconnect {
    /// Issuer and identifier, when it is set up.
    pub fn known(&self) -> Option<(&str, &str)> {
        Some((self.issuer.as_deref()?, self.client_id.as_deref()?))
    }

    /// The secret shared with it. Nobody else may read its file, but the group of a service
    /// (requirement S14).
    ///
    /// # Errors
    /// The sentence for people, when it cannot be read, is open to all, or is empty.
    pub fn secret(&self) -> Result<String, String> {
        let file = self.secret_file.as_deref().unwrap_or_default();
        let told = |e: &dyn std::fmt::Display| format!("proconnect.secret_file : {file} : {e}");
        let mode = fs::metadata(file).map_err(|e| told(&e))?;
        if mode.permissions().mode() & 0o027 != 0 {
            return Err(told(&"lisible par d’autres (chmod 600)"));
        }
        let read = fs::read_to_string(file).map_err(|e| told(&e))?;
        match read.trim() {
            "" => Err(told(&"vide")),
            secret => Ok(secret.to_owned()),
        }
    }

    pub(super) fn check(&self, public_url: Option<&str>) -> Result<(), &'static str> {
        match (&self.issuer, &self.client_id, &self.secret_file) {
            (None, None, None) => Ok(()),
            (Some(_), Some(_), Some(_)) if public_url.is_none() => {
                Err("proconnect : web.public_url dit d’abord où revenir")
            }
            (Some(issuer), Some(_), Some(_)) if is_issuer(issuer) => Ok(()),
            (Some(_), Some(_), Some(_)) => Err(
                "proconnect.issuer : une adresse https://, ou http:// vers cette machine, sans / à la fin",
            ),
            _ => Err("proconnect : issuer, client_id et secret_file vont ensemble"),
        }
    }
}

fn is_issuer(address: &str) -> bool {
    is_safe(address) && !address.ends_with('/') && !address.contains(['?', '#', ' '])
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt};

    use rstest::rstest;

    use super::Proconnect;
    use crate::config::Config;

    const SITE: &str = "[web]\npublic_url = \"https://plus.exemple.fr\"\n";
    const REST: &str = "client_id = \"plus\"\nsecret_file = \"/etc/plus/proconnect\"\n";

    #[rstest]
    #[case("https://pc.exemple.fr/api/v2", SITE, REST, "")]
    #[case("http://127.0.0.1:9000", SITE, REST, "")]
    #[case("http://pc.exemple.fr", SITE, REST, "https://")]
    #[case("https://pc.exemple.fr/", SITE, REST, "sans / à la fin")]
    #[case("https://pc.exemple.fr?a=b", SITE, REST, "https://")]
    #[case("https://pc.exemple.fr", "", REST, "public_url")]
    #[case(
        "https://pc.exemple.fr",
        SITE,
        "client_id = \"plus\"\n",
        "vont ensemble"
    )]
    fn it_is_whole_or_off(
        #[case] issuer: &str,
        #[case] site: &str,
        #[case] rest: &str,
        #[case] fault: &str,
    ) {
        let text = format!("{site}[proconnect]\nissuer = \"{issuer}\"\n{rest}");
        match Config::parse("plus.toml", &text) {
            Ok(_) => assert_eq!(fault, ""),
            Err(error) => assert!(
                !fault.is_empty() && error.to_string().contains(fault),
                "{error}"
            ),
        }
    }

    #[test]
    fn a_secret_that_others_may_read_is_not_taken() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), "un secret\n").unwrap();
        let settings = Proconnect {
            secret_file: Some(file.path().display().to_string()),
            ..Proconnect::default()
        };
        let open = |mode| fs::set_permissions(file.path(), fs::Permissions::from_mode(mode));
        open(0o600).unwrap();
        assert_eq!(settings.secret().unwrap(), "un secret");
        open(0o640).unwrap();
        assert_eq!(settings.secret().unwrap(), "un secret");
        open(0o644).unwrap();
        let refused = settings.secret().unwrap_err();
        assert!(refused.contains("chmod 600") && !refused.contains("un secret"));
    }
}
