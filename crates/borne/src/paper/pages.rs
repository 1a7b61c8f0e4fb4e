//! The pages of a file, with what each draws.

use std::collections::BTreeSet;

use super::{
    MOST_PAGES, PaperError,
    file::File,
    object::{Dict, Object},
};

/// Most drawings put over the pages of a file: filled fields, stamps.
const MOST_STAMPS: usize = 3_000;
/// Flags of an annotation (ISO 32000-1, table 165): it is hidden, it is printed.
const HIDDEN: i64 = 2 | 32;
const PRINTED: i64 = 4;
/// A4, in points.
const A4: [&str; 4] = ["0", "0", "595.28", "841.89"];

/// A page.
pub struct Page<'a> {
    /// Entries that it has or inherits.
    pub resources: &'a Object,
    /// Its sheet: four numbers.
    pub media: Vec<String>,
    /// What is shown of it: four numbers, or none.
    pub crop: Vec<String>,
    /// Quarter turns, degrees.
    pub rotate: i64,
    /// Its streams, by number.
    pub contents: Vec<u32>,
    /// How it is mixed.
    pub group: Option<&'a Object>,
    /// Drawings put over it: where, and the stream.
    pub stamps: Vec<(Vec<String>, u32)>,
}

/// What a page inherits, from the nearest to the farthest.
type Line<'a> = Vec<&'a Dict>;

/// The pages of a file, in order.
///
/// # Errors
/// When there is none, or too many.
pub fn of<'a>(file: &'a File<'_>) -> Result<Vec<Page<'a>>, PaperError> {
    let catalogue = file.catalogue().ok_or(PaperError::Broken)?;
    let root = catalogue.get(&b"Pages"[..]).ok_or(PaperError::Broken)?;
    let (mut pages, mut seen, mut stamps) = (Vec::new(), BTreeSet::new(), 0);
    let mut waiting: Vec<(&Object, Line<'a>)> = vec![(root, Vec::new())];
    while let Some((node, above)) = waiting.pop() {
        if let Object::Ref(number) = node
            && !seen.insert(*number)
        {
            continue;
        }
        let Some(dict) = file.resolve(node).dict() else {
            continue;
        };
        let line: Line<'a> = [dict].into_iter().chain(above).take(DEEPEST).collect();
        if let Object::Array(kids) = file.entry(dict, "Kids") {
            waiting.extend(kids.iter().rev().map(|kid| (kid, line.clone())));
            if waiting.len() > MOST_NODES {
                return Err(PaperError::TooManyPages);
            }
        } else {
            let page = page(file, &line);
            stamps += page.stamps.len();
            pages.push(page);
        }
        if pages.len() > MOST_PAGES {
            return Err(PaperError::TooManyPages);
        }
    }
    match pages.len() {
        0 => Err(PaperError::Broken),
        _ if stamps > MOST_STAMPS => Err(PaperError::Broken),
        _ => Ok(pages),
    }
}

/// Deepest tree of pages whose entries are inherited.
const DEEPEST: usize = 32;
/// Most pages and groups of pages that wait to be looked at.
const MOST_NODES: usize = 10_000;

fn page<'a>(file: &'a File<'_>, line: &Line<'a>) -> Page<'a> {
    let own = line[0];
    let inherited = |name: &str| {
        let values = line.iter().map(|dict| file.entry(dict, name));
        values.into_iter().find(|value| **value != Object::Null)
    };
    let sheet = inherited("MediaBox").and_then(|value| four(file, value));
    let crop = inherited("CropBox").and_then(|value| four(file, value));
    let rotate = inherited("Rotate").and_then(Object::int).unwrap_or(0);
    Page {
        resources: inherited("Resources").unwrap_or(&Object::Null),
        media: sheet.unwrap_or_else(|| A4.map(str::to_owned).to_vec()),
        crop: crop.unwrap_or_default(),
        rotate: rotate.rem_euclid(360) / 90 * 90,
        contents: contents(file, own),
        group: own.get(&b"Group"[..]),
        stamps: stamps(file, own),
    }
}

/// Four numbers.
fn four(file: &File<'_>, value: &Object) -> Option<Vec<String>> {
    let Object::Array(items) = file.resolve(value) else {
        return None;
    };
    let number = |item: &Object| match file.resolve(item) {
        Object::Number(digits) => Some(digits.clone()),
        _ => None,
    };
    let numbers: Vec<String> = items.iter().map(number).collect::<Option<_>>()?;
    (numbers.len() == 4).then_some(numbers)
}

fn contents(file: &File<'_>, page: &Dict) -> Vec<u32> {
    let said = page.get(&b"Contents"[..]).unwrap_or(&Object::Null);
    let all = match file.resolve(said) {
        Object::Array(all) => all.as_slice(),
        _ => std::slice::from_ref(said),
    };
    all.iter().filter_map(|one| stream(file, one)).collect()
}

/// The number of a stream that a value refers to.
fn stream(file: &File<'_>, value: &Object) -> Option<u32> {
    match value {
        Object::Ref(number) => match file.get(*number) {
            Object::Stream(..) => Some(*number),
            other @ Object::Ref(_) => stream_once(file, other),
            _ => None,
        },
        _ => None,
    }
}

fn stream_once(file: &File<'_>, value: &Object) -> Option<u32> {
    match value {
        Object::Ref(number) if matches!(file.get(*number), Object::Stream(..)) => Some(*number),
        _ => None,
    }
}

/// Fields that were filled and stamps that were put: what they draw, without what they do.
fn stamps(file: &File<'_>, page: &Dict) -> Vec<(Vec<String>, u32)> {
    let Object::Array(all) = file.entry(page, "Annots") else {
        return Vec::new();
    };
    let drawn = all.iter().filter_map(|one| file.resolve(one).dict());
    drawn
        .filter_map(|dict| stamp(file, dict))
        .take(MOST_STAMPS + 1)
        .collect()
}

fn stamp(file: &File<'_>, dict: &Dict) -> Option<(Vec<String>, u32)> {
    let flags = file.entry(dict, "F").int().unwrap_or(0);
    if flags & HIDDEN != 0 || flags & PRINTED == 0 {
        return None;
    }
    if matches!(file.entry(dict, "Subtype").name(), Some(b"Link" | b"Popup")) {
        return None;
    }
    let looks = file.entry(dict, "AP").dict()?.get(&b"N"[..])?;
    let drawn = stream(file, looks).or_else(|| {
        let state = file.entry(dict, "AS").name()?;
        stream(file, file.resolve(looks).dict()?.get(state)?)
    })?;
    Some((four(file, dict.get(&b"Rect"[..])?)?, drawn))
}
