//! Statements prepared before they are frozen: each one as it would be now, whether somebody may
//! approve it, and when it is frozen by itself.

use jiff::{Timestamp, civil::Date};
use plus_domain::{
    convention::Convention,
    event::Event,
    ids::{AccountId, PartnerCode},
    period::Month,
    statement::{
        Avancement, Connu, Gap, Geste, Marque, Regle, avancement::by_default, completeness,
    },
    territoire::Territoire,
};
use plus_store::{
    Link, StoreError, convention,
    preparation::{self, Preparation, State},
    statement::{self, Stored},
};

use super::{Decided, Desk, StatementError, manques};

/// A prepared statement is looked at again, when something new came, after this long.
const FRESH_MS: i64 = 3_600_000;
/// Months before the last one that are looked at too, when a machine was away.
const BACK: usize = 2;

/// Where a month stands, partner by partner.
#[derive(Debug)]
pub struct Mois {
    /// The month.
    pub month: Month,
    /// What it lacks.
    pub gaps: Vec<Gap>,
    /// Its partners, in the order of the territory.
    pub lines: Vec<Ligne>,
    /// Position of the journal.
    pub position: u64,
}

/// The statement of a partner, wherever it stands.
#[derive(Debug)]
pub struct Ligne {
    /// Its rule.
    pub regle: Regle,
    /// Partner.
    pub partner: PartnerCode,
    /// As it would be frozen now.
    pub prepared: Option<Preparation>,
    /// What was done with it.
    pub marks: Vec<Marque>,
    /// Everything frozen, the last last.
    pub issued: Vec<Stored>,
    /// Function and address of who is to be told.
    pub to_tell: Vec<(String, String)>,
    /// Functions that nothing reaches.
    pub unreached: Vec<String>,
    /// Where it stands.
    pub avancement: Avancement,
}

impl Mois {
    /// Reads it.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn read(
        link: &mut Link,
        territory: &Territoire,
        month: Month,
        today: Date,
    ) -> Result<Self, StoreError> {
        let mut prepared = preparation::of_month(link, month).await?;
        let marks = preparation::marks(link, month).await?;
        let all = statement::of_month(link, month).await?;
        let register = convention::registre(link).await?;
        let gaps = manques::of(link, territory, month).await?;
        let complete = completeness::is_complete(&gaps);
        let lines = territory.partners_on(month.last_day()).map(|partner| {
            let code = &partner.code;
            let regle = partner.releve.clone().unwrap_or_default();
            let running: Vec<&Convention> = register
                .conventions()
                .filter(|c| c.partner == *code && c.runs(today))
                .collect();
            let told = regle.addresses(&running).into_iter();
            let issued: Vec<Stored> = all.iter().filter(|s| s.partner == *code).cloned().collect();
            let mut line = Ligne {
                to_tell: told.map(|(f, to)| (f.to_owned(), to.to_owned())).collect(),
                unreached: regle
                    .unreached(&running)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
                partner: code.clone(),
                prepared: prepared.remove(code),
                marks: marks
                    .iter()
                    .filter(|m| m.partner == *code)
                    .cloned()
                    .collect(),
                issued,
                avancement: Avancement::Attendu,
                regle,
            };
            line.avancement = line.known(complete).avancement();
            line
        });
        Ok(Self {
            month,
            lines: lines.collect(),
            gaps,
            position: statement::journal_position(link).await?,
        })
    }

    /// Whether everything of the month has come.
    pub fn is_complete(&self) -> bool {
        completeness::is_complete(&self.gaps)
    }
}

impl Ligne {
    fn known(&self, complete: bool) -> Connu {
        Connu {
            prepared: self.prepared.is_some(),
            complete,
            approved: self.approval().is_some(),
            issued: u32::try_from(self.issued.len()).unwrap_or(u32::MAX),
            to_tell: self.to_tell.len(),
            told: self.told().count(),
        }
    }

    /// Who let it be frozen, once somebody did.
    pub fn approval(&self) -> Option<&Marque> {
        let gestures = [Geste::Approuver, Geste::SansAttendre];
        self.marks.iter().find(|m| gestures.contains(&m.gesture))
    }

    /// The one that stands.
    pub fn last(&self) -> Option<&Stored> {
        self.issued.last()
    }

    /// Functions that were told of the one that stands.
    pub fn told(&self) -> impl Iterator<Item = &str> {
        let number = self.last().map_or("", |s| s.number.as_str());
        let handed = self.marks.iter().filter(move |m| {
            m.gesture == Geste::Remettre && m.number == number && !number.is_empty()
        });
        handed.map(|m| m.function.as_str())
    }

    /// The day on which it is frozen if nobody does anything.
    pub fn by_default(&self, territory: &Territoire, month: Month) -> Option<Date> {
        let first_at = self.prepared.as_ref()?.first_at;
        let at = Timestamp::from_millisecond(first_at).ok()?;
        let on = at.to_zoned_datetime(manques::zone(territory)).date();
        let days = territory.reporting.freeze_after_days;
        Some(by_default(month, days, on, &self.regle))
    }

