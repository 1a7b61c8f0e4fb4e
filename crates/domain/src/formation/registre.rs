//! The register whole: who knows what, until when, and how much was learnt.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{ToSpan as _, civil::Date};

use super::{Accueil, Donneur, Etape, Item, Module, Parcours, Session};
use crate::{
    ids::{AbsenceId, AccountId},
    period::Period,
    tournee::{Absence, AbsenceKind},
};

/// Days before it expires from which an attestation is an alert (requirement T14).
pub const ALERT_DAYS: i64 = 60;

/// What one person was attested in one session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attestation<'a> {
    /// Its number.
    pub number: &'a str,
    /// Whose it is.
    pub account: &'a AccountId,
    /// What was taught.
    pub module: &'a Module,
    /// When, where, by whom.
    pub session: &'a Session,
    /// Last day on which it is good; nothing: for ever.
    pub until: Option<Date>,
}

impl Attestation<'_> {
    /// Whether it is good on a day.
    pub fn is_good(&self, day: Date) -> bool {
        self.session.to <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What a person knows, day after day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Savoirs {
    /// What somebody said of her and that no attestation ever ruled.
    always: BTreeSet<String>,
    /// What attestations say: first and last day of each.
    attested: BTreeMap<String, Vec<(Date, Option<Date>)>>,
}

impl Savoirs {
    /// Everything that she knew, knows or will know.
    pub fn all(&self) -> BTreeSet<String> {
        let attested = self.attested.keys().cloned();
        self.always.iter().cloned().chain(attested).collect()
    }

    /// Whether she knows something on a day.
    pub fn knows(&self, skill: &str, day: Date) -> bool {
        let good = |(from, until): &(Date, Option<Date>)| {
            *from <= day && until.is_none_or(|until| day <= until)
        };
        let spans = self.attested.get(skill);
        self.always.contains(skill) || spans.is_some_and(|spans| spans.iter().any(good))
    }
}

/// What was learnt in a period, for one module. Sums only: never who.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// Sessions.
    pub sessions: u64,
    /// Times that somebody came.
    pub came: u64,
    /// Minutes, each person counted.
    pub minutes: u64,
    /// Attestations.
    pub attested: u64,
}

/// Everything that the register holds, what was taken away too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registre {
    modules: Vec<Module>,
    sessions: Vec<Session>,
    /// The steps of the one who arrives.
    pub parcours: Parcours,
    accueils: Vec<Accueil>,
}

impl Registre {
    /// What the journal leaves.
    pub fn of(items: impl IntoIterator<Item = Item>) -> Self {
        let mut register = Self::default();
        for item in items {
            match item {
                Item::Module(m) => register.modules.push(m),
                Item::Session(s) => register.sessions.push(s),
                Item::Parcours(p) => register.parcours = p,
                Item::Accueil(a) => register.accueils.push(a),
            }
        }
        let title = |a: &Module, b: &Module| (&a.title, &a.code).cmp(&(&b.title, &b.code));
        register.modules.sort_by(title);
        let latest = |a: &Session, b: &Session| (b.from, &b.code).cmp(&(a.from, &a.code));
        register.sessions.sort_by(latest);
        register
    }

