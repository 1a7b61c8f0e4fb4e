//! The statements of a month for a whole partnership: prepared by themselves, approved, frozen,
//! sealed, told by letters that say nothing, by default when nobody answers.

use std::{collections::BTreeSet, path::Path};

use axum::http::StatusCode;
use plus::{
    config::Courrier,
    courrier::send_due,
    job::{Task, releves::ask_if_due, task::Preparation},
    outside::stopwatch,
    statement::{Desk, lettre, preparation::Mois, sceau},
    web::state::App,
};
use plus_domain::{
    account::Role,
    event::Event,
    period::Month,
    statement::{
        Avancement, Breakdown, Destinataire, Fichier, GapKind, Regle, Sceau, Sections, Statement,
    },
};
use plus_store::{document, exchange::machine, preparation, statement};

use crate::{
    actors::{Actor, Relay},
    command::{json, plus as run, stderr},
    courrier::Post,
    quatre_formats::live,
    travaux::work,
};

const PAGE: &str = "/pilotage/releves?mois=2026-10";
const APPROVE: &str = "/pilotage/releves/approuver";
const SITE: &str = "https://plus.exemple.fr";
const DAY: i64 = 86_400_000;

fn october() -> Month {
    "2026-10".parse().unwrap()
}

/// Twelve partners, each with somebody to tell.
fn twelve(app: &App, regle: impl Fn(&str) -> Regle) {
    let mut territory = (*app.territory()).clone();
    territory.partners.truncate(12);
    assert_eq!(territory.partners.len(), 12);
    for partner in &mut territory.partners {
        partner.releve = Some(regle(partner.code.as_str()));
    }
    app.set_territory(territory);
}

fn told(code: &str) -> Regle {
    Regle {
        recipients: vec![Destinataire {
            function: "accueil".into(),
            email: Some(format!("accueil@{code}.exemple.fr")),
        }],
        ..Regle::default()
    }
}

/// A relay that lived October, with its twelve partners and a server of messages.
async fn partnership(settings: Courrier) -> Relay {
    let relay = Relay::open_with(|web| {
        web.public_url = Some(SITE.into());
        web.courrier = settings;
    })
    .await;
    live(&relay).await;
    twelve(&relay.app, told);
    relay
}

async fn prepared(relay: &Relay) {
    let task = Task::Preparation(Preparation { month: october() });
    task.ask(&relay.app, &"".into()).await.unwrap();
    work(&relay.app).await;
}

async fn month(relay: &Relay) -> Mois {
    let (territory, today) = (relay.app.territory(), relay.app.today());
    let mut link = relay.app.store.read().await.unwrap();
    Mois::read(&mut link, &territory, october(), today)
        .await
        .unwrap()
}

async fn states(relay: &Relay) -> BTreeSet<Avancement> {
    let month = month(relay).await;
    month.lines.iter().map(|line| line.avancement).collect()
}

async fn frozen(relay: &Relay) -> Vec<statement::Stored> {
    let mut link = relay.app.store.read().await.unwrap();
    statement::of_month(&mut link, october()).await.unwrap()
}

async fn decide(chief: &Actor<'_>, partner: &str, gesture: &str) -> crate::actors::Answered {
    let fields = [
        ("mois", "2026-10"),
        ("partenaire", partner),
        ("geste", gesture),
    ];
    chief.post_from(PAGE, APPROVE, &fields).await
}

