//! Reading one table of a TOML file, key by key, noting every fault on the way.
//!
//! A missing or wrong value gives `None` and one problem; reading goes on. What
//! was not asked for is refused at the end. It knows no rule of the territory.

use std::{cell::RefCell, collections::BTreeSet, str::FromStr};

use jiff::civil::Date;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{
    problem::{At, Problems},
    source::{Source, is_forbidden},
};

/// Longest text, in characters, that a territory may give for one value.
const MAX_TEXT: usize = 600;

/// A table, and the keys already asked for.
pub(crate) struct Table<'a> {
    source: &'a Source,
    entries: &'a DeTable<'a>,
    offset: usize,
    asked: RefCell<BTreeSet<String>>,
    problems: &'a Problems,
}

/// The TOML of a file, or what can still be read of it, with its faults noted.
pub(crate) fn parse<'a>(source: &'a Source, problems: &Problems) -> Spanned<DeTable<'a>> {
    let (root, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let at = source.at(error.span().map_or(0, |span| span.start));
        problems.add(
            at,
            format!("ce fichier n’est pas du TOML correct ({})", error.message()),
            "regardez les guillemets, les crochets et le signe = de cette ligne",
        );
    }
    root
}

impl<'a> Table<'a> {
    /// The whole of a file.
    pub(crate) fn root(
        source: &'a Source,
        root: &'a Spanned<DeTable<'a>>,
        problems: &'a Problems,
    ) -> Self {
        Self::new(source, root.get_ref(), 0, problems)
    }

    fn new(
        source: &'a Source,
        entries: &'a DeTable<'a>,
        offset: usize,
        problems: &'a Problems,
    ) -> Self {
        let asked = RefCell::default();
        Self {
            source,
            entries,
            offset,
            asked,
            problems,
        }
    }

    /// Where this table begins.
    pub(crate) fn at(&self) -> At {
        self.source.at(self.offset)
    }

    /// Where a key is written, or the table when it is not there.
    pub(crate) fn at_key(&self, key: &str) -> At {
        self.entries
            .get_key_value(key)
            .map_or_else(|| self.at(), |(key, _)| self.source.at(key.span().start))
    }

    /// Whether the key is written.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// Notes a fault at a key.
    pub(crate) fn refuse(&self, key: &str, message: impl Into<String>, remedy: impl Into<String>) {
        self.problems.add(self.at_key(key), message, remedy);
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.entries.get(key)
    }

    fn wrong_type(&self, key: &str, wanted: &str) {
        self.refuse(
            key,
            format!("« {key} » doit être {wanted}"),
            "corrigez cette valeur",
        );
    }

    fn missing(&self, key: &str) {
        self.problems.add(
            self.at(),
            format!("il manque « {key} »"),
            format!("ajoutez une ligne « {key} = … » ici"),
        );
    }

