//! The memory of translations as pages ask it: a French sentence, a language.

use std::collections::HashMap;

use crate::territoire::{Partner, Territoire, names};

use super::{State, Traduction, common};

/// A sentence said in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The sentence; none when it is only a guess that nobody has read.
    pub text: Option<Box<str>>,
    /// Somebody who speaks the language heard it and understood it.
    pub heard: bool,
}

/// French sentences and what is said for them, by language.
#[derive(Debug, Default)]
pub struct Memory(HashMap<String, HashMap<Box<str>, Said>>);

impl Memory {
    /// The common lines, then those of the territory, which win.
    pub fn of(territory: &Territoire) -> Self {
        let mut memory = Self::default();
        for line in common()
            .unwrap_or_default()
            .iter()
            .chain(&territory.translations)
        {
            memory.keep(line);
        }
        memory.fill(&territory.partners);
        memory
    }

    /// What is said for a sentence in the language of a tag.
    pub fn get(&self, tag: &str, french: &str) -> Option<&Said> {
        self.0.get(tag)?.get(french)
    }

    fn keep(&mut self, line: &Traduction) {
        let said = Said {
            text: line.is_shown().then(|| line.text.as_str().into()),
            heard: line.state == State::Valide,
        };
        let lines = self.0.entry(line.language.clone()).or_default();
        lines.insert(line.french.as_str().into(), said);
    }

    /// Sentences that name a partner, once for each partner, as the catalogue fills them.
    fn fill(&mut self, partners: &[Partner]) {
        for lines in self.0.values_mut() {
            let open = lines.iter().filter(|(french, _)| french.contains('{'));
            let open: Vec<_> = open.map(|(f, s)| (f.clone(), s.clone())).collect();
            for partner in partners {
                let phrase = &partner.last_name().phrase;
                let named = lines
                    .get(phrase.as_str())
                    .and_then(|said| said.text.clone());
                let named = named.unwrap_or_default();
                for (french, said) in &open {
                    if let Some((french, said)) = filled(french, said, phrase, &named) {
                        lines.insert(french, said);
                    }
                }
            }
        }
    }
}

/// Nothing when the partner has no name in the language: the sentence stays in French.
fn filled(french: &str, said: &Said, phrase: &str, named: &str) -> Option<(Box<str>, Said)> {
    let french = names::fill(french, phrase).ok()?;
    let text = match &said.text {
        Some(text) if text.contains('{') && named.is_empty() => return None,
        Some(text) => Some(names::fill(text, named).ok()?.into()),
        None => None,
    };
    Some((french.into(), Said { text, ..*said }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_takes_the_name_of_the_partner_in_both_languages() {
        let said = Said {
            text: Some("Send it to {partenaire}.".into()),
            heard: false,
        };
        let (french, english) = filled(
            "Envoyez-le {à partenaire}.",
            &said,
            "le tribunal",
            "the court",
        )
        .unwrap();
        assert_eq!(&*french, "Envoyez-le au tribunal.");
        assert_eq!(english.text.as_deref(), Some("Send it to the court."));
        assert_eq!(filled("Voir {partenaire}.", &said, "la CAF", ""), None);
    }
}
