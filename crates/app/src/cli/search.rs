//! `plus search`: the official content, and with a file of queries our own démarches too.

use std::{
    fs,
    io::{BufWriter, ErrorKind, Write as _},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use plus_domain::territoire::Territoire;
use plus_fiches::{pack::Pack, search::Hit};
use serde::Serialize;

use super::{DataArgs, say};
use crate::{
    content,
    recherche::{Words, demarches},
    territory,
};

/// Most documents and démarches that a line of results names.
const LISTED: usize = 10;

/// `plus search`.
#[derive(Debug, Args)]
pub struct Search {
    /// Mots à chercher
    #[arg(value_name = "MOTS", required_unless_present = "queries")]
    words: Vec<String>,
    /// Fichier de demandes, une par ligne ; ce qui suit une tabulation ne compte pas
    #[arg(long, value_name = "FICHIER", conflicts_with = "words")]
    queries: Option<PathBuf>,
    /// Résultats au plus
    #[arg(
        long,
        default_value_t = LISTED,
        hide_default_value = true,
        value_name = "NOMBRE"
    )]
    limit: usize,
    #[command(flatten)]
    data: DataArgs,
    /// Présentation : text, json ou jsonl (une ligne par demande)
    #[arg(
        long,
        value_enum,
        default_value = "text",
        hide_default_value = true,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    format: Listing,
}

/// How results are printed. A file of queries is always answered line by line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listing {
    Text,
    Json,
    Jsonl,
}

#[derive(Debug, Serialize)]
struct Found {
    query: String,
    results: Vec<Line>,
}

#[derive(Debug, Serialize)]
struct Line {
    id: String,
    title: String,
    theme: Option<String>,
    score: f32,
}

/// What one query found, in identifiers only.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    query: &'a str,
    ids: Vec<String>,
    procedures: Vec<&'a str>,
    ms: f64,
}

impl Search {
    /// Searches and prints.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open().await?;
        let pack = content::published(&store).await?;
        let territory = territory::published(&store).await?;
        let words = Words::load(&mut store.read().await?).await?;
        store.close().await;
        let Some(pack) = pack else {
            bail!("aucun contenu officiel ici : importez l’archive avec plus content import");
        };
        let desk = Desk {
            pack,
            territory,
            words,
            limit: self.limit,
        };
        match (&self.queries, self.format) {
            (Some(file), _) => desk.answer_all(&queries(file)?),
            (None, Listing::Jsonl) => desk.answer_all(&[self.words.join(" ")]),
            (None, format) => desk.show(self.words.join(" "), format),
        }
    }
}

/// The queries of a file: what stands before the first tab of each line. The heading of a judged
/// file is left out.
fn queries(file: &Path) -> anyhow::Result<Vec<String>> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} ne se lit pas", file.display()))?;
    let lines = text.trim_start_matches('\u{feff}').lines();
    let queries = lines
        .enumerate()
        .filter(|(at, line)| *at > 0 || !line.starts_with("query\t"))
        .map(|(_, line)| line.split('\t').next().unwrap_or_default())
        .filter(|query| !query.trim().is_empty());
    Ok(queries.map(str::to_owned).collect())
}

/// What is searched.
struct Desk {
    pack: Pack,
    territory: Option<Territoire>,
    words: Words,
    limit: usize,
}

impl Desk {
    fn show(&self, query: String, format: Listing) -> anyhow::Result<()> {
        let line = |hit: Hit| Line {
            id: hit.id,
            title: hit.title,
            theme: hit.theme,
            score: hit.score,
        };
        let hits = self
            .pack
            .find(&query, self.limit, self.words.as_ref())?
            .hits;
        let results = hits.into_iter().map(line).collect();
        let found = Found { query, results };
        if format == Listing::Json {
            say(&serde_json::to_string_pretty(&found)?)
        } else {
            say(&listed(&found))
        }
    }

    /// One line of JSON per query. A closed pipe (`plus … | head`) is no failure.
    fn answer_all(&self, queries: &[String]) -> anyhow::Result<()> {
        let mut out = BufWriter::new(std::io::stdout().lock());
        for query in queries {
            let line = serde_json::to_string(&self.answer(query)?)?;
            match writeln!(out, "{line}") {
                Err(e) if e.kind() == ErrorKind::BrokenPipe => return Ok(()),
                done => done?,
            }
        }
        match out.flush() {
            Err(e) if e.kind() != ErrorKind::BrokenPipe => Err(e.into()),
            _ => Ok(()),
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "measures how long an answer takes"
    )]
    fn answer<'a>(&'a self, query: &'a str) -> anyhow::Result<Answer<'a>> {
        let start = Instant::now();
        let limit = self.limit.min(LISTED);
        let found = self.pack.find(query, limit, self.words.as_ref())?;
        let ms = start.elapsed().as_secs_f64() * 1_000.0;
        let ids: Vec<String> = found.hits.into_iter().map(|hit| hit.id).collect();
        let meant = found.understood.mended.as_deref().unwrap_or(query);
        let territory = self.territory.iter();
        let procedures = territory
            .flat_map(|it| demarches(it, meant, ids.iter().map(String::as_str), limit))
            .collect::<Vec<_>>();
        Ok(Answer {
            query,
            procedures: procedures.into_iter().map(|it| it.code.as_str()).collect(),
            ids,
            ms,
        })
    }
}

fn listed(found: &Found) -> String {
    if found.results.is_empty() {
        return format!("Rien pour « {} ». Essayez un mot plus simple.", found.query);
    }
    let lines = found
        .results
        .iter()
        .map(|r| format!("{:<8} {}", r.id, r.title));
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::queries;

    #[test]
    fn a_file_of_queries_is_read_up_to_the_tabs() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(
            file.path(),
            "query\trelevant\tkind\naah\tF1:3\tshort\n\nrsa\n",
        )
        .unwrap();
        assert_eq!(queries(file.path()).unwrap(), ["aah", "rsa"]);
    }
}
