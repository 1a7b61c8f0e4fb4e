//! Which pages there are, and what a link of one of them leads to.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use crate::{
    Error, Fault, Page,
    markdown::{self, Lead},
    openapi,
    plan::{self, Plan},
    text_of,
};

/// Kinds of files that a browser shows as they are; others are given as text.
const SHOWN: [&str; 8] = ["png", "svg", "csv", "json", "pdf", "txt", "toml", "yml"];

/// Reads every page of the plan, once; with the faults of their headings, and the pages of the
/// guide that no role shows.
pub fn pages(root: &Path, plan: &Plan) -> Result<(Vec<Page>, Vec<Fault>), Error> {
    let mut faults = Vec::new();
    let mut under: BTreeMap<String, Vec<usize>> = BTreeMap::from([(plan.accueil.clone(), vec![])]);
    for (at, role) in plan.roles.iter().enumerate() {
        let shown = role.parties.iter().flat_map(|partie| &partie.pages);
        for source in [&role.entree].into_iter().chain(shown).chain(&role.aussi) {
            for source in opened(root, source)? {
                let roles = under.entry(source).or_default();
                if !roles.contains(&at) {
                    roles.push(at);
                }
            }
        }
    }
    for source in opened(root, "docs/guide/")? {
        if !under.contains_key(&source) {
            let what = format!("no role of {} shows this page", plan::FILE);
            faults.push(Fault {
                file: source,
                line: 1,
                what,
            });
        }
    }
    let mut pages = Vec::new();
    for (source, roles) in under {
        let page = page(root, plan, source, roles)?;
        faults.extend(page.outline.faults.iter().cloned());
        pages.push(page);
    }
    Ok((pages, faults))
}

/// The Markdown files of a folder in their order, or the file itself.
fn opened(root: &Path, source: &str) -> Result<Vec<String>, Error> {
    if !source.ends_with('/') {
        return Ok(vec![source.to_owned()]);
    }
    let folder = root.join(source);
    let bad = |e| Error::File(folder.clone(), e);
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(bad)? {
        let name = entry
            .map_err(bad)?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if has_kind(&name, "md") {
            found.push(format!("{source}{name}"));
        }
    }
    found.sort();
    Ok(found)
}

fn page(root: &Path, plan: &Plan, source: String, roles: Vec<usize>) -> Result<Page, Error> {
    let mut text = text_of(root, &source)?;
    if has_kind(&source, "json") {
        text = openapi::markdown(&source, &text)?;
    }
    let out = if source == plan.accueil {
        "index.html".to_owned()
    } else {
        place(&source)
    };
    let english = plan.anglais.contains(&source);
    let outline = markdown::outline(&source, &text);
    Ok(Page {
        source,
        out,
        english,
        text,
        outline,
        roles,
    })
}

fn has_kind(name: &str, kind: &str) -> bool {
    Path::new(name).extension().is_some_and(|k| k == kind)
}

/// Where a page goes: folders as they are without `docs/`, the page of a folder as its index.
fn place(source: &str) -> String {
    let inside = source.strip_prefix("docs/").unwrap_or(source);
    let (folder, name) = inside.rsplit_once('/').unwrap_or(("", inside));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    match (folder, stem) {
        ("", stem) => format!("{}.html", stem.to_lowercase()),
        (folder, "README" | "LISEZMOI" | "openapi") => format!("{folder}/index.html"),
        (folder, stem) => format!("{folder}/{stem}.html"),
    }
}

