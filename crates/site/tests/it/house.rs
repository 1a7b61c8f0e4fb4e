//! The site of this house, read again page by page by eyes that know nothing of how it was made.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use plus_site::build;
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The site, made once, and its pages by path.
static SITE: LazyLock<(TempDir, BTreeMap<String, String>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let built = build(&root(), &folder.path().join("site")).unwrap_or_else(|e| panic!("{e}"));
    let mut pages = BTreeMap::new();
    for (path, bytes) in files(&folder.path().join("site")) {
        if kind(&path) == "html" {
            pages.insert(path, String::from_utf8(bytes).unwrap());
        }
    }
    assert_eq!(pages.len(), built.pages);
    (folder, pages)
});

fn kind(path: &str) -> &str {
    Path::new(path)
        .extension()
        .map_or("", |k| k.to_str().unwrap())
}

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .unwrap()
                    .to_str()
                    .unwrap()
                    .to_owned();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// The values of an attribute in a page.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let mark = format!(" {attribute}=\"");
    let parts = page.split(mark.as_str()).skip(1);
    parts.filter_map(|part| part.split('"').next()).collect()
}

/// The tags of a name.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let parts = page.split('<').filter(|part| {
        part.strip_prefix(name)
            .is_some_and(|rest| rest.starts_with([' ', '>']))
    });
    parts.filter_map(|part| part.split('>').next()).collect()
}

#[test]
fn every_address_is_relative_and_leads_to_a_file_and_to_a_heading() {
    let (folder, pages) = &*SITE;
    let (mut bad, mut count) = (Vec::new(), 0);
    for (name, page) in pages {
        let here = Path::new(name).parent().unwrap();
        for address in values(page, "href").into_iter().chain(values(page, "src")) {
            count += 1;
            if address.starts_with("https://") || address.starts_with("http://") {
                continue;
            }
            let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
            let path = if path.is_empty() {
                name.clone()
            } else {
                here.join(path).display().to_string()
            };
            let file = folder.path().join("site").join(&path);
            if path.starts_with('/') || !file.is_file() {
                bad.push(format!("{name}: {address}"));
            } else if !anchor.is_empty() {
                let there = fs::read_to_string(&file).unwrap();
                if !there.contains(&format!(" id=\"{anchor}\"")) {
                    bad.push(format!("{name}: {address}"));
                }
            }
        }
    }
    assert!(count > 5_000, "{count} addresses");
    assert!(bad.is_empty(), "{bad:#?}");
}

#[test]
fn no_page_asks_another_host_for_anything() {
    let (_, pages) = &*SITE;
    for (name, page) in pages {
        for tag in ["img", "script", "link", "form", "iframe"] {
            for found in tags(page, tag) {
                assert!(!found.contains("//"), "{name}: <{found}>");
            }
        }
        assert!(!page.contains(" style="), "{name}");
    }
}

#[test]
fn every_page_has_its_title_its_landmarks_its_language_and_named_pictures() {
    let (_, pages) = &*SITE;
    for (name, page) in pages {
        assert_eq!(tags(page, "h1").len(), 1, "{name}");
        for landmark in ["main", "header", "footer", "title"] {
            assert_eq!(tags(page, landmark).len(), 1, "{name}: {landmark}");
        }
        assert!(
            page.contains("<a class=\"evitement\" href=\"#contenu\">"),
            "{name}"
        );
        let english =
            ["readme.html", "contributing.html", "architecture.html"].contains(&name.as_str());
        if english {
            assert!(page.contains("<html lang=\"en\">"), "{name}");
        }
        for picture in tags(page, "img") {
            assert!(picture.contains(" alt=\""), "{name}: {picture}");
        }
        for header in tags(page, "th") {
            assert!(header.contains("scope=\"col\""), "{name}: {header}");
        }
        let ids = values(page, "id");
        let once: BTreeSet<_> = ids.iter().collect();
        assert_eq!(ids.len(), once.len(), "{name}: an id is there twice");
    }
}

#[test]
fn each_role_finds_its_page_from_the_first_and_from_every_other() {
    let (_, pages) = &*SITE;
    for entry in [
        "guide/animatrice.html",
        "guide/coordination.html",
        "guide/administration.html",
        "guide/partenaire.html",
        "contributing.html",
    ] {
        assert!(
            pages["index.html"].contains(&format!("href=\"{entry}\"")),
            "{entry}"
        );
        let from = format!("href=\"../{entry}\"");
        assert!(pages["guide/file.html"].contains(&from), "{entry}");
    }
    let beside = "<a href=\"../guide/file.html\" aria-current=\"page\">";
    assert!(pages["guide/file.html"].contains(beside));
}

#[test]
fn all_is_found_without_the_script_and_the_index_holds_every_page() {
    let (folder, pages) = &*SITE;
    let index = fs::read_to_string(folder.path().join("site/assets/index.js")).unwrap();
    let json = index
        .strip_prefix("window.PLUS_SITE = ")
        .unwrap()
        .trim_end()
        .trim_end_matches(';');
    let entries: Vec<serde_json::Value> = serde_json::from_str(json).unwrap();
    let found: BTreeSet<_> = entries
        .iter()
        .map(|e| e["u"].as_str().unwrap().split('#').next().unwrap())
        .collect();
    for name in pages.keys().filter(|name| *name != "recherche.html") {
        assert!(found.contains(name.as_str()), "{name} is not in the index");
        let listed = format!("<a href=\"{name}\">");
        assert!(
            pages["recherche.html"].contains(&listed),
            "{name} is not listed"
        );
    }
    let told = |words: &str| {
        entries
            .iter()
            .any(|e| e["x"].as_str().unwrap().contains(words))
    };
    assert!(told("On n'appelle jamais un nom."));
}

#[test]
fn the_same_house_gives_the_same_site() {
    let (folder, _) = &*SITE;
    let again = folder.path().join("again");
    build(&root(), &again).unwrap();
    // A second time over the first: it is replaced.
    build(&root(), &again).unwrap();
    assert!(files(&again) == files(&folder.path().join("site")));
}
