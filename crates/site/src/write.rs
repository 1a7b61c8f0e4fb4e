//! Writes the site: pages, the search, and the files that they need.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use askama::Template;

use crate::{
    Built, Error, Page,
    markdown::{Drawn, Heading},
    plan::{Mots, Plan},
    recherche,
    targets::up,
};

/// What the look of the site takes from that of the program: one stylesheet for both.
const LOOK: [&str; 8] = [
    "plus.css",
    "logo.svg",
    "favicon.svg",
    "madras.svg",
    "fonts/atkinson-hyperlegible-mono-latin-ext-wght-normal.woff2",
    "fonts/atkinson-hyperlegible-mono-latin-wght-normal.woff2",
    "fonts/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    "fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2",
];
const STYLE: &str = include_str!("../assets/site.css");
const SCRIPT: &str = include_str!("../assets/recherche.js");
/// A heading that more pages have than this says nothing of any of them.
const REPEATED: usize = 5;
/// Says that a folder is a site of ours, which may be replaced.
const MARK: &str = ".plus-site";

/// A page in a list.
struct Entry<'a> {
    href: String,
    title: &'a str,
    english: bool,
    here: bool,
}

struct Subject<'a> {
    title: &'a str,
    pages: Vec<Entry<'a>>,
}

struct Beside<'a> {
    title: &'a str,
    open: bool,
    entry: Entry<'a>,
    subjects: Vec<Subject<'a>>,
}

#[derive(Template)]
#[template(path = "page.html")]
struct Sheet<'a> {
    up: String,
    mots: &'a Mots,
    english: bool,
    title: &'a str,
    title_html: &'a str,
    html: &'a str,
    source: &'a str,
    contents: Vec<&'a Heading>,
    path: Option<Entry<'a>>,
    roles: Vec<Beside<'a>>,
    first: bool,
}

#[derive(Template)]
#[template(path = "recherche.html")]
struct Search<'a> {
    up: String,
    mots: &'a Mots,
    english: bool,
    pages: Vec<(Entry<'a>, Vec<Entry<'a>>)>,
}

/// Writes all of it.
pub fn all(
    root: &Path,
    out: &Path,
    plan: &Plan,
    pages: &[Page],
    drawn: &[Drawn],
) -> Result<Built, Error> {
    empty(out)?;
    put(out, MARK, b"")?;
    for (page, drawn) in pages.iter().zip(drawn) {
        put(
            out,
            &page.out,
            sheet(plan, pages, page, drawn).render()?.as_bytes(),
        )?;
    }
    put(
        out,
        "recherche.html",
        search(plan, pages).render()?.as_bytes(),
    )?;
    put(
        out,
        "assets/index.js",
        recherche::script(pages, drawn)?.as_bytes(),
    )?;
    put(out, "assets/recherche.js", SCRIPT.as_bytes())?;
    put(out, "assets/site.css", STYLE.as_bytes())?;
    for name in LOOK {
        copy(
            root,
            &format!("crates/app/assets/{name}"),
            out,
            &format!("assets/{name}"),
        )?;
    }
    let files: BTreeSet<_> = drawn.iter().flat_map(|d| &d.files).collect();
    for (source, place) in &files {
        copy(root, source, out, place)?;
    }
    Ok(Built {
        pages: pages.len() + 1,
        files: files.len(),
    })
}

/// Empties a site that was there; leaves anything else alone.
fn empty(out: &Path) -> Result<(), Error> {
    let bad = |e| Error::File(out.to_owned(), e);
    if out.join(MARK).is_file() {
        fs::remove_dir_all(out).map_err(bad)?;
    }
    fs::create_dir_all(out).map_err(bad)?;
    if fs::read_dir(out).map_err(bad)?.next().is_some() {
        let why = "the folder holds something else than a site".to_owned();
        return Err(Error::Data(out.display().to_string(), why));
    }
    Ok(())
}