/// A machine that the hub knows and that has said nothing.
async fn silent_van(relay: &Relay) {
    let mut tx = relay.app.store.begin().await.unwrap();
    let (name, kind) = ("Bus des mornes", plus_domain::machine::Kind::Van);
    machine::invite(&mut tx, "code", (name, kind), (0, i64::MAX))
        .await
        .unwrap();
    machine::accept(&mut tx, "code", &"van".into(), &[7; 32], 1)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test learns here whether nothing else runs beside it"
)]
fn is_alone() -> bool {
    std::env::var("PLUS_MEASURE").is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn twelve_partners_are_prepared_approved_frozen_sealed_and_told_within_fifteen_seconds() {
    let post = Post::open().await;
    let relay = partnership(post.settings()).await;
    let chief = relay.person(Role::Coordinateur).await;
    let clock = stopwatch();
    assert_eq!(ask_if_due(&relay.app).await.unwrap(), 1, "October is over");
    assert_eq!(
        ask_if_due(&relay.app).await.unwrap(),
        0,
        "one waits already"
    );
    work(&relay.app).await;
    let ready = clock();
    assert_eq!(states(&relay).await, [Avancement::AApprouver].into());
    assert!(frozen(&relay).await.is_empty(), "nobody approved it yet");
    assert_eq!(ask_if_due(&relay.app).await.unwrap(), 0, "nothing is new");
    let asked = decide(&chief, "", "approuver").await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.body);
    work(&relay.app).await;
    let sent = send_due(
        &relay.app.store,
        &relay.app.outside,
        &relay.app.config.courrier,
    )
    .await;
    let all = clock();
    assert_eq!((sent.unwrap(), frozen(&relay).await.len()), (12, 12));
    say(&format!(
        "douze partenaires : préparés en {:.2} s, figés, signés et remis en {:.2} s",
        ready.as_secs_f64(),
        all.as_secs_f64()
    ));
    // Beside other tests a clock says nothing: the bound is for `script/long bilan`.
    assert!(!is_alone() || all.as_secs() < 15, "{all:?}");
    assert_eq!(states(&relay).await, [Avancement::Fige].into());
    lettre::tell(&relay.app).await.unwrap();
    assert_eq!(states(&relay).await, [Avancement::Envoye].into());
    let page = chief.get(PAGE).await.body;
    assert!(
        page.contains("envoyé") && page.contains("accueil : prévenu"),
        "{page}"
    );
    assert_eq!(lettre::tell(&relay.app).await.unwrap(), 0, "told once");
}

#[expect(clippy::print_stderr, reason = "a measure is read by people")]
fn say(measure: &str) {
    eprintln!("{measure}");
}

#[tokio::test]
async fn a_letter_holds_a_link_and_no_figure() {
    let post = Post::open().await;
    let relay = partnership(post.settings()).await;
    let chief = relay.person(Role::Coordinateur).await;
    prepared(&relay).await;
    decide(&chief, "caf", "approuver").await;
    work(&relay.app).await;
    let mut link = relay.app.store.read().await.unwrap();
    let letters = plus_store::courrier::about(&mut link, lettre::CAUSE)
        .await
        .unwrap();
    assert_eq!(letters.len(), 1, "the others are not approved");
    let letter = &letters[0].letter;
    let link = format!("{SITE}/partenaire/releves/2026-10-caf-1");
    assert!(letter.text.contains(&link), "{}", letter.text);
    let rest = letter.text.replace(&link, "").replace("2026", "");
    assert!(!rest.contains(|c: char| c.is_ascii_digit()), "{rest}");
    assert!(!letter.cause.contains('@') && letter.subject.contains("octobre 2026"));
    relay.account("partenaire", Role::Partenaire).await;
    let caf = relay.visitor();
    caf.sign_in("partenaire").await;
    let read = caf.get("/partenaire/releves/2026-10-caf-1").await;
    assert_eq!(read.status, StatusCode::OK, "the link of the letter opens");
}

