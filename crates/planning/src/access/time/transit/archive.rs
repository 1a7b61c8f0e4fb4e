//! The zip of a timetable, taken as hostile: only the tables needed are unpacked, bounded.

use std::io::{Cursor, Read as _};

use zip::{ZipArchive, result::ZipError};

use crate::access::table::{FileError, Limits};

/// Most files of an archive.
const ENTRIES: usize = 1_000;

/// An open archive.
pub(super) struct Archive<'a> {
    file: &'a str,
    zip: ZipArchive<Cursor<&'a [u8]>>,
}

impl<'a> Archive<'a> {
    pub(super) fn open(file: &'a str, bytes: &'a [u8]) -> Result<Self, FileError> {
        let zip = ZipArchive::new(Cursor::new(bytes))
            .map_err(|_| FileError::whole(file, "ce n’est pas une archive zip lisible"))?;
        if zip.len() > ENTRIES {
            let reason = format!("plus de {ENTRIES} fichiers dans l’archive");
            return Err(FileError::whole(file, reason));
        }
        Ok(Self { file, zip })
    }

    /// The bytes of a table that must be there.
    pub(super) fn needed(&mut self, table: &str) -> Result<Vec<u8>, FileError> {
        let bytes = self.optional(table)?;
        bytes.ok_or_else(|| FileError::whole(self.file, format!("{table} manque dans l’archive")))
    }

    /// The bytes of a table, when it is there.
    pub(super) fn optional(&mut self, table: &str) -> Result<Option<Vec<u8>>, FileError> {
        let entry = match self.zip.by_name(table) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(FileError::whole(table, BROKEN)),
        };
        let most = Limits::TIMETABLE.bytes as u64;
        let mut bytes = Vec::new();
        entry
            .take(most + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| FileError::whole(table, BROKEN))?;
        if bytes.len() as u64 > most {
            return Err(FileError::whole(table, "ce fichier dépasse 512 Mio"));
        }
        Ok(Some(bytes))
    }
}

const BROKEN: &str = "ce fichier de l’archive est abîmé";
