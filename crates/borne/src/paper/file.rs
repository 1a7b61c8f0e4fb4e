//! The objects of a PDF file, found where they stand.
//!
//! The tables of a file are not believed: its objects are looked for from one end to the
//! other, and of two with one number the last one counts, as in a file that was saved again.

use std::{collections::BTreeMap, io::Read, ops::Range};

use flate2::read::ZlibDecoder;

use super::{
    PaperError,
    object::{Dict, Object, Reader, is_blank},
};

/// Most bytes that all the object streams of a file may inflate to.
const MOST_INFLATED: u64 = 32 << 20;
/// How many times the bytes of a file may be gone over.
const MOST_WORK: usize = 8;

/// A file, read.
pub struct File<'a> {
    data: &'a [u8],
    objects: BTreeMap<u32, Object>,
    roots: Vec<Object>,
}

/// A file, while it is read.
struct Reading<'a> {
    file: File<'a>,
    /// Where each object begins, after `obj`.
    marks: Vec<(u32, usize)>,
    /// Where the last object of each number begins.
    last: BTreeMap<u32, usize>,
    /// Where each `endstream` begins.
    ends: Vec<usize>,
    left: usize,
    inflated: u64,
    work: usize,
}

impl<'a> File<'a> {
    /// Reads the objects of a file.
    ///
    /// # Errors
    /// When it is encrypted, or made to exhaust who reads it.
    pub fn read(data: &'a [u8]) -> Result<Self, PaperError> {
        let marks = marks(data);
        let mut reading = Reading {
            last: marks.iter().copied().collect(),
            marks,
            ends: places(data, b"endstream").collect(),
            file: Self {
                data,
                objects: BTreeMap::new(),
                roots: Vec::new(),
            },
            left: Reader::most(),
            inflated: 0,
            work: 0,
        };
        reading.objects()?;
        reading.trailers()?;
        Ok(reading.file)
    }

    /// The object behind a value, through references.
    pub fn resolve<'b>(&'b self, mut value: &'b Object) -> &'b Object {
        for _ in 0..16 {
            match value {
                Object::Ref(number) => value = self.get(*number),
                other => return other,
            }
        }
        &Object::Null
    }

    /// An object by its number; nothing is null, as the format says.
    pub fn get(&self, number: u32) -> &Object {
        self.objects.get(&number).unwrap_or(&Object::Null)
    }

    /// An entry, through references.
    pub fn entry<'b>(&'b self, dict: &'b Dict, name: &str) -> &'b Object {
        dict.get(name.as_bytes())
            .map_or(&Object::Null, |value| self.resolve(value))
    }

    /// The bytes of a stream, as they stand.
    pub fn bytes(&self, place: &Range<usize>) -> &'a [u8] {
        self.data.get(place.clone()).unwrap_or_default()
    }

    /// The catalogue: that of the last trailer that names one.
    pub fn catalogue(&self) -> Option<&Dict> {
        let named = self.roots.iter().rev().map(|root| self.resolve(root));
        let any = self.objects.values().rev();
        let is = |dict: &&Dict| dict.contains_key(&b"Pages"[..]);
        named.chain(any).filter_map(Object::dict).find(is)
    }
}

