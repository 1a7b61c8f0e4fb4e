//! A visite, from the first tap to its trace.

use axum::http::StatusCode;
use plus_domain::{
    account::Role,
    event::Event,
    permanence::{Permanence, PermanenceState, Site},
};
use plus_store::{journal, visite};

use crate::actors::{Actor, Answered, MORNING, Relay, value_of};

pub const PLACE: &str = "le-marin-mondesir";
const NEW: &str = "/agent/visites/nouvelle";

/// A permanence of this morning at Mondésir, so that the place is known.
pub async fn morning(relay: &Relay) -> String {
    let id = relay.app.outside.new_id();
    let permanence = Permanence {
        id: id.as_str().into(),
        date: relay.app.today(),
        start: jiff::civil::time(8, 0, 0, 0),
        end: jiff::civil::time(13, 0, 0, 0),
        place: PLACE.into(),
        site: Site::Bus,
        crew: Vec::new(),
        state: PermanenceState::Planned,
        stated_visites: None,
        reason: None,
        told: None,
    };
    let mut tx = relay.app.store.begin().await.unwrap();
    let event = Event::PermanenceSet(permanence);
    relay.app.outside.record(&mut tx, &[event]).await.unwrap();
    tx.commit().await.unwrap();
    id
}

/// What the form of the third tap holds, with a result.
fn third(page: &Answered, result: &str) -> Vec<(String, String)> {
    let form = page
        .body
        .split("id=\"resultat\"")
        .nth(1)
        .expect("the third column");
    let names = [
        "v",
        "debut",
        "lieu",
        "permanence",
        "partenaire",
        "demarche",
        "theme",
    ];
    let mut fields: Vec<(String, String)> = names
        .iter()
        .map(|n| {
            (
                (*n).to_owned(),
                value_of(form, n).unwrap_or_default().to_owned(),
            )
        })
        .collect();
    fields.push(("resultat".into(), result.into()));
    fields
}

async fn send(
    actor: &Actor<'_>,
    path: &str,
    page: &Answered,
    fields: &[(String, String)],
) -> Answered {
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    actor.send(path, page, &fields).await
}

/// The three taps, as links and buttons; answers where the confirmation is.
pub async fn record(actor: &Actor<'_>, partner: &str, demarche: &str, result: &str) -> String {
    let first = actor.get(NEW).await;
    let (v, debut) = (
        value_of(&first.body, "v").unwrap(),
        value_of(&first.body, "debut").unwrap(),
    );
    let path = format!("{NEW}?v={v}&debut={debut}&partenaire={partner}&demarche={demarche}");
    let page = actor.get(&path).await;
    let fields = third(&page, result);
    let answer = send(actor, "/agent/visites", &page, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.location().to_owned()
}

pub fn id_of(confirmation: &str) -> &str {
    confirmation.split('/').nth(3).unwrap()
}

async fn count(relay: &Relay) -> i64 {
    let mut link = relay.app.store.read().await.unwrap();
    visite::count(&mut link, &visite::Filter::default())
        .await
        .unwrap()
}

async fn stored(relay: &Relay, confirmation: &str) -> visite::Line {
    let mut link = relay.app.store.read().await.unwrap();
    visite::by_id(&mut link, id_of(confirmation))
        .await
        .unwrap()
        .unwrap()
}

/// The whole form of a page of a visite, as a browser would send it untouched.
pub fn seen(page: &Answered) -> String {
    value_of(&page.body, "vu")
        .unwrap()
        .replace("&#34;", "\"")
        .replace("&quot;", "\"")
        .replace("&#38;", "&")
}

#[tokio::test]
async fn three_taps_record_a_visite_and_nothing_is_typed() {
    let relay = Relay::open().await;
    let permanence = morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;

    let page = agent.get(NEW).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        !page.body.contains(" checked"),
        "nothing is chosen beforehand"
    );
    let place = record(&agent, "caf", "rsa", "fait").await;

    let visite = stored(&relay, &place).await.visite;
    assert_eq!(visite.place.as_str(), PLACE);
    assert_eq!(visite.permanence.unwrap().as_str(), permanence);
    assert_eq!(visite.demandes[0].partner.as_str(), "caf");
    assert_eq!(visite.demandes[0].kind.code(), "accompagnement");
    let confirmation = agent.get(&place).await;
    assert!(confirmation.body.contains("Enregistré."));
}

#[tokio::test]
async fn time_is_measured_from_the_opening_of_the_page() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let page = agent
        .get(&format!("{NEW}?partenaire=caf&demarche=rsa"))
        .await;
    relay.app.outside.advance(6 * 60_000);
    let answer = send(&agent, "/agent/visites", &page, &third(&page, "fait")).await;
    assert_eq!(stored(&relay, answer.location()).await.visite.minutes, 6);
}

