//! What the voice does with its program: speak, refuse, stop in time, take turns.

use std::{fs, os::unix::fs::PermissionsExt, path::PathBuf, time::Duration};

use plus_borne::voice::{PROGRAM, Utterance, Voice, VoiceError, sentence, wav};
use tempfile::TempDir;

/// The real program. `script/need espeak-ng` installs it; `script/test` calls that.
async fn real() -> Voice {
    Voice::find(PROGRAM)
        .await
        .expect("espeak-ng is needed: run script/need espeak-ng")
}

/// A program of ours that answers `--version` like the real one, then runs `script`.
fn false_program(folder: &TempDir, script: &str) -> PathBuf {
    let path = folder.path().join("voix");
    let version = "echo 'eSpeak NG text-to-speech: 0.0  Data at: /nowhere'; exit 0";
    let text = format!("#!/bin/sh\nif [ \"$1\" = --version ]; then {version}; fi\n{script}\n");
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn bonjour() -> Utterance {
    Utterance::new("Bonjour.", "fr").unwrap()
}

#[tokio::test]
async fn a_sentence_becomes_a_sound_in_each_language() {
    let voice = real().await;
    for (text, tag) in [
        ("Vous avez droit au RSA.", "fr"),
        ("You may apply.", "en"),
        ("Buenos días.", "es"),
    ] {
        let sound = voice
            .speak(&Utterance::new(text, tag).unwrap())
            .await
            .unwrap();
        let seconds = wav::samples(&sound).unwrap().len() / wav::RATE as usize;
        assert!((1..6).contains(&seconds), "{tag}: {seconds} s");
    }
}

#[tokio::test]
async fn the_voice_changes_with_the_language() {
    let voice = real().await;
    let of = |tag| Utterance::new("Information important", tag).unwrap();
    let (french, english) = (of("fr"), of("en-GB"));
    assert_ne!(french.key(&voice), english.key(&voice));
    assert_ne!(
        voice.speak(&french).await.unwrap(),
        voice.speak(&english).await.unwrap()
    );
    assert_eq!(
        voice.speak(&french).await.unwrap(),
        voice.speak(&french).await.unwrap()
    );
}

#[test]
fn no_foreign_voice_reads_kreyol() {
    for tag in ["gcf-MQ", "gcf", "ht", "", "français", "zz"] {
        let refused = Utterance::new("Bonjou", tag);
        assert!(
            matches!(refused, Err(VoiceError::NoVoice(said)) if said == tag),
            "{tag}"
        );
    }
}

#[test]
fn what_is_empty_or_too_long_is_refused() {
    assert!(matches!(
        Utterance::new(" … ! ", "fr"),
        Err(VoiceError::Silent)
    ));
    let long = "mot ".repeat(sentence::LONGEST);
    assert!(matches!(
        Utterance::new(&long, "fr"),
        Err(VoiceError::TooLong(_))
    ));
}

#[tokio::test]
async fn a_text_is_never_an_option_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("arguments");
    let script = format!("echo \"$@\" > {}; cat > /dev/null; exit 3", seen.display());
    let voice = Voice::find(false_program(&folder, &script)).await.unwrap();
    let said = voice
        .speak(&Utterance::new("-f /etc/passwd", "fr").unwrap())
        .await;
    assert!(matches!(said, Err(VoiceError::Unreadable)), "{said:?}");
    assert!(!fs::read_to_string(seen).unwrap().contains("passwd"));
}

#[tokio::test]
async fn a_program_that_hangs_is_killed_when_its_time_is_over() {
    let folder = tempfile::tempdir().unwrap();
    let id = folder.path().join("id");
    let script = format!("echo $$ > {}; exec sleep 600", id.display());
    let voice = Voice::find(false_program(&folder, &script))
        .await
        .unwrap()
        .with_patience(Duration::from_millis(400));
    assert!(matches!(
        voice.speak(&bonjour()).await,
        Err(VoiceError::TimeOut)
    ));
    let id = fs::read_to_string(id).unwrap();
    let alive = PathBuf::from("/proc").join(id.trim());
    assert!(!alive.exists(), "process {id} still runs");
}

#[tokio::test]
async fn two_sentences_at_once_and_no_more() {
    let folder = tempfile::tempdir().unwrap();
    // Each leaves a mark while it runs, and notes how many marks it sees.
    let here = folder.path().display();
    let script = format!(
        "cat > /dev/null; touch {here}/run-$$; ls {here} | grep -c run- >> {here}/seen; sleep 0.1; rm {here}/run-$$; exit 1"
    );
    let voice = Voice::find(false_program(&folder, &script)).await.unwrap();
    let one = bonjour();
    tokio::join!(
        voice.speak(&one),
        voice.speak(&one),
        voice.speak(&one),
        voice.speak(&one),
        voice.speak(&one)
    )
    .0
    .unwrap_err();
    let seen = fs::read_to_string(folder.path().join("seen")).unwrap();
    let most = seen
        .lines()
        .map(|line| line.parse::<u32>().unwrap())
        .max()
        .unwrap();
    assert_eq!(seen.lines().count(), 5);
    assert!(most <= 2, "{most} at once");
}

#[tokio::test]
async fn without_the_program_there_is_no_voice() {
    let missing = Voice::find("/nowhere/espeak-ng").await;
    assert!(
        matches!(missing, Err(VoiceError::Missing { .. })),
        "{missing:?}"
    );
    let folder = tempfile::tempdir().unwrap();
    let mute = folder.path().join("muet");
    fs::write(&mute, "#!/bin/sh\nexit 0\n").unwrap();
    fs::set_permissions(&mute, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(matches!(
        Voice::find(mute).await,
        Err(VoiceError::Unreadable)
    ));
}

#[tokio::test]
async fn noise_that_is_no_sound_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let program = false_program(&folder, "cat > /dev/null; echo du texte");
    let voice = Voice::find(program).await.unwrap();
    assert!(matches!(
        voice.speak(&bonjour()).await,
        Err(VoiceError::Unreadable)
    ));
}
