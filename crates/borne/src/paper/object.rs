//! The values of a PDF file (ISO 32000-1, 7.3), read within bounds.

use std::{collections::BTreeMap, ops::Range};

use super::PaperError;

/// Deepest nesting of arrays and dictionaries: twenty times what programs write.
const DEPTH: usize = 64;
/// Most values of a file: a book of thirty pages holds some ten thousand.
const MOST_VALUES: usize = 1_000_000;

/// Entries by name, without the `/`.
pub type Dict = BTreeMap<Vec<u8>, Object>;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, in the digits of the file.
    Number(String),
    /// A name, without the `/`.
    Name(Vec<u8>),
    /// Bytes between brackets.
    Text(Vec<u8>),
    /// A list.
    Array(Vec<Object>),
    /// Entries by name.
    Dict(Dict),
    /// Entries, and where the bytes stand in the file.
    Stream(Dict, Range<usize>),
    /// Another object, by its number.
    Ref(u32),
}

impl Object {
    /// Its entries, when it has some.
    pub fn dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }

    /// Its name, when it is one.
    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }

    /// Its whole number, when it is one.
    pub fn int(&self) -> Option<i64> {
        match self {
            Self::Number(digits) => digits.parse().ok(),
            _ => None,
        }
    }
}

/// Reads values one after the other.
pub struct Reader<'a> {
    data: &'a [u8],
    /// Where it stands.
    pub at: usize,
    /// Values that may still be read, over the whole file.
    left: usize,
}

impl<'a> Reader<'a> {
    /// At a place of some bytes.
    pub fn new(data: &'a [u8], at: usize, left: usize) -> Self {
        Self { data, at, left }
    }

    /// All the values that a file may hold.
    pub fn most() -> usize {
        MOST_VALUES
    }

    /// Values that may still be read.
    pub fn left(&self) -> Result<usize, PaperError> {
        if self.left == 0 {
            return Err(PaperError::Broken);
        }
        Ok(self.left)
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn starts(&self, mark: &[u8]) -> bool {
        self.data
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(mark))
    }

    /// Steps over a mark, when it stands here.
    pub fn take(&mut self, mark: &[u8]) -> bool {
        let here = self.starts(mark);
        if here {
            self.at += mark.len();
        }
        here
    }

    /// Steps over blanks and comments.
    pub fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let rest = &self.data[self.at..];
                let line = rest.iter().position(|b| matches!(b, b'\r' | b'\n'));
                self.at += line.unwrap_or(rest.len());
            } else if is_blank(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// The next value; nothing when there is none, or when it is out of bounds.
    pub fn object(&mut self) -> Option<Object> {
        self.nested(DEPTH)
    }

    fn nested(&mut self, depth: usize) -> Option<Object> {
        self.left = self.left.checked_sub(1)?;
        let depth = depth.checked_sub(1)?;
        self.skip_blanks();
        match self.peek()? {
            b'/' => self.read_name().map(Object::Name),
            b'(' => self.text().map(Object::Text),
            b'[' => self.array(depth),
            b'<' if self.starts(b"<<") => self.dict(depth).map(Object::Dict),
            b'<' => self.hex().map(Object::Text),
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.number_or_ref(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Option<Object> {
        for (mark, value) in [
            (&b"null"[..], Object::Null),
            (b"true", Object::Bool(true)),
            (b"false", Object::Bool(false)),
        ] {
            if self.take(mark) {
                return Some(value);
            }
        }
        None
    }

    fn array(&mut self, depth: usize) -> Option<Object> {
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_blanks();
            if self.take(b"]") {
                return Some(Object::Array(items));
            }
            items.push(self.nested(depth)?);
        }
    }

    /// Entries between `<<` and `>>`; of a name written twice the first counts.
    pub fn dict(&mut self, depth: usize) -> Option<Dict> {
        self.skip_blanks();
        if !self.take(b"<<") {
            return None;
        }
        let mut entries = Dict::new();
        loop {
            self.skip_blanks();
            if self.take(b">>") {
                return Some(entries);
            }
            let name = self.read_name()?;
            let value = self.nested(depth)?;
            entries.entry(name).or_insert(value);
        }
    }

    /// Entries, at the top of a file.
    pub fn top_dict(&mut self) -> Option<Dict> {
        self.dict(DEPTH)
    }

    fn read_name(&mut self) -> Option<Vec<u8>> {
        if !self.take(b"/") {
            return None;
        }
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| is_regular(*b)) {
            self.at += 1;
            let escaped = self.data.get(self.at..self.at + 2);
            match escaped.and_then(hex_byte).filter(|_| byte == b'#') {
                Some(said) => {
                    name.push(said);
                    self.at += 2;
                }
                None => name.push(byte),
            }
        }
        Some(name)
    }

    fn digits(&mut self) -> &'a [u8] {
        let rest = &self.data[self.at..];
        let end = rest
            .iter()
            .position(|b| !matches!(b, b'0'..=b'9' | b'+' | b'-' | b'.'));
        let (digits, _) = rest.split_at(end.unwrap_or(rest.len()));
        self.at += digits.len();
        digits
    }

    fn number_or_ref(&mut self) -> Option<Object> {
        let digits = std::str::from_utf8(self.digits()).ok()?;
        let after = self.at;
        if let Ok(number) = digits.parse::<u32>() {
            self.skip_blanks();
            let generation = self.digits();
            if !generation.is_empty() && generation.iter().all(u8::is_ascii_digit) {
                self.skip_blanks();
                let next = self.data.get(self.at + 1);
                if self.starts(b"R") && next.is_none_or(|b| !is_regular(*b)) {
                    self.at += 1;
                    return Some(Object::Ref(number));
                }
            }
            self.at = after;
        }
        digits.parse::<f64>().ok()?;
        Some(Object::Number(digits.to_owned()))
    }

    /// A whole number without a sign.
    pub fn unsigned(&mut self) -> Option<u32> {
        self.skip_blanks();
        std::str::from_utf8(self.digits()).ok()?.parse().ok()
    }

    fn text(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (mut bytes, mut open) = (Vec::new(), 1_usize);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut bytes)?,
                b')' if open == 1 => return Some(bytes),
                byte => {
                    open = match byte {
                        b'(' => open + 1,
                        b')' => open - 1,
                        _ => open,
                    };
                    bytes.push(byte);
                }
            }
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\r' => {
                self.take(b"\n");
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else {
                        break;
                    };
                    value = value * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                bytes.push((value & 0xFF) as u8);
            }
            other => bytes.push(other),
        }
        Some(())
    }

    fn hex(&mut self) -> Option<Vec<u8>> {
        let rest = &self.data[self.at + 1..];
        let end = rest.iter().position(|b| *b == b'>')?;
        self.at += end + 2;
        let digits: Vec<u8> = rest[..end]
            .iter()
            .copied()
            .filter(|b| !is_blank(*b))
            .collect();
        let byte = |pair: &[u8]| match pair {
            [one] => hex_byte(&[*one, b'0']),
            pair => hex_byte(pair),
        };
        digits.chunks(2).map(byte).collect()
    }
}

fn hex_byte(pair: &[u8]) -> Option<u8> {
    let text = std::str::from_utf8(pair).ok()?;
    let plain = text.bytes().all(|b| b.is_ascii_hexdigit());
    u8::from_str_radix(text, 16).ok().filter(|_| plain)
}

/// Blanks (ISO 32000-1, table 1).
pub fn is_blank(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

/// What may stand in a name: neither a blank nor a delimiter.
pub fn is_regular(byte: u8) -> bool {
    !is_blank(byte) && !b"()<>[]{}/%".contains(&byte)
}
