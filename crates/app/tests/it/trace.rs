//! The trail of security as the pages write it: who read, took out and changed what, in which
//! words, for whom to read (issue 9; requirement S11).

use axum::http::StatusCode;
use plus::{
    audit,
    web::{
        router::ROUTES,
        trace::{ACTIONS, action_of},
    },
};
use plus_domain::account::Role;
use plus_store::{
    Options, Store, args,
    audit::{self as kept, Filter, Line},
};
use serde_json::Value;

use crate::{
    actors::Relay,
    command::{json, plus},
};

async fn lines(relay: &Relay) -> Vec<Line> {
    let mut link = relay.app.store.read().await.unwrap();
    let mut all = kept::list(&mut link, &Filter::default(), 1_000)
        .await
        .unwrap();
    all.reverse();
    all
}

/// Words and suites, in order.
async fn told(relay: &Relay) -> Vec<(String, String)> {
    let of = |line: Line| (line.deed.action, line.deed.result);
    lines(relay).await.into_iter().map(of).collect()
}

#[tokio::test]
async fn who_comes_in_reads_takes_out_and_changes_leaves_a_line_and_names_nobody() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    let rose = relay.account("rose", Role::Animatrice).await;
    chief.get("/pilotage/chiffres/tableur").await;
    let path = format!("/pilotage/comptes/{}/fermer", rose.id);
    chief.post_from("/pilotage/comptes", &path, &[]).await;
    let nobody = "/agent/dossiers/01890000-0000-7000-8000-000000000000";
    assert_eq!(chief.get(nobody).await.status, StatusCode::NOT_FOUND);
    chief.post_from("/pilotage", "/deconnexion", &[]).await;
    let said = |words: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = |(a, b): &(&str, &str)| ((*a).to_owned(), (*b).to_owned());
        words.iter().map(own).collect()
    };
    let wanted = said(&[
        ("entree", "fait"),
        ("export", "fait"),
        ("comptes", "fait"),
        ("lecture", "refus"),
        ("sortie", "fait"),
    ]);
    assert_eq!(told(&relay).await, wanted);
    let chief_id = relay.login("coordinateur").await;
    for line in lines(&relay).await {
        assert_eq!(line.deed.author, chief_id);
        for never in [rose.id.as_str(), "rose", "coordinateur T.", "01890000"] {
            assert!(!line.deed.object.contains(never), "{never}: {line:?}");
        }
    }
    let checked = audit::verify(&relay.app.store, &relay.app.outside, &[]).await;
    assert_eq!(checked.unwrap().faults, []);
}

#[tokio::test]
async fn the_same_thing_has_the_same_mark_and_another_has_another() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    for path in [
        "/agent/dossiers/a",
        "/agent/dossiers/b",
        "/agent/dossiers/a",
    ] {
        chief.get(path).await;
    }
    let marks: Vec<String> = lines(&relay)
        .await
        .into_iter()
        .skip(1)
        .map(|l| l.deed.object)
        .collect();
    assert_eq!(marks.len(), 3);
    assert_eq!(marks[0], marks[2]);
    assert_ne!(marks[0], marks[1]);
    assert!(
        marks[0].starts_with("/agent/dossiers/{id} "),
        "{}",
        marks[0]
    );
}

#[test]
fn every_page_of_a_person_and_every_file_of_the_pilotage_is_in_the_trail() {
    for route in ROUTES {
        let action = action_of(route.method, route.path);
        if let Some(action) = action {
            assert!(ACTIONS.contains(&action), "{action}");
        }
        let person = [
            "dossiers/{id}",
            "mandats/{id}",
            "escalades/{id}",
            "droits/{id}",
        ];
        if person.iter().any(|of| route.path.contains(of)) {
            assert!(action.is_some(), "{} {}", route.method, route.path);
        }
        let writes = [
            "/pilotage/comptes",
            "/pilotage/machines",
            "/pilotage/territoire",
        ];
        if route.method == "POST" && writes.iter().any(|of| route.path.starts_with(of)) {
            assert!(action.is_some(), "POST {}", route.path);
        }
    }
}

