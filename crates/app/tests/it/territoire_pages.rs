//! The files of the territory changed from pages (issue 9, 2): proposed, looked at, published,
//! taken back; a file changed by hand or by two people at once loses nothing.

use std::{fs, path::PathBuf};

use axum::http::StatusCode;
use plus::territory;
use plus_domain::{account::Role, event::Event, territoire::changement::Etat};
use plus_store::journal;
use tempfile::TempDir;

use crate::actors::{Actor, Answered, Relay};

const PAGE: &str = "/pilotage/territoire";

/// A relay whose territory has its folder.
async fn open() -> (Relay, PathBuf, TempDir) {
    let relay = Relay::open().await;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("territoire");
    let files = territory::demonstration_files();
    let files = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_bytes()));
    territory::folder::write(&folder, files).unwrap();
    relay.app.set_territory_folder(folder.clone());
    (relay, folder, place)
}

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Address of an element of a file, in a change.
fn element(nom: &str, change: &str, at: &str) -> String {
    format!("{PAGE}/fichier?nom={nom}&changement={change}&element={at}")
}

/// Keeps a field of an element; the answer.
async fn keep(
    actor: &Actor<'_>,
    (nom, change, at): (&str, &str, &str),
    (field, value): (&str, &str),
) -> Answered {
    let page = actor.get(&element(nom, change, at)).await;
    let seen = page.hidden("vu");
    let field = format!("c.{field}");
    let fields = [
        ("nom", nom),
        ("changement", change),
        ("element", at),
        ("vu", seen.as_str()),
        ("geste", "garder"),
        (field.as_str(), value),
    ];
    actor.send(&format!("{PAGE}/fichier"), &page, &fields).await
}

/// The change that an answer leads to.
fn change_of(answer: &Answered) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let place = answer
        .location()
        .strip_prefix(&format!("{PAGE}/changements/"));
    place
        .expect("a change")
        .split('?')
        .next()
        .unwrap()
        .to_owned()
}

fn changement(id: &str) -> String {
    format!("{PAGE}/changements/{id}")
}

async fn publish(admin: &Actor<'_>, id: &str) -> Answered {
    let at = changement(id);
    admin.post_from(&at, &at, &[("geste", "publier")]).await
}

const PHONE: &str = "0596 12 34 56";

/// Whether the public reads the telephone.
async fn is_public(relay: &Relay) -> bool {
    read(&relay.visitor(), "/").await.contains(PHONE)
}

/// The coordinator proposes the telephone; the change.
async fn proposed(coordinator: &Actor<'_>) -> String {
    let list = read(coordinator, PAGE).await;
    assert!(list.contains("une ligne à compléter"), "{list}");
    let file = read(coordinator, &format!("{PAGE}/fichier?nom=partenaires.toml")).await;
    assert!(file.contains("France Travail"), "{file}");
    let at = ("territoire.toml", "", "");
    let id = change_of(&keep(coordinator, at, ("telephone", PHONE)).await);
    let shown = read(coordinator, &changement(&id)).await;
    assert!(
        shown.contains(PHONE) && shown.contains("Pas encore publié"),
        "{shown}"
    );
    assert!(!shown.contains("value=\"publier\""), "she proposes alone");
    id
}

#[tokio::test]
async fn a_change_is_proposed_looked_at_and_published() {
    let (relay, folder, _place) = open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let admin = relay.person(Role::Administrateur).await;
    let id = proposed(&coordinator).await;
    assert!(!is_public(&relay).await, "nothing serves yet");
    let look = format!("{}/apercu?page=/", changement(&id));
    let look = read(&coordinator, &look).await;
    assert!(look.contains(PHONE) && look.contains("Aperçu"), "{look}");
    assert!(!is_public(&relay).await, "nor after a look");
    let forbidden = publish(&coordinator, &id).await;
    assert_eq!(forbidden.status, StatusCode::FORBIDDEN);

    let done = publish(&admin, &id).await;
    assert_eq!(
        done.location(),
        format!("{PAGE}?fait=publie"),
        "{}",
        done.body
    );
    assert!(is_public(&relay).await);
    let text = fs::read_to_string(folder.join("territoire.toml")).unwrap();
    assert!(text.contains(&format!("telephone = \"{PHONE}\"")), "{text}");
    assert!(
        text.contains("# Seuils : plus petit nombre"),
        "comments stay: {text}"
    );
    let published = territory::published(&relay.app.store).await.unwrap();
    assert_eq!(published, territory::read_folder(&folder).ok());
}

