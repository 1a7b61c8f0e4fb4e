//! The voice of this node and what it has said: opened once, at the start.
//!
//! It says the sentences that pages of ours show and nothing else. A page that is read
//! registers its sentences here; a sound is asked for by its key, which is a fingerprint
//! and not a text (decision 0011).

use std::{
    num::NonZeroUsize,
    path::PathBuf,
    sync::{Mutex, OnceLock, PoisonError},
};

use lru::LruCache;
use plus_borne::voice::{
    Key, Utterance, Voice, VoiceError,
    recorded::Recordings,
    sounds::{self, Sounds},
    wav,
};

use super::phrases::Phrase;
use crate::territory;

/// Folder of the sounds, in the data folder.
pub const SOUNDS: &str = "sons";
/// Sentences remembered between the reading of a page and the asking of its sounds.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(8_192).expect("not zero");

/// Why listening cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum StudioError {
    /// No voice.
    #[error(transparent)]
    Voice(#[from] VoiceError),
    /// The folder of the sounds cannot be used.
    #[error("le dossier des sons ne peut pas servir : {0}")]
    Sounds(#[source] std::io::Error),
}

/// What this node listens with: closed until a voice is found.
#[derive(Debug, Default)]
pub struct Ecoute(OnceLock<Studio>);

impl Ecoute {
    /// Opens it with a voice. Done once: a second voice is not taken.
    pub fn open(&self, studio: Studio) {
        let _once = self.0.set(studio);
    }

    /// The studio, when there is a voice.
    pub fn studio(&self) -> Option<&Studio> {
        self.0.get()
    }
}

/// See the module.
#[derive(Debug)]
pub struct Studio {
    voice: Voice,
    sounds: Sounds,
    recorded: Recordings,
    remembered: Mutex<LruCache<Key, Utterance>>,
}

/// Where a studio finds what it needs.
#[derive(Debug, Clone)]
pub struct Place {
    /// The program that speaks: a name or a path.
    pub program: PathBuf,
    /// Folder of the data: the sounds go there.
    pub data: PathBuf,
    /// Folder of the territory, for its recordings.
    pub territory: Option<PathBuf>,
}

/// A sound, ready to be sent.
#[derive(Debug)]
pub struct Sound {
    /// The file.
    pub file: Vec<u8>,
    /// Its type.
    pub media_type: &'static str,
}

impl Studio {
    /// Opens the studio of a place.
    ///
    /// # Errors
    /// When no voice is found, or a folder cannot be used.
    pub async fn open(place: &Place) -> Result<Self, StudioError> {
        let voice = Voice::find(&place.program).await?;
        let recorded = match &place.territory {
            // A wrong list takes no voice away: `plus territory check` says what is wrong.
            Some(folder) => territory::recordings(folder).unwrap_or_else(|error| {
                tracing::warn!(%error, "the recorded phrases are left out");
                Recordings::default()
            }),
            None => Recordings::default(),
        };
        let folder = place.data.join(SOUNDS);
        let sounds = Sounds::open(&folder, sounds::MOST).map_err(StudioError::Sounds)?;
        Ok(Self {
            voice,
            sounds,
            recorded,
            remembered: Mutex::new(LruCache::new(REMEMBERED)),
        })
    }

    /// The key of the sound of a sentence, remembered from now on; nothing when no voice
    /// says its language.
    pub fn register(&self, phrase: &Phrase) -> Option<Key> {
        if let Some(key) = self.recorded.find(&phrase.shown, &phrase.lang) {
            return Some(key);
        }
        let utterance = Utterance::new(&phrase.said, &phrase.lang).ok()?;
        let key = utterance.key(&self.voice);
        let mut remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        remembered.put(key.clone(), utterance);
        Some(key)
    }

    /// The sound of a sentence that was registered, said now if it was never said.
    ///
    /// # Errors
    /// Those of [`Voice::speak`].
    pub async fn sound(&self, key: &Key) -> Result<Option<Sound>, VoiceError> {
        if let Some((file, media_type)) = self.recorded.get(key).await {
            return Ok(Some(Sound { file, media_type }));
        }
        if let Some(file) = self.sounds.get(key).await {
            return Ok(Some(Sound::of_voice(file)));
        }
        let Some(utterance) = self.remembered(key) else {
            return Ok(None);
        };
        let file = self.voice.speak(&utterance).await?;
        if let Err(error) = self.sounds.put(key, &file).await {
            tracing::warn!(%error, "sound not kept");
        }
        Ok(Some(Sound::of_voice(file)))
    }

    /// Says words now, and keeps nothing of them: they are not ours.
    ///
    /// # Errors
    /// Those of [`Voice::speak`].
    pub async fn say_once(&self, utterance: &Utterance) -> Result<Vec<u8>, VoiceError> {
        self.voice.speak(utterance).await
    }

    fn remembered(&self, key: &Key) -> Option<Utterance> {
        let mut remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        remembered.get(key).cloned()
    }
}

impl Sound {
    fn of_voice(file: Vec<u8>) -> Self {
        Self {
            file,
            media_type: wav::MEDIA_TYPE,
        }
    }

    /// The samples alone, when the sound is one of the voice: they follow one another.
    pub fn samples(&self) -> Option<&[u8]> {
        wav::samples(&self.file)
    }
}