#[tokio::test]
async fn administrators_alone_read_it_and_that_they_did_is_in_it() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    assert_eq!(
        chief.get("/pilotage/trace").await.status,
        StatusCode::FORBIDDEN
    );
    let admin = relay.person(Role::Administrateur).await;
    let page = admin.get("/pilotage/trace").await;
    assert!(page.body.contains("La trace est entière"), "{}", page.body);
    assert!(
        page.body.contains("coordinateur T."),
        "the page says names, the trail does not"
    );
    assert!(page.body.contains("Aucun point de contrôle"));
    audit::checkpoint(&relay.app.store, &relay.app.outside)
        .await
        .unwrap();
    let page = admin.get("/pilotage/trace").await;
    assert!(
        page.body.contains("Rien n’a été écrit depuis"),
        "{}",
        page.body
    );
    let page = admin.get("/pilotage/trace?tout=oui").await;
    assert!(page.body.contains("La trace est entière"), "{}", page.body);
    let file = admin.get("/pilotage/trace/fichier").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.body
            .starts_with("ligne,instant,compte,mot,objet,suite,avant,empreinte\n1,")
    );
    let words: Vec<String> = told(&relay)
        .await
        .into_iter()
        .map(|(word, _)| word)
        .collect();
    assert_eq!(
        words,
        [
            "entree", "trace", "entree", "trace", "trace", "trace", "export"
        ]
    );
    let mine = admin.get("/pilotage/trace?quoi=export").await;
    assert!(mine.body.contains("/pilotage/trace/fichier") && !mine.body.contains("Ligne 1<"));
}

#[tokio::test]
async fn a_day_later_the_end_is_signed_and_a_checkpoint_kept_elsewhere_finds_a_cut() {
    let relay = Relay::open().await;
    let (store, outside) = (&relay.app.store, &relay.app.outside);
    let chief = relay.person(Role::Coordinateur).await;
    chief.get("/pilotage/chiffres/tableur").await;
    audit::tend(store, outside).await.unwrap();
    let kept_here = kept::points(&mut store.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(kept_here.len(), 1);
    chief.get("/pilotage/chiffres/tableur").await;
    audit::tend(store, outside).await.unwrap();
    let same = kept::points(&mut store.read().await.unwrap())
        .await
        .unwrap();
    assert_eq!(same, kept_here, "one a day");
    let point = audit::checkpoint(store, outside).await.unwrap().unwrap();
    let whole = audit::verify(store, outside, std::slice::from_ref(&point)).await;
    assert_eq!(whole.unwrap().faults, []);
    let mut later = point.clone();
    later.seq += 1;
    let found = audit::verify(store, outside, &[later])
        .await
        .unwrap()
        .faults;
    let codes: Vec<&str> = found.iter().map(kept::Fault::code).collect();
    assert_eq!(
        codes,
        ["point-faux", "coupee"],
        "a checkpoint that was changed is not ours"
    );
    let mut other = point;
    other.hash = "00".repeat(32);
    let found = audit::verify(store, outside, &[other])
        .await
        .unwrap()
        .faults;
    assert!(
        found.iter().any(|fault| fault.code() == "reecrite"),
        "{found:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_shell_the_end_is_signed_and_what_was_falsified_is_found() {
    let relay = Relay::open().await;
    relay.person(Role::Coordinateur).await;
    let folder = relay.app.store.folder().to_owned();
    relay.app.store.close().await;
    let data = folder.to_str().unwrap();
    let run = |line: &[&str]| plus(&[line, &["--data", data, "--format", "json"]].concat(), "");
    let signed = run(&["audit", "checkpoint"]);
    assert_eq!(json(&signed)["seq"], 1);
    let file = folder.join("point.json");
    std::fs::write(&file, &signed.stdout).unwrap();
    let held = ["audit", "verify", "--checkpoint", file.to_str().unwrap()];
    let whole = json(&run(&held));
    assert_eq!(
        (&whole["whole"], &whole["lines"], &whole["points"]),
        (&true.into(), &1.into(), &2.into())
    );
    // Who holds the file of the database changes who came in.
    let store = Store::open(&Options::folder(&folder)).await.unwrap();
    let mut tx = store.begin().await.unwrap();
    for sql in [
        "DROP TRIGGER audit_trail_never_changes",
        "UPDATE audit_trail SET author = 'quelqu-un'",
    ] {
        tx.execute(sql, args![]).await.unwrap();
    }
    tx.commit().await.unwrap();
    store.close().await;
    for line in [&held[..], &["journal", "verify"]] {
        let found = run(line);
        assert!(!found.status.success(), "{line:?}");
        let said: Value = serde_json::from_slice(&found.stdout).unwrap();
        assert_eq!(said["faults"][0]["table"], "audit_trail");
        assert_eq!(said["faults"][0]["what"], "changee");
        assert_eq!(said["faults"][0]["index"], 1);
    }
}
