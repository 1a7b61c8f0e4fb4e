//! Sounds kept on disk: whole, within their bound, found again.

use std::fs;

use plus_borne::voice::{Key, sounds::Sounds, wav};

fn key(n: u32) -> Key {
    Key::read(&format!("{n:032x}")).unwrap()
}

fn sound(samples: usize) -> Vec<u8> {
    let mut file = wav::header(Some(samples)).to_vec();
    file.resize(wav::HEADER + samples, 0x55);
    file
}

#[tokio::test]
async fn a_sound_is_kept_and_found_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::open(folder.path(), 1 << 20).unwrap();
    assert_eq!(sounds.get(&key(1)).await, None);
    sounds.put(&key(1), &sound(500)).await.unwrap();
    let again = Sounds::open(folder.path(), 1 << 20).unwrap();
    assert_eq!(again.get(&key(1)).await, Some(sound(500)));
}

#[tokio::test]
async fn the_sound_not_heard_for_longest_goes_first() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::open(folder.path(), 100_000).unwrap();
    for n in 0..4 {
        sounds.put(&key(n), &sound(20_000)).await.unwrap();
    }
    assert!(sounds.get(&key(0)).await.is_some());
    for n in 4..6 {
        sounds.put(&key(n), &sound(20_000)).await.unwrap();
        assert!(sounds.weight() <= 100_000);
    }
    assert!(sounds.get(&key(0)).await.is_some(), "heard a moment ago");
    assert!(sounds.get(&key(1)).await.is_none() && sounds.get(&key(2)).await.is_none());
    let on_disk = fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(on_disk, sounds.count());
}

#[tokio::test]
async fn a_smaller_bound_empties_the_folder_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::open(folder.path(), 1 << 20).unwrap();
    for n in 0..10 {
        sounds.put(&key(n), &sound(20_000)).await.unwrap();
    }
    let smaller = Sounds::open(folder.path(), 50_000).unwrap();
    assert_eq!(smaller.count(), 2);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[tokio::test]
async fn a_damaged_or_half_written_sound_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let sounds = Sounds::open(folder.path(), 1 << 20).unwrap();
    sounds.put(&key(1), &sound(500)).await.unwrap();
    let path = folder.path().join(format!("{}.wav", key(1).as_str()));
    fs::write(&path, &sound(500)[..300]).unwrap();
    assert_eq!(sounds.get(&key(1)).await, None);
    fs::write(folder.path().join("x.1.part"), "half").unwrap();
    fs::write(folder.path().join("lisez-moi.txt"), "not ours").unwrap();
    Sounds::open(folder.path(), 1 << 20).unwrap();
    assert!(!folder.path().join("x.1.part").exists());
    assert!(folder.path().join("lisez-moi.txt").exists());
}

#[test]
fn a_key_is_never_a_path() {
    let long = "a".repeat(33);
    let upper = "A".repeat(32);
    for bad in [
        "",
        "../../etc/passwd",
        &long,
        &upper,
        "../../../../../../../../etc/pas",
    ] {
        assert!(Key::read(bad).is_none(), "{bad}");
    }
}
