//! From bytes that nobody vouches for to a small element tree.
//!
//! Refused, each with a French reason: files that are not UTF-8, not well-formed, nested too
//! deep (the walks below recurse) or made of too many elements, and any DTD (hence any entity
//! of the file's own: nothing can expand). It must not know what the elements mean.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::elements;

/// Deepest nesting accepted: twice what the official files use (18), and shallow enough for
/// any record built from it to be read back under the depth limit (128) of the JSON reader.
pub(super) const MAX_DEPTH: usize = 36;

/// Most elements accepted in one file: thirty times the largest official file.
const MAX_ELEMENTS: usize = 250_000;

/// An element with its attributes and children.
#[derive(Debug)]
pub(super) struct Element {
    name: Cow<'static, str>,
    attributes: Vec<(String, String)>,
    /// Children in order.
    pub children: Vec<Node>,
}

/// A child of an element.
#[derive(Debug)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Text, entities resolved, white space untouched.
    Text(String),
}

impl Element {
    /// Name as written, with its prefix (`dc:title`).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Value of an attribute, trimmed; `None` when it is absent or blank.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Same, owned.
    pub fn owned(&self, name: &str) -> Option<String> {
        self.attribute(name).map(str::to_owned)
    }

    /// Every attribute, name and value.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.attributes.iter();
        all.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Child elements in order.
    pub fn elements(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// Child elements of one name.
    pub fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.elements().filter(move |child| child.name() == name)
    }

    /// First child element of a name.
    pub fn first(&self, name: &str) -> Option<&Self> {
        self.elements().find(|child| child.name() == name)
    }

    /// All text below, white space reduced to single spaces, neighbouring paragraphs kept
    /// apart. For titles and names; running text goes through the inlines.
    pub fn text(&self) -> String {
        let mut raw = String::new();
        self.push_text(&mut raw);
        raw.split(|c: char| c.is_ascii_whitespace())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Same, `None` when there is none.
    pub fn text_opt(&self) -> Option<String> {
        Some(self.text()).filter(|text| !text.is_empty())
    }

    fn push_text(&self, out: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(child) if elements::is_inline(child.name()) => {
                    child.push_text(out);
                }
                Node::Element(child) => {
                    out.push(' ');
                    child.push_text(out);
                    out.push(' ');
                }
            }
        }
    }

    fn append_text(&mut self, text: &str) {
        if let Some(Node::Text(last)) = self.children.last_mut() {
            last.push_str(text);
        } else if !text.is_empty() {
            self.children.push(Node::Text(text.to_owned()));
        }
    }
}

/// Why a file cannot be read. The texts go into the report as they are.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(super) enum XmlError {
    #[error("le fichier n'est pas en UTF-8")]
    NotUtf8,
    #[error("le fichier est vide")]
    Empty,
    #[error("XML mal formé (vers l'octet {position})")]
    Malformed { position: u64 },
    #[error("XML interrompu : une balise n'est pas fermée")]
    Unclosed,
    #[error("caractère interdit en XML")]
    ForbiddenCharacter,
    #[error("DTD refusée")]
    Doctype,
    #[error("entité inconnue « {name} »")]
    UnknownEntity { name: String },
    #[error("imbrication de plus de {MAX_DEPTH} niveaux")]
    TooDeep,
    #[error("plus de {MAX_ELEMENTS} éléments")]
    TooManyElements,
}

/// Reads a whole file into its root element.
pub(super) fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        return Err(XmlError::Empty);
    }
    if text.chars().any(is_forbidden) {
        return Err(XmlError::ForbiddenCharacter);
    }
    let mut reader = Reader::from_str(text);
    let mut builder = Builder::default();
    loop {
        let event = reader.read_event().map_err(|_| XmlError::Malformed {
            position: reader.error_position(),
        })?;
        let position = reader.buffer_position();
        if builder.take(event).map_err(|fault| fault.at(position))? {
            return builder.finish();
        }
    }
}

/// What XML 1.0 forbids even as a reference.
const fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// A fault met while building, before its position is known.
enum Fault {
    Known(XmlError),
    Malformed,
}

impl Fault {
    fn at(self, position: u64) -> XmlError {
        match self {
            Self::Known(error) => error,
            Self::Malformed => XmlError::Malformed { position },
        }
    }
}

