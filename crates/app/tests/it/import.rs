//! Past visites from a file: read, refused line by line, written once.

mod files;
mod screen;

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use plus::{
    demo,
    import::{BATCH, Checked, Desk, ImportError, Refusal, file},
    outside::Outside,
    territory,
    web::text::Texts,
};
use plus_domain::{
    event::Event,
    stats::Scope,
    visite::{FirstTime, Visite, import::Column},
};
use plus_reports::table;
use plus_store::{Options, Store, rebuild, stats, visite};

use crate::actors::MORNING;

/// A relay's past of some weeks, invented.
pub fn past(seed: u64, most: usize) -> Vec<Visite> {
    let espace_sud = territory::demonstration().unwrap();
    let setting = demo::Setting {
        territory: &espace_sud,
        crew: &["maryse".into()],
        today: jiff::civil::date(2026, 11, 20),
        seed,
    };
    let visites = demo::life(&setting).into_iter().filter_map(|e| match e {
        Event::VisiteRecorded(v) => Some(v),
        _ => None,
    });
    visites.take(most).collect()
}

/// The lines of a visite in the template: one a demande.
fn rows(number: usize, visite: &Visite) -> Vec<Vec<String>> {
    let lines = visite.demandes.iter().enumerate();
    lines
        .map(|(rank, d)| {
            let cell = |column: &Column| match column {
                Column::Reference => format!("V{number}"),
                Column::Partner => d.partner.to_string(),
                Column::Demarche => d
                    .demarche
                    .as_ref()
                    .map_or(String::new(), ToString::to_string),
                Column::Theme if d.demarche.is_none() => d.theme.to_string(),
                Column::Kind if d.kind_confirmed => d.kind.code().to_owned(),
                Column::Outcome => d.outcome.code().to_owned(),
                Column::RedirectedTo => d.redirected_to.clone().unwrap_or_default(),
                column if column.is_of_demande() || rank > 0 => first_needs(*column, visite),
                column => of_visite(*column, visite),
            };
            Column::ALL.iter().map(cell).collect()
        })
        .collect()
}

/// A further line says again its date and place, and nothing else of the visite.
fn first_needs(column: Column, visite: &Visite) -> String {
    match column {
        Column::Date | Column::Place => of_visite(column, visite),
        _ => String::new(),
    }
}

fn of_visite(column: Column, visite: &Visite) -> String {
    let zone = jiff::tz::TimeZone::get("America/Martinique").unwrap();
    let at = jiff::Timestamp::from_millisecond(visite.at).unwrap();
    let profile = &visite.profile;
    match column {
        Column::Date => visite.date.strftime("%d/%m/%Y").to_string(),
        Column::Time => at
            .to_zoned_datetime(zone)
            .time()
            .strftime("%H:%M")
            .to_string(),
        Column::Place => visite.place.to_string(),
        Column::Channel => visite.channel.code().to_owned(),
        Column::Minutes => visite.minutes.to_string(),
        Column::Person => visite.person.as_ref().map_or(String::new(), pseudonym),
        Column::First if visite.first == FirstTime::First => "oui".to_owned(),
        Column::First if visite.first == FirstTime::Again => "Non".to_owned(),
        Column::First => "Ne sait pas".to_owned(),
        Column::Age => profile.age.code().to_owned(),
        Column::Sex => profile.sex.code().to_uppercase(),
        Column::Status => profile.status.code().to_owned(),
        Column::Residence => profile
            .residence
            .as_ref()
            .map_or("nc".into(), ToString::to_string),
        Column::Autonomy => profile.autonomy.code().to_owned(),
        Column::Note => visite.note.clone().unwrap_or_default(),
        _ => String::new(),
    }
}

/// Letters alone: digits of an identifier could look like a card.
fn pseudonym(person: &plus_domain::ids::PersonId) -> String {
    let hash = blake3::hash(person.as_str().as_bytes());
    let letter = |b: &u8| char::from(b'a' + b % 26);
    hash.as_bytes().iter().take(20).map(letter).collect()
}

