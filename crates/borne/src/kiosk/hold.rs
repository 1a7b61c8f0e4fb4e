//! What a kiosk holds: the browser of now, the one of the next person, and the session.

use std::{collections::BTreeMap, path::PathBuf};

use plus_domain::borne::session::{Cue, End, Session};
use serde_json::Value;
use tokio::{
    sync::{broadcast, mpsc},
    task::JoinHandle,
};

use super::{Fault, Happening, Settings};
use crate::browser::{BrowserError, Chooser, Event, Screen, Window};

/// See the module.
#[derive(Debug)]
pub(super) struct Hold {
    pub settings: Settings,
    pub session: Session,
    pub screen: Screen,
    pub events: broadcast::Receiver<Event>,
    /// What the person does.
    pub main: Window,
    /// A screen of ours above it.
    pub over: Option<Window>,
    /// The warning, above all.
    pub warning: Option<Window>,
    /// A page that waits for a file.
    pub chooser: Option<(Window, Chooser)>,
    pub larger: bool,
    /// Names that sites give to the files on their way.
    files: BTreeMap<String, String>,
    spare: Option<JoinHandle<Result<Screen, BrowserError>>>,
    made: u64,
    tell: mpsc::UnboundedSender<Happening>,
}

impl Hold {
    /// The first browser, with the home screen, and the next one on its way. What a former
    /// run left in the folder goes first.
    pub async fn first(
        settings: Settings,
        tell: mpsc::UnboundedSender<Happening>,
    ) -> Result<Self, BrowserError> {
        match std::fs::remove_dir_all(&settings.folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(BrowserError::File(error));
            }
            _ => {}
        }
        let screen = start(settings.clone(), 0).await?;
        let events = screen.events();
        let main = screen.open(&settings.screens.home).await?;
        let mut hold = Self {
            session: Session::new(settings.patience),
            settings,
            screen,
            events,
            main,
            over: None,
            warning: None,
            chooser: None,
            larger: false,
            files: BTreeMap::new(),
            spare: None,
            made: 0,
            tell,
        };
        hold.prepare_next();
        Ok(hold)
    }

    pub fn now(&self) -> i64 {
        (self.settings.clock.0)()
    }

    pub fn tell(&self, happening: Happening) {
        let _nobody = self.tell.send(happening);
    }

    fn prepare_next(&mut self) {
        self.made += 1;
        self.spare = Some(tokio::spawn(start(self.settings.clone(), self.made)));
    }

    /// Whether a target is one of our windows.
    pub fn is_ours(&self, target: &str) -> bool {
        let windows = [Some(&self.main), self.over.as_ref(), self.warning.as_ref()];
        windows.into_iter().flatten().any(|w| w.target() == target)
    }

    /// The window that an event is about: a frame in a process of its own has a name of its
    /// own, which the answer goes back to.
    pub fn window_of(&self, event: &Event) -> Window {
        let windows = [self.over.as_ref(), self.warning.as_ref()];
        let tells = |window: &&Window| window.tells(event);
        let own = windows.into_iter().flatten().find(tells);
        own.unwrap_or(&self.main).answering(event)
    }

    /// A file is on its way.
    pub fn names(&mut self, params: &Value) {
        let text = |key: &str| params[key].as_str().unwrap_or_default().to_owned();
        self.files.insert(text("guid"), text("suggestedFilename"));
    }

    /// The name of a file that has come.
    pub fn named(&mut self, id: &str) -> Option<String> {
        self.files.remove(id)
    }

    /// Does what the session says.
    pub async fn follow(&mut self, cue: Cue) -> Result<(), BrowserError> {
        match cue {
            Cue::Warn | Cue::Yield => {
                self.warning = Some(self.screen.open(self.warning_page()).await?);
                self.tell(Happening::Warned);
                Ok(())
            }
            Cue::Calm => match self.warning.take() {
                Some(window) => window.close().await,
                None => Ok(()),
            },
            Cue::Forget { end, lasted_ms } => self.forget(end, lasted_ms).await,
        }
    }

    /// The screen of the warning that is due.
    pub fn warning_page(&self) -> &str {
        let screens = &self.settings.screens;
        if self.session.yields() {
            &screens.awaited
        } else {
            &screens.warning
        }
    }

    /// Erases everything of a person: the whole browser with its folder; then shows, in the
    /// next one, what was erased.
    async fn forget(&mut self, end: End, lasted_ms: i64) -> Result<(), BrowserError> {
        let ended = self.settings.screens.ended.clone();
        self.replace(&ended, Some((end, lasted_ms))).await
    }

    /// Kills the browser with its folder and shows a page in the next one. What ended is told
    /// before that page is asked for: it may say so.
    pub async fn replace(
        &mut self,
        page: &str,
        ended: Option<(End, i64)>,
    ) -> Result<(), BrowserError> {
        let begun = self.now();
        // What is shown goes first, whatever the next browser does.
        self.screen.blank();
        let next = self.next().await?;
        let old = std::mem::replace(&mut self.screen, next);
        (self.over, self.warning, self.chooser, self.larger) = (None, None, None, false);
        self.files.clear();
        old.end().await?;
        if let Some((end, lasted_ms)) = ended {
            let erased_ms = self.now() - begun;
            self.tell(Happening::Ended {
                end,
                lasted_ms,
                erased_ms,
            });
        }
        self.events = self.screen.events();
        self.main = self.screen.open(page).await?;
        self.prepare_next();
        Ok(())
    }

    /// The browser of the next person: the one that was started ahead, unless it is gone.
    async fn next(&mut self) -> Result<Screen, BrowserError> {
        let ahead = match self.spare.take() {
            Some(spare) => spare.await.ok().and_then(Result::ok),
            None => None,
        };
        if let Some(ahead) = ahead {
            if ahead.answers().await {
                return Ok(ahead);
            }
            ahead.end().await?;
        }
        self.made += 1;
        start(self.settings.clone(), self.made).await
    }

    /// Ends both browsers.
    pub async fn close(self) {
        let next = match self.spare {
            Some(spare) => spare.await.ok().and_then(Result::ok),
            None => None,
        };
        for screen in [Some(self.screen), next].into_iter().flatten() {
            if let Err(error) = screen.end().await {
                tracing::warn!(%error, "a browser of the kiosk left something");
            }
        }
        let _empty = std::fs::remove_dir(&self.settings.folder);
    }

    /// The browser is of no use any more: another takes its place. The session is over, for
    /// what was typed is lost with it.
    pub async fn recover(&mut self, fault: Fault) -> Result<(), BrowserError> {
        let ended = match self.session.finish(End::Broken, self.now()) {
            Some(Cue::Forget { end, lasted_ms }) => Some((end, lasted_ms)),
            _ => None,
        };
        let home = self.settings.screens.home.clone();
        self.replace(&home, ended).await?;
        self.tell(Happening::Replaced(fault));
        Ok(())
    }
}

/// A browser, in a folder of its own.
async fn start(settings: Settings, number: u64) -> Result<Screen, BrowserError> {
    let folder: PathBuf = settings.folder.join(number.to_string());
    Screen::start(&settings.launch, &folder, settings.ecran, &settings.bar).await
}
