//! The frame of an `.osm.pbf`: blocks one after the other, each checked and unpacked.
//!
//! Format: a length of four bytes, a header naming the kind and size of the block, the block,
//! plain or packed by zlib. A block that is wrong is refused by its number and its offset.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::wire::{Broken, Fields};

/// Largest header of a block, by the format.
const HEADER: usize = 64 << 10;
/// Largest block unpacked, by the format.
const BLOCK: usize = 32 << 20;
/// Largest file: no territory of communes reaches it.
const FILE: usize = 1 << 30;

/// A road extract that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, bloc n° {block} (octet {offset}) : {reason}")]
pub struct PbfError {
    /// The name of the file.
    pub file: String,
    /// The block, from 1.
    pub block: usize,
    /// Where the block begins, in bytes from the start.
    pub offset: usize,
    /// What is wrong, in French.
    pub reason: &'static str,
}

const CUT: &str = "le fichier s’arrête au milieu de ce bloc";
const BROKEN: &str = "ce bloc ne se lit pas : le fichier est abîmé";
const FOREIGN: &str = "ce n’est pas un extrait .osm.pbf";
const PACKING: &str = "ce bloc est comprimé autrement que par zlib ; refaites l’extrait";
const TOO_LARGE: &str = "ce bloc dépasse 32 Mio";
const FILE_TOO_LARGE: &str = "le fichier dépasse 1 Gio ; prenez un extrait plus petit";
const UNKNOWN_FEATURE: &str = "l’extrait demande un format que PLUS ne lit pas (historique ?)";

/// Features of the format that are read.
const FEATURES: [&[u8]; 2] = [b"OsmSchema-V0.6", b"DenseNodes"];

/// Gives each block of data, unpacked, to `each`.
pub(super) fn read(
    file: &str,
    bytes: &[u8],
    mut each: impl FnMut(&[u8]) -> Result<(), Broken>,
) -> Result<(), PbfError> {
    let (mut offset, mut block) = (0, 1);
    let at = |block, offset, reason| PbfError {
        file: file.to_owned(),
        block,
        offset,
        reason,
    };
    if bytes.is_empty() {
        return Err(at(1, 0, FOREIGN));
    }
    if bytes.len() > FILE {
        return Err(at(1, 0, FILE_TOO_LARGE));
    }
    while let Some(rest) = bytes.get(offset..).filter(|rest| !rest.is_empty()) {
        let frame = Frame::take(rest, block == 1).map_err(|r| at(block, offset, r))?;
        frame.give(&mut each).map_err(|r| at(block, offset, r))?;
        offset += frame.length;
        block += 1;
    }
    Ok(())
}

/// One block, still packed.
struct Frame<'a> {
    kind: &'a [u8],
    blob: &'a [u8],
    length: usize,
}

impl<'a> Frame<'a> {
    fn take(rest: &'a [u8], is_first: bool) -> Result<Self, &'static str> {
        let (size, after) = rest.split_first_chunk::<4>().ok_or(CUT)?;
        let size = u32::from_be_bytes(*size) as usize;
        if size > HEADER {
            return Err(if is_first { FOREIGN } else { BROKEN });
        }
        let (header, after) = after.split_at_checked(size).ok_or(CUT)?;
        let (kind, length) = header_of(header).map_err(|Broken| BROKEN)?;
        if is_first && kind != b"OSMHeader" {
            return Err(FOREIGN);
        }
        if length > BLOCK as u64 {
            return Err(TOO_LARGE);
        }
        let length = usize::try_from(length).map_err(|_| TOO_LARGE)?;
        let blob = after.get(..length).ok_or(CUT)?;
        Ok(Self {
            kind,
            blob,
            length: 4 + size + length,
        })
    }

    fn give(&self, each: &mut impl FnMut(&[u8]) -> Result<(), Broken>) -> Result<(), &'static str> {
        match self.kind {
            b"OSMHeader" => check_features(&unpack(self.blob)?),
            b"OSMData" => each(&unpack(self.blob)?).map_err(|Broken| BROKEN),
            // The format asks to read over kinds that are not known.
            _ => Ok(()),
        }
    }
}

fn header_of(bytes: &[u8]) -> Result<(&[u8], u64), Broken> {
    let (mut kind, mut length) = (None, None);
    for field in Fields::of(bytes) {
        match field? {
            (1, value) => kind = Some(value.bytes()?),
            (3, value) => length = Some(value.number()?),
            _ => {}
        }
    }
    kind.zip(length).ok_or(Broken)
}

fn unpack(blob: &[u8]) -> Result<Vec<u8>, &'static str> {
    let (mut size, mut content) = (0, None);
    for field in Fields::of(blob) {
        match field.map_err(|Broken| BROKEN)? {
            (1, value) => {
                let raw = value.bytes().map_err(|Broken| BROKEN)?;
                return Ok(raw.to_vec());
            }
            (2, value) => size = value.number().map_err(|Broken| BROKEN)?,
            (3, value) => content = Some(value.bytes().map_err(|Broken| BROKEN)?),
            (4..=7, _) => return Err(PACKING),
            _ => {}
        }
    }
    if size > BLOCK as u64 {
        return Err(TOO_LARGE);
    }
    inflate(content.ok_or(BROKEN)?, size)
}

/// Unpacks, and never more than was announced.
fn inflate(packed: &[u8], size: u64) -> Result<Vec<u8>, &'static str> {
    let mut unpacked = Vec::new();
    ZlibDecoder::new(packed)
        .take(size + 1)
        .read_to_end(&mut unpacked)
        .map_err(|_| BROKEN)?;
    if unpacked.len() as u64 != size {
        return Err(BROKEN);
    }
    Ok(unpacked)
}

fn check_features(header: &[u8]) -> Result<(), &'static str> {
    for field in Fields::of(header) {
        // 4: features that a reader must know.
        if let (4, value) = field.map_err(|Broken| BROKEN)? {
            let feature = value.bytes().map_err(|Broken| BROKEN)?;
            if !FEATURES.contains(&feature) {
                return Err(UNKNOWN_FEATURE);
            }
        }
    }
    Ok(())
}
