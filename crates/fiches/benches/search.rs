//! Search over the small archive, beside the naive way: reading every title and text in turn.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "asks where the archive is, and tells how long its import takes"
)]

use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use criterion::{Criterion, criterion_group, criterion_main};
use plus_fiches::import::{self, Limits, Progress, Watch};
use plus_fiches::pack::Pack;
use plus_fiches::search::fold;

const QUERIES: &[&str] = &[
    "carte grise",
    "j'ai perdu ma carte d'identité",
    "asurance voiture",
    "aah",
    "man pèd travay mwen",
    "je veux un lojeman social pa cher pour mes anfan siouplé",
];

/// `PLUS_VOSDROITS_ZIP` measures the whole archive instead.
fn pack(folder: &Path) -> Pack {
    let mini = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/vosdroits-mini.zip");
    let path = std::env::var("PLUS_VOSDROITS_ZIP").map_or(mini, Into::into);
    let (mut step, mut since) = (None, Instant::now());
    let mut progress = |at: Progress| {
        if step.replace(at.step) != Some(at.step) {
            since = Instant::now();
        }
        if at.done == at.total {
            eprintln!(
                "import, {:?}: {} in {:.2?}",
                at.step,
                at.total,
                since.elapsed()
            );
        }
    };
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut progress,
        cancel: &|| false,
    };
    let archive = File::open(path).expect("the archive is there");
    let (id, _) = import::build(archive, folder, &mut watch).expect("the archive is sound");
    Pack::open(folder, &id).expect("the pack has just been written")
}

fn naive(texts: &[String], query: &str) -> Vec<usize> {
    let words: Vec<String> = fold(query).split(' ').map(str::to_owned).collect();
    let mut found: Vec<(usize, usize)> = texts
        .iter()
        .map(|text| words.iter().filter(|word| text.contains(*word)).count())
        .enumerate()
        .collect();
    found.sort_by_key(|(at, count)| (usize::MAX - count, *at));
    found.into_iter().take(10).map(|(at, _)| at).collect()
}

fn search(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let pack = pack(folder.path());
    let texts: Vec<String> = pack
        .entries()
        .iter()
        .filter_map(|entry| pack.document(&entry.id).ok().flatten())
        .map(|document| fold(&document.plain_text()))
        .collect();
    let mut group = criterion.benchmark_group("search");
    for query in QUERIES {
        group.bench_function(format!("pack: {query}"), |b| {
            b.iter(|| pack.search(black_box(query), 10).expect("a search"));
        });
        group.bench_function(format!("naive: {query}"), |b| {
            b.iter(|| naive(black_box(&texts), black_box(query)));
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
