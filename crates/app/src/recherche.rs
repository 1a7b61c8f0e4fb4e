//! What a search needs beside the official content: our own démarches, those that the
//! official answers lead to, and the lexicon of the territory.
//!
//! The pages and the command line answer alike because both ask here.

use std::sync::Arc;

use plus_domain::{catalogue::Demarche, lexique, territoire::Territoire};
use plus_fiches::search::Lexicon;
use plus_store::{Link, StoreError, lexique as kept};

/// Official answers that may bring the démarche that rests on them.
const LEADING: usize = 3;

/// Our démarches that answer, best first, at most `limit`: those that say the words, then those
/// that rest on the first official answers, which understand Kréyol and everyday words better.
pub fn demarches<'a, 'b>(
    territory: &'a Territoire,
    query: &str,
    official: impl IntoIterator<Item = &'b str>,
    limit: usize,
) -> Vec<&'a Demarche> {
    let mut found = territory.catalogue.search(query, limit);
    for id in official.into_iter().take(LEADING) {
        for demarche in resting_on(territory, id) {
            if found.len() < limit && !found.iter().any(|known| known.code == demarche.code) {
                found.push(demarche);
            }
        }
    }
    found
}

/// Démarches that rest on a fiche.
pub fn resting_on<'a>(territory: &'a Territoire, id: &str) -> impl Iterator<Item = &'a Demarche> {
    let all = territory.catalogue.demarches().iter();
    all.filter(move |demarche| demarche.fiches.iter().any(|fiche| fiche == id))
}

/// A lexicon: that of the project, or that of the territory before it.
#[derive(Debug, Clone, Default)]
pub struct Words(Option<Arc<Lexicon>>);

impl Words {
    /// The lexicon with the lines of a territory.
    pub fn of(lines: &[lexique::Line]) -> Self {
        // A line was checked when it was proposed, perhaps by a program that checks less.
        let sound = lines.iter().filter(|line| is_sound(line));
        let text = lexique::write(&sound.cloned().collect::<Vec<_>>());
        let lexicon = (!text.is_empty()).then(|| Lexicon::with(&text).ok());
        Self(lexicon.flatten().map(Arc::new))
    }

    /// Reads the lines that serve.
    pub async fn load(link: &mut Link) -> Result<Self, StoreError> {
        Ok(Self::of(&kept::list(link).await?))
    }
}

/// Whether the search can read a line: its official words must be words that it looks for.
pub fn is_sound(line: &lexique::Line) -> bool {
    let serving = line
        .clone()
        .reviewed(lexique::Review::Relu, &line.author, line.at);
    Lexicon::parse(&lexique::write(&[serving])).is_ok_and(|lexicon| !lexicon.is_empty())
}

impl AsRef<Lexicon> for Words {
    fn as_ref(&self) -> &Lexicon {
        self.0.as_deref().unwrap_or_else(|| Lexicon::ours())
    }
}