fn put(out: &Path, place: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = out.join(place);
    let written = path
        .parent()
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| fs::write(&path, bytes));
    written.map_err(|e| Error::File(path, e))
}

fn copy(root: &Path, source: &str, out: &Path, place: &str) -> Result<(), Error> {
    let from = root.join(source);
    let bytes = fs::read(&from).map_err(|e| Error::File(from, e))?;
    put(out, place, &bytes)
}

fn sheet<'a>(plan: &'a Plan, pages: &'a [Page], page: &'a Page, drawn: &'a Drawn) -> Sheet<'a> {
    let up = up(&page.out);
    let first = page.source == plan.accueil;
    let roles: Vec<_> = (0..plan.roles.len())
        .map(|at| beside(plan, pages, page, at))
        .collect();
    let path = page.roles.first().and_then(|at| {
        let entry = entry(plan, pages, page, &plan.roles[*at].entree)?;
        (!entry.here).then_some(Entry {
            title: &plan.roles[*at].titre,
            ..entry
        })
    });
    let contents = page.outline.headings.iter().filter(|h| h.level == 2);
    Sheet {
        mots: plan.words(page.english),
        english: page.english,
        title: &page.outline.title,
        title_html: &drawn.title,
        html: &drawn.html,
        source: &page.source,
        contents: contents.collect(),
        path,
        roles,
        first,
        up,
    }
}

fn entry<'a>(plan: &'a Plan, pages: &'a [Page], from: &Page, source: &str) -> Option<Entry<'a>> {
    let page = pages.iter().find(|p| p.source == source)?;
    Some(Entry {
        href: format!("{}{}", up(&from.out), page.out),
        title: plan.titres.get(source).unwrap_or(&page.outline.title),
        english: page.english,
        here: page.out == from.out,
    })
}

fn beside<'a>(plan: &'a Plan, pages: &'a [Page], page: &Page, at: usize) -> Beside<'a> {
    let role = &plan.roles[at];
    let subjects = role.parties.iter().map(|partie| Subject {
        title: &partie.titre,
        pages: partie
            .pages
            .iter()
            .filter_map(|p| entry(plan, pages, page, p))
            .collect(),
    });
    Beside {
        title: &role.titre,
        // A page of several roles stands under the first of them.
        open: page.roles.first() == Some(&at),
        entry: entry(plan, pages, page, &role.entree).unwrap_or(Entry {
            href: String::new(),
            title: &role.titre,
            english: false,
            here: false,
        }),
        subjects: subjects.collect(),
    }
}

/// Every page and its headings: what the search page shows before it is asked, and without its
/// script.
fn search<'a>(plan: &'a Plan, pages: &'a [Page]) -> Search<'a> {
    let mut everywhere = BTreeMap::<&str, usize>::new();
    for heading in pages.iter().flat_map(|page| &page.outline.headings) {
        *everywhere.entry(&heading.text).or_default() += 1;
    }
    let mut listed: Vec<_> = pages.iter().collect();
    listed.sort_by_key(|page| page.outline.title.to_lowercase());
    let entry = |page: &'a Page, heading: &'a Heading, title: bool| Entry {
        href: if title {
            page.out.clone()
        } else {
            format!("{}#{}", page.out, heading.anchor)
        },
        title: plan
            .titres
            .get(&page.source)
            .filter(|_| title)
            .unwrap_or(&heading.text),
        english: page.english,
        here: false,
    };
    let pages = listed.into_iter().filter_map(|page| {
        let (title, rest) = page.outline.headings.split_first()?;
        let under = rest
            .iter()
            .filter(|h| h.level == 2 && everywhere[h.text.as_str()] <= REPEATED);
        Some((
            entry(page, title, true),
            under.map(|h| entry(page, h, false)).collect(),
        ))
    });
    Search {
        up: String::new(),
        mots: plan.words(false),
        english: false,
        pages: pages.collect(),
    }
}
