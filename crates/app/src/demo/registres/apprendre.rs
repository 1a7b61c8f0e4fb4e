//! What the invented team learnt: ten modules, more than eight weeks with the partners, what was
//! learnt again since, and the steps of the last who arrived.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use plus_domain::{
    event::{Event, FormationWriting},
    financement::Cents,
    formation::{Accueil, Donneur, Etape, Item, Module, Nature, Parcours, Session},
    ids::AccountId,
    territoire::Partner,
};

use super::{LATER, SIGNED};

/// Minutes of a day of training.
const DAY: u32 = 420;
/// Days with each partner: three weeks.
const WITH: u32 = 15;

/// A module: code, title, who gives it, what kind, days, months, what it attests.
type Line = (
    &'static str,
    &'static str,
    Donneur,
    Nature,
    u32,
    Option<u16>,
    &'static str,
);

/// Those that no partner gives.
const MODULES: [Line; 7] = [
    (
        "module-01",
        "Accueil, posture et écoute",
        Donneur::Interne,
        Nature::Initiale,
        2,
        None,
        "Recevoir chaque personne avec courtoisie",
    ),
    (
        "module-02",
        "Laïcité, neutralité, discrétion",
        Donneur::Cnfpt,
        Nature::Initiale,
        1,
        None,
        "Connaître ses devoirs d’agent",
    ),
    (
        "module-03",
        "Conduite et sécurité du bus",
        Donneur::Interne,
        Nature::Securite,
        2,
        Some(36),
        "Conduire et vérifier le bus",
    ),
    (
        "module-07",
        "Données personnelles",
        Donneur::Cnfpt,
        Nature::Rgpd,
        1,
        Some(36),
        "Ne garder que ce qui est utile",
    ),
    (
        "module-08",
        "Accueillir toutes les personnes",
        Donneur::Cnfpt,
        Nature::Accessibilite,
        1,
        None,
        "Adapter l’accueil",
    ),
    (
        "module-09",
        "Premiers secours",
        Donneur::Autre,
        Nature::Securite,
        1,
        Some(24),
        "Porter secours",
    ),
    (
        "module-10",
        "Les outils du relais",
        Donneur::Interne,
        Nature::Initiale,
        3,
        None,
        "Tenir le portail, les bornes et la saisie",
    ),
];

/// Sessions of the beginning, in the order of their days: module, first day, last day.
const FIRST: [(&str, Date, Date); 10] = [
    ("module-01", date(2016, 9, 5), date(2016, 9, 6)),
    ("module-10", date(2016, 9, 7), date(2016, 9, 9)),
    ("module-02", date(2016, 9, 12), date(2016, 9, 12)),
    ("module-04", date(2016, 9, 19), date(2016, 10, 7)),
    ("module-09", date(2016, 10, 10), date(2016, 10, 10)),
    ("module-08", date(2016, 10, 11), date(2016, 10, 11)),
    ("module-05", date(2016, 10, 17), date(2016, 11, 4)),
    ("module-03", date(2016, 11, 21), date(2016, 11, 22)),
    ("module-06", date(2016, 11, 28), date(2016, 12, 16)),
    ("module-07", date(2017, 1, 16), date(2017, 1, 16)),
];

/// Everything that was learnt on a day.
pub(super) fn learnt(
    partners: &[&Partner],
    team: &[AccountId],
    (today, author, at): (Date, &AccountId, i64),
) -> Vec<Event> {
    let modules = modules(partners);
    let mut log = Log {
        modules: &modules,
        sessions: Vec::new(),
        taken: BTreeSet::new(),
    };
    // Later, the last of the team has just arrived.
    let newcomer = team.last().filter(|_| today > LATER && team.len() > 1);
    let old = match newcomer {
        Some(_) => &team[..team.len() - 1],
        None => team,
    };
    for (module, from, to) in FIRST {
        log.hold(module, (from, to), old, today);
    }
    if let Some(newcomer) = newcomer {
        log.again(old, newcomer, today);
    }
    let accueil = newcomer.map(|who| Item::Accueil(arrived(who, today)));
    let sessions = log.sessions.into_iter().map(Item::Session);
    let items = modules.iter().cloned().map(Item::Module).chain(sessions);
    let items = items
        .chain([Item::Parcours(steps(&modules))])
        .chain(accueil);
    items
        .map(|item| {
            Event::FormationSet(FormationWriting {
                item,
                author: author.clone(),
                at,
            })
        })
        .collect()
}

/// The seven modules above, and one with each of three partners.
fn modules(partners: &[&Partner]) -> Vec<Module> {
    let own = MODULES.map(
        |(code, title, giver, nature, days, months, attests)| Module {
            code: code.into(),
            title: title.into(),
            giver,
            partner: None,
            nature,
            minutes: days * DAY,
            attests: attests.into(),
            months,
            skill: None,
            removed: false,
        },
    );
    let with = partners.iter().take(3).zip(4..).map(|(partner, n)| Module {
        code: format!("module-{n:02}"),
        title: format!("Trois semaines à {}", partner.phrase_on(SIGNED)),
        giver: Donneur::Partenaire,
        partner: Some(partner.code.clone()),
        nature: Nature::Operateur,
        minutes: WITH * DAY,
        attests: "Aider aux démarches de ce partenaire".into(),
        months: None,
        skill: Some(format!("portail {}", partner.code)),
        removed: false,
    });
    let mut all: Vec<Module> = own.into_iter().chain(with).collect();
    all.sort_by(|a, b| a.code.cmp(&b.code));
    all
}

