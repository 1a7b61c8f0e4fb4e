//! What is counted of a session: figures and codes of public things, nothing of a person.

use std::collections::BTreeSet;

use crate::web::langue::Language;

/// A session, as it is counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seance {
    /// Fiches and démarches that were read.
    pub fiches: BTreeSet<String>,
    /// Hosts of partners that were opened.
    pub hosts: BTreeSet<String>,
    /// Pages printed.
    pub pages: u32,
}

/// What was erased, for the screen that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Papers that were kept.
    pub papers: usize,
    /// The language of who left.
    pub language: Language,
    /// How long it took, milliseconds.
    pub erased_ms: i64,
}

impl Seance {
    /// A page of ours was shown, at this path.
    pub fn read(&mut self, path: &str) {
        let bare = path.split(['?', '#']).next().unwrap_or_default();
        let mut parts = bare.split('/').skip(1).peekable();
        parts.next_if(|part| matches!(*part, "gcf" | "en"));
        if let (Some("fiches" | "demarches"), Some(code)) = (parts.next(), parts.next()) {
            self.fiches.insert(code.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seance;

    #[test]
    fn a_fiche_read_twice_counts_once_in_every_language() {
        let mut seance = Seance::default();
        for path in [
            "/fiches/F1",
            "/en/fiches/F1?x=1",
            "/gcf/demarches/rsa#a",
            "/fiches",
            "/borne",
        ] {
            seance.read(path);
        }
        assert_eq!(seance.fiches.into_iter().collect::<Vec<_>>(), ["F1", "rsa"]);
    }
}
