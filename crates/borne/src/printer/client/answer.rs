//! What a printer answers, read as bytes that nobody vouches for.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use ipp::{
    attribute::{IppAttribute, IppAttributeGroup, IppAttributes},
    model::DelimiterTag,
    parser::{IppParseError, IppParser},
    reader::IppReader,
    value::IppValue,
};

use super::{super::pwg::Dpi, ClientError};

/// Longest answer that is read, in bytes: some printers tell all they know.
pub const LONGEST: usize = 1 << 20;
/// Longest text that is kept, in characters.
const LONGEST_TEXT: usize = 255;
/// Collections inside collections: the standards need three. More would be read by
/// recursion, and deep enough it would end the program.
const DEEPEST: usize = 8;

/// An answer: a status and groups of attributes.
#[derive(Debug)]
pub struct Answer {
    status: u16,
    groups: IppAttributes,
}

/// Attributes of one printer or of one job, all absent if it is not there.
#[derive(Debug, Clone, Copy)]
pub struct Group<'a>(Option<&'a IppAttributeGroup>);

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    /// [`ClientError::TooLong`] or [`ClientError::Unreadable`]; it never panics.
    pub fn read(bytes: &[u8]) -> Result<Self, ClientError> {
        if bytes.len() > LONGEST {
            return Err(ClientError::TooLong);
        }
        if !is_sound(bytes) {
            return Err(IppParseError::InvalidCollection.into());
        }
        let reader = IppReader::new(Cursor::new(bytes.to_vec()));
        // One value that it takes for granted is known (see below): there may be more.
        let read = catch_unwind(AssertUnwindSafe(|| IppParser::new(reader).parse_parts()));
        let (header, groups, _) = read.map_err(|_| IppParseError::InvalidCollection)??;
        let [high, low] = header.operation_or_status.to_be_bytes();
        let status = u16::from_be_bytes([high, low]);
        Ok(Self { status, groups })
    }

    /// The answer, if the printer did what was asked: status 0x00xx (RFC 8011, B.1.1).
    pub fn accepted(self) -> Result<Self, ClientError> {
        match self.status {
            0..=0xff => Ok(self),
            refused => Err(ClientError::Refused(refused)),
        }
    }

    /// The first group of a kind.
    pub fn first(&self, kind: DelimiterTag) -> Group<'_> {
        Group(self.groups.first_of(kind))
    }

    /// Every group of a kind.
    pub fn all(&self, kind: DelimiterTag) -> impl Iterator<Item = Group<'_>> {
        self.groups.groups_of(kind).map(|group| Group(Some(group)))
    }
}

impl<'a> Group<'a> {
    fn values(self, name: &str) -> impl Iterator<Item = &'a IppValue> + use<'a> {
        let found = self.0.and_then(|group| group.get(name));
        found.into_iter().flat_map(IppAttribute::value)
    }

    /// Every text of an attribute.
    pub fn texts(self, name: &str) -> Vec<String> {
        self.values(name).filter_map(text).collect()
    }

    /// The first text of an attribute that is not empty.
    pub fn text(self, name: &str) -> Option<String> {
        self.values(name)
            .filter_map(text)
            .find(|text| !text.is_empty())
    }

    /// Whether a word is among the values.
    pub fn has(self, name: &str, word: &str) -> bool {
        self.texts(name).iter().any(|text| text == word)
    }

    /// Every number of an attribute.
    pub fn numbers(self, name: &str) -> Vec<i32> {
        let number = |value: &IppValue| match value {
            IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
            IppValue::RangeOfInteger { max, .. } => Some(*max),
            _ => None,
        };
        self.values(name).filter_map(number).collect()
    }

    /// The first number; of a range, its end.
    pub fn number(self, name: &str) -> Option<i32> {
        self.numbers(name).first().copied()
    }

    /// True or false.
    pub fn flag(self, name: &str) -> Option<bool> {
        self.values(name).find_map(|value| match value {
            IppValue::Boolean(flag) => Some(*flag),
            _ => None,
        })
    }

    /// Resolutions that are the same in both directions, in dots for one inch (unit 3).
    pub fn resolutions(self, name: &str) -> Vec<Dpi> {
        let square = |value: &IppValue| match *value {
            IppValue::Resolution {
                cross_feed,
                feed,
                units: 3,
            } if cross_feed == feed => Dpi::new(u16::try_from(feed).ok()?),
            _ => None,
        };
        self.values(name).filter_map(square).collect()
    }
}

/// A value as a text: no control character, not too long.
fn text(value: &IppValue) -> Option<String> {
    let bytes: &[u8] = match value {
        IppValue::TextWithLanguage { text, .. } | IppValue::TextWithoutLanguage(text) => {
            text.as_bytes()
        }
        IppValue::NameWithLanguage { name, .. } | IppValue::NameWithoutLanguage(name) => {
            name.as_bytes()
        }
        IppValue::Keyword(word) => word.as_bytes(),
        IppValue::MimeMediaType(kind) => kind.as_bytes(),
        IppValue::OctetString(bytes) | IppValue::NonUtf8 { data: bytes, .. } => bytes,
        _ => return None,
    };
    let text = String::from_utf8_lossy(bytes);
    let signs = text.chars().filter(|sign| !sign.is_control());
    Some(signs.take(LONGEST_TEXT).collect())
}

/// Whether collections stay within [`DEEPEST`], and whether a text with its language
/// holds two parts (RFC 8010, 3.1 and 3.9), which the reader takes for granted. What is
/// cut short is left for the reader to refuse.
fn is_sound(bytes: &[u8]) -> bool {
    let (mut rest, mut depth) = (bytes.get(8..).unwrap_or_default(), 0_usize);
    while let Some((&tag, after)) = rest.split_first() {
        rest = after;
        if tag < 0x10 {
            if tag == 0x03 {
                return true;
            }
            continue;
        }
        let Some((value, after)) = part(rest).and_then(|(_, after)| part(after)) else {
            return true;
        };
        match tag {
            0x34 => depth += 1,
            0x37 => depth = depth.saturating_sub(1),
            0x35 | 0x36 if part(value).and_then(|(_, text)| part(text)).is_none() => return false,
            _ => {}
        }
        if depth > DEEPEST {
            return false;
        }
        rest = after;
    }
    true
}

/// Two bytes of length, that many bytes, and what comes after.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bytes.split_first_chunk::<2>()?;
    after.split_at_checked(usize::from(u16::from_be_bytes(*length)))
}
