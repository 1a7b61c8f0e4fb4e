//! What differs between two territories, said with the words of their files.
//!
//! TOML and CSV are compared value by value, so that order, comments and layout do not count;
//! everything else is the same or not. Lists are matched by the code of their items.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// Keys that name an item of a list, in the order they are tried.
const NAMES: [&str; 6] = ["code", "jour", "identifiant", "cle", "quoi", "nom"];

/// One thing that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// Path of the file inside the territory.
    pub file: String,
    /// Where in the file, in its own words; empty for the whole of it.
    pub at: String,
    /// What the first says; none when it does not have it.
    pub before: Option<String>,
    /// What the second says.
    pub after: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if !self.at.is_empty() {
            write!(f, ", {}", self.at)?;
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => write!(f, " : {before} → {after}"),
            (Some(before), None) => write!(f, " : seulement dans le premier{}", told(before)),
            (None, after) => {
                let after = after.as_deref().unwrap_or_default();
                write!(f, " : seulement dans le second{}", told(after))
            }
        }
    }
}

fn told(value: &str) -> String {
    if value.is_empty() {
        String::new()
    } else {
        format!(" ({value})")
    }
}

/// Everything that differs between the files of two territories, in the order of files.
pub fn differences(
    first: &BTreeMap<String, String>,
    second: &BTreeMap<String, String>,
) -> Vec<Difference> {
    let mut found = Vec::new();
    let all: BTreeSet<&String> = first.keys().chain(second.keys()).collect();
    for path in all {
        let read = |files: &BTreeMap<String, String>| files.get(path).map(|text| tree(path, text));
        compare(path, "", (read(first), read(second)), &mut found);
    }
    found
}

/// What a file says, whatever its format.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Value(String),
    Items(BTreeMap<String, Node>),
}

impl Node {
    /// A few words about it, when the other side does not have it.
    fn summary(&self) -> String {
        match self {
            Self::Value(value) => value.clone(),
            Self::Items(items) => match items.get("nom").or_else(|| items.get("libelle")) {
                Some(Self::Value(name)) => name.clone(),
                _ => String::new(),
            },
        }
    }
}

fn compare(file: &str, at: &str, sides: (Option<Node>, Option<Node>), found: &mut Vec<Difference>) {
    let (before, after) = match sides {
        (Some(Node::Items(before)), Some(Node::Items(after))) => {
            let mut after = after;
            for (key, node) in before {
                let other = after.remove(&key);
                compare(file, &below(at, &key), (Some(node), other), found);
            }
            for (key, node) in after {
                compare(file, &below(at, &key), (None, Some(node)), found);
            }
            return;
        }
        sides => sides,
    };
    if before == after {
        return;
    }
    found.push(Difference {
        file: file.to_owned(),
        at: at.to_owned(),
        before: before.as_ref().map(Node::summary),
        after: after.as_ref().map(Node::summary),
    });
}

fn below(at: &str, key: &str) -> String {
    if at.is_empty() {
        key.to_owned()
    } else {
        format!("{at}, {key}")
    }
}

fn tree(path: &str, text: &str) -> Node {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension {
        "toml" => {
            let (root, _) = DeTable::parse_recoverable(text);
            table(root.get_ref())
        }
        "csv" => rows(text),
        _ => Node::Value(format!(
            "{} lignes, empreinte {}",
            text.lines().count(),
            print(text)
        )),
    }
}

/// A short fingerprint of a text that is compared as a whole (FNV-1a).
fn print(text: &str) -> String {
    let start: u64 = 0xcbf2_9ce4_8422_2325;
    let mix = |held: u64, byte: u8| (held ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let whole = text.bytes().fold(start, mix);
    format!("{:08x}", whole >> 32)
}

fn table(entries: &DeTable<'_>) -> Node {
    let items = entries.iter();
    let items = items.map(|(key, held)| (key.get_ref().to_string(), value(held)));
    Node::Items(items.collect())
}

fn value(held: &Spanned<DeValue<'_>>) -> Node {
    match held.get_ref() {
        DeValue::Table(entries) => table(entries),
        DeValue::Array(items) if items.iter().any(|item| item.get_ref().is_table()) => {
            let named = items.iter().zip(1..).map(|(item, rank)| {
                let node = value(item);
                (name_of(&node).unwrap_or_else(|| format!("n° {rank}")), node)
            });
            Node::Items(named.collect())
        }
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| scalar(item.get_ref())).collect();
            Node::Value(items.join(", "))
        }
        other => Node::Value(scalar(other)),
    }
}

fn scalar(held: &DeValue<'_>) -> String {
    match held {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => if *flag { "oui" } else { "non" }.to_owned(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    }
}

/// « caf »: what names an item of a list.
fn name_of(node: &Node) -> Option<String> {
    let Node::Items(items) = node else {
        return None;
    };
    let named = NAMES.iter().find_map(|key| items.get(*key))?;
    match named {
        Node::Value(name) => Some(format!("« {name} »")),
        Node::Items(_) => None,
    }
}

/// A CSV, each row under its first cell.
fn rows(text: &str) -> Node {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(true)
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.as_bytes());
    let header: Vec<String> = reader
        .headers()
        .map(|header| header.iter().map(|name| name.trim().to_owned()).collect())
        .unwrap_or_default();
    let mut all = BTreeMap::new();
    for record in reader.records().map_while(Result::ok) {
        let cells = header.iter().zip(record.iter());
        let cells = cells.filter(|(_, cell)| !cell.trim().is_empty());
        let row = cells
            .map(|(name, cell)| (name.clone(), Node::Value(cell.trim().to_owned())))
            .collect();
        let mut key = format!("« {} »", record.get(0).unwrap_or_default().trim());
        // Rows that share their first cell are told apart by their rank.
        while all.contains_key(&key) {
            key.push('+');
        }
        all.insert(key, Node::Items(row));
    }
    Node::Items(all)
}
