//! Passwords stolen elsewhere: the list that « Have I Been Pwned » publishes, in a file of this
//! machine (`web.stolen_passwords`). Nothing is asked of the network, and nothing but the lines
//! that the search meets is read: the list weighs tens of gigabytes.
//!
//! One line a password, `HASH:count`, HASH being its SHA-1 in capitals, sorted. SHA-1 is only
//! how that list is ordered: nothing is protected by it here.

use std::{
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use sha1::{Digest, Sha1};

/// Signs of a hash.
const HASH: usize = 40;
/// Longest line, its end included: a hash, a colon, a count.
const MOST_LINE: usize = 64;
/// Lines looked at by [`Stolen::examine`], spread over the file.
const SAMPLES: u64 = 1_000;

/// Why the list does not answer.
#[derive(Debug, thiserror::Error)]
pub enum StolenError {
    /// The file.
    #[error("la liste des mots de passe volés, {path}, ne se lit pas : {source}")]
    File {
        /// Where it is.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// It is something else.
    #[error(
        "{path} n’est pas la liste triée des mots de passe volés (une ligne EMPREINTE:nombre chacun) : voyez l’octet {at}"
    )]
    Shape {
        /// Where it is.
        path: String,
        /// Where it breaks the order or the shape, bytes from its beginning.
        at: u64,
    },
}

/// The list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stolen {
    path: PathBuf,
}

/// A line of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Line {
    hash: [u8; HASH],
    /// Where it begins, and where the next one does.
    at: u64,
    next: u64,
}

impl Stolen {
    /// The list of a file.
    pub fn new(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    /// Whether a password is in it.
    ///
    /// # Errors
    /// A file that does not open, or is no such list where it was read.
    pub fn holds(&self, password: &str) -> Result<bool, StolenError> {
        let wanted = hash(password);
        let (mut file, length) = self.open()?;
        let (mut from, mut to) = (0, length);
        let (mut least, mut most) = ([0; HASH], [0xff; HASH]);
        while from < to {
            let middle = from + (to - from) / 2;
            let Some(line) = self.line_from(&mut file, middle, from, to)? else {
                to = middle;
                continue;
            };
            if line.hash < least || line.hash > most {
                return Err(self.shape(line.at));
            }
            match wanted.cmp(&line.hash) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => (to, most) = (middle, line.hash),
                std::cmp::Ordering::Greater => (from, least) = (line.next, line.hash),
            }
        }
        Ok(false)
    }

    /// Looks at a thousand lines of it: how many bytes it weighs.
    ///
    /// # Errors
    /// As [`Stolen::holds`]; an empty file too.
    pub fn examine(&self) -> Result<u64, StolenError> {
        let (mut file, length) = self.open()?;
        let mut before: Option<Line> = None;
        for sample in 0..SAMPLES {
            let at = u64::try_from(u128::from(length) * u128::from(sample) / u128::from(SAMPLES));
            let at = at.unwrap_or_default();
            let Some(line) = self.line_from(&mut file, at, 0, length)? else {
                continue;
            };
            let fits = before.is_none_or(|b| b.at == line.at || b.hash < line.hash);
            if !fits {
                return Err(self.shape(line.at));
            }
            before = Some(line);
        }
        before.map(|_| length).ok_or_else(|| self.shape(0))
    }

    fn open(&self) -> Result<(File, u64), StolenError> {
        let file = File::open(&self.path).map_err(|e| self.file(e))?;
        let length = file.metadata().map_err(|e| self.file(e))?.len();
        Ok((file, length))
    }

    /// The first line that begins at `at` or after it, and before `to`. `from` is known to
    /// begin one.
    fn line_from(
        &self,
        file: &mut File,
        at: u64,
        from: u64,
        to: u64,
    ) -> Result<Option<Line>, StolenError> {
        let begin = if at == from {
            at
        } else {
            // The end of the line before `at` says where the next begins.
            let read = self.read(file, at - 1)?;
            match read.iter().position(|b| *b == b'\n') {
                Some(end) => at + end as u64,
                None if read.len() < MOST_LINE => return Ok(None),
                None => return Err(self.shape(at)),
            }
        };
        if begin >= to {
            return Ok(None);
        }
        let read = self.read(file, begin)?;
        let end = read.iter().position(|b| *b == b'\n');
        let line = &read[..end.unwrap_or(read.len())];
        let whole = end.is_some() || read.len() < MOST_LINE;
        let hash = line
            .first_chunk::<HASH>()
            .filter(|_| whole && is_line(line));
        let hash = *hash.ok_or_else(|| self.shape(begin))?;
        let next = begin + line.len() as u64 + 1;
        Ok(Some(Line {
            hash,
            at: begin,
            next,
        }))
    }

    fn read(&self, file: &mut File, at: u64) -> Result<Vec<u8>, StolenError> {
        let mut bytes = Vec::with_capacity(MOST_LINE);
        let read = file
            .seek(SeekFrom::Start(at))
            .and_then(|_| file.take(MOST_LINE as u64).read_to_end(&mut bytes));
        read.map(|_| bytes).map_err(|e| self.file(e))
    }

    fn file(&self, source: io::Error) -> StolenError {
        let path = self.path.display().to_string();
        StolenError::File { path, source }
    }

    fn shape(&self, at: u64) -> StolenError {
        let path = self.path.display().to_string();
        StolenError::Shape { path, at }
    }
}

/// The hash of a password, as the list writes it.
fn hash(password: &str) -> [u8; HASH] {
    const SIGNS: &[u8; 16] = b"0123456789ABCDEF";
    let digest = Sha1::digest(password.as_bytes());
    let mut signs = digest
        .iter()
        .flat_map(|byte| [SIGNS[usize::from(byte >> 4)], SIGNS[usize::from(byte & 15)]]);
    std::array::from_fn(|_| signs.next().unwrap_or_default())
}

/// `HASH:count`, capitals, with or without the carriage return of the published file.
fn is_line(line: &[u8]) -> bool {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (hash, count) = line.split_at(line.len().min(HASH));
    let capital = |b: &u8| b.is_ascii_digit() || (b'A'..=b'F').contains(b);
    let counted = count.strip_prefix(b":");
    hash.len() == HASH
        && hash.iter().all(capital)
        && counted.is_some_and(|c| !c.is_empty() && c.iter().all(u8::is_ascii_digit))
}

#[cfg(test)]
mod tests;