#[tokio::test]
async fn the_same_form_sent_twice_records_once() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let page = agent
        .get(&format!("{NEW}?partenaire=caf&demarche=rsa"))
        .await;
    let fields = third(&page, "renseigne");
    let (one, two) = tokio::join!(
        send(&agent, "/agent/visites", &page, &fields),
        send(&agent, "/agent/visites", &page, &fields)
    );
    let three = send(&agent, "/agent/visites", &page, &fields).await;
    for answer in [&one, &two, &three] {
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.location(), one.location());
    }
    assert_eq!(count(&relay).await, 1);
}

#[tokio::test]
async fn another_visite_from_the_page_before_is_not_taken_for_the_first() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let page = agent
        .get(&format!("{NEW}?partenaire=caf&demarche=rsa"))
        .await;
    send(&agent, "/agent/visites", &page, &third(&page, "fait")).await;
    let refused = send(&agent, "/agent/visites", &page, &third(&page, "bloque")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(count(&relay).await, 1);
    let again = send(
        &agent,
        "/agent/visites",
        &refused,
        &third(&refused, "bloque"),
    )
    .await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{}", again.body);
    assert_eq!(count(&relay).await, 2);
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_tapped_is_kept() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let page = agent.get(&format!("{NEW}?partenaire=caf")).await;
    let refused = send(&agent, "/agent/visites", &page, &third(&page, "fait")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Choisissez une démarche"));
    assert!(refused.body.contains("value=\"caf\" aria-pressed=\"true\""));
    assert_eq!(count(&relay).await, 0);
}

#[tokio::test]
async fn habits_of_the_place_come_first() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    record(&agent, "france-travail", "inscription-emploi", "fait").await;
    let page = agent.get(NEW).await.body;
    let at = |code: &str| {
        page.find(&format!("name=\"partenaire\" value=\"{code}\""))
            .unwrap()
    };
    assert!(at("france-travail") < at("caf"));
}

#[tokio::test]
async fn a_second_demande_joins_the_same_visite_once() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "fait").await;
    let id = id_of(&place).to_owned();
    let page = agent
        .get(&format!("{NEW}?suite={id}&partenaire=caf&theme=logement"))
        .await;
    let path = format!("/agent/visites/{id}/demandes");
    for _ in 0..2 {
        let answer = send(&agent, &path, &page, &third(&page, "a-suivre")).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    }
    let visite = stored(&relay, &place).await.visite;
    assert_eq!(visite.demandes.len(), 2);
    assert!(
        !visite.demandes[1].kind_confirmed,
        "the kind came from habit"
    );
    assert_eq!(count(&relay).await, 1);
}

#[tokio::test]
async fn a_correction_keeps_what_nobody_touched_and_leaves_its_trace() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "bloque").await;
    let page = agent.get(&place).await;
    let id = id_of(&place).to_owned();
    let vu = seen(&page);
    let fields = [
        ("vu", vu.as_str()),
        ("demandes.0.id", "x"),
        ("first", "premiere"),
        ("age", "26-39"),
        ("minutes", "12"),
        ("note", "Revient jeudi."),
        ("pages_printed", "3"),
    ];
    let done = agent
        .send(&format!("/agent/visites/{id}/completer"), &page, &fields)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);

    let visite = stored(&relay, &place).await.visite;
    assert_eq!((visite.minutes, visite.pages_printed), (12, 3));
    assert_eq!(visite.note.as_deref(), Some("Revient jeudi."));
    assert!(
        !visite.demandes[0].kind_confirmed,
        "saving the rest does not say the kind"
    );
    let trace = agent.get(&format!("/agent/visites/{id}")).await.body;
    for said in [
        "Visite corrigée",
        "animatrice T.",
        "Revient jeudi.",
        "26 à 39 ans",
        "12\u{a0}min",
    ] {
        assert!(trace.contains(said), "{said}");
    }
}

#[tokio::test]
async fn two_colleagues_correct_two_fields_and_neither_loses_hers() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "fait").await;
    let path = format!("/agent/visites/{}/completer", id_of(&place));
    let (one, two) = (agent.get(&place).await, agent.get(&place).await);
    let (vu1, vu2) = (seen(&one), seen(&two));
    agent
        .send(
            &path,
            &one,
            &[
                ("vu", &vu1),
                ("note", "De la première."),
                ("pages_printed", "0"),
            ],
        )
        .await;
    agent
        .send(
            &path,
            &two,
            &[("vu", &vu2), ("note", ""), ("pages_printed", "4")],
        )
        .await;
    let visite = stored(&relay, &place).await.visite;
    assert_eq!(visite.note.as_deref(), Some("De la première."));
    assert_eq!(visite.pages_printed, 4);
}