    /// Modules that can be given.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.modules.iter().filter(|m| !m.removed)
    }

    /// Those that were taken away.
    pub fn removed(&self) -> impl Iterator<Item = &Module> {
        self.modules.iter().filter(|m| m.removed)
    }

    /// A module by its code, taken away or not.
    pub fn module(&self, code: &str) -> Option<&Module> {
        self.modules.iter().find(|m| m.code == code)
    }

    /// Sessions, the latest first, the cancelled ones too.
    pub fn sessions(&self) -> &[Session] {
        &self.sessions
    }

    /// A session by its code.
    pub fn session(&self, code: &str) -> Option<&Session> {
        self.sessions.iter().find(|s| s.code == code)
    }

    /// Those of them where somebody was to come, the latest first.
    pub fn sessions_of<'a>(&'a self, account: &'a AccountId) -> impl Iterator<Item = &'a Session> {
        let all = self.sessions.iter().filter(|s| !s.cancelled);
        all.filter(|s| s.person(account).is_some())
    }

    /// Where somebody stands on the steps.
    pub fn accueil(&self, account: &AccountId) -> Option<&Accueil> {
        self.accueils.iter().find(|a| a.account == *account)
    }

    /// Numbers that were given, whatever became of them.
    pub fn numbers(&self) -> BTreeSet<String> {
        let people = self.sessions.iter().flat_map(|s| &s.people);
        people.filter_map(|p| p.number.clone()).collect()
    }

    /// Every attestation, the latest first.
    pub fn attestations(&self) -> impl Iterator<Item = Attestation<'_>> {
        self.sessions.iter().flat_map(|session| {
            let module = self.module(&session.module);
            let attested = session.people.iter().filter(|p| session.attests(p));
            attested.filter_map(move |p| {
                let module = module?;
                Some(Attestation {
                    number: p.number.as_deref()?,
                    account: &p.account,
                    until: module.good_until(session.to),
                    module,
                    session,
                })
            })
        })
    }

    /// An attestation by its number.
    pub fn attestation(&self, number: &str) -> Option<Attestation<'_>> {
        self.attestations().find(|a| a.number == number)
    }

    /// What somebody was attested of a module that lasts longest, if she was.
    pub fn best(&self, account: &AccountId, module: &str) -> Option<Attestation<'_>> {
        let own = self
            .attestations()
            .filter(|a| a.account == account && a.module.code == module);
        own.max_by_key(|a| (a.until.unwrap_or(Date::MAX), a.session.to))
    }

    /// What somebody knows: what was said of her, and what was attested. What a session ever
    /// attested is good for its time, whatever somebody said besides (decision 0029).
    pub fn savoirs(&self, account: &AccountId, said: &[String]) -> Savoirs {
        let mut attested: BTreeMap<String, Vec<(Date, Option<Date>)>> = BTreeMap::new();
        for one in self.attestations().filter(|a| a.account == account) {
            if let Some(skill) = &one.module.skill {
                let span = (one.session.to, one.until);
                attested.entry(skill.clone()).or_default().push(span);
            }
        }
        let always = said.iter().filter(|skill| !attested.contains_key(*skill));
        Savoirs {
            always: always.cloned().collect(),
            attested,
        }
    }

    /// What expires within [`ALERT_DAYS`], or did and was not learnt again, among the people of
    /// a team; the first to expire first.
    pub fn expiring(&self, team: &[AccountId], today: Date) -> Vec<Attestation<'_>> {
        let soon = today.saturating_add(ALERT_DAYS.days());
        let mut told: BTreeMap<(&AccountId, &str), Attestation<'_>> = BTreeMap::new();
        for one in self.attestations() {
            if !team.contains(one.account) || one.module.removed {
                continue;
            }
            let key = (one.account, one.module.code.as_str());
            let until = |a: &Attestation<'_>| a.until.unwrap_or(Date::MAX);
            if told.get(&key).is_none_or(|best| until(best) < until(&one)) {
                told.insert(key, one);
            }
        }
        let near = told
            .into_values()
            .filter(|a| a.until.is_some_and(|u| u <= soon));
        let mut near: Vec<Attestation<'_>> = near.collect();
        near.sort_by(|a, b| (a.until, a.number).cmp(&(b.until, b.number)));
        near
    }

    /// Days of training as the tour knows days away: one absence for each person of each
    /// session, until it is said that she did not come.
    pub fn absences(&self) -> Vec<Absence> {
        let held = self.sessions.iter().filter(|s| !s.cancelled);
        let each = held.flat_map(|s| {
            let came = s.people.iter().filter(|p| p.minutes != Some(0));
            came.map(move |p| self.absence(s, &p.account))
        });
        each.collect()
    }

    fn absence(&self, session: &Session, account: &AccountId) -> Absence {
        Absence {
            id: AbsenceId::new(format!("session/{}", session.code)),
            account: Some(account.clone()),
            from: session.from,
            to: session.to,
            kind: AbsenceKind::Formation,
            title: self.module(&session.module).map(|m| m.title.clone()),
            cancelled: false,
            author: AccountId::new(""),
            at: 0,
        }
    }

    /// What was learnt in a period, module by module in the order of their titles; a session
    /// counts on its last day.
    pub fn learnt(&self, period: Period) -> Vec<(&Module, Done)> {
        let of = |module: &Module| {
            let own = self
                .sessions
                .iter()
                .filter(|s| s.module == module.code && !s.cancelled && period.contains(s.to));
            own.fold(Done::default(), Done::and)
        };
        let each = self.modules.iter().map(|m| (m, of(m)));
        each.filter(|(_, done)| done.sessions > 0).collect()
    }

    /// Minutes that somebody did with partners.
    pub fn with_partners(&self, account: &AccountId) -> u64 {
        let done = self.sessions_of(account).filter_map(|s| {
            let module = self.module(&s.module)?;
            let minutes = s.person(account)?.minutes?;
            (module.giver == Donneur::Partenaire).then_some(u64::from(minutes))
        });
        done.sum()
    }

    /// The day on which a step was done by somebody, if it was.
    pub fn step_done(&self, account: &AccountId, step: &Etape) -> Option<Date> {
        match &step.module {
            Some(module) => {
                let own = self.attestations().filter(|a| a.account == account);
                own.filter(|a| a.module.code == *module)
                    .map(|a| a.session.to)
                    .min()
            }
            None => self.accueil(account)?.done.get(&step.code).copied(),
        }
    }

    /// Steps done and steps in all, for somebody who arrives; nothing when she does not, or
    /// when it is over.
    pub fn progress(&self, account: &AccountId) -> Option<(usize, usize)> {
        self.accueil(account).filter(|a| !a.over)?;
        let steps = &self.parcours.steps;
        let done = steps
            .iter()
            .filter(|s| self.step_done(account, s).is_some());
        (!steps.is_empty()).then(|| (done.count(), steps.len()))
    }
}

impl Done {
    fn and(mut self, session: &Session) -> Self {
        let came = session.people.iter().filter_map(|p| p.minutes);
        let came: Vec<u32> = came.filter(|minutes| *minutes > 0).collect();
        self.sessions += 1;
        self.came += came.len() as u64;
        self.minutes += came.iter().map(|m| u64::from(*m)).sum::<u64>();
        let attested = session.people.iter().filter(|p| session.attests(p));
        self.attested += attested.count() as u64;
        self
    }
}
