//! The zip, taken as hostile: bounded, never written to disk by its own names.
//!
//! Declared sizes are only hints; what counts is what comes out, and it is cut at the limit.

use std::io::{Read, Seek, SeekFrom};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{ImportError, Limits};

/// An open archive.
pub(super) struct Archive<R> {
    zip: ZipArchive<R>,
    limits: Limits,
    unpacked: u64,
}

/// What one entry gives.
pub(super) enum Entry {
    /// A folder: nothing to do, nothing to report.
    Folder,
    /// An XML file to read.
    File { name: String, bytes: Vec<u8> },
    /// A file left aside, with the reason.
    Refused { name: String, reason: String },
}

impl<R: Read + Seek> Archive<R> {
    /// Opens the archive; checks its size, how many entries it has and their names.
    pub fn open(mut source: R, limits: Limits) -> Result<Self, ImportError> {
        if source.seek(SeekFrom::End(0))? > limits.archive_bytes {
            return Err(ImportError::ArchiveTooLarge {
                limit: limits.archive_bytes,
            });
        }
        let zip = ZipArchive::new(source).map_err(unreadable)?;
        if zip.len() > limits.entries {
            return Err(ImportError::TooManyEntries {
                found: zip.len(),
                limit: limits.entries,
            });
        }
        // Which of two files of one name would be read depends on the reader: neither is.
        if zip.has_duplicate_names() {
            return Err(ImportError::SameNameTwice);
        }
        Ok(Self {
            zip,
            limits,
            unpacked: 0,
        })
    }

    /// Number of entries, folders included.
    pub fn len(&self) -> usize {
        self.zip.len()
    }

    /// Starts a second pass: what was unpacked before no longer counts.
    pub fn rewind(&mut self) {
        self.unpacked = 0;
    }

    /// Unpacks one entry. Only the total limit stops the import; the rest is refused by name.
    pub fn entry(&mut self, index: usize) -> Result<Entry, ImportError> {
        let limits = self.limits;
        let name = self.name(index);
        let mut file = match self.zip.by_index(index) {
            Ok(file) => file,
            Err(error) => {
                return Ok(Entry::Refused {
                    name,
                    reason: entry_reason(&error),
                });
            }
        };
        if file.is_dir() {
            return Ok(Entry::Folder);
        }
        let dangerous = file.enclosed_name().is_none() || file.is_symlink();
        if let Some(reason) = refusal(&name, dangerous) {
            return Ok(Entry::Refused {
                name,
                reason: reason.to_owned(),
            });
        }
        let packed = file.compressed_size();
        let mut bytes = Vec::new();
        let read = file
            .by_ref()
            .take(limits.entry_bytes + 1)
            .read_to_end(&mut bytes);
        drop(file);
        self.spend(bytes.len())?;
        if let Err(error) = read {
            let reason = format!("contenu illisible dans l'archive ({})", io_reason(&error));
            return Ok(Entry::Refused { name, reason });
        }
        if let Some(reason) = bloated(&bytes, packed, limits) {
            return Ok(Entry::Refused { name, reason });
        }
        Ok(Entry::File { name, bytes })
    }

    fn name(&self, index: usize) -> String {
        match self.zip.name_for_index(index) {
            Some(Ok(name)) => name.into_owned(),
            _ => format!("entrée n° {}", index + 1),
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), ImportError> {
        self.unpacked += bytes as u64;
        if self.unpacked > self.limits.total_bytes {
            return Err(ImportError::TooLarge {
                limit: self.limits.total_bytes,
            });
        }
        Ok(())
    }
}

/// Why an entry is left aside for its name alone.
fn refusal(name: &str, dangerous: bool) -> Option<&'static str> {
    let is = |extension: &str| {
        name.rsplit_once('.')
            .is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
    };
    if dangerous || name.starts_with('/') || name.contains(['\\', ':']) {
        Some("nom de fichier dangereux : laissé de côté")
    } else if is("xml") {
        None
    } else if ["zip", "jar", "gz", "tgz", "7z"].into_iter().any(is) {
        Some("archive dans l'archive : laissée de côté")
    } else {
        Some("ce n'est pas un fichier XML : laissé de côté")
    }
}

/// Why an entry is left aside for what came out of it.
fn bloated(bytes: &[u8], packed: u64, limits: Limits) -> Option<String> {
    let size = bytes.len() as u64;
    if size > limits.entry_bytes {
        return Some(format!(
            "fichier trop gros (plus de {} octets)",
            limits.entry_bytes
        ));
    }
    let suspicious = size > limits.ratio_floor && size / packed.max(1) > limits.ratio;
    suspicious.then(|| format!("compression suspecte (plus de {} pour 1)", limits.ratio))
}

fn unreadable(error: ZipError) -> ImportError {
    match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            ImportError::Io(error)
        }
        _ => ImportError::NotAZip,
    }
}

fn entry_reason(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            "fichier protégé par un mot de passe".to_owned()
        }
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => {
            "mode de compression non pris en charge".to_owned()
        }
        _ => "entrée illisible dans l'archive".to_owned(),
    }
}

fn io_reason(error: &std::io::Error) -> &'static str {
    match error.kind() {
        std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput => "données abîmées",
        std::io::ErrorKind::UnexpectedEof => "fichier coupé",
        _ => "lecture impossible",
    }
}