#[tokio::test]
async fn what_was_published_is_taken_back_to_the_byte() {
    let (relay, folder, _place) = open().await;
    let admin = relay.person(Role::Administrateur).await;
    let at = ("territoire.toml", "", "");
    let id = change_of(&keep(&admin, at, ("telephone", PHONE)).await);
    assert_eq!(publish(&admin, &id).await.status, StatusCode::SEE_OTHER);
    assert!(is_public(&relay).await);
    let alone = read(&admin, &changement(&id)).await;
    assert!(alone.contains("sans relecture"), "{alone}");
    let at = changement(&id);
    let back = admin.post_from(&at, &at, &[("geste", "revenir")]).await;
    let back = change_of(&back);
    assert!(
        read(&admin, &changement(&back))
            .await
            .contains("Retour sur")
    );
    let done = publish(&admin, &back).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(!is_public(&relay).await);
    let first = territory::demonstration_files();
    let first = first.iter().find(|(path, _)| path == "territoire.toml");
    let now = fs::read_to_string(folder.join("territoire.toml")).unwrap();
    assert_eq!(now, first.unwrap().1);
    assert!(read(&admin, PAGE).await.contains("Retour sur"));
}

#[tokio::test]
async fn what_is_wrong_is_said_and_cannot_be_published() {
    let (relay, folder, _place) = open().await;
    let admin = relay.person(Role::Administrateur).await;
    let before = fs::read_to_string(folder.join("territoire.toml")).unwrap();
    let wrong = keep(&admin, ("territoire.toml", "", "releve"), ("seuil", "onze")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("value=\"onze\""),
        "what was typed stays"
    );
    assert!(wrong.body.contains("écrivez un nombre"), "{}", wrong.body);
    let id = change_of(
        &keep(
            &admin,
            ("territoire.toml", "", ""),
            ("fuseau", "Mars/Olympus"),
        )
        .await,
    );
    let shown = read(&admin, &changement(&id)).await;
    assert!(shown.contains("À corriger avant de publier"), "{shown}");
    let refused = publish(&admin, &id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        fs::read_to_string(folder.join("territoire.toml")).unwrap(),
        before
    );
    let look = admin
        .get(&format!("{}/apercu?page=/", changement(&id)))
        .await;
    assert_eq!(
        look.location(),
        changement(&id),
        "no page of a wrong territory"
    );
}

#[tokio::test]
async fn a_preview_shows_public_pages_alone() {
    let (relay, _folder, _place) = open().await;
    let admin = relay.person(Role::Administrateur).await;
    let id = change_of(
        &keep(
            &admin,
            ("territoire.toml", "", ""),
            ("telephone", "0596 12 34 56"),
        )
        .await,
    );
    for page in [
        "/pilotage/comptes",
        "/agent",
        "https://example.org/",
        "//example.org",
        "/nulle-part",
        "/assets/{*path}",
    ] {
        let answer = admin
            .get(&format!("{}/apercu?page={page}", changement(&id)))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
    }
    assert!(
        read(
            &admin,
            &format!("{}/apercu?page=/passages", changement(&id))
        )
        .await
        .contains("Aperçu")
    );
}

#[tokio::test]
async fn two_people_on_one_change_and_a_file_changed_by_hand_lose_nothing() {
    let (relay, folder, _place) = open().await;
    let coordinator = relay.person(Role::Coordinateur).await;
    let admin = relay.person(Role::Administrateur).await;
    let id = change_of(
        &keep(
            &coordinator,
            ("territoire.toml", "", ""),
            ("telephone", "0596 12 34 56"),
        )
        .await,
    );
    let late = admin.get(&element("territoire.toml", &id, "marque")).await;
    let seen = late.hidden("vu");
    keep(
        &coordinator,
        ("territoire.toml", &id, ""),
        ("telephone", "0596 65 43 21"),
    )
    .await;
    let fields = [
        ("nom", "territoire.toml"),
        ("changement", id.as_str()),
        ("element", "marque"),
        ("vu", seen.as_str()),
        ("geste", "garder"),
        ("c.couleur_vive", "#ABCDEF"),
    ];
    let refused = admin.send(&format!("{PAGE}/fichier"), &late, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("#ABCDEF"), "what was typed stays");
    assert!(refused.body.contains("entre-temps"), "{}", refused.body);

    let file = folder.join("territoire.toml");
    let by_hand = fs::read_to_string(&file)
        .unwrap()
        .replace("\"PLUS\"", "\"PLUS Sud\"");
    fs::write(&file, &by_hand).unwrap();
    let list = read(&admin, PAGE).await;
    assert!(list.contains("changé à la main"), "{list}");
    let refused = publish(&admin, &id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("ont changé depuis"),
        "{}",
        refused.body
    );
    assert_eq!(fs::read_to_string(&file).unwrap(), by_hand);
    let done = admin.post_from(PAGE, PAGE, &[]).await;
    assert_eq!(done.location(), format!("{PAGE}?fait=publie"));
    assert_eq!(relay.app.territory().identity.short_name, "PLUS Sud");
    assert!(!read(&admin, PAGE).await.contains("il ne dit plus"));
}

