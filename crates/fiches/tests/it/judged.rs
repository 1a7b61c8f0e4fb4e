//! Judged queries: how good the answers are, beside floors that must hold.
//!
//! `requetes-difficiles.tsv` holds queries written after the lexicon, mostly roundabout sentences.
//! `requetes.tsv` holds queries and the documents judged for them (`id:grade`, 1 to 3). Half of
//! them, by a hash of the query, served to choose weights; the other half did not.
#![expect(
    clippy::print_stderr,
    reason = "a skipped test says so, a measure is read"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "asks where the archive is, measures the time"
)]

use std::collections::BTreeMap;

use plus_fiches::pack::Pack;

use crate::fixture::{MINI, built};

const QUERIES: &str = include_str!("../data/requetes.tsv");
const HARD: &str = include_str!("../data/requetes-difficiles.tsv");

struct Judged {
    query: &'static str,
    grades: BTreeMap<&'static str, u32>,
}

impl Judged {
    fn read(line: &'static str) -> Self {
        let mut columns = line.split('\t');
        let query = columns.next().unwrap();
        let grade = |pair: &'static str| {
            let (id, grade) = pair.split_once(':').unwrap();
            (id, grade.parse().unwrap())
        };
        let grades = columns.next().unwrap().split(',').map(grade).collect();
        Self { query, grades }
    }

    /// Whether weights were chosen on this query (FNV-1a of its bytes is even).
    fn is_tuned(&self) -> bool {
        let hash = self
            .query
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        hash.is_multiple_of(2)
    }

    /// nDCG@10 (gain 2^grade − 1) and reciprocal rank of the first grade of 2 or more.
    fn score(&self, ids: &[String]) -> (f64, f64) {
        let gain = |grade: u32| f64::from(2_u32.pow(grade) - 1);
        let grade = |id: &String| self.grades.get(id.as_str()).copied().unwrap_or_default();
        let sum = |grades: &[u32]| -> f64 {
            let discounted = (2_u32..).zip(grades);
            discounted
                .map(|(rank, it)| gain(*it) / f64::from(rank).log2())
                .sum()
        };
        let found: Vec<u32> = ids.iter().map(grade).collect();
        let mut best: Vec<u32> = self.grades.values().copied().collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let first = (1_u32..).zip(&found).find(|(_, grade)| **grade >= 2);
        let rank = first.map_or(0.0, |(rank, _)| 1.0 / f64::from(rank));
        (sum(&found) / sum(&best), rank)
    }
}

fn ids(pack: &Pack, query: &str) -> Vec<String> {
    let hits = pack.search(query, 10).unwrap();
    hits.into_iter().map(|hit| hit.id).collect()
}

/// Mean nDCG@10 and MRR@10.
fn mean(pack: &Pack, judged: &[Judged]) -> (f64, f64) {
    let scores = judged.iter().map(|it| it.score(&ids(pack, it.query)));
    let (ndcg, mrr) = scores.fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    let count = judged.len() as f64;
    (ndcg / count, mrr / count)
}

#[test]
fn judged_queries_keep_their_quality_on_the_whole_archive() {
    let Ok(path) = std::env::var("PLUS_VOSDROITS_ZIP") else {
        eprintln!(
            "skipped: PLUS_VOSDROITS_ZIP is not set (the whole archive is not in the repository)"
        );
        return;
    };
    let built = built(&std::fs::read(path).unwrap());
    let read = |text: &'static str| text.lines().skip(1).map(Judged::read);
    let (tuned, kept): (Vec<Judged>, Vec<Judged>) = read(QUERIES).partition(Judged::is_tuned);
    for (name, judged, floors) in [
        ("tuned", tuned, (0.84, 0.92)),
        ("kept apart", kept, (0.84, 0.92)),
        ("hard", read(HARD).collect(), (0.76, 0.80)),
    ] {
        let (ndcg, mrr) = mean(&built.pack, &judged);
        let count = judged.len();
        eprintln!("{name}: {count} queries, nDCG@10 {ndcg:.3}, MRR@10 {mrr:.3}");
        assert!(ndcg >= floors.0 && mrr >= floors.1, "{name}");
    }
}

/// What somebody types, and the fiche that must be among the first three of the small archive.
const NEEDS: &[(&str, &str)] = &[
    ("carte vitale", "F265"),
    ("j'ai perdu ma carte d'identité", "F1344"),
    ("pasport", "N360"),
    ("refaire mon passeport périmé", "F21091"),
    ("j'attends un bébé", "F16225"),
    ("mon père est mort", "F16507"),
    ("je suis au chômage", "F1636"),
    ("assedic", "F1636"),
    ("actualisation france travail", "F1637"),
    ("trop de dettes", "F134"),
    ("cmu", "F10027"),
    ("hlm", "F10007"),
    ("aide pour payer le loyer", "N20360"),
    ("a.p.l.", "F12006"),
    ("casier judissiaire", "F1420"),
    ("extrait de naissance", "F1427"),
    ("acheté une voiture d'occasion", "F1050"),
    ("on m'a volé je veux porter plainte", "F1435"),
    ("payer un avocat", "F18074"),
    ("déclarer mes impôts", "F358"),
    ("minimum vieillesse", "F16871"),
    ("pension de veuve", "F13104"),
    ("voter à ma place", "F1604"),
    ("man ansent", "F16225"),
    ("man pèd travay mwen", "F1636"),
    ("pa ni lajan pou péyé kouran", "F33667"),
    ("mwen bezwen yon kay pou m lwe", "F10007"),
    ("lost my driving licence", "F1727"),
    ("housing benefit", "N20360"),
    ("acta de nacimiento", "F1427"),
    ("permiso de trabajo", "F2728"),
];

#[test]
fn everyday_needs_find_their_fiche_in_the_small_archive() {
    let missed: Vec<String> = NEEDS
        .iter()
        .map(|(query, wanted)| (query, wanted, ids(&MINI.pack, query)))
        .filter(|(_, wanted, found)| !found.iter().take(3).any(|id| id == *wanted))
        .map(|(query, wanted, found)| format!("{query}: {wanted}, found {found:?}"))
        .collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

#[test]
fn the_same_query_always_has_the_same_answers() {
    for (query, _) in NEEDS {
        assert_eq!(ids(&MINI.pack, query), ids(&MINI.pack, query), "{query}");
    }
}
