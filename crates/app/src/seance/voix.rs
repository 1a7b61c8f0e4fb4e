//! What the kiosk says aloud over the site of a partner: what the person marked, or the page.
//!
//! Our own pages are read by themselves (`web/ecoute`). A site of somebody else may forbid
//! sounds of ours in its page, so a player of the machine says them.

use std::{process::Stdio, sync::Arc};

use plus_borne::{
    kiosk::Order,
    voice::{Utterance, sentence},
};
use tokio::{io::AsyncWriteExt, process::Command};

use super::Borne;
use crate::web::state::App;

/// Says words, sentence by sentence, beside everything else. The time of the session does
/// not count meanwhile.
pub fn say(app: &App, borne: &Arc<Borne>, words: String) {
    let (app, borne) = (app.clone(), borne.clone());
    tokio::spawn(async move {
        borne.tell(Order::Begin);
        if let Err(error) = speak(&app, &borne, &words).await {
            tracing::warn!(%error, "nothing was said");
        }
        borne.tell(Order::End);
    });
}

async fn speak(app: &App, borne: &Borne, words: &str) -> Result<(), VoiceFault> {
    let studio = app.ecoute.studio().ok_or(VoiceFault::None)?;
    let tag = borne.language().tag();
    for said in sentence::cut(words) {
        let utterance = Utterance::new(said, tag).or_else(|_| Utterance::new(said, "fr"))?;
        play(&borne.settings.player, &studio.say_once(&utterance).await?).await?;
    }
    Ok(())
}

/// Plays one sound to its end; ended with us.
async fn play(player: &str, sound: &[u8]) -> Result<(), VoiceFault> {
    let mut child = Command::new(player)
        .args(["-q", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    if let Some(mut to) = child.stdin.take() {
        to.write_all(sound).await?;
    }
    child.wait().await?;
    Ok(())
}

/// Why nothing was said.
#[derive(Debug, thiserror::Error)]
enum VoiceFault {
    #[error("this kiosk has no voice")]
    None,
    #[error(transparent)]
    Voice(#[from] plus_borne::voice::VoiceError),
    #[error("the player: {0}")]
    Player(#[from] std::io::Error),
}
