//! A sheet that is written is read back as it is; what is changed in it changes that alone.

use std::cell::Cell;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::{
    emplacement::Atout,
    ids::PlaceCode,
    tournee::{AbsenceKind, tests::fields_of},
    visite::import::Row,
};

/// What a relay of two people, two stops and one partner says.
struct Relay {
    team: Vec<(String, Equipier)>,
    places: Vec<(String, String, Escale)>,
    partners: Vec<(String, PartnerCode)>,
    presences: Vec<Presence>,
    absences: Vec<Absence>,
    communes: Vec<(String, CommuneCode)>,
    emplacements: Vec<Emplacement>,
    author: AccountId,
}

fn equipier(account: &str, driver: bool) -> Equipier {
    Equipier {
        account: account.into(),
        driver,
        skills: vec!["kréyol".into()],
        monthly: 12,
        share: 80,
        author: "c".into(),
        at: 1,
    }
}

fn escale(place: &str) -> Escale {
    Escale {
        place: PlaceCode::new(place),
        served: true,
        days: vec![1, 4],
        skill: None,
        market: Some(6),
        weight: 100,
        author: "c".into(),
        at: 1,
    }
}

impl Relay {
    fn new() -> Self {
        Self {
            team: vec![
                ("Anne Élise".into(), equipier("a", true)),
                ("Rosette".into(), equipier("r", false)),
            ],
            places: vec![
                (
                    "Mondésir".into(),
                    "Le Marin".into(),
                    escale("le-marin-mondesir"),
                ),
                ("Bourg".into(), "Ducos".into(), escale("ducos-bourg")),
            ],
            partners: vec![("Caisse d’allocations familiales".into(), "caf".into())],
            presences: vec![Presence {
                partner: "caf".into(),
                month: "2026-12".parse().unwrap(),
                days: vec![date(2026, 12, 1), date(2026, 12, 8)],
                wanted: 1,
                author: "c".into(),
                at: 1,
            }],
            absences: vec![Absence {
                id: "x".into(),
                account: Some("a".into()),
                from: date(2026, 12, 21),
                to: date(2026, 12, 24),
                kind: AbsenceKind::Conge,
                title: None,
                cancelled: false,
                author: "c".into(),
                at: 1,
            }],
            communes: vec![("Le Marin".into(), "97217".into())],
            emplacements: vec![Emplacement {
                id: "s".into(),
                name: "Parvis de la mairie".into(),
                commune: "97217".into(),
                latitude: 14_470_000,
                longitude: -60_870_000,
                owner: "Ville du Marin".into(),
                has: [Atout::Courant, Atout::Nuit].into(),
                note: None,
                withdrawn: false,
                author: "c".into(),
                at: 1,
            }],
            author: "c".into(),
        }
    }