fn all_rows(visites: &[Visite]) -> Vec<Vec<String>> {
    let numbered = visites.iter().enumerate();
    numbered.flat_map(|(n, v)| rows(n, v)).collect()
}

fn csv(rows: &[Vec<String>], delimiter: &str) -> String {
    let names: Vec<String> = Column::ALL.iter().map(|c| c.code().to_owned()).collect();
    let lines = std::iter::once(&names).chain(rows).map(|row| {
        let cells: Vec<String> = row
            .iter()
            .map(|c| format!("\"{}\"", c.replace('"', "\"\"")))
            .collect();
        cells.join(delimiter)
    });
    lines.collect::<Vec<_>>().join("\r\n")
}

/// A database with the territory, on each engine at hand.
struct House {
    store: Store,
    outside: Outside,
    name: &'static str,
    _folder: tempfile::TempDir,
}

static SCHEMA: AtomicU32 = AtomicU32::new(0);

async fn houses() -> Vec<House> {
    let mut all = vec![House::open("sqlite", None).await];
    if let Some(url) = postgres().await {
        all.push(House::open("postgres", Some(url)).await);
    }
    all
}

/// The address of an empty schema of PostgreSQL, where one is at hand.
#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here where PostgreSQL is"
)]
pub async fn postgres() -> Option<String> {
    let url = std::env::var("PLUS_TEST_POSTGRES").ok()?;
    let name = format!(
        "import_{}_{}",
        std::process::id(),
        SCHEMA.fetch_add(1, Ordering::Relaxed)
    );
    let folder = tempfile::tempdir().unwrap();
    let options = Options::folder(folder.path()).with_database(Some(url.clone()));
    let server = Store::open(&options).await.unwrap();
    let mut tx = server.begin().await.unwrap();
    let sql: &'static str = Box::leak(format!("CREATE SCHEMA {name}").into_boxed_str());
    tx.execute(sql, vec![]).await.unwrap();
    tx.commit().await.unwrap();
    server.close().await;
    let joint = if url.contains('?') { '&' } else { '?' };
    let url = format!("{url}{joint}options=-c%20search_path%3D{name}");
    Some(url)
}

impl House {
    async fn open(name: &'static str, database: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options::folder(folder.path()).with_database(database);
        let store = Store::open(&options).await.unwrap();
        Self {
            store,
            outside: Outside::fixed(MORNING, 7),
            name,
            _folder: folder,
        }
    }

    fn desk(&self) -> Desk<'_> {
        Desk {
            store: &self.store,
            outside: &self.outside,
            territory: Arc::new(territory::demonstration().unwrap()),
            author: "maryse".into(),
        }
    }

    async fn check(&self, text: &str) -> Result<Checked, ImportError> {
        self.desk().check(text.as_bytes().to_vec()).await
    }

    async fn import(&self, text: &str) -> usize {
        let checked = self.check(text).await.unwrap();
        let mut added = 0;
        for batch in checked.fresh.chunks(BATCH) {
            added += self.desk().write(batch).await.unwrap();
        }
        added
    }

    async fn record(&self, visites: &[Visite]) {
        let events: Vec<Event> = visites.iter().cloned().map(Event::VisiteRecorded).collect();
        let mut tx = self.store.begin().await.unwrap();
        self.outside.record(&mut tx, &events).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn figures(&self) -> (stats::Figures, stats::Figures, stats::People) {
        let mut link = self.store.read().await.unwrap();
        let period = stats::span(&mut link).await.unwrap().unwrap();
        let caf = Scope::Partner("caf".into());
        (
            stats::figures(&mut link, period, &Scope::All)
                .await
                .unwrap(),
            stats::figures(&mut link, period, &caf).await.unwrap(),
            stats::people(&mut link, period).await.unwrap(),
        )
    }

    async fn count(&self) -> i64 {
        let mut link = self.store.read().await.unwrap();
        visite::count(&mut link, &visite::Filter::default())
            .await
            .unwrap()
    }
}