    /// A text that must be there.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        if !self.has(key) {
            self.missing(key);
        }
        self.optional_text(key)
    }

    /// A text that may be absent.
    pub(crate) fn optional_text(&self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(key, "un texte entre guillemets");
            return None;
        };
        self.sound(text, self.source.at(value.span().start))
    }

    /// A text that may be absent and must pass a check when it is there.
    pub(crate) fn checked(
        &self,
        key: &str,
        check: impl Fn(&str) -> bool,
        message: &str,
        remedy: &str,
    ) -> Option<String> {
        let text = self.optional_text(key)?;
        if check(&text) {
            return Some(text);
        }
        self.refuse(key, message, remedy);
        None
    }

    /// An address of the web that is safe to show as a link, that may be absent.
    pub(crate) fn web_address(&self, key: &str) -> Option<String> {
        self.checked(
            key,
            is_web_address,
            "cette adresse n’est pas sûre",
            "écrivez une adresse qui commence par https://",
        )
    }

    /// A text that may be shown: not empty, not endless, no invisible sign.
    fn sound(&self, text: &str, at: At) -> Option<String> {
        let fault = if text.trim().is_empty() {
            "ce texte est vide"
        } else if text.trim() != text {
            "ce texte commence ou finit par un blanc"
        } else if text.chars().any(is_forbidden) {
            "ce texte contient un signe invisible interdit"
        } else if text.chars().count() > MAX_TEXT {
            "ce texte est trop long (600 signes au plus)"
        } else {
            return Some(text.to_owned());
        };
        self.problems.add(at, fault, "corrigez ce texte");
        None
    }

    /// Texts, none when the key is absent.
    pub(crate) fn texts(&self, key: &str) -> Vec<String> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, "une liste de textes entre crochets");
            return Vec::new();
        };
        let texts = items.iter().filter_map(|item| {
            let text = item.get_ref().as_str();
            if text.is_none() {
                self.wrong_type(key, "une liste de textes entre crochets");
            }
            self.sound(text?, self.source.at(item.span().start))
        });
        texts.collect()
    }

    /// A value written as text and read by its own rule, that must be there.
    pub(crate) fn parsed<T>(&self, key: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.text(key)?;
        self.read_as(key, &text)
    }

    /// The same, when the key may be absent.
    pub(crate) fn optional_parsed<T>(&self, key: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        let text = self.optional_text(key)?;
        self.read_as(key, &text)
    }

    fn read_as<T>(&self, key: &str, text: &str) -> Option<T>
    where
        T: FromStr,
        T::Err: std::fmt::Display,
    {
        text.parse()
            .map_err(|error: T::Err| {
                self.refuse(
                    key,
                    format!("« {text} » ne convient pas pour « {key} »"),
                    error.to_string(),
                );
            })
            .ok()
    }

    /// A code, such as `france-travail`, that must be there.
    pub(crate) fn code(&self, key: &str) -> Option<String> {
        let text = self.text(key)?;
        self.as_code(key, text)
    }

    /// A code that may be absent.
    pub(crate) fn optional_code(&self, key: &str) -> Option<String> {
        let text = self.optional_text(key)?;
        self.as_code(key, text)
    }

    /// Codes, none when the key is absent.
    pub(crate) fn codes(&self, key: &str) -> Vec<String> {
        let texts = self.texts(key).into_iter();
        texts.filter_map(|text| self.as_code(key, text)).collect()
    }

    fn as_code(&self, key: &str, text: String) -> Option<String> {
        if crate::ids::is_code(&text) {
            return Some(text);
        }
        self.refuse(
            key,
            format!("« {text} » n’est pas un code"),
            "écrivez des minuscules sans accent, des chiffres et des traits d’union",
        );
        None
    }

    /// A yes or no, `false` when absent.
    pub(crate) fn flag(&self, key: &str) -> bool {
        let Some(value) = self.value(key) else {
            return false;
        };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong_type(key, "true (oui) ou false (non)");
            false
        })
    }

    /// A whole number between two bounds, that must be there.
    pub(crate) fn number(&self, key: &str, least: u32, most: u32) -> Option<u32> {
        let Some(value) = self.value(key) else {
            self.missing(key);
            return None;
        };
        let number = value.get_ref().as_integer();
        let number = number.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        let number = number.filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.wrong_type(key, &format!("un nombre entier de {least} à {most}"));
        }
        number
    }

    /// A date written `2024-01-01`, bare or between quotes, that may be absent.
    pub(crate) fn optional_date(&self, key: &str) -> Option<Date> {
        let value = self.value(key)?;
        let text = match value.get_ref() {
            DeValue::Datetime(date) => date.to_string(),
            DeValue::String(text) => text.to_string(),
            _ => String::new(),
        };
        let date = read_date(&text);
        if date.is_none() {
            self.wrong_type(key, "une date qui existe, écrite comme ceci : 2024-01-31");
        }
        date
    }

    /// A date that must be there.
    pub(crate) fn date(&self, key: &str) -> Option<Date> {
        if !self.has(key) {
            self.missing(key);
        }
        self.optional_date(key)
    }

    /// A table written `[key]`, that may be absent.
    pub(crate) fn table(&self, key: &str) -> Option<Table<'a>> {
        let value = self.value(key)?;
        let table = self.as_table(value);
        if table.is_none() {
            self.wrong_type(key, "une partie entre crochets");
        }
        table
    }

    /// The tables written `[[key]]`, none when absent.
    pub(crate) fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, &format!("écrit [[{key}]], avec deux crochets"));
            return Vec::new();
        };
        let tables: Vec<_> = items
            .iter()
            .filter_map(|item| self.as_table(item))
            .collect();
        if tables.len() < items.len() {
            self.wrong_type(key, &format!("écrit [[{key}]], avec deux crochets"));
        }
        tables
    }

    fn as_table(&self, value: &'a Spanned<DeValue<'a>>) -> Option<Table<'a>> {
        let entries = value.get_ref().as_table()?;
        Some(Table::new(
            self.source,
            entries,
            value.span().start,
            self.problems,
        ))
    }

    /// Every key with its text: for lists whose keys are data, such as languages.
    pub(crate) fn every_text(&self) -> Vec<(String, String)> {
        let keys: Vec<String> = self
            .entries
            .keys()
            .map(|key| key.get_ref().to_string())
            .collect();
        let texts = keys.into_iter();
        texts
            .filter_map(|key| self.text(&key).map(|text| (key, text)))
            .collect()
    }

    /// Refuses the keys that nothing asked for.
    pub(crate) fn close(self) {
        let asked = self.asked.borrow();
        for key in self.entries.keys() {
            let name: &str = key.get_ref();
            if !asked.contains(name) {
                let known = asked.iter().cloned().collect::<Vec<_>>().join(", ");
                self.problems.add(
                    self.source.at(key.span().start),
                    format!("« {name} » n’est pas connu ici"),
                    format!("corrigez le mot ou effacez la ligne ; mots connus : {known}"),
                );
            }
        }
    }
}

/// A civil date `YYYY-MM-DD` that exists, between 1900 and 2199.
pub(crate) fn read_date(text: &str) -> Option<Date> {
    let well_shaped = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    let date: Date = well_shaped.then(|| text.parse().ok())??;
    (1900..2200).contains(&date.year()).then_some(date)
}

/// An address of the web that may be shown as a link: https, no blank, no quote, no user name.
pub(crate) fn is_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    host.contains('.')
        && host
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-')
        && rest
            .bytes()
            .all(|b| b.is_ascii_graphic() && !b"\"'<>\\`".contains(&b))
}
