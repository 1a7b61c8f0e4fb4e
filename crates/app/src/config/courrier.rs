//! `[courrier]`: the server that takes the letters to the team.

use plus_domain::courrier::is_address;
use serde::{Deserialize, Serialize};

/// How the way to the server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// It is not: for a server of this machine.
    None,
    /// By TLS, once the server was greeted.
    #[default]
    Starttls,
    /// By TLS from the first byte.
    Tls,
}

impl Security {
    /// The port when none is said.
    fn port(self) -> u16 {
        match self {
            Self::None => 25,
            Self::Starttls => 587,
            Self::Tls => 465,
        }
    }
}

/// The server that takes letters; without one they wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Courrier {
    /// Name of the server.
    pub server: Option<String>,
    /// Its port, that of the protection when none is said.
    pub port: Option<u16>,
    /// How the way there is protected.
    pub security: Security,
    /// Who signs in there.
    pub user: Option<String>,
    /// File that holds the password.
    pub password_file: Option<String>,
    /// Address that the letters come from.
    pub from: String,
    /// Address of the coordination: what asks for it in the registers is written there.
    pub coordination: Option<String>,
    /// Address of who looks after the machines: what will break is written there.
    pub technicien: Option<String>,
    /// File of an authority to trust for this server, besides those of the system.
    pub authority: Option<String>,
}

impl Courrier {
    /// Port of the server.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or_else(|| self.security.port())
    }

    /// Whether letters can leave.
    pub fn is_set(&self) -> bool {
        self.server.is_some()
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        let Some(server) = &self.server else {
            return Ok(());
        };
        if !is_address(&self.from) {
            return Err("courrier.from : l’adresse d’où partent les messages");
        }
        if self.user.is_some() != self.password_file.is_some() {
            return Err("courrier : user et password_file vont ensemble");
        }
        if self
            .coordination
            .as_deref()
            .is_some_and(|to| !is_address(to))
        {
            return Err("courrier.coordination : l’adresse de la coordination");
        }
        if self.technicien.as_deref().is_some_and(|to| !is_address(to)) {
            return Err("courrier.technicien : l’adresse de qui s’occupe des machines");
        }
        let here = matches!(server.as_str(), "127.0.0.1" | "localhost" | "::1");
        if self.security == Security::None && self.user.is_some() && !here {
            return Err(
                "courrier.security : un mot de passe ne part pas en clair, sauf vers cette machine",
            );
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn read(text: &str) -> Result<Courrier, String> {
        let config = Config::parse("plus.toml", &format!("[courrier]\n{text}"));
        config.map(|c| c.courrier).map_err(|e| e.to_string())
    }

    #[test]
    fn the_port_follows_the_protection() {
        let port = |security| {
            let text = format!(
                "server = \"smtp.exemple.fr\"\nfrom = \"plus@exemple.fr\"\nsecurity = \"{security}\"\n"
            );
            read(&text).unwrap().port()
        };
        assert_eq!(
            [port("none"), port("starttls"), port("tls")],
            [25, 587, 465]
        );
        assert!(!read("").unwrap().is_set());
    }

    #[test]
    fn a_password_never_travels_in_clear() {
        let text = |server: &str| {
            format!(
                "server = \"{server}\"\nfrom = \"plus@exemple.fr\"\nsecurity = \"none\"\nuser = \"plus\"\npassword_file = \"/etc/plus/courrier\"\n"
            )
        };
        assert!(read(&text("smtp.exemple.fr")).is_err());
        assert!(read(&text("localhost")).is_ok());
        assert!(read("server = \"smtp.exemple.fr\"\n").is_err(), "no sender");
        assert!(read("server = \"a\"\nfrom = \"a@b.fr\"\nuser = \"x\"\n").is_err());
        let to = |to: &str| {
            read(&format!(
                "server = \"a\"\nfrom = \"a@b.fr\"\ncoordination = \"{to}\"\n"
            ))
        };
        assert!(to("relais").is_err() && to("relais@b.fr").is_ok());
    }
}