impl Reading<'_> {
    fn objects(&mut self) -> Result<(), PaperError> {
        let mut free_from = 0;
        for index in 0..self.marks.len() {
            let (number, at) = self.marks[index];
            if at < free_from {
                continue;
            }
            let (object, end) = self.object_at(at)?;
            if let Some(object) = object {
                free_from = end;
                self.keep(number, object)?;
            }
        }
        Ok(())
    }

    fn object_at(&mut self, at: usize) -> Result<(Option<Object>, usize), PaperError> {
        let mut reader = Reader::new(self.file.data, at, self.left);
        let object = reader.object();
        self.left = reader.left()?;
        self.count(reader.at - at)?;
        let Some(Object::Dict(dict)) = object else {
            return Ok((object, reader.at));
        };
        reader.skip_blanks();
        if !reader.take(b"stream") {
            return Ok((Some(Object::Dict(dict)), reader.at));
        }
        if !reader.take(b"\r\n") && !reader.take(b"\n") {
            reader.take(b"\r");
        }
        let place = self.stream(&dict, reader.at);
        let end = place.end;
        Ok((Some(Object::Stream(dict, place)), end))
    }

    fn count(&mut self, bytes: usize) -> Result<(), PaperError> {
        self.work += bytes;
        if self.work > MOST_WORK * self.file.data.len() + 1024 {
            return Err(PaperError::Broken);
        }
        Ok(())
    }

    /// Where the bytes of a stream stand: as long as it says when that is true, else as far
    /// as its end mark.
    fn stream(&self, dict: &Dict, start: usize) -> Range<usize> {
        let data = self.file.data;
        let said = dict.get(&b"Length"[..]).and_then(|said| self.length(said));
        if let Some(end) = said.and_then(|length| start.checked_add(length)) {
            let mut after = Reader::new(data, end, 1);
            after.skip_blanks();
            if end <= data.len() && after.take(b"endstream") {
                return start..end;
            }
        }
        let next = self.ends.partition_point(|at| *at < start);
        let mut end = self
            .ends
            .get(next)
            .copied()
            .unwrap_or(data.len())
            .max(start);
        for mark in [b'\n', b'\r'] {
            if end > start && data[end - 1] == mark {
                end -= 1;
            }
        }
        start..end
    }

    fn length(&self, said: &Object) -> Option<usize> {
        let Object::Ref(number) = said else {
            return usize::try_from(said.int()?).ok();
        };
        let at = self.last.get(number)?;
        let mut reader = Reader::new(self.file.data, *at, 1);
        usize::try_from(reader.object()?.int()?).ok()
    }

    fn keep(&mut self, number: u32, object: Object) -> Result<(), PaperError> {
        if let Object::Stream(dict, place) = &object {
            match dict.get(&b"Type"[..]).and_then(Object::name) {
                Some(b"ObjStm") => {
                    let (dict, place) = (dict.clone(), place.clone());
                    return self.unpack(&dict, &place);
                }
                Some(b"XRef") => {
                    let dict = dict.clone();
                    return self.trailer(&dict);
                }
                _ => {}
            }
        }
        self.file.objects.insert(number, object);
        Ok(())
    }

    /// The objects of an object stream (ISO 32000-1, 7.5.7).
    fn unpack(&mut self, dict: &Dict, place: &Range<usize>) -> Result<(), PaperError> {
        let int = |name: &[u8]| usize::try_from(dict.get(name)?.int()?).ok();
        let (Some(count), Some(first)) = (int(b"N"), int(b"First")) else {
            return Ok(());
        };
        let unpacked = self.inflated(dict, place)?;
        let mut head = Reader::new(&unpacked, 0, 1);
        let mut last_end = 0;
        for _ in 0..count {
            let (Some(number), Some(offset)) = (head.unsigned(), head.unsigned()) else {
                break;
            };
            let at = first.saturating_add(offset as usize);
            // They follow one another: one that goes back would be read over and over.
            if at < last_end || at >= unpacked.len() {
                continue;
            }
            let mut reader = Reader::new(&unpacked, at, self.left);
            let object = reader.object();
            self.left = reader.left()?;
            last_end = reader.at;
            if let Some(object) = object {
                self.file.objects.insert(number, object);
            }
        }
        Ok(())
    }

    fn inflated(&mut self, dict: &Dict, place: &Range<usize>) -> Result<Vec<u8>, PaperError> {
        let packed = self.file.bytes(place);
        let filter = match dict.get(&b"Filter"[..]) {
            Some(Object::Array(all)) if all.len() == 1 => all.first(),
            other => other,
        };
        match filter.map(Object::name) {
            None => return Ok(packed.to_vec()),
            Some(Some(b"FlateDecode")) => {}
            Some(_) => return Err(PaperError::Broken),
        }
        let mut unpacked = Vec::new();
        let room = MOST_INFLATED - self.inflated;
        let mut decoder = ZlibDecoder::new(packed).take(room + 1);
        // A stream that is cut gives what it holds.
        let _cut = decoder.read_to_end(&mut unpacked);
        self.inflated += unpacked.len() as u64;
        if self.inflated > MOST_INFLATED {
            return Err(PaperError::Broken);
        }
        Ok(unpacked)
    }

    fn trailers(&mut self) -> Result<(), PaperError> {
        let data = self.file.data;
        for at in places(data, b"trailer") {
            let start = at + b"trailer".len();
            let mut reader = Reader::new(data, start, self.left);
            let dict = reader.top_dict();
            self.left = reader.left()?;
            self.count(reader.at - start)?;
            if let Some(dict) = dict {
                self.trailer(&dict)?;
            }
        }
        Ok(())
    }

    fn trailer(&mut self, dict: &Dict) -> Result<(), PaperError> {
        if dict
            .get(&b"Encrypt"[..])
            .is_some_and(|e| *e != Object::Null)
        {
            return Err(PaperError::Encrypted);
        }
        self.file.roots.extend(dict.get(&b"Root"[..]).cloned());
        Ok(())
    }
}

fn places<'a>(data: &'a [u8], mark: &'static [u8]) -> impl Iterator<Item = usize> + 'a {
    let starts = data.windows(mark.len()).enumerate();
    starts.filter_map(move |(at, window)| (window == mark).then_some(at))
}

/// Where each object begins: `12 0 obj`.
fn marks(data: &[u8]) -> Vec<(u32, usize)> {
    let number = |at: usize| number_before(data, at).map(|number| (number, at + 3));
    places(data, b"obj").filter_map(number).collect()
}

/// The number of `12 0 ` before a place.
fn number_before(data: &[u8], at: usize) -> Option<u32> {
    let head = &data[at.saturating_sub(24)..at];
    let (rest, _) = split_digits(trimmed(head))?;
    let blank = trimmed(rest);
    let (_, number) = split_digits(blank).filter(|_| blank.len() < rest.len())?;
    std::str::from_utf8(number).ok()?.parse().ok()
}

fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|b| !is_blank(*b))
        .map_or(0, |at| at + 1);
    &bytes[..end]
}

fn split_digits(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = bytes
        .iter()
        .rposition(|b| !b.is_ascii_digit())
        .map_or(0, |at| at + 1);
    (start < bytes.len()).then(|| bytes.split_at(start))
}