#[tokio::test]
async fn a_mail_server_that_is_down_loses_no_letter_and_the_page_says_so() {
    let post = Post::open().await;
    let nobody = Courrier {
        port: Some(9),
        ..post.settings()
    };
    let relay = partnership(nobody.clone()).await;
    let chief = relay.person(Role::Coordinateur).await;
    prepared(&relay).await;
    decide(&chief, "", "approuver").await;
    work(&relay.app).await;
    let (store, outside) = (&relay.app.store, &relay.app.outside);
    assert_eq!(send_due(store, outside, &nobody).await.unwrap(), 0);
    let page = chief.get(PAGE).await.body;
    assert!(
        page.contains("réessayée") && page.contains("pas joint"),
        "{page}"
    );
    assert_eq!(states(&relay).await, [Avancement::Fige].into());
    outside.advance(3_600_000);
    assert_eq!(
        send_due(store, outside, &post.settings()).await.unwrap(),
        12
    );
    lettre::tell(&relay.app).await.unwrap();
    assert_eq!(states(&relay).await, [Avancement::Envoye].into());
}

#[tokio::test]
async fn nothing_is_approved_before_every_machine_has_spoken_unless_what_lacks_is_named() {
    let relay = partnership(Courrier::default()).await;
    silent_van(&relay).await;
    let chief = relay.person(Role::Coordinateur).await;
    prepared(&relay).await;
    assert_eq!(states(&relay).await, [Avancement::Prepare].into());
    let page = chief.get(PAGE).await.body;
    assert!(page.contains("Bus des mornes : cette machine"), "{page}");
    assert!(!page.contains("value=\"approuver\""), "not offered");
    let refused = decide(&chief, "", "approuver").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("n’est pas complet"),
        "{}",
        refused.body
    );
    decide(&chief, "caf", "sans-attendre").await;
    work(&relay.app).await;
    let issued = frozen(&relay).await;
    assert_eq!(issued.len(), 1);
    let caf = issued[0].statement().unwrap();
    assert_eq!(caf.missing[0].kind, GapKind::Machine);
    let read = chief.get("/pilotage/releves/2026-10-caf-1").await.body;
    assert!(read.contains("Arrêté sans attendre"), "{read}");
    // Two days later nobody has answered: the others are frozen by default, and say it too.
    relay.app.outside.advance(2 * DAY);
    assert_eq!(ask_if_due(&relay.app).await.unwrap(), 1);
    work(&relay.app).await;
    let issued = frozen(&relay).await;
    assert_eq!(issued.len(), 12);
    let names = |s: &statement::Stored| !s.statement().unwrap().missing.is_empty();
    assert!(issued.iter().all(names));
    assert!(issued.iter().any(|s| s.author.is_empty()), "by default");
}

#[tokio::test]
async fn what_half_days_lack_is_told_by_site() {
    let relay = partnership(Courrier::default()).await;
    let mut link = relay.app.store.read().await.unwrap();
    let half_days = preparation::half_days(&mut link, october()).await.unwrap();
    drop(link);
    let busy = half_days.iter().filter(|(_, recorded)| *recorded > 0);
    let mut open = busy.map(|(p, _)| p.clone()).take(1);
    let mut one = open.next().unwrap();
    one.state = plus_domain::permanence::PermanenceState::Open;
    let mut tx = relay.app.store.begin().await.unwrap();
    relay
        .app
        .outside
        .record(&mut tx, &[Event::PermanenceSet(one)])
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let found = month(&relay).await;
    assert!(!found.is_complete());
    let open: Vec<_> = found
        .gaps
        .iter()
        .filter(|g| g.kind == GapKind::NonClose)
        .collect();
    assert_eq!(open.len(), 1, "{:?}", found.gaps);
    let chief = relay.person(Role::Coordinateur).await;
    let page = chief.get(PAGE).await.body;
    let words = format!("{} : une demi-journée n’est pas close", open[0].site);
    let plain = page.replace("&#39;", "'");
    assert!(plain.contains(&words), "{words} in {plain}");
}

