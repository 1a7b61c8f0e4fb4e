//! Every text used exists in French; every French text is used.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use plus_domain::{catalogue::plain, stats::Dimension};

fn files(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == extension) {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    found
}

/// Keys of the French files, each with its file.
fn french() -> BTreeMap<String, PathBuf> {
    let mut keys = BTreeMap::new();
    for (path, text) in files("locales/fr", "ftl") {
        for line in text.lines() {
            let starts = line.starts_with(|c: char| c.is_ascii_lowercase());
            if let Some((key, _)) = line.split_once(" =").filter(|_| starts) {
                let twice = keys.insert(key.trim().to_owned(), path.clone());
                assert!(twice.is_none(), "{key} stands twice");
            }
        }
    }
    keys
}

/// Templates and code, theirs and that of the rules (without tests).
fn sources() -> Vec<(PathBuf, String)> {
    let mut all = files("templates", "html");
    for folder in ["src", "../domain/src"] {
        all.extend(files(folder, "rs").into_iter().map(|(path, text)| {
            let code = text
                .split("#[cfg(test)]\nmod tests {")
                .next()
                .unwrap_or_default();
            let told = |line: &&str| !line.trim_start().starts_with("//");
            (
                path,
                code.lines().filter(told).collect::<Vec<_>>().join("\n"),
            )
        }));
    }
    all.retain(|(path, _)| !path.ends_with("tests.rs"));
    all
}

/// The quoted word that follows each of the marks: `t("` gives `cle` in `page.t("cle")`.
fn after<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.match_indices(mark).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
        let rest = text[at + mark.len()..].trim_start();
        let word = rest.strip_prefix('"')?.split('"').next()?;
        whole.then_some(word)
    })
}

const CALLS: [&str; 5] = ["t(", "ta(", "t_count(", "titled(", "get("];

#[test]
fn every_text_used_exists_in_french() {
    let (texts, mut missing) = (french(), BTreeSet::new());
    for (path, source) in sources() {
        for call in CALLS {
            // `get` is also the word of maps and cookies: only what looks like a key counts.
            let keys = after(&source, call).filter(|k| call != "get(" || k.contains('-'));
            for key in keys.filter(|k| !texts.contains_key(*k) && !k.contains(['{', '/', ' '])) {
                missing.insert(format!("{key} ({})", path.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn every_refusal_of_a_form_has_its_sentence() {
    let (texts, mut missing) = (french(), BTreeSet::new());
    for (path, source) in sources() {
        for call in ["errors.add(", "errors.add_with(", "errors.take("] {
            for (at, _) in source.match_indices(call) {
                let arguments = source[at + call.len()..].split(';').next().unwrap();
                let quoted = arguments.split('"').skip(1).step_by(2);
                let keys = quoted.filter(|word| word.contains('-') && has_page(word));
                for key in keys.filter(|k| !texts.contains_key(*k)) {
                    missing.insert(format!("{key} ({})", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// Whether the feature of a key has its file of texts: a rule may come before its page.
fn has_page(key: &str) -> bool {
    let feature = key.split('-').next().unwrap_or_default();
    let file = format!("locales/fr/{feature}.ftl");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file).exists()
}

#[test]
fn every_french_text_is_used() {
    let sources: String = sources().into_iter().map(|(_, text)| text).collect();
    let mut families: BTreeSet<&str> = after(&sources, "tc(").chain(formatted(&sources)).collect();
    // Figures say the values of every dimension.
    families.extend(Dimension::ALL.iter().map(|d| d.code()));
    let unused: Vec<String> = french()
        .into_iter()
        .filter(|(key, _)| !sources.contains(&format!("\"{key}\"")))
        .filter(|(key, _)| !families.iter().any(|f| key.starts_with(&format!("{f}-"))))
        .map(|(key, path)| format!("{key} ({})", path.display()))
        .collect();
    assert!(unused.is_empty(), "{unused:#?}");
}

/// Families of keys made by `format!("erreur-{}-titre", …)`.
fn formatted(source: &str) -> impl Iterator<Item = &str> {
    after(source, "format!(").filter_map(|text| text.split_once("-{").map(|(family, _)| family))
}

#[test]
fn no_text_says_what_the_voice_avoids() {
    for (path, text) in files("locales/fr", "ftl") {
        for (i, line) in text
            .lines()
            .enumerate()
            .filter(|(_, l)| !l.starts_with('#'))
        {
            let words = line
                .split_once(" =")
                .map_or(line, |(_, words)| words)
                .to_lowercase()
                // The name of a measure, fixed by its definition and shown to staff alone.
                .replace("usagers accompagnés", "");
            for avoided in ["veuillez", "invalide", "erreur", "usager", " !"] {
                assert!(
                    !words.contains(avoided),
                    "{}:{} : {avoided}",
                    path.display(),
                    i + 1
                );
            }
        }
    }
}

/// What a person may read on a public page, without staff's own families.
fn public_french() -> Vec<String> {
    let of_the_public = [
        "accueil",
        "avis",
        "base",
        "bornes",
        "demarche",
        "fiche",
        "moment",
        "partage",
        "passages",
        "rappel",
        "recherche",
        "theme",
    ];
    let mut texts = Vec::new();
    for (path, text) in files("locales/fr", "ftl") {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if of_the_public.contains(&name.as_str()) {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            texts.extend(lines.filter_map(said));
        }
    }
    texts
}

/// The words of a line of Fluent, its arguments replaced by a short word.
fn said(line: &str) -> Option<String> {
    let words = match line.trim_start().split_once(']') {
        Some((mark, words)) if mark.trim_start_matches('*').starts_with('[') => words,
        _ => line.split_once(" =")?.1,
    };
    let mut out = String::new();
    for (i, part) in words.split('{').enumerate() {
        let rest = if i == 0 {
            part
        } else {
            part.split_once('}')?.1
        };
        out.push_str(if i == 0 { "" } else { "mot" });
        out.push_str(rest);
    }
    out.chars().any(char::is_alphabetic).then_some(out)
}

#[test]
fn the_sentences_of_public_pages_are_easy_to_read() {
    let texts = public_french();
    let sentences: Vec<&str> = texts
        .iter()
        .flat_map(|text| plain::sentences(text))
        .filter(|sentence| plain::words(sentence) > 2)
        .collect();
    for sentence in &sentences {
        let words = plain::words(sentence);
        assert!(words <= plain::MAX_WORDS, "{words} words: {sentence}");
    }
    let measure = plain::Measure::of(sentences);
    assert!(measure.sentences > 100);
    assert!(measure.ease() >= plain::MIN_EASE, "{:.1}", measure.ease());
    assert!(measure.lix() <= plain::MAX_LIX, "{:.1}", measure.lix());
    assert!(measure.mean() <= plain::MEAN_WORDS, "{:.1}", measure.mean());
}
