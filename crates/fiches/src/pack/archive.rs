//! A pack as one file: an uncompressed zip, for a store that keeps documents by content.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::building::Building;
use super::manifest::Manifest;
use super::writer::{publish, zip_error};
use super::{Pack, PackError, PackId, file};

impl Pack {
    /// Writes the pack as one file. The same pack gives the same bytes.
    pub fn to_archive(&self, target: &Path) -> Result<(), PackError> {
        let mut zip = ZipWriter::new(BufWriter::new(File::create(target)?));
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        let sealed = self
            .manifest
            .files
            .iter()
            .map(|sealed| sealed.name.as_str());
        for name in std::iter::once(file::MANIFEST).chain(sealed) {
            zip.start_file(name, options).map_err(zip_error)?;
            io::copy(&mut File::open(self.folder.join(name))?, &mut zip)?;
        }
        let mut out = zip.finish().map_err(zip_error)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        Ok(())
    }

    /// Unpacks such a file under a folder of packs, after checking every byte against the
    /// manifest. Gives the name of the pack; what the file held beside it is ignored.
    pub fn from_archive(source: &Path, root: &Path) -> Result<PackId, PackError> {
        let mut zip = ZipArchive::new(BufReader::new(File::open(source)?)).map_err(zip_error)?;
        let mut bytes = Vec::new();
        let manifest = zip.by_name(file::MANIFEST).map_err(zip_error)?;
        manifest.take(1 << 20).read_to_end(&mut bytes)?;
        let manifest = Manifest::from_bytes(&bytes)?;
        let building = Building::create(root)?;
        fs::create_dir(building.path().join(file::INDEX))?;
        for sealed in &manifest.files {
            let packed = zip
                .by_name(&sealed.name)
                .map_err(|_| PackError::damaged(&sealed.name))?;
            let mut out = File::create(building.path().join(&sealed.name))?;
            io::copy(&mut packed.take(sealed.bytes + 1), &mut out)?;
        }
        manifest.check_hashes(building.path())?;
        publish(root, building, &manifest)
    }
}