#[tokio::test]
async fn the_rule_of_a_partner_says_its_day_its_tables_its_files_and_its_threshold() {
    let relay = partnership(Courrier::default()).await;
    twelve(&relay.app, |_| Regle {
        day: 28,
        threshold: Some(11),
        sections: Sections::of(&[Breakdown::Demarche].into()),
        formats: [Fichier::Pdf].into(),
        recipients: Vec::new(),
    });
    let chief = relay.person(Role::Coordinateur).await;
    prepared(&relay).await;
    decide(&chief, "", "approuver").await;
    work(&relay.app).await;
    assert!(frozen(&relay).await.is_empty(), "the 23rd is not the 28th");
    assert_eq!(states(&relay).await, [Avancement::Approuve].into());
    relay.app.outside.advance(5 * DAY);
    assert_eq!(ask_if_due(&relay.app).await.unwrap(), 1);
    work(&relay.app).await;
    let issued = frozen(&relay).await;
    assert_eq!(issued.len(), 12);
    for one in &issued {
        let formats: Vec<&str> = one.files.keys().map(String::as_str).collect();
        assert_eq!(formats, ["json", "pdf"]);
        let statement = one.statement().unwrap();
        assert_eq!(statement.threshold, 11);
        let shown = statement
            .tables
            .iter()
            .chain(&statement.year_to_date.tables);
        let shown: BTreeSet<Breakdown> = shown.map(|t| t.id).collect();
        let absent: BTreeSet<Breakdown> = statement.withheld.iter().map(|w| w.id).collect();
        for left_out in [Breakdown::Commune, Breakdown::Channel, Breakdown::Age] {
            assert!(!shown.contains(&left_out) && !absent.contains(&left_out));
        }
    }
    let chief = again(&relay).await;
    let page = chief.get("/pilotage/releves/2026-10-caf-1/xlsx").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

async fn seal_of(relay: &Relay, number: &str) -> (Sceau, statement::Stored) {
    let mut link = relay.app.store.read().await.unwrap();
    let stored = statement::by_number(&mut link, number)
        .await
        .unwrap()
        .unwrap();
    (stored.seal.clone().unwrap(), stored)
}

#[tokio::test]
async fn each_file_is_vouched_for_and_one_changed_byte_is_seen() {
    let relay = partnership(Courrier::default()).await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields = [("mois", "2026-10"), ("partenaire", "caf")];
    chief.post("/pilotage/releves", &fields).await;
    let (seal, stored) = seal_of(&relay, "2026-10-caf-1").await;
    let statement = Statement::from_json(stored.json.as_bytes()).unwrap();
    assert_eq!(statement.signer, Some(sceau::of(&seal)));
    assert_eq!(seal.files["json"], stored.hash, "the truth is sealed");
    let published = relay
        .visitor()
        .get("/opendata/releves/cles.json")
        .await
        .body;
    let published: serde_json::Value = serde_json::from_str(&published).unwrap();
    assert_eq!(published["keys"][0]["key"], seal.key.as_str());
    assert_eq!(published["keys"][0]["current"], true);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let beside = path("releve-2026-10-caf-1.signature.json");
    let page = chief.get("/pilotage/releves/2026-10-caf-1/signature").await;
    std::fs::write(&beside, &page.body).unwrap();
    for (format, hash) in &stored.files {
        let mut bytes = document::fetch(&relay.app.store, hash).await.unwrap();
        assert_eq!(
            sceau::check(&bytes, &seal, Some(&seal.key)),
            Ok(format.as_str())
        );
        let file = path(&format!("releve-2026-10-caf-1.{format}"));
        std::fs::write(&file, &bytes).unwrap();
        let good = run(&["report", "verify", &file, "--key", &sceau::of(&seal)], "");
        assert!(good.status.success(), "{}", stderr(&good));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, &bytes).unwrap();
        let bad = run(&["report", "verify", &file], "");
        assert!(!bad.status.success() && stderr(&bad).contains("il a changé"));
    }
    let mut forged = seal.clone();
    forged.number = "2026-10-cgss-1".into();
    assert_eq!(
        sceau::check(b"", &forged, None),
        Err(sceau::Doubt::Signature)
    );
    let other = sceau::check(stored.json.as_bytes(), &seal, Some("AAAA-BBBB-CCCC-DDDD"));
    assert!(matches!(other, Err(sceau::Doubt::Key { .. })));
}

