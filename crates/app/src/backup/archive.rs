//! The file of a backup: a zip of the database and its folders, whose comment is the
//! BLAKE3 of all the bytes before it, alone or inside an `age` file.
//!
//! Everything streams: memory does not grow with what is packed. The comment makes every
//! byte count, those that carry nothing (dates, names written twice) included.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::Path,
};

use age::{
    DecryptError, Decryptor,
    stream::{StreamReader, StreamWriter},
};
use zip::{
    CompressionMethod, ZipArchive, ZipWriter,
    result::ZipError,
    write::{SimpleFileOptions, StreamWriter as Forward},
};

use super::{
    BackupError, DATABASE, FOLDERS, at,
    key::{Keys, Protection, private_file},
};

/// Length of the seal: a BLAKE3 in hexadecimal.
const SEAL: usize = 64;
/// How an `age` file begins.
const LOCKED: &[u8] = b"age-encryption.org/";
const BLOCK: usize = 64 << 10;

/// Hashes what passes, but for the last bytes, which are the seal or its place.
#[derive(Default)]
struct Sealer {
    hasher: blake3::Hasher,
    tail: Vec<u8>,
}

impl Sealer {
    /// Takes bytes; gives back those that are certainly before the seal.
    fn pass(&mut self, bytes: &[u8]) -> Vec<u8> {
        self.tail.extend_from_slice(bytes);
        let known = self.tail.len().saturating_sub(SEAL);
        let rest = self.tail.split_off(known);
        let before = std::mem::replace(&mut self.tail, rest);
        self.hasher.update(&before);
        before
    }

    fn seal(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}

/// Where the zip goes: through the seal, then to the disk, locked or not.
struct Sealing {
    sealer: Sealer,
    out: Out,
    /// The disk said no once: the zip, closed all the same, is written no further.
    given_up: bool,
}

enum Out {
    Clear(BufWriter<File>),
    Locked(Box<StreamWriter<BufWriter<File>>>),
}

impl Write for Sealing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.given_up {
            return Ok(bytes.len());
        }
        let before = self.sealer.pass(bytes);
        let written = match &mut self.out {
            Out::Clear(file) => file.write_all(&before),
            Out::Locked(file) => file.write_all(&before),
        };
        self.given_up = written.is_err();
        written.map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sealing {
    /// Writes the seal, and everything on the disk.
    fn close(self) -> io::Result<()> {
        let seal = self.sealer.seal();
        let file = match self.out {
            Out::Clear(mut file) => {
                file.write_all(seal.as_bytes())?;
                file
            }
            Out::Locked(mut file) => {
                file.write_all(seal.as_bytes())?;
                file.finish()?
            }
        };
        file.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()
    }
}

/// Packs a database file and the folders that go with it; answers with what it is read
/// again.
pub(super) fn pack(
    folder: &Path,
    database: &Path,
    target: &Path,
    protection: &Protection,
) -> Result<Keys, BackupError> {
    let file = BufWriter::new(private_file(target).map_err(at(target))?);
    let (out, keys) = match protection.begin() {
        Some((encryptor, keys)) => {
            let locked = encryptor.wrap_output(file).map_err(at(target))?;
            (Out::Locked(Box::new(locked)), keys)
        }
        None if protection.is_clear() => (Out::Clear(file), Keys::default()),
        None => return Err(BackupError::NoLock),
    };
    let sealing = Sealing {
        sealer: Sealer::default(),
        out,
        given_up: false,
    };
    let mut archive = ZipWriter::new_stream(sealing);
    let filled = fill(&mut archive, folder, database);
    filled.map_err(|e| on_disk(e, target))?;
    let sealing = archive
        .finish()
        .map_err(|e| on_disk(e, target))?
        .into_inner();
    sealing.close().map_err(at(target))?;
    Ok(keys)
}

/// What stops the writing of an archive is the disk, never the archive.
fn on_disk(error: ZipError, target: &Path) -> BackupError {
    match error {
        ZipError::Io(source) => at(target)(source),
        other => BackupError::Archive(other),
    }
}

type Archive = ZipWriter<Forward<Sealing>>;

fn fill(archive: &mut Archive, folder: &Path, database: &Path) -> Result<(), ZipError> {
    add(archive, DATABASE, database, CompressionMethod::Deflated)?;
    for name in FOLDERS {
        add_folder(archive, name, &folder.join(name))?;
    }
    archive.set_raw_comment(vec![b'0'; SEAL].into_boxed_slice())
}

fn add_folder(archive: &mut Archive, name: &str, folder: &Path) -> Result<(), ZipError> {
    if !folder.is_dir() {
        return Ok(());
    }
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let (path, inside) = (
            entry.path(),
            format!("{name}/{}", entry.file_name().to_string_lossy()),
        );
        if path.is_dir() {
            add_folder(archive, &inside, &path)?;
        } else {
            add(archive, &inside, &path, CompressionMethod::Stored)?;
        }
    }
    Ok(())
}

