//! Local notes: written by the coordinator, read by the public beside the official
//! text, kept through updates and flagged when their fiche changes.

use std::path::Path;

use axum::http::StatusCode;
use plus::content;
use plus_domain::account::Role;
use plus_store::journal;
use rstest::rstest;

use crate::actors::{Actor, Answered, Relay, value_of};

const ARCHIVE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../fiches/tests/data/vosdroits-mini.zip"
);

const LIST: &str = "/pilotage/notes";
const NEW: &str = "/pilotage/notes/nouvelle";

async fn import(relay: &Relay, archive: &Path) {
    let mut silent = |_| {};
    let mut watch = content::unhurried(&mut silent);
    content::import(&relay.app.store, &relay.app.outside, archive, &mut watch)
        .await
        .unwrap();
}

/// The fields of a good note, with some replaced.
fn fields<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("sur", "demarche:rsa"),
        ("fiche", ""),
        ("titre", "Ici, au Marin"),
        (
            "texte",
            "La CAF reçoit le lundi matin.\nVoyez https://www.caf.fr/972.",
        ),
        ("du", ""),
        ("au", ""),
    ];
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

async fn write(actor: &Actor<'_>, changes: &[(&str, &str)]) -> Answered {
    actor.post_from(NEW, LIST, &fields(changes)).await
}

/// Address of the page of the one note of the list.
async fn address(actor: &Actor<'_>) -> String {
    let list = actor.get(LIST).await.body;
    let links = list.split("href=\"").filter_map(|l| l.split('"').next());
    let mut own = links.filter(|l| l.starts_with("/pilotage/notes/") && *l != NEW);
    own.next().expect("a note").to_owned()
}

#[tokio::test]
async fn the_public_reads_a_note_beside_its_demarche_with_name_and_date() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let answer = write(&ghislaine, &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    for path in ["/demarches/rsa", "/demarches/rsa/imprimer"] {
        let page = relay.visitor().get(path).await.body;
        assert!(page.contains("Note du relais"), "{path}");
        assert!(page.contains("La CAF reçoit le lundi matin."), "{path}");
        assert!(
            page.contains("coordinateur T., le 23\u{a0}novembre 2026."),
            "{page}"
        );
        let link = "<a href=\"https://www.caf.fr/972\" rel=\"noreferrer\">www.caf.fr/972</a>.";
        assert!(page.contains(link), "{page}");
        assert!(!page.contains("/pilotage/notes"), "{path}");
    }
    let other = relay.visitor().get("/demarches/aah").await.body;
    assert!(!other.contains("Note du relais"));
    let hers = ghislaine.get("/demarches/rsa").await.body;
    assert!(hers.contains("Changer cette note"));
    let english = relay.visitor().get("/en/demarches/rsa").await.body;
    assert!(english.contains("Note from the relay"));
    assert!(english.contains("<span lang=\"fr\">La CAF reçoit le lundi matin.</span>"));
}

#[tokio::test]
async fn a_note_on_a_partner_stands_with_all_its_demarches() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    write(&ghislaine, &[("sur", "partenaire:cgss")]).await;
    for (code, shown) in [
        ("carte-vitale", true),
        ("retraite-demander", true),
        ("rsa", false),
    ] {
        let page = relay
            .visitor()
            .get(&format!("/demarches/{code}"))
            .await
            .body;
        assert_eq!(page.contains("Note du relais"), shown, "{code}");
    }
}

#[tokio::test]
async fn a_note_on_a_fiche_or_on_an_office_stands_with_the_fiche() {
    let relay = Relay::open().await;
    import(&relay, Path::new(ARCHIVE)).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let written = write(&ghislaine, &[("sur", ""), ("fiche", "f1341")]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER, "{}", written.body);
    let office = [
        ("sur", ""),
        ("fiche", "mairie"),
        ("texte", "Sans rendez-vous le mardi."),
    ];
    write(&ghislaine, &office).await;
    let partner = [("sur", "partenaire:cgss"), ("texte", "La CGSS reçoit ici.")];
    write(&ghislaine, &partner).await;
    // F909 sends to the mairie, F265 to the CPAM, whose work the CGSS does here.
    for (id, words) in [
        ("F1341", "La CAF reçoit le lundi matin."),
        ("F909", "Sans rendez-vous le mardi."),
        ("F265", "La CGSS reçoit ici."),
    ] {
        let page = relay.visitor().get(&format!("/fiches/{id}")).await.body;
        assert!(page.contains(words), "{id}");
        assert_eq!(page.matches("class=\"note-une\"").count(), 1, "{id}");
    }
}

