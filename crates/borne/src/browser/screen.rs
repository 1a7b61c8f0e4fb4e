//! One browser with the windows of one person.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use plus_domain::borne::ecran::Ecran;
use serde_json::{Value, json};
use tokio::sync::broadcast;

use super::{
    Bar, BrowserError, Event, Key, Launch, Pipe,
    launch::Running,
    script::{self, BINDING, WORLD},
};

/// How long a page may take to say that it lives (the watchdog of a frozen page).
const ALIVE: Duration = Duration::from_secs(4);

/// How long the paper form of a page may take.
const TO_PRINT: Duration = Duration::from_secs(30);

/// A browser that runs, for one person.
#[derive(Debug)]
pub struct Screen {
    running: Running,
    pipe: Arc<Pipe>,
    ecran: Ecran,
    scale: f64,
    received: PathBuf,
    given: PathBuf,
    bar: String,
}

/// A window, over the whole screen: the last opened is above the others.
#[derive(Debug, Clone)]
pub struct Window {
    pipe: Arc<Pipe>,
    target: String,
    session: String,
    /// Number of our script in it.
    script: String,
}

/// A page asks for a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Chooser {
    node: i64,
    /// Whether it takes several.
    pub several: bool,
}

impl Chooser {
    /// Reads `Page.fileChooserOpened`.
    pub fn of(event: &Event) -> Option<Self> {
        let node = event.params["backendNodeId"].as_i64()?;
        let several = event.params["mode"] == "selectMultiple";
        Some(Self { node, several })
    }
}

impl Screen {
    /// Starts a browser, without a window yet: it is ready when this returns. It writes
    /// under `folder`, which goes with it: its profile, and what the person downloads.
    ///
    /// # Errors
    /// When it does not start or does not answer.
    pub async fn start(
        launch: &Launch,
        folder: &Path,
        ecran: Ecran,
        bar: &Bar,
    ) -> Result<Self, BrowserError> {
        let (running, pipe) = launch.start(folder)?;
        let received = folder.join("recus");
        let screen = Self {
            running,
            pipe,
            ecran,
            scale: launch.scale,
            received,
            given: folder.join("donnes"),
            bar: script::source(bar),
        };
        screen.prepare().await?;
        Ok(screen)
    }

    async fn prepare(&self) -> Result<(), BrowserError> {
        for folder in [&self.received, &self.given] {
            std::fs::create_dir_all(folder).map_err(BrowserError::File)?;
        }
        let patience = Duration::from_secs(30);
        self.pipe
            .call_within(patience, None, "Browser.getVersion", json!({}))
            .await?;
        self.ask("Target.setDiscoverTargets", json!({ "discover": true }))
            .await?;
        let caught = json!({
            "behavior": "allowAndName", "downloadPath": self.received, "eventsEnabled": true,
        });
        self.ask("Browser.setDownloadBehavior", caught).await?;
        Ok(())
    }

    async fn ask(&self, method: &str, params: Value) -> Result<Value, BrowserError> {
        self.pipe.call(None, method, params).await
    }

    /// Whether it is still there, and answers.
    pub async fn answers(&self) -> bool {
        let asked = self.ask("Browser.getVersion", json!({}));
        asked.await.is_ok()
    }

    /// What happens in it from now on.
    pub fn events(&self) -> broadcast::Receiver<Event> {
        self.pipe.events()
    }

    /// Where what the person downloads is put, each file under the name that the browser
    /// gave it.
    pub fn received(&self) -> &Path {
        &self.received
    }

    /// Where the papers are that a site may be given.
    pub fn given(&self) -> &Path {
        &self.given
    }

