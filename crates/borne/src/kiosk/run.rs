//! The loop of a kiosk.

use std::time::Duration;

use plus_domain::borne::session::{End, Phase};
use serde_json::Value;
use tokio::{
    sync::{broadcast, mpsc},
    time::MissedTickBehavior,
};

use super::{Fault, Happening, Order, hold::Hold};
use crate::browser::{BrowserError, Chooser, Event, Sign, guard::Place};

/// How often time is looked at.
const TICK: Duration = Duration::from_millis(500);

/// How long to wait before a browser that would not start is tried again.
const AGAIN: Duration = Duration::from_secs(2);

/// « Plus grand » on the site of a partner.
const LARGER: f64 = 1.4;

/// Runs until nobody speaks to the kiosk any more: then the browsers are ended.
pub(super) async fn run(mut hold: Hold, mut orders: mpsc::UnboundedReceiver<Order>) {
    let mut ticks = tokio::time::interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut looks = tokio::time::interval(hold.settings.watch_every);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (found, mut lives) = mpsc::channel(1);
    loop {
        let done = tokio::select! {
            order = orders.recv() => match order {
                None | Some(Order::Close) => break,
                Some(order) => obey(&mut hold, order).await,
            },
            event = hold.events.recv() => match event {
                Ok(event) => hear(&mut hold, event).await,
                // Too late for some events, such as that our window was closed: it is looked at.
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "the kiosk was too slow for its browser");
                    look(&hold, &found);
                    Ok(())
                }
                Err(broadcast::error::RecvError::Closed) => Err(BrowserError::Gone),
            },
            _ = ticks.tick() => tick(&mut hold).await,
            _ = looks.tick() => { look(&hold, &found); Ok(()) }
            Some((target, alive)) = lives.recv() => judge(&mut hold, &target, alive).await,
        };
        if let Err(error) = done {
            mend(&mut hold, error).await;
        }
    }
    hold.close().await;
}

/// Whatever went wrong with the browser, another one takes its place, until one does.
async fn mend(hold: &mut Hold, error: BrowserError) {
    if let BrowserError::Refused { .. } | BrowserError::File(_) = error {
        hold.tell(Happening::Failed(error.to_string()));
        return;
    }
    let fault = match error {
        BrowserError::Frozen(_) => Fault::Frozen,
        _ => Fault::Gone,
    };
    while let Err(error) = hold.recover(fault).await {
        tracing::error!(%error, "the browser of the kiosk does not start");
        tokio::time::sleep(AGAIN).await;
    }
}

async fn tick(hold: &mut Hold) -> Result<(), BrowserError> {
    match hold.session.tick(hold.now()) {
        Some(cue) => hold.follow(cue).await,
        None => Ok(()),
    }
}

/// Asks the page that is above whether it lives, beside the loop.
fn look(hold: &Hold, found: &mpsc::Sender<(String, bool)>) {
    let above = hold.warning.as_ref().or(hold.over.as_ref());
    let (window, found) = (above.unwrap_or(&hold.main).clone(), found.clone());
    tokio::spawn(async move {
        let alive = window.is_alive().await;
        let _later = found.try_send((window.target().to_owned(), alive));
    });
}

async fn judge(hold: &mut Hold, target: &str, alive: bool) -> Result<(), BrowserError> {
    if alive || !hold.is_ours(target) {
        return Ok(());
    }
    hold.recover(Fault::Frozen).await
}

async fn obey(hold: &mut Hold, order: Order) -> Result<(), BrowserError> {
    match order {
        Order::Over(_) | Order::Uncover | Order::Show(_) | Order::Home => place(hold, order).await,
        Order::Stay | Order::Wait | Order::Finish | Order::Begin | Order::End => {
            time(hold, &order).await
        }
        Order::Paper | Order::Words | Order::Picture => tell(hold, &order).await,
        Order::Larger => {
            hold.larger = !hold.larger;
            let factor = if hold.larger { LARGER } else { 1.0 };
            hold.main.enlarge(factor).await
        }
        Order::Attach { name, bytes } => attach(hold, &name, &bytes).await,
        Order::Speak(bar) => hold.main.speak(&bar).await,
        Order::Restart if hold.session.is_used() => Ok(()),
        Order::Restart => {
            let home = hold.settings.screens.home.clone();
            hold.replace(&home, None).await
        }
        // Heard by the loop itself.
        Order::Close => Ok(()),
    }
}