#[tokio::test]
async fn a_secret_is_refused_given_back_and_never_stored() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "reoriente").await;
    let id = id_of(&place).to_owned();
    let page = agent.get(&place).await;
    let vu = seen(&page);
    for (text, mark) in [
        (
            "Son numéro : 2 84 05 97 209 123 44",
            "2 84 05 97 209 123 44",
        ),
        ("carte 4970 1000 0000 0014", "4970 1000 0000 0014"),
        ("FR76 3000 6000 0112 3456 7890 189", "3456 7890 189"),
        ("mot de passe : Soleil2024", "Soleil2024"),
    ] {
        for field in ["note", "demandes.0.redirected_to"] {
            for path in ["completer", "corriger"] {
                let fields = [("vu", vu.as_str()), ("demandes.0.id", "x"), (field, text)];
                let answer = agent
                    .send(&format!("/agent/visites/{id}/{path}"), &page, &fields)
                    .await;
                assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
                assert!(answer.body.contains("PLUS ne le garde jamais"), "{text}");
                assert!(answer.body.contains(mark), "what was typed comes back");
            }
            let draft = agent
                .send(
                    &format!("/agent/visites/{id}/brouillon"),
                    &page,
                    &[(field, text)],
                )
                .await;
            assert_eq!(draft.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert!(!relay.on_disk(mark), "{mark} is on the disk");
    }
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "reoriente").await;
    let id = id_of(&place).to_owned();
    let hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    let page = agent.get(&place).await;
    let vu = seen(&page);
    let fields = [
        ("vu", vu.as_str()),
        ("demandes.0.id", "x"),
        ("note", hostile),
        ("demandes.0.redirected_to", hostile),
    ];
    let done = agent
        .send(&format!("/agent/visites/{id}/completer"), &page, &fields)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let query = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    for path in [
        place.clone(),
        format!("/agent/visites/{id}"),
        format!("/agent/visites/{id}/corriger"),
        "/agent/visites?mots=script".to_owned(),
        format!("/agent/visites?mots={query}&du={query}&partenaire={query}&apres={query}"),
        format!("{NEW}?v={query}&debut={query}&partenaire={query}&demarche={query}&theme={query}"),
        format!("/agent?lieu={query}"),
    ] {
        let body = agent.get(&path).await.body;
        assert!(!body.contains("<script>alert"), "{path}");
        assert!(!body.contains("<img src=x"), "{path}");
    }
}

#[tokio::test]
async fn undoing_takes_the_visite_out_of_the_list_and_keeps_its_trace() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "fait").await;
    let id = id_of(&place).to_owned();
    let undone = agent
        .post_from(&place, &format!("/agent/visites/{id}/annuler"), &[])
        .await;
    assert_eq!(undone.status, StatusCode::SEE_OTHER);
    assert_eq!(count(&relay).await, 0);
    let page = agent.get(undone.location()).await.body;
    assert!(page.contains("Visite annulée") && page.contains("Remettre cette visite"));
    agent
        .post_from(
            undone.location(),
            &format!("/agent/visites/{id}/remettre"),
            &[],
        )
        .await;
    assert_eq!(count(&relay).await, 1);
    let mut link = relay.app.store.read().await.unwrap();
    assert_eq!(journal::about(&mut link, &id).await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_draft_is_given_back_then_forgotten() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "fait").await;
    let id = id_of(&place).to_owned();
    let page = agent.get(&place).await;
    let kept = agent
        .send(
            &format!("/agent/visites/{id}/brouillon"),
            &page,
            &[("note", "Je commençais à écr")],
        )
        .await;
    assert_eq!(kept.status, StatusCode::NO_CONTENT);
    let again = agent.get(&place).await;
    assert!(again.body.contains("Je commençais à écr"));
    let vu = seen(&again);
    agent
        .send(
            &format!("/agent/visites/{id}/completer"),
            &again,
            &[("vu", &vu), ("note", "Fini.")],
        )
        .await;
    assert!(!agent.get(&place).await.body.contains("commençais"));
}

#[tokio::test]
async fn without_a_permanence_the_place_is_asked_once_a_day() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    assert_eq!(agent.get(NEW).await.location(), "/agent?lieu=1");
    let wrong = agent
        .post_from("/agent", "/agent/lieu", &[("lieu", "nulle-part")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    agent
        .post_from("/agent", "/agent/lieu", &[("lieu", PLACE)])
        .await;
    assert_eq!(agent.get(NEW).await.status, StatusCode::OK);
    relay.app.outside.advance(24 * 3_600_000);
    agent.sign_in("animatrice").await;
    assert_eq!(agent.get(NEW).await.location(), "/agent?lieu=1");
    assert!(relay.app.outside.now_ms() > MORNING);
}