/// Sessions, and the numbers that they gave.
struct Log<'a> {
    modules: &'a [Module],
    sessions: Vec<Session>,
    taken: BTreeSet<String>,
}

impl Log<'_> {
    /// A session, to which everybody came once it is over.
    fn hold(&mut self, module: &str, (from, to): (Date, Date), people: &[AccountId], today: Date) {
        let Some(module) = self.modules.iter().find(|m| m.code == module) else {
            return;
        };
        let number = self.sessions.len() + 1;
        let is_over = to < today;
        let accounts: BTreeSet<AccountId> = people.iter().cloned().collect();
        let done = |who: &AccountId| (who.clone(), is_over.then_some(module.minutes));
        let done: Vec<_> = people.iter().map(done).collect();
        let planned = Session {
            code: format!("session-{number:02}"),
            module: module.code.clone(),
            from,
            to,
            minutes: module.minutes,
            place: match module.giver {
                Donneur::Partenaire => "Dans ses locaux".into(),
                _ => "Siège du relais".into(),
            },
            trainer: match module.giver {
                Donneur::Interne => "Coordination".into(),
                Donneur::Cnfpt => "Formateur du CNFPT".into(),
                Donneur::Partenaire => "Équipe du partenaire".into(),
                Donneur::Autre => "Organisme agréé".into(),
            },
            cost: match module.giver {
                Donneur::Autre => Cents::new(36_000),
                _ => Cents::ZERO,
            },
            funder: String::new(),
            people: Vec::new(),
            cancelled: false,
        };
        let held = planned.with_people(&accounts).attended(&done, &self.taken);
        let given = held.people.iter().filter_map(|p| p.number.clone());
        self.taken.extend(given);
        self.sessions.push(held);
    }

    /// What was learnt again in the years after, what the newcomer began with, what comes.
    fn again(&mut self, old: &[AccountId], newcomer: &AccountId, today: Date) {
        let ago = |months: i64, days: i64| {
            let day = today.saturating_sub(months.months());
            let day = day.saturating_add(days.days());
            (day, day)
        };
        self.hold("module-07", ago(12, 0), old, today);
        self.hold("module-03", ago(20, 0), old, today);
        // One of them learnt first aid again later than the others: hers expires in a month.
        let (first, others) = old.split_at(1.min(old.len()));
        self.hold("module-09", ago(24, 30), first, today);
        self.hold("module-09", ago(10, 0), others, today);
        let new = std::slice::from_ref(newcomer);
        self.hold("module-01", ago(1, 0), new, today);
        self.hold("module-10", ago(1, 7), new, today);
        // In the month after next, which is being planned: its days are not announced yet.
        let month = today.first_of_month().saturating_add(2.months());
        let third = month.saturating_add(20.days());
        let to_monday = i64::from(7 - third.weekday().to_monday_zero_offset()) % 7;
        let coming = third.saturating_add(to_monday.days());
        let people: Vec<AccountId> = old.first().into_iter().chain([newcomer]).cloned().collect();
        self.hold("module-08", (coming, coming), &people, today);
    }
}

fn steps(modules: &[Module]) -> Parcours {
    let by_hand = |code: &str, label: &str| Etape {
        code: code.into(),
        label: label.into(),
        module: None,
    };
    let by_module = |code: &str, module: &str| {
        let known = modules.iter().any(|m| m.code == module);
        known.then(|| Etape {
            code: code.into(),
            label: String::new(),
            module: Some(module.into()),
        })
    };
    let steps = [
        Some(by_hand("etape-01", "Rencontrer l’équipe, visiter le bus")),
        by_module("etape-02", "module-01"),
        Some(by_hand("etape-03", "Signer l’engagement de discrétion")),
        by_module("etape-04", "module-10"),
        Some(by_hand("etape-05", "Suivre deux demi-journées en doublure")),
        by_module("etape-06", "module-02"),
        by_module("etape-07", "module-04"),
        by_module("etape-08", "module-05"),
        by_module("etape-09", "module-06"),
        Some(by_hand("etape-10", "Tenir une permanence, accompagnée")),
    ];
    Parcours {
        steps: steps.into_iter().flatten().collect(),
    }
}

fn arrived(who: &AccountId, today: Date) -> Accueil {
    let from = today.saturating_sub(5.weeks());
    let done = [("etape-01", 0), ("etape-03", 1)];
    let done =
        done.map(|(code, days): (&str, i64)| (code.to_owned(), from.saturating_add(days.days())));
    Accueil {
        account: who.clone(),
        from,
        done: BTreeMap::from(done),
        over: false,
    }
}
