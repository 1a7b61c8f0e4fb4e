//! Training on its pages: modules, sessions, hours, attestations, who knows what, the tour, the
//! steps of who arrives. Nobody reads the attestation of another.

use axum::http::StatusCode;
use plus::tournee::{Board, Needs, gather};
use plus_domain::{
    account::Role,
    event::Event,
    period::{Month, parse_date},
    tournee::Equipier,
};

use crate::actors::{Actor, Relay, value_of};

const PAGE: &str = "/pilotage/formation";
const MODULE: [(&str, &str); 8] = [
    ("intitule", "Portail de la CAF"),
    ("par", "partenaire"),
    ("partenaire", "caf"),
    ("nature", "operateur"),
    ("heures", "14"),
    ("atteste", "Accompagner vers caf.fr"),
    ("validite", "24"),
    ("savoir", "Portail CAF"),
];

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

async fn post(actor: &Actor<'_>, page: &str, path: &str, fields: &[(&str, &str)]) -> String {
    let done = actor.post_from(page, path, fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{path}: {}", done.body);
    done.location().split('?').next().unwrap().to_owned()
}

/// Code of what stands first under a path in a page.
fn code_under(page: &str, path: &str) -> String {
    let mark = format!("href=\"{path}/");
    let links = page.split(&mark);
    let codes = links.skip(1).map(|rest| rest.split('"').next().unwrap());
    let mut codes = codes.filter(|code| code.contains(|c: char| c.is_ascii_digit()));
    codes.next().expect("a link").to_owned()
}

/// The module, and a session of some days; the address of the session.
async fn planned(ghislaine: &Actor<'_>, (from, to): (&str, &str), who: &[&str]) -> String {
    post(ghislaine, PAGE, &format!("{PAGE}/modules"), &MODULE).await;
    let page = read(ghislaine, PAGE).await;
    let module = code_under(&page, &format!("{PAGE}/modules"));
    let fields = [
        ("module", module.as_str()),
        ("du", from),
        ("au", to),
        ("lieu", "Siège de la CAF"),
    ];
    let session = post(ghislaine, PAGE, &format!("{PAGE}/sessions"), &fields).await;
    let people: Vec<(&str, &str)> = who.iter().map(|id| ("qui", *id)).collect();
    post(ghislaine, &session, &format!("{session}/inscrits"), &people).await;
    session
}

#[tokio::test]
async fn who_did_all_the_hours_has_a_numbered_attestation_that_she_alone_reads() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let maryse = relay.person(Role::Animatrice).await;
    let stella = relay.account("stella", Role::Animatrice).await;
    let own = relay.login("animatrice").await;
    let dates = ("2026-11-16", "2026-11-17");
    let session = planned(&ghislaine, dates, &[&own, stella.id.as_str()]).await;
    let presences = format!("{session}/presences");
    let (hers, other) = (format!("fait-{own}"), format!("fait-{}", stella.id));
    let bad = [(hers.as_str(), "beaucoup"), (other.as_str(), "7")];
    let refused = ghislaine.post_from(&session, &presences, &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(value_of(&refused.body, &hers), Some("beaucoup"));
    let said = [(hers.as_str(), "14"), (other.as_str(), "3 h 30")];
    post(&ghislaine, &session, &presences, &said).await;
    let page = read(&ghislaine, &session).await;
    assert!(page.contains("Attestation 2026-001"), "{page}");
    assert!(
        !page.contains("2026-002"),
        "half of the hours attests nothing"
    );
    let matrix = read(&ghislaine, PAGE).await;
    assert!(matrix.contains("Jusqu’au 17 novembre 2028"), "{matrix}");
    let paper = ghislaine
        .get(&format!("{PAGE}/attestations/2026-001"))
        .await;
    assert!(paper.body.starts_with("%PDF"));
    let again = ghislaine
        .get(&format!("{PAGE}/attestations/2026-001"))
        .await;
    assert_eq!(paper.body, again.body, "the same bytes");
    let mine = read(&maryse, "/agent/formation").await;
    assert!(mine.contains("Attestation 2026-001"), "{mine}");
    let own_paper = "/agent/formation/attestations/2026-001";
    assert!(maryse.get(own_paper).await.body.starts_with("%PDF"));
    let thief = relay.visitor();
    thief.sign_in("stella").await;
    assert_eq!(thief.get(own_paper).await.status, StatusCode::NOT_FOUND);
    assert!(!read(&thief, "/agent/formation").await.contains("2026-001"));
    // Said again otherwise, it attests nothing any more.
    let less = [(hers.as_str(), "0"), (other.as_str(), "14")];
    post(&ghislaine, &session, &presences, &less).await;
    assert_eq!(maryse.get(own_paper).await.status, StatusCode::NOT_FOUND);
    assert!(read(&ghislaine, &session).await.contains("2026-002"));
}

#[tokio::test]
async fn days_of_a_session_are_in_the_tour_without_a_second_entry() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    relay.account("animatrice", Role::Animatrice).await;
    let own = relay.login("animatrice").await;
    let session = planned(&ghislaine, ("2026-12-01", "2026-12-02"), &[&own]).await;
    let team = read(&ghislaine, "/pilotage/equipe").await;
    assert!(team.contains("Portail de la CAF"), "{team}");
    let member = read(&ghislaine, &format!("/pilotage/equipe/{own}")).await;
    assert!(member.contains(&format!("href=\"{session}\"")), "{member}");
    // It has not begun: nothing was done yet.
    let early = [("fait", "14")];
    let refused = ghislaine
        .post_from(&session, &format!("{session}/presences"), &early)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    post(&ghislaine, &session, &format!("{session}/annuler"), &[]).await;
    let team = read(&ghislaine, "/pilotage/equipe").await;
    assert!(!team.contains("Portail de la CAF"), "{team}");
}

