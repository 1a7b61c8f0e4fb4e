//! Packs: whole or absent, named by what they hold, the same for the same archive.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use plus_fiches::import::{self, ImportError, Limits, Progress, Step, Watch};
use plus_fiches::pack::{self, Pack, PackError, PackId};
use tempfile::TempDir;

use crate::fixture::{FILES, MINI, archive, build_in, mini_path};

fn mini() -> Vec<u8> {
    fs::read(mini_path()).unwrap()
}

/// Every file under a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(
                tree(&path)
                    .into_iter()
                    .map(|(inner, it)| (format!("{name}/{inner}"), it)),
            );
        } else {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

#[test]
fn the_same_archive_gives_the_same_pack_byte_for_byte() {
    let folder = TempDir::new().unwrap();
    let (id, _) = build_in(folder.path(), &mini()).unwrap();
    assert_eq!(id, MINI.id);
    let again = tree(&folder.path().join(id.as_str()));
    assert_eq!(again, tree(MINI.pack.folder()));
}

#[test]
fn a_document_keeps_its_fingerprint_until_a_word_of_it_changes() {
    let folder = TempDir::new().unwrap();
    let changed: Vec<(String, Vec<u8>)> = FILES
        .iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8_lossy(bytes);
            let bytes = if name.ends_with("F1341.xml") {
                text.replacen("carte", "certe", 1).into_bytes()
            } else {
                bytes.clone()
            };
            (name.clone(), bytes)
        })
        .collect();
    let files: Vec<(&str, &[u8])> = changed
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    let (id, _) = build_in(folder.path(), &archive(&files)).unwrap();
    let after = Pack::open(folder.path(), &id).unwrap();
    let both = |id: &str| {
        let of = |pack: &Pack| pack.fingerprint(id).unwrap();
        (of(&MINI.pack), of(&after))
    };
    let (was, is) = both("F1341");
    assert!(was.is_some() && is.is_some() && was != is);
    assert_eq!(was.unwrap().to_string().len(), 32);
    let others = MINI.pack.entries().iter().filter(|e| e.id != "F1341");
    for entry in others.take(40) {
        let (was, is) = both(&entry.id);
        assert_eq!(was, is, "{}", entry.id);
    }
    assert_eq!(MINI.pack.fingerprint("F99999999").unwrap(), None);
}

#[test]
fn the_order_of_the_files_in_the_archive_does_not_matter() {
    let folder = TempDir::new().unwrap();
    let reversed: Vec<(&str, &[u8])> = FILES
        .iter()
        .rev()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    assert_eq!(
        build_in(folder.path(), &archive(&reversed)).unwrap().0,
        MINI.id
    );
}

#[test]
fn a_check_reads_every_document_again_and_finds_what_the_import_found() {
    let mut seen = 0;
    let again = MINI.pack.check(&mut |_| seen += 1).unwrap();
    assert_eq!((&again, seen), (&MINI.report, 138));
}

#[test]
fn a_check_refuses_a_pack_whose_bytes_have_changed() {
    let folder = TempDir::new().unwrap();
    let (id, _) = build_in(folder.path(), &mini()).unwrap();
    let pack = Pack::open(folder.path(), &id).unwrap();
    let documents = pack.folder().join("documents.zip");
    let mut bytes = fs::read(&documents).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&documents, bytes).unwrap();
    let refused = pack.check(&mut |_| {}).unwrap_err();
    assert!(matches!(refused, PackError::Damaged { file } if file == "documents.zip"));
}

#[test]
fn another_content_gets_another_name() {
    let folder = TempDir::new().unwrap();
    let fewer: Vec<(&str, &[u8])> = FILES
        .iter()
        .skip(1)
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect();
    assert_ne!(
        build_in(folder.path(), &archive(&fewer)).unwrap().0,
        MINI.id
    );
}

#[test]
fn progress_goes_from_nothing_to_everything_in_both_steps() {
    let folder = TempDir::new().unwrap();
    let mut seen: Vec<Progress> = Vec::new();
    let mut progress = |at: Progress| seen.push(at);
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut progress,
        cancel: &|| false,
    };
    import::build(Cursor::new(mini()), folder.path(), &mut watch).unwrap();
    for step in [Step::Reading, Step::Writing] {
        let of_step: Vec<_> = seen.iter().filter(|it| it.step == step).collect();
        assert_eq!((of_step[0].done, of_step[0].total), (0, 138));
        assert_eq!(of_step.last().unwrap().done, 138);
    }
}

#[test]
fn a_cancelled_import_leaves_the_folder_as_it_was() {
    for stop_at in [0, 100, 200, 275] {
        let folder = TempDir::new().unwrap();
        let calls = Cell::new(0);
        let cancel = || {
            calls.set(calls.get() + 1);
            calls.get() > stop_at
        };
        let mut watch = Watch {
            limits: Limits::default(),
            progress: &mut |_| {},
            cancel: &cancel,
        };
        let error = import::build(Cursor::new(mini()), folder.path(), &mut watch).unwrap_err();
        assert!(matches!(error, ImportError::Cancelled));
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            0,
            "stopped at {stop_at}"
        );
    }
}