#[tokio::test]
async fn a_partner_that_goes_away_has_to_be_confirmed() {
    let (relay, _folder, _place) = open().await;
    let admin = relay.person(Role::Administrateur).await;
    let text = territory::demonstration_files();
    let text = &text.iter().find(|(path, _)| path == "lieux.csv").unwrap().1;
    let without: String = text
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("le-diamant-dizac,"))
        .collect();
    assert_ne!(*text, without);
    let page = admin
        .get(&format!("{PAGE}/fichier?nom=lieux.csv&texte=1"))
        .await;
    let fields = [
        ("nom", "lieux.csv"),
        ("changement", ""),
        ("geste", "texte"),
        ("vu", "0"),
        ("texte", without.as_str()),
    ];
    let id = change_of(&admin.send(&format!("{PAGE}/fichier"), &page, &fields).await);
    let refused = publish(&admin, &id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("le-diamant-dizac"),
        "{}",
        refused.body
    );
    let at = changement(&id);
    let fields = [("geste", "publier"), ("confirme", "oui")];
    let done = admin.post_from(&at, &at, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
}

#[tokio::test]
async fn one_more_and_one_less_and_given_up() {
    let (relay, folder, _place) = open().await;
    let admin = relay.person(Role::Administrateur).await;
    let page = admin
        .get(&element("partenaires.toml", "", "partenaire.0"))
        .await;
    let fields = [
        ("nom", "partenaires.toml"),
        ("changement", ""),
        ("element", "partenaire.0"),
        ("vu", "0"),
        ("geste", "ajouter"),
    ];
    let more = admin.send(&format!("{PAGE}/fichier"), &page, &fields).await;
    assert!(
        more.location().ends_with("element=partenaire.1"),
        "{}",
        more.location()
    );
    let new = read(&admin, more.location()).await;
    assert!(new.contains("value=\"caf-2\""), "{new}");
    let id = more.location().split("changement=").nth(1).unwrap();
    let id = id.split('&').next().unwrap().to_owned();
    let at = changement(&id);
    let reason = [
        ("geste", "motif"),
        ("motif", "La CAF ouvre un second guichet"),
    ];
    admin.post_from(&at, &at, &reason).await;
    let done = admin.post_from(&at, &at, &[("geste", "abandonner")]).await;
    assert_eq!(done.location(), format!("{PAGE}?fait=abandonne"));
    let list = read(&admin, PAGE).await;
    assert!(list.contains("La CAF ouvre un second guichet"), "{list}");
    let again = publish(&admin, &id).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    let text = fs::read_to_string(folder.join("partenaires.toml")).unwrap();
    assert!(!text.contains("caf-2"));
    // Every state of it stands in the journal.
    let mut link = relay.app.store.read().await.unwrap();
    let told = journal::about(&mut link, &id).await.unwrap();
    let states = told.iter().filter_map(|stored| {
        let (_, body) = stored.entry.body.as_ref()?;
        match Event::read(&stored.entry.kind, stored.entry.version, body) {
            Ok(Event::TerritoireSet(change)) => Some(change.etat),
            _ => None,
        }
    });
    let states: Vec<Etat> = states.collect();
    assert_eq!(states, [Etat::Propose, Etat::Propose, Etat::Abandonne]);
}

#[tokio::test]
async fn a_machine_without_the_files_says_where_they_are() {
    let relay = Relay::open().await;
    let admin = relay.person(Role::Administrateur).await;
    assert!(read(&admin, PAGE).await.contains("portail central"));
    let file = admin
        .get(&format!("{PAGE}/fichier?nom=territoire.toml"))
        .await;
    assert_eq!(file.status, StatusCode::NOT_FOUND);
    let outside = admin.get(&format!("{PAGE}/fichier?nom=../plus.db")).await;
    assert_eq!(outside.status, StatusCode::NOT_FOUND);
}
