//! Search over a pack: the ranking of the index, dressed as results.

use tantivy::tokenizer::TextAnalyzer;

use super::{Entry, Pack, PackError};
use crate::model::Role;
use crate::search::{Hit, Part, Wanted, analyzer, mark, matches};

impl Pack {
    /// The best documents for what somebody typed, best first, at most `limit`.
    ///
    /// Fiches and dossiers only: services are reached through them, guided searches never
    /// listed. Any text is a query; one without a word of the content finds nothing.
    pub fn search(&self, query: &str, limit: usize) -> Result<Vec<Hit>, PackError> {
        let ranking = self.searcher.rank(&self.entries, query, limit)?;
        let wanted = Wanted::new(ranking.terms);
        let mut analyzer = analyzer();
        let mut hits = Vec::with_capacity(ranking.found.len());
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
                snippet: self.passage(entry, &wanted, &mut analyzer)?,
                score,
            });
        }
        Ok(hits)
    }

    /// The summary when it holds a word of the query, else the first line of the text that
    /// holds two of them, or most.
    fn passage(
        &self,
        entry: &Entry,
        wanted: &Wanted,
        analyzer: &mut TextAnalyzer,
    ) -> Result<Vec<Part>, PackError> {
        if matches(&entry.summary, wanted, analyzer) > 0 {
            return Ok(mark(&entry.summary, wanted, analyzer));
        }
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