    /// Whether it is to be frozen on a day, and who wants it: nobody, when it is by default.
    fn is_due(&self, territory: &Territoire, month: Month, today: Date) -> Option<AccountId> {
        if !self.issued.is_empty() {
            return None;
        }
        match self.approval() {
            Some(mark) if today >= self.regle.first_day(month) => Some(mark.author.clone()),
            Some(_) => None,
            None => {
                let day = self.by_default(territory, month)?;
                (today >= day).then(|| AccountId::new(""))
            }
        }
    }

    /// Whether it is to be prepared: never yet, or something new came and an hour has passed.
    fn is_stale(&self, position: u64, now_ms: i64) -> bool {
        let known = self.prepared.as_ref();
        known.is_none_or(|p| p.position != position && now_ms - p.at >= FRESH_MS)
    }

    /// Whether the rules refuse it as it is.
    fn is_refused(&self) -> bool {
        let state = self.prepared.as_ref().map(|p| p.state);
        state == Some(State::Refuse)
    }
}

/// What is to be done for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ouvrage {
    /// Which.
    pub partner: PartnerCode,
    /// Prepare it again.
    pub prepare: bool,
    /// Freeze it, for whom.
    pub freeze: Option<AccountId>,
}

impl Mois {
    /// What is to be done now. A demonstration freezes nothing by itself.
    pub fn to_do(&self, territory: &Territoire, (now_ms, today): (i64, Date)) -> Vec<Ouvrage> {
        let work = self.lines.iter().map(|line| {
            let prepare = line.is_stale(self.position, now_ms);
            let due = line.is_due(territory, self.month, today);
            Ouvrage {
                partner: line.partner.clone(),
                prepare,
                // One that is refused is tried again when something new came.
                freeze: due.filter(|_| prepare || !line.is_refused()),
            }
        });
        work.filter(|o| o.prepare || o.freeze.is_some()).collect()
    }
}

/// The months that are looked at on a day: the last one, and those just before it once the relay
/// issues statements.
///
/// # Errors
/// Those of the database.
pub async fn months(link: &mut Link, today: Date) -> Result<Vec<Month>, StoreError> {
    let last = Month::of(today).prev();
    let first = statement::months_since(link, 0).await?.first().copied();
    let mut months = vec![last];
    let mut month = last;
    for _ in 0..BACK {
        month = month.prev();
        if first.is_some_and(|first| first <= month) {
            months.insert(0, month);
        }
    }
    let mut lived = Vec::new();
    for month in months {
        if preparation::was_lived(link, month).await? {
            lived.push(month);
        }
    }
    Ok(lived)
}

impl Desk<'_> {
    /// Prepares the statement of a partner for a month: as it would be frozen now. Doing it
    /// twice changes nothing.
    ///
    /// # Errors
    /// Why it cannot be; what the rules refuse is kept with its reason, and is no error.
    pub async fn prepare(
        &self,
        partner: &PartnerCode,
        month: Month,
    ) -> Result<Preparation, StatementError> {
        let gathered = self.gathered(partner, month).await?;
        let is_amended = gathered.history.iter().any(|i| i.statement.month == month);
        let json = |issued: &plus_domain::statement::Issued| {
            let bytes = issued.statement.canonical_json();
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        let (state, json, told) = match self.decide(&gathered, month) {
            Ok(Decided::Issue(one)) if is_amended => (State::Rectificatif, json(&one), None),
            Ok(Decided::Issue(one)) => (State::Initial, json(&one), None),
            Ok(Decided::Keep(None)) => (State::Inchange, None, None),
            Ok(Decided::Keep(reason)) => (State::Retenu, None, reason),
            Err(StatementError::Refused(e)) => (State::Refuse, None, Some(e.to_string())),
            Err(other) => return Err(other),
        };
        let now = self.outside.now_ms();
        let one = Preparation {
            month,
            partner: partner.clone(),
            first_at: now,
            at: now,
            position: gathered.position,
            state,
            json,
            told,
        };
        let mut tx = self.store.begin().await?;
        preparation::keep(&mut tx, &one).await?;
        tx.commit().await?;
        Ok(one)
    }

    /// Writes that somebody lets statements be frozen.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn mark(
        &self,
        partners: &[PartnerCode],
        (month, gesture): (Month, Geste),
        author: &AccountId,
    ) -> Result<(), StoreError> {
        let at = self.outside.now_ms();
        let mark = |partner: &PartnerCode| {
            Event::StatementMarked(Marque {
                partner: partner.clone(),
                month,
                gesture,
                number: String::new(),
                function: String::new(),
                author: author.clone(),
                at,
            })
        };
        let events: Vec<Event> = partners.iter().map(mark).collect();
        let mut tx = self.store.begin().await?;
        self.outside.record(&mut tx, &events).await?;
        tx.commit().await
    }
}
