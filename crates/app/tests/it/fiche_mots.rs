//! No word of an official file is missing from its page.
//!
//! The files and the pages are read here by their marks alone, without the reading model:
//! what the model loses, this sees. White space is left out of the comparison (the archives
//! have lost some of it), and so is what the page says on its own, which it marks.

#![expect(clippy::print_stderr, reason = "a skipped test says so")]
#![expect(clippy::disallowed_methods, reason = "asks where the whole archive is")]

use std::{collections::BTreeMap, fs::File, io::Read, path::Path};

use axum::http::StatusCode;
use plus::content;
use plus_fiches::import::{ELEMENTS, Treatment};

use crate::actors::Relay;

pub const MINI: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fiches/tests/data/vosdroits-mini.zip"
);

/// A relay with an archive.
pub async fn with_content(archive: &Path) -> Relay {
    let relay = Relay::open().await;
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    content::import(&relay.app.store, &relay.app.outside, archive, &mut watch)
        .await
        .unwrap();
    relay
}

/// The files of an archive, by identifier.
pub fn files(archive: &Path) -> BTreeMap<String, String> {
    let mut zip = zip::ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let name = file.name().unwrap().into_owned();
        files.insert(name.trim_end_matches(".xml").to_owned(), text);
    }
    files
}

/// A piece of markup, XML or HTML alike.
#[derive(Debug, PartialEq, Eq)]
enum Mark<'a> {
    /// Name, attributes, closed at once.
    Open(&'a str, &'a str, bool),
    Close(&'a str),
    Words(String),
}

fn marks(markup: &str) -> Vec<Mark<'_>> {
    let mut found = Vec::new();
    let mut rest = markup;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            found.push(Mark::Words(decoded(&rest[..at])));
        }
        let end = end_of_tag(&rest[at..]) + at;
        let inside = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            found.push(Mark::Close(name.trim()));
        } else if !inside.starts_with(['?', '!']) {
            let bare = inside.trim_end_matches('/');
            let (name, attributes) = bare.split_once(char::is_whitespace).unwrap_or((bare, ""));
            let void = ["br", "meta", "link", "img", "input", "hr"].contains(&name);
            found.push(Mark::Open(name, attributes, void || inside.ends_with('/')));
        }
    }
    found.push(Mark::Words(decoded(rest)));
    found
}

/// Where a tag ends: the first « > » outside quotes.
fn end_of_tag(tag: &str) -> usize {
    let mut quote = None;
    for (at, sign) in tag.char_indices() {
        match (quote, sign) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(sign),
            (Some(open), _) if open == sign => quote = None,
            _ => {}
        }
    }
    panic!("a tag is not closed: {tag:.80}")
}

fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (name, next) = after.split_once(';').unwrap();
        let number = |digits: &str, radix| {
            char::from_u32(u32::from_str_radix(digits, radix).unwrap()).unwrap()
        };
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ if name.starts_with("#x") => number(&name[2..], 16),
            _ => number(&name[1..], 10),
        });
        rest = next;
    }
    out + rest
}

/// Without white space, nor the carets that descriptions write before raised letters.
fn dense(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '^')
        .collect()
}

/// Elements that stand inside a sentence: the words around them are one text.
const INLINE: [&str; 11] = [
    "Citation",
    "Exposant",
    "Expression",
    "Indice",
    "LienExterne",
    "LienInterne",
    "LienIntra",
    "MiseEnEvidence",
    "TermeEtranger",
    "Valeur",
    "Variable",
];