/// What is shown, and above what.
async fn place(hold: &mut Hold, order: Order) -> Result<(), BrowserError> {
    match order {
        Order::Over(url) => {
            let window = hold.screen.open(&url).await?;
            match hold.over.replace(window) {
                Some(former) => former.close().await,
                None => Ok(()),
            }
        }
        Order::Show(url) => {
            uncover(hold).await?;
            hold.main.show(&url).await
        }
        Order::Home => home(hold).await,
        _ => uncover(hold).await,
    }
}

/// What changes the time that is left.
async fn time(hold: &mut Hold, order: &Order) -> Result<(), BrowserError> {
    let now = hold.now();
    let cue = match order {
        Order::Stay => hold.session.stay(now),
        Order::Wait => {
            hold.session.wait();
            None
        }
        Order::Finish => hold.session.finish(End::Asked, now),
        Order::Begin => {
            hold.session.begin();
            None
        }
        _ => {
            hold.session.end(now);
            None
        }
    };
    match cue {
        Some(cue) => hold.follow(cue).await,
        None => Ok(()),
    }
}

/// What is told of what is shown.
async fn tell(hold: &mut Hold, order: &Order) -> Result<(), BrowserError> {
    let told = match order {
        Order::Paper => Happening::Paper(hold.main.to_paper().await?),
        Order::Words => Happening::Words(hold.main.words().await?),
        _ => return picture(hold).await,
    };
    hold.tell(told);
    Ok(())
}

/// Gives a paper to the page that asked for one, and takes our screen away.
async fn attach(hold: &mut Hold, name: &str, bytes: &[u8]) -> Result<(), BrowserError> {
    let Some((window, chooser)) = hold.chooser.take() else {
        return Ok(());
    };
    let file = hold.screen.give(name, bytes)?;
    window.attach(&chooser, hold.screen.given(), &file).await?;
    uncover(hold).await
}

/// Only the screen that waits may be looked at from afar.
async fn picture(hold: &mut Hold) -> Result<(), BrowserError> {
    let taken = if hold.session.is_used() {
        None
    } else {
        Some(hold.main.picture().await?)
    };
    hold.tell(Happening::Picture(taken));
    Ok(())
}

async fn uncover(hold: &mut Hold) -> Result<(), BrowserError> {
    match hold.over.take() {
        Some(window) => window.close().await,
        None => Ok(()),
    }
}

async fn home(hold: &mut Hold) -> Result<(), BrowserError> {
    uncover(hold).await?;
    let home = hold.settings.screens.home.clone();
    hold.main.show(&home).await
}

