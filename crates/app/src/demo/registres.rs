//! What an invented relay has written in its registers: conventions with its partners, meetings,
//! what its team learnt. One date is real: the convention was signed on 16 November 2016. That
//! there were about ten modules, and more than eight weeks with the partners from September 2016
//! to January 2017, is published too; everything else is invented.

mod apprendre;

use jiff::{
    ToSpan as _,
    civil::{Date, date},
};
use plus_domain::{
    account::{Account, Role},
    convention::{
        Apport, Convention, Frequence, Item, Mesure, Obligation, ObligationState, Partie, Referent,
        Renouvellement, Reunion, ReunionKind, Suite,
    },
    event::{ConventionWriting, Event},
    financement::Cents,
    ids::{AccountId, PartnerCode},
    territoire::{Partner, Territoire},
};

use super::Facts;

/// The day of the signature.
const SIGNED: Date = date(2016, 11, 16);
/// First day of the life after the record.
const LATER: Date = date(2019, 1, 1);

/// What the registers hold on a day; instants are those of `at` (milliseconds UTC).
pub fn registres(territory: &Territoire, accounts: &[Account], today: Date, at: i64) -> Facts {
    let coordinator = accounts.iter().find(|a| a.role == Role::Coordinateur);
    let author = coordinator.map_or_else(|| AccountId::new("demo"), |a| a.id.clone());
    let partners: Vec<&Partner> = territory
        .partners_on(SIGNED)
        .filter(|p| p.founding)
        .collect();
    let conventions = partners
        .iter()
        .enumerate()
        .map(|(rank, partner)| Item::Convention(convention(rank, partner, today)));
    let meetings = meetings(&partners, today).into_iter().map(Item::Reunion);
    let mut facts: Facts = conventions
        .chain(meetings)
        .map(|item| {
            Event::ConventionSet(ConventionWriting {
                item,
                author: author.clone(),
                at,
            })
        })
        .collect();
    let team: Vec<AccountId> = accounts
        .iter()
        .filter(|a| a.role == Role::Animatrice)
        .map(|a| a.id.clone())
        .collect();
    facts.extend(apprendre::learnt(&partners, &team, (today, &author, at)));
    facts
}

fn convention(rank: usize, partner: &Partner, today: Date) -> Convention {
    let number = rank + 1;
    let name = partner.name_on(SIGNED);
    // The second is signed again, not renewed by itself: it ends soon.
    let expressly = rank == 1;
    let renewals = if expressly && today > LATER {
        vec![Renouvellement {
            code: "avenant-01".into(),
            on: today.saturating_sub(33.months()),
            until: today.saturating_add(100.days()),
            note: "Trois ans de plus, une permanence par mois".into(),
        }]
    } else {
        Vec::new()
    };
    Convention {
        code: format!("convention-2016-{number:02}"),
        partner: partner.code.clone(),
        reference: format!("RSP-2016-{number:02}"),
        object: "Accueillir, informer et accompagner les habitants".into(),
        signed: Some(SIGNED),
        from: SIGNED,
        until: Some(date(2019, 11, 15)),
        suite: if expressly {
            Suite::Expresse
        } else {
            Suite::Tacite
        },
        months: 12,
        notice: 3,
        ended: None,
        relay_signer: "Président de la communauté d’agglomération".into(),
        partner_signer: format!("Direction, {name}"),
        renewals,
        obligations: owed(rank, today),
        apports: given(today),
        referents: vec![Referent {
            code: "referent-01".into(),
            function: "Référente du partenariat".into(),
            subject: "Dossiers bloqués, formation de l’équipe".into(),
            phone: format!("01 99 00 05 {:02}", 10 + number),
            email: format!("partenariat.{}@example.org", partner.code),
        }],
        removed: false,
    }
}