/// The texts of a file that must be on its page, each with the element that holds it.
fn texts(xml: &str) -> Vec<(String, String)> {
    let silent: Vec<&str> = ELEMENTS
        .iter()
        .filter(|(_, treatment)| matches!(treatment, Treatment::Silent(_)))
        .map(|(name, _)| *name)
        .collect();
    let mut found = Vec::new();
    // Names of the open elements, each with how much of the text came before it.
    let mut open: Vec<(&str, usize)> = Vec::new();
    let mut text = String::new();
    let holder = |open: &[(&str, usize)]| {
        // A heading of its own, for those who have not answered; often the same words.
        let is_alternative = |(name, _): &(&str, usize)| *name == "TitreAlternatif";
        if open.iter().any(is_alternative) {
            return "TitreAlternatif".to_owned();
        }
        let mut names = open.iter().rev().map(|(name, _)| *name);
        let block = names.find(|name| !INLINE.contains(name));
        block.unwrap_or_default().to_owned()
    };
    for mark in marks(xml) {
        let hidden = |name: &str| silent.contains(&name) || name == "dc:date";
        let hidden = open.iter().any(|(name, _)| hidden(name));
        match mark {
            Mark::Words(words) if !hidden => text.push_str(&words),
            Mark::Words(_) => {}
            Mark::Open(name, _, closed) => {
                // An empty link takes the title of its page: the text is cut there.
                if closed || !INLINE.contains(&name) {
                    found.push((holder(&open), std::mem::take(&mut text)));
                }
                if !closed {
                    open.push((name, text.len()));
                }
            }
            Mark::Close(name) => {
                let (opened, before) = open.last().copied().unwrap();
                assert_eq!(opened, name);
                if !INLINE.contains(&name) || before >= text.len() {
                    found.push((holder(&open), std::mem::take(&mut text)));
                }
                open.pop();
            }
        }
    }
    let texts = found.into_iter().map(|(name, text)| (name, dense(&text)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

/// What the page says on its own, in the middle of official sentences or beside them.
const OURS: [&str; 5] = ["fiche-sortie", "oreille", "badge", "fiche-ici", "barre"];

/// The words of a page, between `<main>` and `</main>`.
fn page_text(html: &str) -> String {
    let main = html.split_once("<main").unwrap().1;
    let main = main
        .split_once('>')
        .unwrap()
        .1
        .split_once("</main>")
        .unwrap()
        .0;
    let mut text = String::new();
    let mut open: Vec<bool> = Vec::new();
    for mark in marks(main) {
        let hidden = open.iter().any(|ours| *ours);
        match mark {
            Mark::Words(words) if !hidden => text.push_str(&words),
            Mark::Open(_, attributes, false) => {
                let class = attributes
                    .split_once("class=\"")
                    .map_or("", |(_, rest)| rest);
                let class = class.split('"').next().unwrap_or_default();
                open.push(class.split(' ').any(|name| OURS.contains(&name)));
            }
            Mark::Close(_) => {
                open.pop();
            }
            _ => {}
        }
    }
    dense(&text)
}

/// Elements whose words stand once on the page though files repeat them.
const SAID_ONCE: [&str; 9] = [
    "dc:title",
    "dc:description",
    "dc:subject",
    "dc:coverage",
    "Niveau",
    "Audience",
    "Cible",
    "SurTitre",
    "TitreAlternatif",
];

/// The texts that a page lacks, or has fewer times than its file.
fn missing(xml: &str, html: &str) -> Vec<String> {
    let page = page_text(html);
    let mut wanted: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    let texts = texts(xml);
    for (name, text) in &texts {
        let once = SAID_ONCE.contains(&name.as_str());
        wanted.entry(text).or_insert((0, name)).0 += usize::from(!once);
    }
    let lacks = |(text, (count, name)): (&str, (usize, &str))| {
        let found = page.matches(text).count();
        (found < count.max(1)).then(|| format!("{name} {found}/{count} {text:.90}"))
    };
    wanted.into_iter().filter_map(lacks).collect()
}

/// Asks for the page of each file; the texts that some lack.
async fn compare<'a>(
    relay: &Relay,
    files: impl Iterator<Item = (&'a String, &'a String)>,
) -> usize {
    let visitor = relay.visitor();
    let (mut compared, mut faults) = (0, Vec::new());
    for (id, xml) in files {
        let page = visitor.get(&format!("/fiches/{id}")).await;
        assert_eq!(page.status, StatusCode::OK, "{id}");
        compared += 1;
        let lost = missing(xml, &page.body);
        if !lost.is_empty() {
            faults.push(format!("{id}: {}", lost.join(" | ")));
        }
    }
    assert!(
        faults.is_empty(),
        "{} of {compared} pages lack words:\n{}",
        faults.len(),
        faults.join("\n")
    );
    compared
}

#[tokio::test]
async fn no_word_of_the_small_archive_is_missing_from_its_pages() {
    let relay = with_content(Path::new(MINI)).await;
    let files = files(Path::new(MINI));
    assert_eq!(compare(&relay, files.iter()).await, 138);
}

/// Seed of the sample: another one reads other fiches.
const SEED: &str = "plus-2026";

/// `PLUS_VOSDROITS_ZIP` names the whole archive; `PLUS_VOSDROITS_SAMPLE` how many fiches are
/// read, or « tout » for every file of every kind.
#[tokio::test]
async fn no_word_of_a_sample_of_the_whole_archive_is_missing() {
    let Ok(archive) = std::env::var("PLUS_VOSDROITS_ZIP") else {
        eprintln!(
            "skipped: PLUS_VOSDROITS_ZIP is not set (the whole archive is not in the repository)"
        );
        return;
    };
    let sample = std::env::var("PLUS_VOSDROITS_SAMPLE").unwrap_or_else(|_| "50".to_owned());
    let all = files(Path::new(&archive));
    let mut chosen: Vec<(&String, &String)> = all.iter().collect();
    if sample != "tout" {
        chosen.retain(|(id, _)| id.starts_with('F'));
        let place = |id: &str| *blake3::hash(format!("{SEED} {id}").as_bytes()).as_bytes();
        chosen.sort_by_key(|(id, _)| place(id));
        chosen.truncate(sample.parse().unwrap());
    }
    let relay = with_content(Path::new(&archive)).await;
    let wanted = chosen.len();
    let compared = compare(&relay, chosen.into_iter()).await;
    eprintln!("{compared} pages compared with their files, word for word");
    assert_eq!(compared, wanted);
}

#[test]
fn the_comparison_sees_what_is_lost_said_less_often_or_changed() {
    let xml = "<Publication><dc:title>Un titre</dc:title><Texte><Paragraphe>Le 1<Exposant>er</Exposant> \
        mai &amp; apr\u{e8}s<LienInterne LienPublication='F2'/> la fin</Paragraphe>\
        <Paragraphe>Encore une fois</Paragraphe><Paragraphe>Encore une fois</Paragraphe></Texte>\
        <DossierPere><Titre>Menu</Titre></DossierPere></Publication>";
    let page = |body: &str| format!("<main id='c'><h1>Un titre</h1>{body}</main>");
    let twice = "<p>Encore une fois</p><p>Encore une fois</p>";
    let whole = format!(
        "<p>Le 1<sup>er</sup> mai &amp; apr\u{e8}s <a href='/fiches/F2'>Le titre de F2</a> la fin</p>{twice}"
    );
    assert_eq!(missing(xml, &page(&whole)), Vec::<String>::new());
    for (from, to) in [
        ("er", ""),
        ("la fin", ""),
        ("mai", "avril"),
        (twice, "<p>Encore une fois</p>"),
    ] {
        let lossy = whole.replace(from, to);
        assert_eq!(missing(xml, &page(&lossy)).len(), 1, "{from}");
    }
    let added = whole.replace(
        "</sup>",
        "</sup><span class=\"oreille\"> (autre site)</span>",
    );
    assert_eq!(missing(xml, &page(&added)), Vec::<String>::new());
}
