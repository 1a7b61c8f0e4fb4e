//! The hands of a kiosk: one loop that holds the browser of the person who is there and the
//! one of the next, hears what happens in them, and does what it is told.
//!
//! It knows no page: the program gives the addresses of its screens and receives what
//! happens. The time of a session is counted by [`plus_domain::borne::session`].

mod happening;
mod hold;
mod run;

use std::{fmt, path::PathBuf, sync::Arc, time::Duration};

use plus_domain::borne::{ecran::Ecran, session::Patience};
use tokio::{sync::mpsc, task::JoinHandle};

pub use happening::Happening;

use crate::browser::{Bar, BrowserError, Launch, guard::Sites};

/// A clock that never goes back, milliseconds.
#[derive(Clone)]
pub struct Clock(pub Arc<dyn Fn() -> i64 + Send + Sync>);

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Addresses of our screens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screens {
    /// What waits for somebody, and « Accueil ».
    pub home: String,
    /// What follows a session: what was erased.
    pub ended: String,
    /// The warning, above everything.
    pub warning: String,
    /// The other one, when somebody waits.
    pub awaited: String,
    /// A site that is not open; its host follows.
    pub closed: String,
    /// A site that cannot be reached; its host follows.
    pub away: String,
}

/// What a kiosk is made with.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How its browser is started.
    pub launch: Launch,
    /// Its screen.
    pub ecran: Ecran,
    /// What it may open.
    pub sites: Sites,
    /// Its own screens.
    pub screens: Screens,
    /// The bar over the sites of partners.
    pub bar: Bar,
    /// How long a person may be still.
    pub patience: Patience,
    /// Folder in memory where browsers write; emptied at the start.
    pub folder: PathBuf,
    /// How often the page is asked whether it lives.
    pub watch_every: Duration,
    /// The clock.
    pub clock: Clock,
}

/// What the kiosk is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// Shows a screen of ours above what the person does, which stays as it is.
    Over(String),
    /// Takes it away.
    Uncover,
    /// Shows a page in place of what the person does.
    Show(String),
    /// « Accueil ».
    Home,
    /// « Je continue ».
    Stay,
    /// « On attend ».
    Wait,
    /// « J’ai fini ».
    Finish,
    /// Makes a paper of what is shown.
    Paper,
    /// Reads what is shown.
    Words,
    /// Makes what is shown larger, or as it was.
    Larger,
    /// Gives a paper to the page that asked for a file.
    Attach {
        /// Name of the file, as the site sees it.
        name: String,
        /// What is in it.
        bytes: Arc<Vec<u8>>,
    },
    /// Something begins to run for the person.
    Begin,
    /// It ended.
    End,
    /// Another language for the bar.
    Speak(Box<Bar>),
    /// Starts the browser again, between two persons.
    Restart,
    /// A picture of the screen, when nobody uses it.
    Picture,
    /// The kiosk closes.
    Close,
}

/// The kiosk, for those who speak to it.
#[derive(Debug, Clone)]
pub struct Kiosk {
    orders: mpsc::UnboundedSender<Order>,
}

impl Kiosk {
    /// Tells it something; nothing happens once it is closed.
    pub fn tell(&self, order: Order) {
        let _closed = self.orders.send(order);
    }
}

/// Hands that hold nothing yet: what will speak to them can be made before they open.
#[derive(Debug)]
pub struct Hands {
    settings: Settings,
    orders: mpsc::UnboundedSender<Order>,
    heard: mpsc::UnboundedReceiver<Order>,
}

/// Makes the hands of a kiosk.
pub fn prepare(settings: Settings) -> Hands {
    let (orders, heard) = mpsc::unbounded_channel();
    Hands {
        settings,
        orders,
        heard,
    }
}

impl Hands {
    /// A way to speak to them.
    pub fn kiosk(&self) -> Kiosk {
        Kiosk {
            orders: self.orders.clone(),
        }
    }

    /// Opens the kiosk: its first screen is shown when this returns. What happens comes by
    /// the first value; the second ends after [`Order::Close`], when both browsers are ended
    /// and all that they wrote is deleted.
    ///
    /// # Errors
    /// When the browser does not start.
    pub async fn open(
        self,
    ) -> Result<(mpsc::UnboundedReceiver<Happening>, JoinHandle<()>), BrowserError> {
        let (tell, happenings) = mpsc::unbounded_channel();
        let hold = hold::Hold::first(self.settings, tell).await?;
        let running = tokio::spawn(run::run(hold, self.heard));
        Ok((happenings, running))
    }
}

/// Why the browser had to be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It is gone.
    Gone,
    /// Its page answers no more.
    Frozen,
    /// Its page crashed.
    Crashed,
}