/// The pages together, which links are held against.
#[derive(Debug)]
pub struct Site<'a> {
    root: &'a Path,
    pages: BTreeMap<&'a str, &'a Page>,
    anchors: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl<'a> Site<'a> {
    /// The site of these pages.
    pub fn new(root: &'a Path, pages: &'a [Page]) -> Self {
        let anchors = |page: &'a Page| page.outline.headings.iter().map(|h| h.anchor.as_str());
        Self {
            root,
            pages: pages.iter().map(|p| (p.source.as_str(), p)).collect(),
            anchors: pages
                .iter()
                .map(|p| (p.source.as_str(), anchors(p).collect()))
                .collect(),
        }
    }

    /// What a link of a page leads to, or why it leads nowhere.
    pub fn follow(&self, from: &Page, address: &str) -> Result<Lead, String> {
        if address.starts_with("https://")
            || address.starts_with("http://")
            || address.starts_with("mailto:")
        {
            return Ok(Lead::away(address));
        }
        let (path, anchor) = address.split_once('#').unwrap_or((address, ""));
        let source = if path.is_empty() {
            from.source.clone()
        } else {
            joined(&from.source, path)?
        };
        let source = self.folder_page(&source);
        let Some(page) = self.pages.get(source.as_str()) else {
            return self.file(from, &source, anchor);
        };
        if anchor.is_empty() {
            return Ok(Lead::page(&up(&from.out), page, ""));
        }
        if !self.anchors[source.as_str()].contains(anchor) {
            return Err(format!("{source} has no heading « {anchor} »"));
        }
        Ok(Lead::page(&up(&from.out), page, &format!("#{anchor}")))
    }

    /// A picture of a page: its place, and its width and height in pixels when it says them.
    pub fn picture(
        &self,
        from: &Page,
        address: &str,
    ) -> Result<(Lead, Option<(u32, u32)>), String> {
        if address.contains("://") {
            return Err(format!("the picture {address} is on another host"));
        }
        let source = joined(&from.source, address)?;
        let lead = self.file(from, &source, "")?;
        let bytes = fs::read(self.root.join(&source)).map_err(|e| format!("{source}: {e}"))?;
        if has_kind(&source, "png") {
            return size(&bytes)
                .map(|size| (lead, Some(size)))
                .ok_or_else(|| format!("{source} is no PNG"));
        }
        Ok((lead, None))
    }

    /// A folder that has a page of its own is that page.
    fn folder_page(&self, source: &str) -> String {
        let inside = format!("{}/README.md", source.trim_end_matches('/'));
        if self.pages.contains_key(inside.as_str()) {
            return inside;
        }
        source.to_owned()
    }

    fn file(&self, from: &Page, source: &str, anchor: &str) -> Result<Lead, String> {
        if !self.root.join(source).is_file() {
            return Err(format!("{source} is not there"));
        }
        if has_kind(source, "md") {
            return Err(format!(
                "{source} is no page of the site: {} does not show it",
                plan::FILE
            ));
        }
        if !anchor.is_empty() {
            return Err(format!("{source} has no headings"));
        }
        let shown = SHOWN.iter().any(|kind| has_kind(source, kind));
        let inside = source.strip_prefix("docs/").unwrap_or(source);
        let out = format!("fichiers/{inside}{}", if shown { "" } else { ".txt" });
        Ok(Lead::file(&up(&from.out), source, out))
    }
}

/// The way from a page to the root of the site.
pub fn up(out: &str) -> String {
    "../".repeat(out.matches('/').count())
}

/// A path written in a page, from the root of the house.
fn joined(source: &str, path: &str) -> Result<String, String> {
    if path.starts_with('/') {
        return Err(format!("{path} is not relative"));
    }
    let mut parts: Vec<&str> = source.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "." | "" => {}
            ".." => {
                parts
                    .pop()
                    .ok_or_else(|| format!("{path} leaves the house"))?;
            }
            part => parts.push(part),
        }
    }
    Ok(parts.join("/"))
}

/// Width and height of a PNG, in pixels: they stand first in it.
fn size(png: &[u8]) -> Option<(u32, u32)> {
    let head = png.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let number = |at: usize| Some(u32::from_be_bytes(head.get(at..at + 4)?.try_into().ok()?));
    Some((number(0)?, number(4)?))
}

#[cfg(test)]
mod tests {
    use super::{joined, place, up};

    #[test]
    fn pages_go_where_their_files_are() {
        assert_eq!(place("docs/guide/README.md"), "guide/index.html");
        assert_eq!(place("docs/guide/file.md"), "guide/file.html");
        assert_eq!(place("LISEZMOI.md"), "lisezmoi.html");
        assert_eq!(place("docs/api/openapi.json"), "api/index.html");
        assert_eq!(up("guide/file.html"), "../");
        assert_eq!(up("index.html"), "");
    }

    #[test]
    fn a_path_stays_in_the_house() {
        assert_eq!(
            joined("docs/guide/a.md", "../../data/x.md").unwrap(),
            "data/x.md"
        );
        assert!(joined("docs/a.md", "../../x.md").is_err());
        assert!(joined("docs/a.md", "/etc/passwd").is_err());
    }
}