#[test]
fn what_a_killed_import_leaves_is_no_pack_and_is_cleaned() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join(".building-0")).unwrap();
    fs::write(folder.path().join(".building-0/documents.zip"), "moitié").unwrap();
    fs::write(folder.path().join(".building-0.lock"), "").unwrap();
    pack::clean(folder.path()).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn cleaning_spares_a_build_at_work() {
    let folder = TempDir::new().unwrap();
    let cleaned = Cell::new(false);
    let mut progress = |at: Progress| {
        if at.step == Step::Writing && !cleaned.replace(true) {
            pack::clean(folder.path()).unwrap();
        }
    };
    let mut watch = Watch {
        limits: Limits::default(),
        progress: &mut progress,
        cancel: &|| false,
    };
    let (id, _) = import::build(Cursor::new(mini()), folder.path(), &mut watch).unwrap();
    assert!(cleaned.get());
    assert!(Pack::open(folder.path(), &id).is_ok());
}

#[test]
fn importing_again_keeps_a_sound_pack_and_mends_a_damaged_one() {
    let folder = TempDir::new().unwrap();
    let (id, _) = build_in(folder.path(), &mini()).unwrap();
    let entries = folder.path().join(id.as_str()).join("entries.json");
    let whole = fs::read(&entries).unwrap();
    let mut wrong = whole.clone();
    wrong[10] ^= 1;
    fs::write(&entries, &wrong).unwrap();
    assert_eq!(build_in(folder.path(), &mini()).unwrap().0, id);
    assert_eq!(fs::read(&entries).unwrap(), whole);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn damage_is_seen() {
    let folder = TempDir::new().unwrap();
    let (id, _) = build_in(folder.path(), &mini()).unwrap();
    let file = folder.path().join(id.as_str()).join("documents.zip");
    let mut bytes = fs::read(&file).unwrap();
    bytes[1_000] ^= 1;
    fs::write(&file, &bytes).unwrap();
    let pack = Pack::open(folder.path(), &id).unwrap();
    assert!(matches!(pack.verify(), Err(PackError::Damaged { file }) if file == "documents.zip"));
    fs::write(&file, &bytes[1..]).unwrap();
    assert!(matches!(
        Pack::open(folder.path(), &id),
        Err(PackError::Damaged { .. })
    ));
    let manifest = folder.path().join(id.as_str()).join("manifest.json");
    let text = fs::read_to_string(&manifest)
        .unwrap()
        .replace("2020", "2021");
    fs::write(&manifest, text).unwrap();
    assert!(matches!(
        Pack::open(folder.path(), &id),
        Err(PackError::Damaged { .. })
    ));
}

#[test]
fn opening_writes_nothing_into_the_pack() {
    let before = tree(MINI.pack.folder());
    let pack = Pack::open(MINI.folder.path(), &MINI.id).unwrap();
    pack.search("carte grise", 10).unwrap();
    pack.verify().unwrap();
    assert_eq!(tree(MINI.pack.folder()), before);
}

#[test]
fn a_pack_travels_as_one_file() {
    let folder = TempDir::new().unwrap();
    let one = folder.path().join("un.pack");
    let two = folder.path().join("deux.pack");
    MINI.pack.to_archive(&one).unwrap();
    MINI.pack.to_archive(&two).unwrap();
    assert_eq!(fs::read(&one).unwrap(), fs::read(&two).unwrap());
    let elsewhere = folder.path().join("packs");
    let id = Pack::from_archive(&one, &elsewhere).unwrap();
    assert_eq!(id, MINI.id);
    assert_eq!(tree(&elsewhere.join(id.as_str())), tree(MINI.pack.folder()));
    assert_eq!(Pack::from_archive(&one, &elsewhere).unwrap(), id);
}

#[test]
fn a_cut_or_altered_travelling_file_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("un.pack");
    MINI.pack.to_archive(&path).unwrap();
    let whole = fs::read(&path).unwrap();
    let packs = folder.path().join("packs");
    for broken in [whole[..whole.len() - 100].to_vec(), {
        let mut altered = whole.clone();
        let middle = altered.len() / 2;
        altered[middle] ^= 1;
        altered
    }] {
        fs::write(&path, broken).unwrap();
        assert!(Pack::from_archive(&path, &packs).is_err());
        let left = fs::read_dir(&packs).map_or(0, Iterator::count);
        assert_eq!(left, 0);
    }
}

#[test]
fn names_of_packs_are_checked() {
    assert!("../../etc/passwd".parse::<PackId>().is_err());
    assert!(MINI.id.as_str().parse::<PackId>().is_ok());
    let absent: PackId = "0".repeat(64).parse().unwrap();
    assert!(matches!(
        Pack::open(MINI.folder.path(), &absent),
        Err(PackError::NotFound(_))
    ));
}

#[test]
fn the_pack_knows_its_age_and_size() {
    let count = MINI.pack.count();
    assert_eq!((count.themes, count.dossiers, count.services), (10, 12, 24));
    assert_eq!(
        (count.fiches + count.guided_searches, count.total()),
        (92, 138)
    );
    assert_eq!(
        MINI.pack.date(),
        MINI.pack.entries().iter().filter_map(|it| it.updated).max()
    );
    assert_eq!(MINI.pack.report().unwrap(), MINI.report);
    assert_eq!(MINI.pack.document("F0").unwrap(), None);
}