/// An attestation that expires in the middle of a month: the planner is given the half-days
/// before, and not those after, whatever was typed in the page of the team.
#[tokio::test]
async fn a_skill_counts_for_the_tour_until_it_expires() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    relay.account("animatrice", Role::Animatrice).await;
    let own = relay.login("animatrice").await;
    // Twenty-four months later is 10 March 2027.
    let session = planned(&ghislaine, ("2025-03-10", "2025-03-10"), &[&own]).await;
    let done = format!("fait-{own}");
    post(
        &ghislaine,
        &session,
        &format!("{session}/presences"),
        &[(done.as_str(), "14")],
    )
    .await;
    let said = Equipier {
        account: own.as_str().into(),
        driver: true,
        skills: vec!["portail caf".into(), "kréyol".into()],
        monthly: 12,
        share: 100,
        author: "ghislaine".into(),
        at: 1,
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    let events = [Event::EquipierSet(said)];
    relay.app.outside.record(&mut tx, &events).await.unwrap();
    tx.commit().await.unwrap();
    let month: Month = "2027-03".parse().unwrap();
    let territory = relay.app.territory();
    let mut link = relay.app.store.read().await.unwrap();
    let base = gather(&mut link, &territory, (month, month)).await.unwrap();
    drop(link);
    let board = Board::new(&base, &territory, &Needs::new());
    let rank = board.team.iter().position(|id| id.as_str() == own).unwrap();
    let person = &board.instance.staff[rank];
    let last = parse_date("2027-03-10").unwrap();
    assert!(person.skills.contains("kréyol"));
    assert!(!person.lapsed.contains_key("kréyol"));
    for (h, date) in board.instance.dates.iter().enumerate() {
        assert_eq!(person.knows_on("portail caf", h), *date <= last, "{date}");
    }
    assert!(board.instance.dates.iter().any(|d| *d <= last));
    // A year later it is no skill at all, although it was typed.
    let month: Month = "2028-03".parse().unwrap();
    let mut link = relay.app.store.read().await.unwrap();
    let base = gather(&mut link, &territory, (month, month)).await.unwrap();
    let board = Board::new(&base, &territory, &Needs::new());
    assert!(!board.instance.staff[rank].skills.contains("portail caf"));
    drop(link);
    let member = read(&ghislaine, &format!("/pilotage/equipe/{own}")).await;
    assert!(
        member.contains("Savoirs qui comptent aujourd’hui : kréyol, portail caf"),
        "{member}"
    );
}