fn add(
    archive: &mut Archive,
    name: &str,
    path: &Path,
    how: CompressionMethod,
) -> Result<(), ZipError> {
    let options = SimpleFileOptions::default()
        .compression_method(how)
        .large_file(true);
    archive.start_file(name, options)?;
    io::copy(&mut File::open(path)?, archive)?;
    Ok(())
}

/// The zip of a backup, read through its lock if it has one.
enum In {
    Clear(BufReader<File>),
    Locked(Box<StreamReader<BufReader<File>>>),
}

impl Read for In {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Clear(file) => file.read(buffer),
            Self::Locked(file) => file.read(buffer),
        }
    }
}

impl Seek for In {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        match self {
            Self::Clear(file) => file.seek(to),
            Self::Locked(file) => file.seek(to),
        }
    }
}

/// Whether a file can only be read with a key.
pub(super) fn is_locked(file: &Path) -> Result<bool, BackupError> {
    let mut head = Vec::new();
    let most = LOCKED.len() as u64;
    let read = File::open(file)
        .map_err(at(file))?
        .take(most)
        .read_to_end(&mut head);
    read.map_err(at(file))?;
    Ok(head == LOCKED)
}

fn open(file: &Path, keys: &Keys) -> Result<In, BackupError> {
    let locked = is_locked(file)?;
    let inside = BufReader::new(File::open(file).map_err(at(file))?);
    if !locked {
        return Ok(In::Clear(inside));
    }
    if keys.is_empty() {
        return Err(BackupError::Locked);
    }
    let refused = |error| match error {
        DecryptError::NoMatchingKeys | DecryptError::KeyDecryptionFailed => BackupError::WrongKey,
        DecryptError::Io(source) if !is_content(&source) => at(file)(source),
        _ => BackupError::Altered,
    };
    let locked = Decryptor::new_buffered(inside).map_err(refused)?;
    let by_passphrase = locked.is_scrypt();
    match locked.decrypt(keys.all()) {
        Ok(reader) => Ok(In::Locked(Box::new(reader))),
        // That of a passphrase does not say whether it is another or the file is altered.
        Err(DecryptError::DecryptionFailed) if by_passphrase => Err(BackupError::WrongKey),
        Err(error) => Err(refused(error)),
    }
}

/// Reads a backup from its first byte to its last: each one counts.
fn check(file: &Path, keys: &Keys) -> Result<(), BackupError> {
    let mut inside = open(file, keys)?;
    let (mut sealer, mut block) = (Sealer::default(), vec![0; BLOCK]);
    loop {
        let read = inside.read(&mut block).map_err(|e| unreadable(e, file))?;
        if read == 0 {
            break;
        }
        sealer.pass(&block[..read]);
    }
    if sealer.tail == sealer.seal().as_bytes() {
        Ok(())
    } else {
        Err(BackupError::Altered)
    }
}

/// Bytes that are not what they claim to be are no fault of the disk.
fn is_content(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof
    )
}

fn unreadable(error: io::Error, file: &Path) -> BackupError {
    if is_content(&error) {
        BackupError::Altered
    } else {
        at(file)(error)
    }
}

/// Unpacks a whole backup into a folder; answers how many files.
pub(super) fn unpack(file: &Path, keys: &Keys, folder: &Path) -> Result<u64, BackupError> {
    check(file, keys)?;
    let mut archive = ZipArchive::new(open(file, keys)?)?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index)?;
        let name = entry.name()?.into_owned();
        let target = entry
            .enclosed_name()
            .filter(|path| is_ours(path))
            .map(|path| folder.join(path))
            .ok_or(BackupError::Foreign(name))?;
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(at(parent))?;
        }
        let mut out = private_file(&target).map_err(at(&target))?;
        io::copy(&mut entry, &mut out).map_err(|source| {
            if is_content(&source) {
                BackupError::Altered
            } else {
                at(&target)(source)
            }
        })?;
        out.sync_all().map_err(at(&target))?;
    }
    if folder.join(DATABASE).is_file() {
        Ok(archive.len() as u64)
    } else {
        Err(BackupError::NoDatabase)
    }
}

fn is_ours(path: &Path) -> bool {
    path == Path::new(DATABASE) || FOLDERS.iter().any(|folder| path.starts_with(folder))
}