fn owed(rank: usize, today: Date) -> Vec<Obligation> {
    let one = |code: &str, what: &str, by, frequency, due, done| Obligation {
        code: code.into(),
        what: what.into(),
        by,
        frequency,
        due: Some(due),
        done,
        state: ObligationState::ATenir,
        note: String::new(),
    };
    let month = today.first_of_month();
    let next = month.saturating_add(1.months()).saturating_add(4.days());
    // The third waits for what its partner owes.
    let training = if rank == 2 { -20 } else { 120 };
    vec![
        one(
            "obligation-01",
            "Envoyer le relevé du mois",
            Partie::Relais,
            Frequence::Mensuelle,
            next,
            Some(month.saturating_add(4.days()).min(today)),
        ),
        one(
            "obligation-02",
            "Former l’équipe à ses démarches",
            Partie::Partenaire,
            Frequence::Annuelle,
            today.saturating_add(training.days()),
            None,
        ),
        one(
            "obligation-03",
            "Réunir les référents",
            Partie::Partenaire,
            Frequence::Semestrielle,
            today.saturating_add(60.days()),
            None,
        ),
    ]
}

fn given(today: Date) -> Vec<Apport> {
    let measure = |half_days, euros: i64| Mesure {
        half_days,
        cents: Cents::new(100 * euros),
    };
    // What was given so far, in proportion of the year.
    let months = u32::try_from(today.month()).unwrap_or(1);
    vec![
        Apport {
            code: "apport-01".into(),
            by: Partie::Partenaire,
            what: "Un agent dans le bus".into(),
            year: today.year(),
            planned: measure(24, 0),
            given: measure(2 * months, 0),
        },
        Apport {
            code: "apport-02".into(),
            by: Partie::Partenaire,
            what: "Participation aux frais".into(),
            year: today.year(),
            planned: measure(0, 4_000),
            given: measure(0, if months > 6 { 4_000 } else { 0 }),
        },
        Apport {
            code: "apport-03".into(),
            by: Partie::Relais,
            what: "Temps de coordination".into(),
            year: today.year(),
            planned: measure(10, 0),
            given: measure(months * 10 / 12, 0),
        },
    ]
}

/// The steering committee of the signature, one each half-year of the last three years, and a
/// technical one. Later the third partner has not come for a year.
fn meetings(partners: &[&Partner], today: Date) -> Vec<Reunion> {
    let mut meetings = vec![
        meeting(1, SIGNED, ReunionKind::Pilotage, partners),
        meeting(2, date(2017, 3, 2), ReunionKind::Technique, partners),
    ];
    let mut number = 3;
    for year in (today.year() - 2).max(2017)..=today.year() {
        for month in [4, 10] {
            let on = date(year, month, 12);
            let after = on > date(2017, 3, 2) && on < today;
            let recent = on.saturating_add(16.months()) > today && today > LATER;
            let there = if recent && partners.len() > 2 {
                &partners[..2]
            } else {
                partners
            };
            if after && !there.is_empty() {
                meetings.push(meeting(number, on, ReunionKind::Pilotage, there));
                number += 1;
            }
        }
    }
    meetings.retain(|r| !r.partners.is_empty());
    if let Some(last) = meetings.last_mut() {
        last.next = Some(today.saturating_add(45.days()));
    }
    meetings
}

fn meeting(number: usize, on: Date, kind: ReunionKind, partners: &[&Partner]) -> Reunion {
    let decided = match kind {
        ReunionKind::Technique => "Les référents se joignent par le poste, pas par un nom.",
        _ => "Le calendrier du semestre est accepté. Les relevés partent le 5 de chaque mois.",
    };
    Reunion {
        code: format!("reunion-{number:02}"),
        partners: partners
            .iter()
            .map(|p| p.code.clone())
            .collect::<std::collections::BTreeSet<PartnerCode>>(),
        on,
        kind,
        present: [
            "Coordination du relais",
            "Élue déléguée aux services publics",
            "Référents des partenaires",
        ]
        .map(Into::into)
        .to_vec(),
        decided: decided.into(),
        next: None,
        removed: false,
    }
}