#[tokio::test]
async fn visites_written_to_the_template_and_imported_give_the_same_figures() {
    let visites = past(5, 1_500);
    let text = csv(&all_rows(&visites), ";");
    for (recorded, imported) in houses().await.into_iter().zip(houses().await) {
        recorded.record(&visites).await;
        assert_eq!(imported.import(&text).await, visites.len());
        let (wanted, got) = (recorded.figures().await, imported.figures().await);
        assert_eq!(wanted, got, "{}", imported.name);
        assert!(
            got.2.accompanied > 100 && got.2.returning > 10,
            "{:?}",
            got.2
        );
    }
}

#[tokio::test]
async fn importing_twice_is_importing_once_and_a_rebuild_gives_the_same_bytes() {
    let text = csv(&all_rows(&past(6, 400)), ";");
    for house in houses().await {
        assert_eq!(house.import(&text).await, 400);
        let checked = house.check(&text).await.unwrap();
        assert_eq!(
            (checked.fresh.len(), checked.already, checked.changed),
            (0, 400, 0)
        );
        assert_eq!(house.import(&text).await, 0, "{}", house.name);
        let dump = || async {
            rebuild::dump(&mut house.store.read().await.unwrap())
                .await
                .unwrap()
        };
        let before = dump().await;
        rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        assert!(before == dump().await, "{}", house.name);
    }
}

#[tokio::test]
async fn without_references_equal_lines_are_as_many_visites_and_still_import_once() {
    let text = "date;lieu;partenaire;nature;resultat\n".to_owned()
        + &"31/12/2025;le-marin-mondesir;CAF;accompagnement;résolu\n".repeat(3);
    for house in houses().await {
        assert_eq!(house.import(&text).await, 3);
        assert_eq!(house.import(&text).await, 0);
        let one_more = format!("{text}31/12/2025;le-marin-mondesir;CAF;accompagnement;résolu\n");
        assert_eq!(house.import(&one_more).await, 1);
        assert_eq!(house.count().await, 4, "{}", house.name);
    }
}

/// What is said of a file that must be mended: line, column, sentence.
async fn refused(text: &str) -> Vec<(u64, String, String)> {
    let house = House::open("sqlite", None).await;
    let error = house.check(text).await.unwrap_err();
    let refusal = Refusal::of(error, &Texts::french()).unwrap();
    assert_eq!(house.count().await, 0);
    let told = refusal.lines.into_iter();
    told.map(|m| (m.line, m.column, m.reason)).collect()
}

const HEAD: &str = "reference;date;heure;lieu;partenaire;demarche;nature;resultat;duree;pseudonyme;age;note;auteur\n";

#[tokio::test]
async fn every_bad_line_is_named_with_its_column_and_one_is_enough() {
    let good = "A1;2025-12-01;9h30;Mondésir;CAF;;information;résolu;10;;45;;\n";
    let text = format!(
        "{HEAD}{good}A2;32/12/2025;9h;Mondésir;CAF;;information;résolu;10;;;;\n\
         A3;2025-12-01;9h;Nulle part;La lune;;information;bof;9999;;tout;;paul\n\
         A4;2025-12-01;;le-marin-mondesir;caf;;orientation;résolu;;Marie Dupont;;;\n\
         A1;2025-12-02;9h30;Mondésir;CAF;;information;résolu;;;;;\n\
         A5;2099-12-01;;le-marin-mondesir;caf;;information;;;;;;\n\
         A6;2099-12-01;;le-marin-mondesir;caf;;information;résolu;;;;;\n"
    );
    let told = refused(&text).await;
    let places: Vec<(u64, &str)> = told.iter().map(|(l, c, _)| (*l, c.as_str())).collect();
    let wanted = [
        (3, "date"),
        (4, "lieu"),
        (4, "partenaire"),
        (4, "resultat"),
        (4, "age"),
        (4, "auteur"),
        (5, "resultat"),
        (5, "pseudonyme"),
        (6, "date"),
        (7, "resultat"),
        (8, "date"),
    ];
    for place in wanted {
        assert!(places.contains(&place), "{place:?} in {told:#?}");
    }
    assert!(told.iter().all(|(line, ..)| *line != 2), "{told:#?}");
    assert!(
        !told
            .iter()
            .any(|(.., reason)| reason.contains('⟦') || reason.contains("Marie"))
    );
}