#[tokio::test]
async fn what_expires_is_told_and_what_was_learnt_is_in_the_report() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    relay.account("animatrice", Role::Animatrice).await;
    let own = relay.login("animatrice").await;
    let session = planned(&ghislaine, ("2024-12-16", "2024-12-17"), &[&own]).await;
    let done = format!("fait-{own}");
    let path = format!("{session}/presences");
    post(&ghislaine, &session, &path, &[(done.as_str(), "14")]).await;
    let page = read(&ghislaine, PAGE).await;
    assert!(page.contains("expire le 17 décembre 2026"), "{page}");
    let dashboard = read(&ghislaine, "/pilotage").await;
    assert!(
        dashboard.contains("Une attestation à renouveler"),
        "{dashboard}"
    );
    let report = read(&ghislaine, "/pilotage/bilans/2024-S2").await;
    assert!(report.contains("Formation de l’équipe"));
    assert!(report.contains("Portail de la CAF"), "{report}");
    let name = "animatrice T.";
    assert!(!report.contains(name), "sums by module, never by person");
    let asked = "/pilotage/indicateurs?de=2024-07&a=2024-12";
    let indicators = read(&ghislaine, asked).await;
    let at = indicators.find("Heures de formation par personne");
    let line: String = indicators[at.unwrap()..].chars().take(3_000).collect();
    assert!(line.contains("<strong>14"), "{line}");
}

#[tokio::test]
async fn who_arrives_sees_her_steps_and_ticks_those_that_are_hers() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let maryse = relay.person(Role::Animatrice).await;
    let own = relay.login("animatrice").await;
    assert!(!read(&maryse, "/agent").await.contains("parcours d’accueil"));
    let steps = format!("{PAGE}/parcours");
    post(&ghislaine, PAGE, &format!("{PAGE}/modules"), &MODULE).await;
    let module = code_under(&read(&ghislaine, PAGE).await, &format!("{PAGE}/modules"));
    post(&ghislaine, &steps, &steps, &[("etape", "Visiter le bus")]).await;
    post(&ghislaine, &steps, &steps, &[("module", module.as_str())]).await;
    let empty = ghislaine.post(&steps, &[("etape", "")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let arrives = [("qui", own.as_str()), ("depuis", "2026-11-02")];
    post(&ghislaine, &steps, &format!("{steps}/personnes"), &arrives).await;
    let day = read(&maryse, "/agent").await;
    assert!(day.contains("Il vous reste 2 étapes"), "{day}");
    let mine = read(&maryse, "/agent/formation").await;
    assert!(
        mine.contains("Se coche par l’attestation du module"),
        "{mine}"
    );
    let step = value_of(&mine, "etape").unwrap().to_owned();
    let tick = [("etape", step.as_str()), ("geste", "faite")];
    post(&maryse, "/agent/formation", "/agent/formation", &tick).await;
    assert!(
        read(&maryse, "/agent")
            .await
            .contains("Il vous reste une étape")
    );
    let person = read(&ghislaine, &format!("{steps}/{own}")).await;
    assert!(person.contains("Une étape faite sur 2"), "{person}");
    // Only the coordination says that it is over.
    let over = [("geste", "finir")];
    let refused = maryse
        .post_from("/agent/formation", "/agent/formation", &over)
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    post(&ghislaine, &steps, &format!("{steps}/{own}"), &over).await;
    assert!(!read(&maryse, "/agent").await.contains("parcours d’accueil"));
}
