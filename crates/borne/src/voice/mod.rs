//! A voice that says a sentence: `espeak-ng`, always as a separate process.
//!
//! `espeak-ng` is under the GPL-3: it is never linked, only started, and the text goes in
//! by its standard input, never among its arguments. A language without a voice is
//! refused: no French voice for Kréyol.
//!
//! * [`sentence`] cuts a text into sentences;
//! * [`pronounce`] writes what French administration writes as it is said;
//! * [`sounds`] keeps what was said, within a bound;
//! * [`recorded`] finds what a person recorded;
//! * [`wav`] makes sounds light enough for a telephone.

pub mod pronounce;
pub mod recorded;
pub mod sentence;
pub mod sounds;
pub mod wav;

use std::{path::PathBuf, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
    sync::Semaphore,
    time::timeout,
};

/// Where the program is looked for when nothing else is said: in the system's path.
pub const PROGRAM: &str = "espeak-ng";
/// Words a minute: slower than the program's own 175, for texts about rights.
const PACE: &str = "155";
/// Most bytes taken from the program for one sentence: about a minute and a half.
const MOST_SOUND: u64 = 4 << 20;
/// How long one sentence may take to say.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a sentence waits for its turn.
const QUEUE: Duration = Duration::from_secs(10);
/// Sentences said at once: the rest of the machine has work too.
const AT_ONCE: usize = 2;

/// Why a sentence was not said.
#[derive(Debug, thiserror::Error)]
pub enum VoiceError {
    /// The program is not there, or does not start.
    #[error("{program} ne démarre pas ({source})")]
    Missing {
        /// Its name or its path.
        program: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// No voice speaks the language.
    #[error("pas de voix pour la langue « {0} »")]
    NoVoice(String),
    /// Nothing to say.
    #[error("rien à dire")]
    Silent,
    /// The sentence is too long; the number is its length in characters.
    #[error("phrase trop longue : {0} caractères")]
    TooLong(usize),
    /// The program did not end in time and was stopped.
    #[error("la voix n’a pas répondu à temps")]
    TimeOut,
    /// Too many sentences wait already.
    #[error("trop de phrases attendent")]
    Busy,
    /// The program failed, or what it made is no sound.
    #[error("la voix n’a rien rendu de lisible")]
    Unreadable,
    /// Reading or writing failed.
    #[error("lecture ou écriture impossible ({0})")]
    Io(#[from] std::io::Error),
}

/// A language that has a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tongue {
    /// French.
    French,
    /// English.
    English,
    /// Spanish.
    Spanish,
}

impl Tongue {
    /// The language of a BCP 47 tag: by its first part alone, so `fr-MQ` is French and
    /// `gcf-MQ` is nothing.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split('-').next().unwrap_or_default();
        Some(match first.to_ascii_lowercase().as_str() {
            "fr" => Self::French,
            "en" => Self::English,
            "es" => Self::Spanish,
            _ => return None,
        })
    }

    /// Name of the voice of the program.
    fn voice(self) -> &'static str {
        match self {
            Self::French => "fr",
            Self::English => "en",
            Self::Spanish => "es",
        }
    }
}

/// A sentence ready to be said: in a language that has a voice, short enough, written as
/// it is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    tongue: Tongue,
    said: String,
}

impl Utterance {
    /// A sentence in the language of a tag.
    ///
    /// # Errors
    /// [`VoiceError::NoVoice`], [`VoiceError::Silent`] without a letter or a figure, or
    /// [`VoiceError::TooLong`] beyond [`sentence::LONGEST`] characters.
    pub fn new(text: &str, tag: &str) -> Result<Self, VoiceError> {
        let tongue = Tongue::of_tag(tag).ok_or_else(|| VoiceError::NoVoice(tag.to_owned()))?;
        let length = text.chars().count();
        if length > 2 * sentence::LONGEST {
            return Err(VoiceError::TooLong(length));
        }
        let said = pronounce::spoken(text, tongue);
        if !said.chars().any(char::is_alphanumeric) {
            return Err(VoiceError::Silent);
        }
        Ok(Self { tongue, said })
    }