/// Elements still open, and the root once it is closed.
#[derive(Default)]
struct Builder {
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
}

impl Builder {
    /// Takes one event; true at the end of the file.
    fn take(&mut self, event: Event<'_>) -> Result<bool, Fault> {
        match event {
            Event::Start(start) => self.open(&start)?,
            Event::Empty(start) => {
                self.open(&start)?;
                self.close()?;
            }
            Event::End(_) => self.close()?,
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(text) => self.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let text = resolve(&reference)?;
                self.text(&text)?;
            }
            Event::DocType(_) => return Err(Fault::Known(XmlError::Doctype)),
            Event::Eof => return Ok(true),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        Ok(false)
    }

    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        if self.root.is_some() {
            return Err(Fault::Malformed);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Fault::Known(XmlError::TooDeep));
        }
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            return Err(Fault::Known(XmlError::TooManyElements));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| Fault::Malformed)?;
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|_| Fault::Malformed)?;
            attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
        }
        self.open.push(Element {
            name: name_of(start.name().as_ref()),
            attributes,
            children: Vec::new(),
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Fault> {
        let element = self.open.pop().ok_or(Fault::Malformed)?;
        match self.open.last_mut() {
            Some(parent) => parent.children.push(Node::Element(element)),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), Fault> {
        match self.open.last_mut() {
            Some(parent) => parent.append_text(text),
            None if text.trim().is_empty() => {}
            None => return Err(Fault::Malformed),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, XmlError> {
        if !self.open.is_empty() {
            return Err(XmlError::Unclosed);
        }
        self.root.ok_or(XmlError::Empty)
    }
}

fn name_of(name: &str) -> Cow<'static, str> {
    elements::known(name).map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed)
}

/// The five entities of XML and character references; no file can define another one.
fn resolve(reference: &BytesRef<'_>) -> Result<String, Fault> {
    if let Some(c) = reference.resolve_char_ref().map_err(|_| Fault::Malformed)? {
        if is_forbidden(c) {
            return Err(Fault::Known(XmlError::ForbiddenCharacter));
        }
        return Ok(c.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_predefined_entity(name)
        .map(str::to_owned)
        .ok_or_else(|| {
            let name = name.chars().take(40).collect();
            Fault::Known(XmlError::UnknownEntity { name })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> XmlError {
        parse(text.as_bytes()).expect_err("must be refused")
    }

    #[test]
    fn text_keeps_entities_and_loses_line_breaks() {
        let root = parse("<a>l&apos;acte &amp; l&#233;tat\n\t civil</a>".as_bytes()).unwrap();
        assert_eq!(root.text(), "l'acte & létat civil");
    }

    #[test]
    fn a_byte_order_mark_is_accepted() {
        assert!(parse("\u{feff}<?xml version=\"1.0\"?><a/>".as_bytes()).is_ok());
    }

    #[test]
    fn broken_files_are_refused_with_a_reason() {
        assert_eq!(parse(&[0x3c, 0xff, 0x3e]).unwrap_err(), XmlError::NotUtf8);
        assert_eq!(fails(" \n"), XmlError::Empty);
        assert_eq!(fails("<a><b></b>"), XmlError::Unclosed);
        assert!(matches!(fails("<a></b>"), XmlError::Malformed { .. }));
        assert!(matches!(fails("<a/><b/>"), XmlError::Malformed { .. }));
        assert!(matches!(fails("<a/>texte"), XmlError::Malformed { .. }));
        assert!(matches!(
            fails("<a x='1' x='2'/>"),
            XmlError::Malformed { .. }
        ));
        assert_eq!(fails("<a>\u{1}</a>"), XmlError::ForbiddenCharacter);
        assert_eq!(fails("<a>&#1;</a>"), XmlError::ForbiddenCharacter);
    }

    #[test]
    fn a_dtd_is_refused_before_anything_expands() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"lol\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        assert_eq!(fails(bomb), XmlError::Doctype);
        assert_eq!(
            fails("<a>&y;</a>"),
            XmlError::UnknownEntity {
                name: "y".to_owned()
            }
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let nest = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
        assert!(parse(nest(MAX_DEPTH).as_bytes()).is_ok());
        assert_eq!(fails(&nest(MAX_DEPTH + 1)), XmlError::TooDeep);
        assert_eq!(fails(&nest(100_000)), XmlError::TooDeep);
    }
}