/// What a statement is made of, apart from when it was made and by which journal.
async fn bytes_of(relay: &Relay) -> Vec<String> {
    let all = frozen(relay).await;
    all.iter()
        .map(|s| s.seal.clone().unwrap().signature)
        .collect()
}

#[tokio::test]
async fn the_same_inputs_give_the_same_bytes() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let relay = partnership(Courrier::default()).await;
        prepared(&relay).await;
        let territory = relay.app.territory();
        let desk = Desk {
            store: &relay.app.store,
            outside: &relay.app.outside,
            territory: &territory,
        };
        desk.monthly(&"caf".into(), october(), &"essai".into())
            .await
            .unwrap();
        runs.push(bytes_of(&relay).await);
    }
    assert_eq!(runs[0].len(), 1);
    assert_eq!(runs[0], runs[1], "signatures over every file are the same");
}

#[tokio::test]
async fn what_came_late_makes_an_amendment_that_is_offered_and_told() {
    let relay = partnership(Courrier::default()).await;
    let chief = relay.person(Role::Coordinateur).await;
    let fields = [("mois", "2026-10"), ("partenaire", "caf")];
    chief.post("/pilotage/releves", &fields).await;
    // Sixty people more for the CAF, on one day of October.
    let late: Vec<Event> = late(&relay).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    relay.app.outside.record(&mut tx, &late).await.unwrap();
    tx.commit().await.unwrap();
    relay.app.outside.advance(3_700_000);
    prepared(&relay).await;
    let month = month(&relay).await;
    let caf = month
        .lines
        .iter()
        .find(|l| l.partner.as_str() == "caf")
        .unwrap();
    let state = caf.prepared.as_ref().unwrap().state;
    assert_eq!(state, preparation::State::Rectificatif, "{caf:?}");
    let chief = again(&relay).await;
    let page = chief.get(PAGE).await.body;
    assert!(page.contains("Émettre le rectificatif"), "{page}");
    chief.post("/pilotage/releves", &fields).await;
    let read = chief.get("/pilotage/releves/2026-10-caf-2").await.body;
    assert!(read.contains("Remplace le relevé 2026-10-caf-1"), "{read}");
    assert!(chief.get(PAGE).await.body.contains("rectifié"));
    let letters = {
        let mut link = relay.app.store.read().await.unwrap();
        plus_store::courrier::about(&mut link, "releve/2026-10-caf-2/")
            .await
            .unwrap()
    };
    assert!(letters[0].letter.subject.contains("rectificatif"));
}

/// The coordinator, signed in again: hours have passed.
async fn again(relay: &Relay) -> Actor<'_> {
    let chief = relay.visitor();
    chief.sign_in(Role::Coordinateur.code()).await;
    chief
}

/// Copies of the visites of the CAF in October, as other people.
async fn late(relay: &Relay) -> Vec<Event> {
    let mut link = relay.app.store.read().await.unwrap();
    let filter = plus_store::visite::Filter {
        period: Some(october().period()),
        values: vec![(plus_domain::stats::Dimension::Partner, "caf".into())],
        ..plus_store::visite::Filter::default()
    };
    let lines = plus_store::visite::list(&mut link, &filter, None, 60)
        .await
        .unwrap();
    let copies = lines.into_iter().map(|line| {
        let mut visite = line.visite;
        visite.id = relay.app.outside.new_id().as_str().into();
        visite.person = None;
        for demande in &mut visite.demandes {
            demande.id = relay.app.outside.new_id().as_str().into();
        }
        Event::VisiteRecorded(visite)
    });
    copies.collect()
}

