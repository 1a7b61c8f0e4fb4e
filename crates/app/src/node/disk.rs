//! Room left on the disk: a document never takes what visites need.

use std::path::Path;

/// What stays free whatever travels, bytes.
pub const RESERVE: u64 = 500 << 20;

/// Bytes free on the disk of a folder, or of the nearest one above that exists.
pub fn free(folder: &Path) -> Option<u64> {
    let there = folder.ancestors().find(|f| f.exists())?;
    Some(super::health::disk(there)?.free)
}

/// Whether `size` bytes leave enough room there. A disk that does not say is believed.
pub fn has_room(folder: &Path, size: u64) -> bool {
    free(folder).is_none_or(|free| free >= size.saturating_add(RESERVE))
}
