//! What a kiosk's program remembers of the person who is there, and only as long: the
//! language, the papers on their way, what is counted. Its hands are `plus_borne::kiosk`.

mod barre;
mod compte;
pub mod depot;
pub mod equipe;
mod impression;
mod jour;
pub mod mind;
mod numerisation;
mod papiers;
pub mod retrait;
pub mod sante;
pub mod usage;
mod voix;

use std::sync::{Mutex, MutexGuard, PoisonError};

use plus_borne::{
    kiosk::{Kiosk, Order},
    scanner::Scanner,
};
use plus_domain::borne::{
    Answered, Outcome, Settings,
    ecran::Ecran,
    usage::{Avis, Usage},
};
use plus_journal::wire;
use tokio::sync::mpsc;

pub use barre::barre;
pub use compte::{Erased, Seance};
pub use impression::{Impression, print};
pub use jour::Jour;
pub use numerisation::{Numerisation, scan};
pub use papiers::{Papier, Papiers, TooMuch};

use crate::{
    config,
    web::{file::borne::Given, langue::Language, page::Page},
};

const DAY_MS: i64 = 86_400_000;

/// The kiosk of this process.
#[derive(Debug)]
pub struct Borne {
    kiosk: Kiosk,
    /// Where its own screens are served.
    pub base: String,
    /// What `[borne]` of the file says.
    pub settings: config::Borne,
    /// Its screen.
    pub ecran: Ecran,
    impression: Option<Impression>,
    scanner: Option<Scanner>,
    now: Mutex<Now>,
}

/// Who is there.
#[derive(Debug, Default)]
struct Presence {
    /// Whether somebody is.
    used: bool,
    /// Whether they came while the kiosk was closed: nothing of it is a use.
    barred: bool,
    /// Whether somebody said that they wait, and who is there was not asked yet.
    awaited: bool,
}

/// What is known of now.
#[derive(Debug, Default)]
struct Now {
    language: Language,
    /// Sessions that have ended in this process.
    sessions: u64,
    papiers: Papiers,
    seance: Seance,
    /// What the last person left behind, which is nothing but figures.
    erased: Option<Erased>,
    /// What is open for the telephone of the person.
    depot: Option<depot::Depot>,
    /// What runs at the scanner for the person, or why nothing came.
    numerisation: Numerisation,
    /// The number that the person took in the queue.
    numero: Option<Given>,
    /// The try of a code whose answer has not come: what was typed, as a hash, and its name.
    essai: Option<(blake3::Hash, String)>,
    /// A session that ended and waits for its pictogram.
    usage: Option<Usage>,
    /// Whether somebody is there, and how they came.
    presence: Presence,
    /// How far somebody of the team has come to its menu.
    equipe: equipe::Standing,
    /// Whether somebody of the team put the kiosk on pause.
    paused: bool,
    /// What was counted today.
    jour: Jour,
    /// When the browser had to be replaced, milliseconds UTC.
    replaced: Vec<i64>,
    /// How the hub sets the kiosk.
    set: Settings,
    /// The order of the hub that wants a picture.
    picture_for: Option<String>,
    /// Where answers to the hub go.
    answers: Option<mpsc::Sender<Answered>>,
}

impl Borne {
    /// The kiosk that these hands hold.
    pub fn new(
        kiosk: Kiosk,
        base: String,
        (settings, ecran): (config::Borne, Ecran),
        impression: Option<Impression>,
    ) -> Self {
        Self {
            kiosk,
            base,
            impression,
            scanner: None,
            settings,
            ecran,
            now: Mutex::default(),
        }
    }

