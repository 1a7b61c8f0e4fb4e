//! Search over a pack: the ranking of the index, dressed as results.

use tantivy::tokenizer::TextAnalyzer;

use super::{Entry, Pack, PackError};
use crate::model::Role;
use crate::search::{Hit, Part, Wanted, analyzer, mark, matches};

/// Most documents read for one search: reading the long ones would take longer than searching.
const READ: usize = 3;

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
        Ok(hits)
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