#[tokio::test]
async fn the_year_of_a_partner_is_its_frozen_statements_and_nobody_else_s() {
    let relay = partnership(Courrier::default()).await;
    let chief = relay.person(Role::Coordinateur).await;
    for month in ["2026-09", "2026-10"] {
        for partner in ["caf", "cgss"] {
            let fields = [("mois", month), ("partenaire", partner)];
            chief.post("/pilotage/releves", &fields).await;
        }
    }
    relay.account("partenaire", Role::Partenaire).await;
    let caf = relay.visitor();
    caf.sign_in("partenaire").await;
    let page = caf.get("/partenaire/annee").await.body;
    for number in ["2026-09-caf-1", "2026-10-caf-1"] {
        assert!(
            page.contains(&format!("/partenaire/releves/{number}")),
            "{page}"
        );
    }
    assert!(!page.contains("cgss"));
    let file = caf.get("/partenaire/annee?annee=2026&format=csv").await;
    assert!(
        file.header("content-disposition")
            .contains("releves-caf-2026.csv")
    );
    let (_, october) = seal_of(&relay, "2026-10-caf-1").await;
    let visites = october
        .statement()
        .unwrap()
        .headline
        .visites
        .shown()
        .unwrap();
    let line = file
        .body
        .lines()
        .find(|l| l.starts_with("2026-10;"))
        .unwrap();
    assert!(line.contains(&format!(";{visites};")), "{line}");
    let empty = caf.get("/partenaire/annee?annee=1999").await;
    assert!(
        empty.body.contains("Pas encore de relevé"),
        "{}",
        empty.body
    );
    let path = "/pilotage/releves/annee/caf";
    assert!(chief.get(path).await.body.contains("2026-10-caf-1"));
    assert_eq!(
        chief.get("/pilotage/releves/annee/zzz").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_prepared_statement_is_read_by_the_coordinator_alone() {
    let relay = partnership(Courrier::default()).await;
    let chief = relay.person(Role::Coordinateur).await;
    prepared(&relay).await;
    let path = "/pilotage/releves/preparation/caf/2026-10";
    let page = chief.get(path).await;
    assert!(page.body.contains("préparé, pas figé"), "{}", page.body);
    relay.account("partenaire", Role::Partenaire).await;
    let caf = relay.visitor();
    caf.sign_in("partenaire").await;
    assert_eq!(caf.get(path).await.status, StatusCode::FORBIDDEN);
    let own = caf.get("/partenaire").await.body;
    assert!(!own.contains("2026-10"), "{own}");
    let nothing = chief.get("/pilotage/releves/preparation/zzz/2026-10").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_month_without_life_is_not_prepared() {
    let relay = Relay::open().await;
    assert_eq!(ask_if_due(&relay.app).await.unwrap(), 0);
}

fn demo(folder: &Path) -> String {
    let data = folder.to_str().unwrap().to_owned();
    let made = run(
        &["demo", "--scenario", "2017", "--data", &data, "--no-serve"],
        "",
    );
    assert!(made.status.success(), "{}", stderr(&made));
    data
}

#[test]
fn the_shell_prepares_says_what_lacks_and_gives_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let data = demo(folder.path());
    let ask = ["report", "prepare", "--month", "2017-04", "--data", &data];
    let mut as_json = ask.to_vec();
    as_json.extend(["--format", "json"]);
    let first = json(&run(&as_json, ""));
    assert!(first["statements"].as_array().unwrap().len() >= 12);
    assert_eq!(first["statements"][0]["state"], "initial");
    let second = json(&run(&as_json, ""));
    assert_eq!(first, second, "twice is once");
    let told = run(&ask, "");
    let told = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(told.contains("caf  préparé"), "{told}");
    let key = run(&["report", "key", "--data", &data], "");
    let key = String::from_utf8_lossy(&key.stdout).into_owned();
    assert!(key.contains("empreinte  "), "{key}");
}
