//! Search over a pack: the ranking of the index, dressed as results.

use tantivy::tokenizer::TextAnalyzer;

use super::{Entry, Pack, PackError};
use crate::model::Role;
use crate::search::{Hit, Lexicon, Part, Understood, Wanted, analyzer, mark, matches};

/// Most documents read for one search: reading the long ones would take longer than searching.
const READ: usize = 3;

/// What a search gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The best documents, best first.
    pub hits: Vec<Hit>,
    /// Largest share of the query that one document holds, from 0 to 1: rare words count more.
    pub coverage: f32,
    /// What was understood of the query.
    pub understood: Understood,
}

impl Pack {
    /// The best documents for what somebody typed, best first, at most `limit`, with the
    /// lexicon of the project alone. See [`Pack::find`].
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, PackError> {
        Ok(self.find(query, limit, Lexicon::ours())?.hits)
    }

    /// The heads of the best documents, without their passages: what is shown while somebody
    /// types.
    pub fn best(
        &self,
        query: &str,
        limit: usize,
        lexicon: &Lexicon,
    ) -> Result<Vec<&Entry>, PackError> {
        let ranking = self.searcher.rank(&self.entries, query, limit, lexicon)?;
        let found = ranking.found.into_iter();
        Ok(found.filter_map(|(at, _)| self.entries.get(at)).collect())
    }

    /// Whether the content or a lexicon knows a folded word.
    pub fn knows(&self, lexicon: &Lexicon, word: &str) -> bool {
        self.searcher.knows(lexicon, word)
    }

    /// The best documents for what somebody typed, best first, at most `limit`.
    ///
    /// Fiches and dossiers only: services are reached through them, guided searches never
    /// listed. Any text is a query; one without a word of the content finds nothing.
    pub fn find(
        &self,
        query: &str,
        limit: usize,
        lexicon: &Lexicon,
    ) -> Result<Findings, PackError> {
        let ranking = self.searcher.rank(&self.entries, query, limit, lexicon)?;
        let wanted = Wanted::new(ranking.terms);
        let mut analyzer = analyzer();
        let mut hits = Vec::with_capacity(ranking.found.len());
        let mut unread = READ;
        for (at, score) in ranking.found {
            let Some(entry) = self.entries.get(at) else {
                continue;
            };
            hits.push(Hit {
                id: entry.id.clone(),
                title: entry.title.clone(),
                kind: entry.kind,
                theme: entry
                    .theme
                    .as_deref()
                    .and_then(|id| self.entry(id))
                    .map(|theme| theme.title.clone()),
                snippet: self.passage(entry, &wanted, &mut analyzer, &mut unread)?,
                score,
            });
        }
        Ok(Findings {
            hits,
            coverage: ranking.coverage,
            understood: ranking.understood,
        })
    }

    /// The summary when it holds a word of the query, else the first line of the text that
    /// holds two of them, or most; the summary again once enough documents were read.
    fn passage(
        &self,
        entry: &Entry,
        wanted: &Wanted,
        analyzer: &mut TextAnalyzer,
        unread: &mut usize,
    ) -> Result<Vec<Part>, PackError> {
        if *unread == 0 || matches(&entry.summary, wanted, analyzer) > 0 {
            return Ok(mark(&entry.summary, wanted, analyzer));
        }
        *unread -= 1;
        let mut best = (0, entry.summary.clone());
        if let Some(document) = self.document(&entry.id)? {
            document.lines(&mut |role, line| {
                if role == Role::Body && !wanted.is_enough(best.0) {
                    let found = matches(line, wanted, analyzer);
                    if found > best.0 {
                        best = (found, line.to_owned());
                    }
                }
            });
        }
        Ok(mark(&best.1, wanted, analyzer))
    }
}