#[tokio::test]
async fn a_note_is_shown_within_its_dates_and_until_it_is_closed() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    write(&ghislaine, &[("du", "2026-11-24"), ("au", "2026-11-25")]).await;
    let is_shown = async || {
        let page = relay.visitor().get("/demarches/rsa").await.body;
        page.contains("Note du relais")
    };
    assert!(!is_shown().await, "it begins tomorrow");
    relay.app.outside.advance(24 * 3_600_000);
    assert!(is_shown().await);
    let ghislaine = {
        ghislaine.sign_in(Role::Coordinateur.code()).await;
        ghislaine
    };
    let note = address(&ghislaine).await;
    let closed = ghislaine
        .post_from(&note, &format!("{note}/fermer"), &[])
        .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.body);
    assert!(!is_shown().await);
    let reopened = ghislaine
        .post_from(&note, &format!("{note}/rouvrir"), &[])
        .await;
    assert_eq!(reopened.status, StatusCode::SEE_OTHER);
    assert!(is_shown().await);
    let page = ghislaine.get(&note).await.body;
    for step in ["Écrite", "Fermée", "Montrée de nouveau"] {
        assert!(page.contains(step), "{step}: {page}");
    }
    relay.app.outside.advance(2 * 24 * 3_600_000);
    assert!(!is_shown().await, "its last day is over");
}