    /// What the program reads.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Name of the sound: the same words by the same voice have the same sound.
    pub fn key(&self, voice: &Voice) -> Key {
        Key::of(&[&voice.version, PACE, self.tongue.voice(), &self.said])
    }
}

/// Name of a sound: 128 bits of BLAKE3, in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl Key {
    /// Changes with the way sounds are made here.
    const FORM: &str = "PLUS voix 1";
    const SIGNS: usize = 32;

    fn of(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [Self::FORM].iter().chain(parts) {
            // Its length first: two lists of parts never give the same bytes.
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher.finalize().to_hex()[..Self::SIGNS].to_owned())
    }

    /// The key written in an address, if it is one.
    pub fn read(text: &str) -> Option<Self> {
        let sign = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        (text.len() == Self::SIGNS && text.bytes().all(sign)).then(|| Self(text.to_owned()))
    }

    /// In hexadecimal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The program that speaks, found once.
#[derive(Debug)]
pub struct Voice {
    program: PathBuf,
    version: String,
    turns: Semaphore,
    patience: Duration,
}

impl Voice {
    /// Finds the program, by its name or its path, and asks its version.
    ///
    /// # Errors
    /// [`VoiceError::Missing`] when it does not start, [`VoiceError::TimeOut`] or
    /// [`VoiceError::Unreadable`] when it does not answer like itself.
    pub async fn find(program: impl Into<PathBuf>) -> Result<Self, VoiceError> {
        let program = program.into();
        let mut command = Command::new(&program);
        command
            .arg("--version")
            .kill_on_drop(true)
            .stdin(Stdio::null());
        let answer = timeout(PATIENCE, command.output())
            .await
            .map_err(|_| VoiceError::TimeOut)?
            .map_err(|source| VoiceError::Missing {
                program: program.display().to_string(),
                source,
            })?;
        let line = String::from_utf8_lossy(&answer.stdout);
        // « eSpeak NG text-to-speech: 1.51  Data at: /usr/lib/… »
        let version = line.split("  Data at").next().unwrap_or_default().trim();
        if !answer.status.success() || version.is_empty() {
            return Err(VoiceError::Unreadable);
        }
        Ok(Self {
            program,
            version: version.to_owned(),
            turns: Semaphore::new(AT_ONCE),
            patience: PATIENCE,
        })
    }

    /// With another time for one sentence.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// What the program says of itself.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Says a sentence: a whole WAV file (see [`wav`]).
    ///
    /// # Errors
    /// [`VoiceError::Busy`] when no turn comes, [`VoiceError::TimeOut`] when the program,
    /// stopped then, takes too long, [`VoiceError::Unreadable`] when it makes no sound.
    pub async fn speak(&self, utterance: &Utterance) -> Result<Vec<u8>, VoiceError> {
        let turn = timeout(QUEUE, self.turns.acquire()).await;
        let _turn = turn
            .map_err(|_| VoiceError::Busy)?
            .map_err(|_| VoiceError::Busy)?;
        let mut child = self.start(utterance.tongue)?;
        let heard = timeout(self.patience, converse(&mut child, &utterance.said)).await;
        let Ok(heard) = heard else {
            child.kill().await?;
            return Err(VoiceError::TimeOut);
        };
        wav::lighten(&heard?).ok_or(VoiceError::Unreadable)
    }

    fn start(&self, tongue: Tongue) -> Result<Child, VoiceError> {
        Command::new(&self.program)
            .args(["-v", tongue.voice(), "-s", PACE, "-b", "1"])
            .args(["--stdin", "--stdout"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(|source| VoiceError::Missing {
                program: self.program.display().to_string(),
                source,
            })
    }
}

/// Gives the program its text and takes its sound.
async fn converse(child: &mut Child, text: &str) -> Result<Vec<u8>, VoiceError> {
    let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(VoiceError::Unreadable);
    };
    // A sentence fits in the pipe: writing it whole before reading cannot block.
    input.write_all(text.as_bytes()).await?;
    drop(input);
    let mut sound = Vec::new();
    output.take(MOST_SOUND).read_to_end(&mut sound).await?;
    if child.wait().await?.success() {
        Ok(sound)
    } else {
        Err(VoiceError::Unreadable)
    }
}