#[tokio::test]
async fn what_must_never_be_kept_is_refused_and_never_repeated() {
    let nir = "2 84 05 97 209 123 44";
    assert!(plus_domain::sensitive::find(nir).is_some());
    for (reference, place, note) in [
        (nir, "Mondésir", ""),
        ("A1", nir, ""),
        ("A1", "Mondésir", nir),
        ("A1", "Mondésir", "FR76 3000 6000 0112 3456 7890 189"),
        ("A1", "Mondésir", "mot de passe : Soleil2024"),
    ] {
        let text =
            format!("{HEAD}{reference};2025-12-01;;{place};CAF;;information;résolu;;;;{note};\n");
        let told = refused(&text).await;
        assert_eq!(told.len(), 1, "{told:?}");
        let secret = told[0].2.contains("84 05") || told[0].2.contains("Soleil");
        assert!(!secret, "{}", told[0].2);
    }
}

#[tokio::test]
async fn a_partner_is_known_by_the_name_it_had_and_a_formula_stays_a_text() {
    let house = House::open("sqlite", None).await;
    let text = "date,lieu,partenaire,nature,resultat,note\n2017-05-02,le-marin-mondesir,Pôle emploi,information,résolu,=cmd|' /C calc'!A0\n2025-05-02,le-marin-mondesir,France Travail,information,résolu,\n";
    assert_eq!(house.import(text).await, 2);
    let mut link = house.store.read().await.unwrap();
    let all = visite::list(&mut link, &visite::Filter::default(), None, 10)
        .await
        .unwrap();
    assert!(
        all.iter()
            .all(|l| l.visite.demandes[0].partner.as_str() == "france-travail")
    );
    assert_eq!(all[1].visite.note.as_deref(), Some("=cmd|' /C calc'!A0"));
}

#[tokio::test]
async fn a_reference_of_another_visite_is_refused_rather_than_taken_for_it() {
    let house = House::open("sqlite", None).await;
    let line = |date| format!("{HEAD}1;{date};;Mondésir;CAF;;information;résolu;;;;;\n");
    house.import(&line("2025-12-01")).await;
    let error = house.check(&line("2025-12-02")).await.unwrap_err();
    let refusal = Refusal::of(error, &Texts::french()).unwrap();
    assert!(
        refusal.lines[0].reason.contains("autre visite enregistrée"),
        "{refusal:?}"
    );
}

#[tokio::test]
async fn a_workbook_with_a_title_above_is_read_like_its_csv() {
    let visites = past(9, 200);
    let lines = all_rows(&visites);
    let cells = |row: &Vec<String>| {
        let typed = row.iter().map(|text| match text.parse::<i64>() {
            Ok(n) if text.len() < 4 => table::Cell::Count(n),
            _ => table::Cell::Text(text.clone()),
        });
        typed.collect()
    };
    let table = table::Table {
        title: "Visites du relais".into(),
        columns: Column::ALL.iter().map(|c| c.code().to_owned()).collect(),
        rows: lines.iter().map(cells).collect(),
        notes: Vec::new(),
    };
    let bytes = plus_reports::xlsx::table(&table, jiff::civil::date(2026, 11, 23)).unwrap();
    let house = House::open("sqlite", None).await;
    let book = house.desk().check(bytes).await.unwrap();
    let text = house.check(&csv(&lines, "\t")).await.unwrap();
    assert_eq!(book.fresh, text.fresh);
    assert_eq!(book.reading, file::Reading::Xlsx);
}