    fn with<T>(&self, work: impl FnOnce(&Known<'_>) -> T) -> T {
        let made = Cell::new(0);
        work(&Known {
            team: &self.team,
            places: &self.places,
            partners: &self.partners,
            presences: &self.presences,
            absences: &self.absences,
            communes: &self.communes,
            emplacements: &self.emplacements,
            van: "Le bus",
            author: &self.author,
            at: 7,
            new_id: &|| {
                made.set(made.get() + 1);
                format!("n{}", made.get())
            },
        })
    }

    fn read(&self, text: &str) -> Result<Read, Refused> {
        self.with(|known| read(&sheet(text), known))
    }
}

/// Lines between semicolons.
fn sheet(text: &str) -> Sheet {
    let rows = text.lines().zip(1..).map(|(line, number)| Row {
        line: number,
        cells: line.split(';').map(str::to_owned).collect(),
    });
    Sheet::of_rows(rows.collect())
}

/// Line and column of each refusal.
fn refused(read: Result<Read, Refused>) -> Vec<(u64, String)> {
    let Err(Refused::Lines(bad)) = read else {
        panic!("{read:?}");
    };
    let all = bad.into_iter().flat_map(|b| {
        let line = b.line;
        fields_of(b.errors).into_iter().map(move |f| (line, f))
    });
    all.collect()
}

#[test]
fn a_sheet_of_what_is_known_changes_nothing() {
    let relay = Relay::new();
    for subject in Tableur::ALL {
        let rows = relay.with(|known| rows(*subject, known));
        assert!(!rows.is_empty(), "{subject:?}");
        let lines = rows.iter().map(|row| row.join(";"));
        let head = subject.columns().join(";");
        let text: Vec<String> = std::iter::once(head).chain(lines).collect();
        let read = relay.read(&text.join("\n")).expect("good");
        assert_eq!(read.subject, *subject);
        assert_eq!(read.changes, [], "{subject:?}");
        assert_eq!(read.same, rows.len());
    }
}

#[test]
fn a_column_that_is_left_out_keeps_what_was_said() {
    let read = Relay::new().read("Nom;Conduit\nanne elise;non\nROSETTE;Oui");
    let read = read.expect("good");
    let said: Vec<&Equipier> = read
        .changes
        .iter()
        .filter_map(|c| match &c.event {
            Event::EquipierSet(said) => Some(said),
            _ => None,
        })
        .collect();
    assert_eq!((said[0].driver, said[1].driver), (false, true));
    assert_eq!(said[0].skills, ["kréyol"]);
    assert_eq!((said[0].monthly, said[0].share, said[0].at), (12, 80, 7));
    assert_eq!(read.changes[0].line, 2);
}

#[test]
fn days_are_read_as_people_write_them() {
    let text = "lieu;servi;jours;marche;poids\n\
                ducos-bourg;x;lundi, Mer.,5;samedi;150 %";
    let read = Relay::new().read(text).expect("good");
    let Event::EscaleSet(said) = &read.changes[0].event else {
        panic!("a place");
    };
    assert_eq!(
        (said.days.as_slice(), said.market),
        ([1, 3, 5].as_slice(), Some(6))
    );
    assert_eq!((said.weight, said.served), (150, true));
    let text = "partenaire;mois;jours;voulues\n\
                CAF;12/2026;3, 10/12/2026, 2026-12-17;2\n\
                caisse d'allocations familiales;2027-01-01;5;";
    let read = Relay::new().read(text).expect("good");
    let offers = read.changes.iter().filter_map(|c| match &c.event {
        Event::PresenceSet(said) => Some((said.days.len(), said.wanted, said.month.to_string())),
        _ => None,
    });
    let offers: Vec<_> = offers.collect();
    assert_eq!(offers[0], (3, 2, "2026-12".to_owned()));
    assert_eq!(offers[1], (1, 1, "2027-01".to_owned()));
}

#[test]
fn an_absence_said_twice_is_written_once_and_the_van_has_its_own() {
    let text = "qui;du;au;genre;intitule\n\
                Anne Élise;21/12/2026;24/12/2026;Congé;\n\
                le bus;2026-12-02;;entretien;";
    let read = Relay::new().read(text).expect("good");
    assert_eq!((read.same, read.changes.len()), (1, 1));
    let Event::AbsenceSet(said) = &read.changes[0].event else {
        panic!("an absence");
    };
    assert_eq!((&said.account, said.kind), (&None, AbsenceKind::Entretien));
}

#[test]
fn a_site_is_known_by_its_name_in_its_commune() {
    let text = "Nom;Commune;Latitude;Longitude;Réseau\n\
                parvis de la mairie;le marin;14,47;-60,87;oui\n\
                Gare routière;97217;14.46;-60.88;x";
    let read = Relay::new().read(text).expect("good");
    let said: Vec<&Emplacement> = read
        .changes
        .iter()
        .filter_map(|c| match &c.event {
            Event::EmplacementSet(said) => Some(said),
            _ => None,
        })
        .collect();
    assert_eq!((said[0].id.as_str(), said[0].suits()), ("s", true));
    assert_eq!(said[0].owner, "Ville du Marin");
    assert_eq!((said[1].id.as_str(), said[1].suits()), ("n1", false));
    let text = "nom;commune;latitude;longitude\nParvis;Ailleurs;14;200";
    let refused = refused(Relay::new().read(text));
    assert_eq!(refused, [(2, "commune".into()), (2, "longitude".into())]);
}

#[test]
fn one_line_to_mend_and_nothing_is_taken() {
    let relay = Relay::new();
    let text = "nom;conduit;mensuel\nRosette;oui;12\nInconnue;oui;3\nAnne Élise;peut-être;99\nRosette;non;1";
    assert_eq!(
        refused(relay.read(text)),
        [
            (3, "nom".into()),
            (4, "conduit".into()),
            (4, "mensuel".into()),
            (5, "nom".into()),
        ]
    );
    let text = "qui;du;genre;intitule\nRosette;2026-12-01;congé;maladie";
    assert_eq!(refused(relay.read(text)), [(2, "intitule".into())]);
    let text = "lieu;jours\nnulle-part;lundi\nducos-bourg;dredi";
    assert_eq!(
        refused(relay.read(text)),
        [(2, "lieu".into()), (3, "jours".into())]
    );
}

#[test]
fn a_sheet_that_speaks_of_nothing_known_is_refused_whole() {
    let relay = Relay::new();
    assert_eq!(relay.read("a;b;c\n1;2;3"), Err(Refused::Header));
    assert_eq!(relay.read("nom;conduit"), Err(Refused::Empty));
    let long = format!("nom\n{}", "Rosette\n".repeat(MOST_LINES + 1));
    assert_eq!(relay.read(&long), Err(Refused::TooLong));
}

proptest! {
    /// Whatever a sheet holds, it is read or refused, and what is read can be read again to the
    /// same facts.
    #[test]
    fn any_sheet_is_read_or_refused(
        head in proptest::sample::select(vec![
            "nom;conduit;savoirs;mensuel;part",
            "lieu;servi;jours;savoir;marche;poids",
            "partenaire;mois;jours;voulues",
            "qui;du;au;genre;intitule",
            "nom;commune;latitude;longitude;courant;reseau;nuit;abri;note",
        ]),
        lines in proptest::collection::vec("[ -~éàç;,/]{0,40}", 0..6),
    ) {
        let relay = Relay::new();
        let text = format!("{head}\n{}", lines.join("\n"));
        if let Ok(read) = relay.read(&text) {
            for change in &read.changes {
                prop_assert_ne!(change.was.as_ref(), Some(&change.becomes));
                prop_assert_eq!(change.becomes.len(), read.subject.columns().len());
            }
        }
    }
}