async fn hear(hold: &mut Hold, event: Event) -> Result<(), BrowserError> {
    match event.method.as_str() {
        "Pipe.closed" => Err(BrowserError::Gone),
        "Runtime.bindingCalled" => match Sign::of(&event) {
            Some(sign) => signed(hold, &event, sign).await,
            None => Ok(()),
        },
        "Page.frameNavigated" if hold.main.tells(&event) => {
            shown(hold, &event.params["frame"]).await
        }
        "Page.windowOpen" if hold.main.tells(&event) => {
            // The page that opens by itself is closed below; its address comes here.
            let url = event.params["url"].as_str().unwrap_or_default();
            go(hold, url).await
        }
        "Page.fileChooserOpened" => {
            chosen(hold, &event);
            Ok(())
        }
        "Target.attachedToTarget" if event.params["targetInfo"]["type"] == "iframe" => {
            let session = event.params["sessionId"].as_str().unwrap_or_default();
            hold.screen.follow(session).await
        }
        "Target.targetCreated" => appeared(hold, &event.params["targetInfo"]).await,
        "Target.targetDestroyed" => left(hold, &event.params["targetId"]).await,
        "Inspector.targetCrashed" if hold.main.tells(&event) => hold.recover(Fault::Crashed).await,
        "Browser.downloadProgress" if event.params["state"] == "completed" => {
            received(hold, &event.params);
            Ok(())
        }
        "Browser.downloadWillBegin" => {
            hold.names(&event.params);
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn signed(hold: &mut Hold, event: &Event, sign: Sign) -> Result<(), BrowserError> {
    let now = hold.now();
    let began = !hold.session.is_used();
    hold.session.touch(now);
    if began {
        hold.tell(Happening::Began);
    }
    match sign {
        Sign::Touch => Ok(()),
        Sign::Key(key) => hold.window_of(event).write(key).await,
        Sign::Home => home(hold).await,
        Sign::Larger => obey_soon(hold, Order::Larger).await,
        Sign::Wait => {
            hold.session.wait();
            Ok(())
        }
        Sign::Done => match hold.session.finish(End::Asked, now) {
            Some(cue) => hold.follow(cue).await,
            None => Ok(()),
        },
        other => {
            hold.tell(Happening::Pressed(other));
            Ok(())
        }
    }
}

async fn obey_soon(hold: &mut Hold, order: Order) -> Result<(), BrowserError> {
    Box::pin(obey(hold, order)).await
}

/// A page is shown in the window of the person: is it one that may be?
async fn shown(hold: &mut Hold, frame: &Value) -> Result<(), BrowserError> {
    if frame["parentId"].is_string() {
        return Ok(());
    }
    let failed = frame["unreachableUrl"]
        .as_str()
        .filter(|url| !url.is_empty());
    let url = frame["url"].as_str().unwrap_or_default();
    let place = hold.settings.sites.place(url);
    if let Some(wanted) = failed {
        return refuse(hold, wanted).await;
    }
    match &place {
        Place::Closed(_) => refuse(hold, url).await,
        Place::Failed => Ok(()),
        _ => {
            let url = url.to_owned();
            hold.tell(Happening::Shown { place, url });
            Ok(())
        }
    }
}

/// Says why a page is not shown: it is closed, or it cannot be reached.
async fn refuse(hold: &mut Hold, wanted: &str) -> Result<(), BrowserError> {
    let screens = &hold.settings.screens;
    let page = match hold.settings.sites.place(wanted) {
        Place::Partner(host) => format!("{}{host}", screens.away),
        Place::Closed(host) => format!("{}{}", screens.closed, named(&host)),
        Place::Own | Place::Blank | Place::Failed => screens.home.clone(),
    };
    hold.main.show(&page).await
}

/// A host as it may stand in an address: what is none is left out.
fn named(host: &str) -> &str {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'.' || b == b'-';
    if host.bytes().all(plain) { host } else { "" }
}

/// A page opens another one: it is shown in its place.
async fn go(hold: &mut Hold, url: &str) -> Result<(), BrowserError> {
    match hold.settings.sites.place(url) {
        Place::Own | Place::Partner(_) => hold.main.show(url).await,
        Place::Closed(_) => refuse(hold, url).await,
        Place::Blank | Place::Failed => Ok(()),
    }
}

/// A page that none of ours opened is closed, whatever it is: the window of Ctrl+N, a popup.
async fn appeared(hold: &mut Hold, target: &Value) -> Result<(), BrowserError> {
    let id = target["targetId"].as_str().unwrap_or_default();
    // Ours are known as soon as they are made, before this is heard; the address of a popup
    // comes by `Page.windowOpen`.
    let strange = target["type"] == "page" && !hold.is_ours(id);
    if strange {
        hold.screen.close_target(id).await?;
    }
    Ok(())
}

/// The window of the person was closed from within: it comes back with the home screen.
async fn left(hold: &mut Hold, target: &Value) -> Result<(), BrowserError> {
    let id = target.as_str().unwrap_or_default();
    if hold.over.as_ref().is_some_and(|w| w.target() == id) {
        hold.over = None;
    }
    if hold.warning.as_ref().is_some_and(|w| w.target() == id) {
        hold.warning = None;
        // Nobody closes the warning: it stays due.
        if let Phase::Warned { .. } = hold.session.phase() {
            hold.warning = Some(hold.screen.open(hold.warning_page()).await?);
        }
    }
    if hold.main.target() == id {
        let page = hold.settings.screens.home.clone();
        match hold.screen.open(&page).await {
            Ok(window) => hold.main = window,
            // Closed again while it opened: nothing would be shown any more.
            Err(error) => {
                tracing::warn!(%error, "the window of the kiosk was closed while it opened");
                return hold.recover(Fault::Gone).await;
            }
        }
    }
    Ok(())
}

fn chosen(hold: &mut Hold, event: &Event) {
    if let Some(chooser) = Chooser::of(event) {
        hold.chooser = Some((hold.window_of(event), chooser));
        hold.tell(Happening::Asked);
    }
}

fn received(hold: &mut Hold, params: &Value) {
    let id = params["guid"].as_str().unwrap_or_default();
    let Some(name) = hold.named(id) else { return };
    let file = hold.screen.received().join(id);
    hold.tell(Happening::Received { file, name });
}