#[tokio::test]
async fn nothing_is_written_over_what_a_colleague_has_just_changed() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    write(&ghislaine, &[]).await;
    let note = address(&ghislaine).await;
    let opened = ghislaine.get(&note).await;
    let seen = value_of(&opened.body, "vu").unwrap().to_owned();
    relay.app.outside.advance(60_000);
    let first = fields(&[("texte", "Le mardi."), ("vu", &seen)]);
    let saved = ghislaine.send(&note, &opened, &first).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.body);
    let late = fields(&[("texte", "Le jeudi."), ("vu", &seen)]);
    let refused = ghislaine.send(&note, &opened, &late).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("vient de changer cette note"));
    assert!(refused.body.contains("Le jeudi."), "what was typed is kept");
    assert!(
        refused.body.contains("Le mardi."),
        "what was written is shown"
    );
    let public = relay.visitor().get("/demarches/rsa").await.body;
    assert!(public.contains("Le mardi.") && !public.contains("Le jeudi."));
    // Read, she may then keep hers.
    let now = value_of(&refused.body, "vu").unwrap().to_owned();
    let again = fields(&[("texte", "Le jeudi."), ("vu", &now)]);
    let kept = ghislaine.send(&note, &refused, &again).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_note_survives_an_update_and_is_flagged_only_when_its_fiche_changed() {
    let relay = Relay::open().await;
    import(&relay, Path::new(ARCHIVE)).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    write(&ghislaine, &[("sur", ""), ("fiche", "F1341")]).await;
    write(&ghislaine, &[("sur", ""), ("fiche", "F265")]).await;
    let calm = ghislaine.get(LIST).await.body;
    assert!(!calm.contains("Toujours juste"), "{calm}");
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("nouveau.zip");
    std::fs::write(&archive, altered("F1341.xml")).unwrap();
    import(&relay, &archive).await;
    let list = ghislaine.get(LIST).await.body;
    assert!(list.contains("Une note est à relire."), "{list}");
    assert_eq!(list.matches("Toujours juste").count(), 1);
    let board = ghislaine.get("/pilotage").await.body;
    assert!(board.contains("Relire une note du relais"));
    // The public still reads it, with its date.
    let public = relay.visitor().get("/fiches/F1341").await.body;
    assert!(public.contains("Note du relais") && public.contains("le 23\u{a0}novembre 2026."));
    relay.app.outside.advance(60_000);
    let form = list.split("<form").find(|f| f.contains("/relire")).unwrap();
    let action = form
        .split("action=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let seen = value_of(form, "vu").unwrap();
    let confirmed = ghislaine.post_from(LIST, action, &[("vu", seen)]).await;
    assert_eq!(
        confirmed.status,
        StatusCode::SEE_OTHER,
        "{}",
        confirmed.body
    );
    let after = ghislaine.get(LIST).await.body;
    assert!(!after.contains("Toujours juste"));
    let public = relay.visitor().get("/fiches/F1341").await.body;
    assert!(
        public.contains("Relue le 23\u{a0}novembre 2026."),
        "{public}"
    );
}

/// The small archive with one word of one file changed.
fn altered(name: &str) -> Vec<u8> {
    let mut source = zip::ZipArchive::new(std::fs::File::open(ARCHIVE).unwrap()).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..source.len() {
        let mut file = source.by_index(i).unwrap();
        let file_name = file.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::Read::read_to_end(&mut file, &mut bytes).unwrap();
        if file_name.ends_with(name) {
            let text = String::from_utf8(bytes).unwrap();
            let changed = text.replacen("<dc:title>", "<dc:title>Nouveau : ", 1);
            assert_ne!(changed, text, "{name} has a title");
            bytes = changed.into_bytes();
        }
        let options = zip::write::SimpleFileOptions::default();
        out.start_file(file_name.as_str(), options).unwrap();
        std::io::Write::write_all(&mut out, &bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[tokio::test]
async fn the_list_is_searched_by_word_and_by_state() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    write(&ghislaine, &[("texte", "Le guichet est fermé l’été.")]).await;
    write(
        &ghislaine,
        &[("texte", "Apportez le bail."), ("du", "2026-12-01")],
    )
    .await;
    for (query, first, second) in [
        ("", true, true),
        ("?q=FERME+ete", true, false),
        ("?q=bail", false, true),
        ("?etat=a-venir", false, true),
        ("?etat=en-cours&q=guichet", true, false),
        ("?etat=close", false, false),
        ("?q=%3Cscript%3E", false, false),
    ] {
        let page = ghislaine.get(&format!("{LIST}{query}")).await.body;
        assert_eq!(page.contains("Le guichet est fermé"), first, "{query}");
        assert_eq!(page.contains("Apportez le bail."), second, "{query}");
    }
}

#[rstest]
#[case::nothing(&[("sur", ""), ("texte", "")], "Choisissez sur quoi")]
#[case::unknown_demarche(&[("sur", "demarche:zzz")], "n’existe pas ici")]
#[case::unknown_fiche(&[("sur", ""), ("fiche", "F999999")], "n’existe pas ici")]
#[case::odd_subject(&[("sur", "../../etc/passwd")], "n’existe pas ici")]
#[case::nir(&[("texte", "Son numéro est 2 84 05 97 209 001 69")], "numéro de sécurité sociale")]
#[case::nir_in_title(&[("titre", "284059720900169")], "numéro de sécurité sociale")]
#[case::plain_http(&[("texte", "Voyez http://www.caf.fr/")], "n’est pas sûre")]
#[case::script(&[("texte", "javascript:alert(1)")], "n’est pas sûre")]
#[case::no_day(&[("au", "2026-02-30")], "ne se lit pas")]
#[case::backwards(&[("du", "2026-12-02"), ("au", "2026-12-01")], "finit avant de commencer")]
#[case::past(&[("au", "2026-11-22")], "est passée")]
#[tokio::test]
async fn a_bad_note_is_refused_in_words_and_what_was_typed_stays(
    #[case] changes: &[(&str, &str)],
    #[case] said: &str,
) {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let before = entries(&relay).await;
    let title = ("titre", "Un <b>titre</b>");
    let typed: Vec<(&str, &str)> = [title].iter().chain(changes).copied().collect();
    let answer = write(&ghislaine, &typed).await;
    assert_eq!(
        answer.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        answer.body
    );
    assert!(answer.body.contains(said), "{said}: {}", answer.body);
    assert!(!answer.body.contains("<b>titre"), "escaped");
    assert_eq!(entries(&relay).await, before, "the journal has not moved");
}

#[tokio::test]
async fn the_six_hundred_and_first_sign_is_too_many() {
    let relay = Relay::open().await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let long = "é".repeat(601);
    let answer = write(&ghislaine, &[("texte", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("601 signes"), "{}", answer.body);
    let fits = "é".repeat(600);
    let answer = write(&ghislaine, &[("texte", &fits)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

async fn entries(relay: &Relay) -> u64 {
    let mut link = relay.app.store.read().await.unwrap();
    journal::verify(&mut link).await.unwrap()
}