    /// The same kiosk, with a scanner beside it.
    #[must_use]
    pub fn beside(mut self, scanner: Option<Scanner>) -> Self {
        self.scanner = scanner;
        self
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Its name, as the settings or else the texts say it.
    pub fn name(&self, page: &Page) -> String {
        let named = self.settings.name.clone();
        named.map_or_else(|| page.t("seance-nom"), |name| page.french(&name))
    }

    /// Tells the hands something.
    pub fn tell(&self, order: Order) {
        self.kiosk.tell(order);
    }

    /// Shows one of our screens above what the person does.
    pub fn cover(&self, path: &str) {
        let path = self.here(path);
        self.tell(Order::Over(format!("{}{path}", self.base)));
    }

    /// Its printer, when it has one.
    pub fn impression(&self) -> Option<&Impression> {
        self.impression.as_ref()
    }

    /// Its scanner, when it has one.
    pub fn scanner(&self) -> Option<&Scanner> {
        self.scanner.as_ref()
    }

    /// Where the scan of the person stands.
    pub fn numerisation(&self) -> Numerisation {
        self.now().numerisation
    }

    /// A scan begins; false when one runs.
    fn begin_scan(&self) -> bool {
        let mut now = self.now();
        let free = now.numerisation != Numerisation::Moves;
        now.numerisation = Numerisation::Moves;
        free
    }

    /// A scan that began in a session ended: told to who began it alone.
    fn end_scan(&self, session: &str, stands: Numerisation) {
        let mut now = self.now();
        if now.sessions.to_string() == session {
            now.numerisation = stands;
        }
    }

    /// Keeps a paper for a session that may have ended: it is then dropped.
    ///
    /// # Errors
    /// When there would be too many.
    fn keep_for(&self, session: &str, papier: Papier) -> Result<(), TooMuch> {
        let mut now = self.now();
        if now.sessions.to_string() != session {
            return Ok(());
        }
        now.papiers.keep(papier).map(drop)
    }

    /// Name of the session for the printer: it says nothing, and is never given again.
    pub fn session(&self) -> String {
        self.now().sessions.to_string()
    }

    /// The address of one of our screens in the language of the person.
    pub fn here(&self, path: &str) -> String {
        self.language().address(path)
    }

    /// The language of the person, French for the next one.
    pub fn language(&self) -> Language {
        self.now().language
    }

    /// The person reads in this language: the bar follows.
    pub fn speak(&self, language: Language) {
        let former = std::mem::replace(&mut self.now().language, language);
        if former != language {
            let bar = barre(&self.base, language, &self.settings);
            self.tell(Order::Speak(Box::new(bar)));
        }
    }

    /// Does something with the papers of the person.
    pub fn with_papiers<T>(&self, act: impl FnOnce(&mut Papiers) -> T) -> T {
        act(&mut self.now().papiers)
    }

    /// Does something with what is open for a telephone.
    fn with_depot<T>(&self, act: impl FnOnce(&mut Option<depot::Depot>) -> T) -> T {
        act(&mut self.now().depot)
    }

    /// The number that the person took in the queue.
    pub fn numero(&self) -> Option<Given> {
        self.now().numero.clone()
    }

    /// Keeps it until she goes.
    pub fn keep_numero(&self, given: Given) {
        self.now().numero = Some(given);
    }

    /// The name of the try of a code: the same again when the person types the same again
    /// because no answer came.
    fn name_try(&self, (code, pin): (&str, &str), draw: impl FnOnce() -> String) -> String {
        let typed = blake3::hash(format!("{code}\n{pin}").as_bytes());
        let mut now = self.now();
        match &now.essai {
            Some((known, name)) if *known == typed => name.clone(),
            _ => {
                let name: String = draw().replace('-', "");
                now.essai = Some((typed, name.clone()));
                name
            }
        }
    }

    /// The try was answered: the next one is another.
    fn forget_try(&self) {
        self.now().essai = None;
    }

    /// Code of the place where it stands, as the hub says it; empty while nobody said.
    pub fn place(&self) -> String {
        self.now().set.place.clone()
    }

    /// Does something with what is counted.
    pub fn with_seance<T>(&self, act: impl FnOnce(&mut Seance) -> T) -> T {
        act(&mut self.now().seance)
    }

    /// What was erased of the last person.
    pub fn erased(&self) -> Option<Erased> {
        self.now().erased.clone()
    }

    /// Forgets everything of the person; answers what can be counted of the session, and the
    /// language in which it ended.
    fn forget(&self, erased_ms: i64) -> (Seance, Language) {
        if let Some(impression) = &self.impression {
            impression
                .queue
                .forget(&plus_borne::printer::queue::Session(self.session()));
        }
        let mut now = self.now();
        now.sessions += 1;
        let seance = std::mem::take(&mut now.seance);
        now.depot = None;
        now.numerisation = Numerisation::Rest;
        now.numero = None;
        now.essai = None;
        (now.presence.barred, now.presence.awaited) = (false, false);
        now.equipe = equipe::Standing::default();
        let papers = now.papiers.clear();
        let language = std::mem::take(&mut now.language);
        now.erased = Some(Erased {
            papers,
            language,
            erased_ms,
        });
        (seance, language)
    }

    fn wait_for_avis(&self, usage: Usage) {
        self.now().usage = Some(usage);
    }

    /// Whether a session waits for its pictogram.
    fn awaits_avis(&self, id: &str) -> bool {
        self.now()
            .usage
            .as_ref()
            .is_some_and(|usage| usage.id == id)
    }

    /// Notes a pictogram; false when no session waits for one.
    fn say_avis(&self, avis: Avis) -> bool {
        let mut now = self.now();
        let Some(usage) = &mut now.usage else {
            return false;
        };
        usage.avis = Some(avis);
        true
    }

    fn take_usage(&self) -> Option<Usage> {
        self.now().usage.take()
    }

    /// Somebody is there, or nobody any more.
    fn note_use(&self, used: bool) {
        self.now().presence.used = used;
        self.show_use(used);
    }

    /// Tells the rest of the machine, which must not be restarted meanwhile.
    fn show_use(&self, used: bool) {
        let Some(file) = &self.settings.occupied else {
            return;
        };
        let told = if used {
            std::fs::write(file, "")
        } else {
            std::fs::remove_file(file)
        };
        if let Err(error) = told
            && (used || error.kind() != std::io::ErrorKind::NotFound)
        {
            tracing::warn!(%error, "the machine is not told whether the kiosk is used");
        }
    }

    /// Whether somebody is there.
    pub fn is_used(&self) -> bool {
        self.now().presence.used
    }

    /// A session ended, at this hour of this day.
    fn note_end(&self, at: jiff::civil::DateTime) {
        self.note_use(false);
        let mut now = self.now();
        now.jour.on(at.date()).sessions += 1;
        now.jour.last_hour = Some(at.hour());
    }

    /// What was counted today.
    pub fn counted(&self, today: jiff::civil::Date) -> Jour {
        *self.now().jour.on(today)
    }

    /// The browser had to be replaced.
    fn note_replaced(&self, now_ms: i64) {
        self.now().replaced.push(now_ms);
    }

    /// Times that it had to be in the last 24 hours.
    pub fn restarts(&self, now_ms: i64) -> u32 {
        let mut now = self.now();
        now.replaced.retain(|at| now_ms - at < DAY_MS);
        u32::try_from(now.replaced.len()).unwrap_or(u32::MAX)
    }

    /// The hub sets the kiosk.
    fn set(&self, settings: &Settings) {
        let before = {
            let mut now = self.now();
            std::mem::replace(&mut now.set, settings.clone())
        };
        if before.maintenance != settings.maintenance && !self.is_used() {
            self.tell(Order::Home);
        }
    }

    /// Whether the hub says that somebody looks after the kiosk.
    pub fn is_in_maintenance(&self) -> bool {
        self.now().set.maintenance
    }

    /// Whether somebody of the team put the kiosk on pause, here.
    pub fn is_paused(&self) -> bool {
        self.now().paused
    }

    /// Whether the kiosk serves nobody now. Who was there before it closed ends in peace, and the
    /// team goes in.
    pub fn is_closed(&self) -> bool {
        let now = self.now();
        let closed = now.set.maintenance || now.paused;
        closed && (now.presence.barred || !now.presence.used) && !now.equipe.open
    }

    /// Somebody touched the screen.
    fn begin(&self) {
        self.note_use(true);
        let mut now = self.now();
        now.presence.barred = now.set.maintenance || now.paused;
    }

    /// Whether what was done is a use of the kiosk: not what the team did, nor a touch of the
    /// screen that says that it is closed.
    fn is_use(&self) -> bool {
        let now = self.now();
        !now.presence.barred && !now.equipe.came
    }

    /// Somebody says that they wait.
    pub fn wait_for_it(&self) {
        self.now().presence.awaited = true;
        self.tell(Order::Wait);
    }

    /// Whether that was noted, while somebody is there; nothing while nobody is.
    pub fn awaited(&self) -> Option<bool> {
        let now = self.now();
        (now.presence.used && !now.presence.barred).then_some(now.presence.awaited)
    }

    /// Who is there goes on.
    pub fn stay(&self) {
        self.now().presence.awaited = false;
        self.tell(Order::Stay);
    }

    fn answer_by(&self, answers: mpsc::Sender<Answered>) {
        self.now().answers = Some(answers);
    }

    /// The next picture of the idle screen is for this order.
    fn show_to(&self, order: &str) {
        self.now().picture_for = Some(order.to_owned());
    }

    /// The picture that an order wanted, or that there is none because somebody is there.
    fn pictured(&self, picture: Option<&[u8]>) {
        let mut now = self.now();
        let (Some(id), Some(answers)) = (now.picture_for.take(), &now.answers) else {
            return;
        };
        let outcome = if picture.is_some() {
            Outcome::Done
        } else {
            Outcome::Refused
        };
        let answered = Answered {
            id,
            outcome,
            told: String::new(),
            picture: picture.map(wire::hex).unwrap_or_default(),
        };
        if answers.try_send(answered).is_err() {
            tracing::warn!("nobody hears what became of an order");
        }
    }

    /// Pages that may still be printed, by this person and today on this kiosk.
    pub fn pages_left(&self, today: jiff::civil::Date) -> u32 {
        let mut now = self.now();
        let printed = now.jour.on(today).pages;
        let told = |set: Option<u16>, own: u32| set.map_or(own, u32::from);
        let session = told(now.set.pages_per_session, self.settings.pages_session);
        let day = told(now.set.pages_per_day, self.settings.pages_day);
        let of_person = session.saturating_sub(now.seance.pages);
        of_person.min(day.saturating_sub(printed))
    }

    /// Pages came out of the printer.
    pub fn printed(&self, pages: u32) {
        let mut now = self.now();
        now.seance.pages += pages;
        now.jour.pages += pages;
    }
}