    /// Puts a paper where a site may be given it: it goes with the rest.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn give(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, BrowserError> {
        let plain = Path::new(name).file_name();
        let file = self
            .given
            .join(plain.unwrap_or_else(|| "document.pdf".as_ref()));
        std::fs::write(&file, bytes).map_err(BrowserError::File)?;
        Ok(file)
    }

    /// Number of its first process.
    pub fn process(&self) -> Option<u32> {
        self.running.id()
    }

    /// Opens a window above the others, over the whole screen, and shows a page in it.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn open(&self, url: &str) -> Result<Window, BrowserError> {
        let side = |pixels: u32| (f64::from(pixels) / self.scale).ceil() + 1.0;
        let made = self
            .ask(
                "Target.createTarget",
                json!({
                    "url": "about:blank", "newWindow": true, "left": 0, "top": 0,
                    "width": side(self.ecran.width), "height": side(self.ecran.height),
                    "windowState": "fullscreen",
                }),
            )
            .await?;
        let target = text(&made, "targetId");
        let attach = json!({ "targetId": target, "flatten": true });
        let attached = self.ask("Target.attachToTarget", attach).await?;
        let window = Window {
            pipe: self.pipe.clone(),
            target,
            session: text(&attached, "sessionId"),
            script: String::new(),
        };
        let mut window = window;
        window.script = window.prepare(&self.bar).await?;
        window.show(url).await?;
        Ok(window)
    }

    /// Follows a frame that the browser shows in a process of its own, so that a touch in
    /// it counts.
    ///
    /// # Errors
    /// When the browser is gone; a frame that is gone meanwhile is none.
    pub async fn follow(&self, session: &str) -> Result<(), BrowserError> {
        let frame = Window {
            pipe: self.pipe.clone(),
            target: String::new(),
            session: session.to_owned(),
            script: String::new(),
        };
        match frame.prepare(&self.bar).await {
            Err(BrowserError::Refused { .. }) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Closes a page that is none of ours.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn close_target(&self, target: &str) -> Result<(), BrowserError> {
        let gone = self.ask("Target.closeTarget", json!({ "targetId": target }));
        match gone.await {
            Err(BrowserError::Refused { .. }) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Kills it at once: nothing of it is seen any more. [`Screen::end`] has still to come.
    pub fn blank(&self) {
        self.running.kill();
    }

    /// Ends it whole and deletes all that it wrote.
    ///
    /// # Errors
    /// When the folder cannot be deleted.
    pub async fn end(self) -> Result<(), BrowserError> {
        self.running.end().await.map_err(BrowserError::File)
    }
}

impl Window {
    /// Readies a page or a frame; answers the number of our script in it.
    async fn prepare(&self, bar: &str) -> Result<String, BrowserError> {
        let world = json!({ "name": BINDING, "executionContextName": WORLD });
        let frames =
            json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        let chooser = json!({ "enabled": true });
        for (method, params) in [
            ("Page.enable", json!({})),
            ("Runtime.enable", json!({})),
            ("Inspector.enable", json!({})),
            ("Runtime.addBinding", world),
            ("Page.setInterceptFileChooserDialog", chooser),
            ("Target.setAutoAttach", frames),
        ] {
            self.ask(method, params).await?;
        }
        self.add(bar).await
    }

    async fn add(&self, bar: &str) -> Result<String, BrowserError> {
        let source = json!({ "source": bar, "worldName": WORLD, "runImmediately": true });
        let added = self
            .ask("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        Ok(text(&added, "identifier"))
    }

    /// From the next page on, the bar speaks another language.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn speak(&mut self, bar: &Bar) -> Result<(), BrowserError> {
        let former = json!({ "identifier": self.script });
        self.ask("Page.removeScriptToEvaluateOnNewDocument", former)
            .await?;
        let source = json!({ "source": script::source(bar), "worldName": WORLD });
        let added = self
            .ask("Page.addScriptToEvaluateOnNewDocument", source)
            .await?;
        self.script = text(&added, "identifier");
        Ok(())
    }

    async fn ask(&self, method: &str, params: Value) -> Result<Value, BrowserError> {
        self.pipe.call(Some(&self.session), method, params).await
    }

    /// Name of its page among the targets of the browser.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether an event is about it.
    pub fn tells(&self, event: &Event) -> bool {
        event.session.as_deref() == Some(&self.session)
    }

    /// The same page, spoken to as an event of it says.
    #[must_use]
    pub fn answering(&self, event: &Event) -> Self {
        let session = event
            .session
            .clone()
            .unwrap_or_else(|| self.session.clone());
        Self {
            session,
            ..self.clone()
        }
    }

    /// Shows a page: http, https or about:blank alone.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn show(&self, url: &str) -> Result<(), BrowserError> {
        let web = url == "about:blank" || url.starts_with("http://") || url.starts_with("https://");
        // Addresses of the browser itself make it crash here.
        let url = if web { url } else { "about:blank" };
        self.ask("Page.navigate", json!({ "url": url })).await?;
        Ok(())
    }

    /// Takes it away.
    ///
    /// # Errors
    /// When the browser is gone.
    pub async fn close(&self) -> Result<(), BrowserError> {
        let close = json!({ "targetId": self.target });
        match self.pipe.call(None, "Target.closeTarget", close).await {
            Err(BrowserError::Refused { .. }) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether the page still answers, and draws: a frozen page, a crashed one and a white
    /// one do not.
    pub async fn is_alive(&self) -> bool {
        let ask = json!({
            "expression": "new Promise(done => requestAnimationFrame(() => done(1)))",
            "awaitPromise": true, "returnByValue": true,
        });
        let session = Some(self.session.as_str());
        let answer = self
            .pipe
            .call_within(ALIVE, session, "Runtime.evaluate", ask)
            .await;
        match answer {
            Ok(_) => true,
            // A page that is being left is refused and comes back: not frozen. One that is
            // closed is refused too, and does not.
            Err(BrowserError::Refused { .. }) => self.exists().await,
            Err(_) => false,
        }
    }

    /// Whether the browser still has it.
    async fn exists(&self) -> bool {
        let which = json!({ "targetId": self.target });
        let told = self.pipe.call(None, "Target.getTargetInfo", which).await;
        told.is_ok()
    }

    /// The page on A4 paper, as PDF.
    ///
    /// # Errors
    /// When the browser is gone, silent for 30 s, or refuses.
    pub async fn to_paper(&self) -> Result<Vec<u8>, BrowserError> {
        let a4 = json!({
            "paperWidth": 8.268, "paperHeight": 11.693, "printBackground": false,
            "preferCSSPageSize": true, "marginTop": 0.5, "marginBottom": 0.5,
            "marginLeft": 0.5, "marginRight": 0.5,
        });
        let session = Some(self.session.as_str());
        let printed = self
            .pipe
            .call_within(TO_PRINT, session, "Page.printToPDF", a4)
            .await?;
        bytes(&printed)
    }

    /// What is drawn, as PNG.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn picture(&self) -> Result<Vec<u8>, BrowserError> {
        let png = json!({ "format": "png" });
        bytes(&self.ask("Page.captureScreenshot", png).await?)
    }

    /// The words that the person marked, or those of the page: what « Écouter » says on the
    /// site of a partner. What is typed in fields is no part of them.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn words(&self) -> Result<String, BrowserError> {
        let read =
            "(String(getSelection()).trim() || document.body?.innerText || '').slice(0, 4000)";
        let ask = json!({ "expression": read, "returnByValue": true });
        let answer = self.ask("Runtime.evaluate", ask).await?;
        Ok(answer["result"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned())
    }

    /// Writes where the person is writing, as a keyboard would.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn write(&self, key: Key) -> Result<(), BrowserError> {
        let (name, code, text) = match key {
            Key::Char(char) => {
                let text = json!({ "text": char.to_string() });
                return self.ask("Input.insertText", text).await.map(|_| ());
            }
            Key::Back => ("Backspace", 8, ""),
            Key::Enter => ("Enter", 13, "\r"),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut press = json!({
                "type": kind, "key": name, "code": name, "windowsVirtualKeyCode": code,
            });
            if kind == "keyDown" && !text.is_empty() {
                press["text"] = text.into();
            }
            self.ask("Input.dispatchKeyEvent", press).await?;
        }
        Ok(())
    }

    /// Makes everything larger or smaller: 1 is as it comes.
    ///
    /// # Errors
    /// When the browser is gone or refuses.
    pub async fn enlarge(&self, factor: f64) -> Result<(), BrowserError> {
        let scale =
            json!({ "expression": format!("document.documentElement.style.zoom = {factor}") });
        self.ask("Runtime.evaluate", scale).await.map(|_| ())
    }

    /// Gives a file of the session to the field that asked for one. The path is refused when
    /// it does not lie in `folder` once every link is followed (the protocol takes any path).
    ///
    /// # Errors
    /// When the path lies elsewhere, the browser is gone, or the field is gone.
    pub async fn attach(
        &self,
        chooser: &Chooser,
        folder: &Path,
        file: &Path,
    ) -> Result<(), BrowserError> {
        let real = inside(folder, file).map_err(BrowserError::File)?;
        let give = json!({ "files": [real], "backendNodeId": chooser.node });
        self.ask("DOM.setFileInputFiles", give).await.map(|_| ())
    }
}

/// The real path of a file, if it lies in a folder.
fn inside(folder: &Path, file: &Path) -> std::io::Result<PathBuf> {
    let (folder, file) = (folder.canonicalize()?, file.canonicalize()?);
    if file.starts_with(&folder) && file.is_file() {
        Ok(file)
    } else {
        Err(std::io::Error::other("not a file of this session"))
    }
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}

fn bytes(answer: &Value) -> Result<Vec<u8>, BrowserError> {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    let data = answer["data"].as_str().unwrap_or_default();
    STANDARD
        .decode(data)
        .map_err(|error| BrowserError::File(std::io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use super::inside;

    #[test]
    fn s21_no_path_leads_out_of_the_folder_of_the_session() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("session");
        std::fs::create_dir(&folder).unwrap();
        std::fs::write(folder.join("avis.pdf"), "x").unwrap();
        std::fs::write(root.path().join("secret"), "x").unwrap();
        std::os::unix::fs::symlink(root.path().join("secret"), folder.join("lien")).unwrap();
        assert!(inside(&folder, &folder.join("avis.pdf")).is_ok());
        for out in ["../secret", "lien", "/etc/hostname", ".", "absent"] {
            assert!(inside(&folder, &folder.join(out)).is_err(), "{out}");
        }
    }
}
