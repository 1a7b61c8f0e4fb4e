//! Ateliers: planned, held with who came, before and after in pictograms, the progress of the
//! territory (issue 7); a participation is never a visite; nothing of fewer than eleven.

use axum::http::StatusCode;
use plus::web::atelier::seal;
use plus_domain::{
    account::Role,
    atelier::{Atelier, Nommee, Participation},
    event::Event,
    profile::Profile,
};
use plus_store::{atelier, journal};

use crate::{
    actors::{Actor, Answered, Relay},
    dossier::opened,
};

const LIST: &str = "/agent/ateliers";
const NEW: &str = "/agent/ateliers/nouveau";
const DAY_MS: i64 = 86_400_000;

async fn read(actor: &Actor<'_>, path: &str) -> String {
    let answer = actor.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.replace(['\u{a0}', '\u{202f}'], " ")
}

/// An atelier of the morning of the tests, on e-mail.
fn planned(animatrice: &str) -> Vec<(&'static str, String)> {
    [
        ("competence", "email"),
        ("titre", "Ma première adresse"),
        ("niveau", "debutant"),
        ("date", "2026-11-23"),
        ("debut", "09:00"),
        ("lieu", "le-marin-mondesir"),
        ("minutes", "90"),
        ("places", "8"),
        ("animatrice", animatrice),
        ("annonce", "1"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

async fn send(agent: &Actor<'_>, fields: &[(&str, String)]) -> Answered {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    agent.post_from(NEW, LIST, &fields).await
}

/// Plans one, and gives its address.
async fn one(relay: &Relay, agent: &Actor<'_>) -> String {
    let done = send(agent, &planned(&relay.login("animatrice").await)).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    done.location().split('?').next().unwrap().to_owned()
}

async fn hold(agent: &Actor<'_>, at: &str, fields: &[(&str, &str)]) -> Answered {
    agent.post_from(at, &format!("{at}/tenir"), fields).await
}

/// Somebody touches a pictogram.
async fn touch(agent: &Actor<'_>, at: &str, temps: &str, dit: &str) {
    let tablet = tablet(at, temps);
    let said = agent.post(&tablet, &[("dit", dit)]).await;
    assert_eq!(said.location(), format!("{tablet}?merci"), "{}", said.body);
}

/// Address of the tablet of an atelier.
fn tablet(at: &str, temps: &str) -> String {
    format!("/ateliers/{}/{temps}", at.rsplit('/').next().unwrap())
}

/// Entries of the journal of a kind, as text.
async fn entries(relay: &Relay, kind: &str) -> Vec<String> {
    let mut link = relay.app.store.read().await.unwrap();
    let page = journal::page(&mut link, 0, 1_000).await.unwrap();
    let of_kind = page.iter().filter(|s| s.entry.kind == kind);
    let body = |s: &journal::Stored| {
        let (_, body) = s.entry.body.as_ref().unwrap();
        String::from_utf8_lossy(body).into_owned()
    };
    of_kind.map(body).collect()
}

#[tokio::test]
async fn an_atelier_is_planned_announced_held_and_its_progress_is_read() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let at = one(&relay, &agent).await;
    let list = read(&agent, LIST).await;
    assert!(
        list.contains("Ma première adresse") && list.contains("8 places"),
        "{list}"
    );
    let today = read(&agent, "/agent").await;
    let told = "Atelier aujourd’hui, de 9 h à 10 h 30 : Ma première adresse";
    assert!(today.contains(told), "{today}");
    // Everybody reads that it will be, without who leads it.
    let public = read(&relay.visitor(), "/ateliers").await;
    assert!(public.contains("Ma première adresse") && public.contains("Adresse e-mail"));
    assert!(!public.contains("animatrice T."), "{public}");
    let english = read(&relay.visitor(), "/en/ateliers").await;
    assert!(
        english.contains("E-mail address") && english.contains("Beginner"),
        "{english}"
    );
    for _ in 0..11 {
        touch(&agent, &at, "avant", "email:pas").await;
        touch(&agent, &at, "apres", "email:seule").await;
    }
    let held = hold(
        &agent,
        &at,
        &[("anonymes", "11"), ("deja", "2"), ("sexe-f", "7")],
    )
    .await;
    assert_eq!(held.location(), format!("{at}?fait=tenu"), "{}", held.body);
    let page = read(&agent, &at).await;
    assert!(
        page.contains("100 % seul, 0 % avec de l’aide, sur 11 réponses"),
        "{page}"
    );
    let progress = read(&ghislaine, "/pilotage/ateliers").await;
    for said in ["+ 100 points", "Adresse e-mail", "participations", ">11<"] {
        assert!(progress.contains(said), "{said}: {progress}");
    }
    // Participations are counted apart: no visite was made.
    let mut link = relay.app.store.read().await.unwrap();
    let all = plus_store::visite::Filter::default();
    let visites = plus_store::visite::count(&mut link, &all).await;
    assert_eq!(visites.unwrap(), 0);
    // Held, it is announced no more.
    assert!(
        !read(&relay.visitor(), "/ateliers")
            .await
            .contains("Ma première adresse")
    );
}

#[tokio::test]
async fn answers_are_counts_of_an_atelier_tied_to_nobody() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let at = one(&relay, &agent).await;
    let page = read(&agent, &tablet(&at, "avant")).await;
    assert!(
        page.contains("Savez-vous lire et envoyer un e-mail") && page.contains("Avec de l’aide")
    );
    assert!(
        !page.contains("/pilotage") && !page.contains("Ma première adresse"),
        "{page}"
    );
    let english = format!("/en{}", tablet(&at, "avant"));
    assert!(read(&agent, &english).await.contains("On my own"));
    touch(&agent, &at, "avant", "email:pas").await;
    touch(&agent, &at, "avant", "email:aide").await;
    // Who passes is not counted.
    touch(&agent, &at, "avant", "email:").await;
    let page = read(&agent, &at).await;
    assert!(
        page.contains("moins de 3 réponses"),
        "two answers are somebody's: {page}"
    );
    assert_eq!(seal(&relay.app).await.unwrap(), 0, "not on its day");
    assert!(entries(&relay, "atelier.counted").await.is_empty());
    relay.app.outside.advance(DAY_MS);
    assert_eq!(seal(&relay.app).await.unwrap(), 1);
    assert_eq!(seal(&relay.app).await.unwrap(), 0, "once");
    let id = at.rsplit('/').next().unwrap();
    let written = entries(&relay, "atelier.counted").await;
    let wanted = format!(
        r#"{{"atelier":"{id}","comptes":[{{"competence":"email","temps":"avant","echelle":{{"pas":1,"aide":1,"seule":0}}}}]}}"#
    );
    assert_eq!(written, [wanted], "no instant, no order, nobody");
    // On another day nothing is asked.
    let agent = relay.visitor();
    agent.sign_in("animatrice").await;
    let late = read(&agent, &tablet(&at, "avant")).await;
    assert!(
        late.contains("le jour de l’atelier") && !late.contains("name=\"dit\""),
        "{late}"
    );
    let nobody = relay.visitor().get(&tablet(&at, "avant")).await;
    assert!(
        nobody.location().starts_with("/connexion"),
        "opened by the team alone"
    );
}

#[tokio::test]
async fn two_things_are_asked_one_after_the_other_and_kept_together() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let mut fields = planned(&relay.login("animatrice").await);
    fields.push(("competence", "securite".to_owned()));
    let done = send(&agent, &fields).await;
    let at = done.location().split('?').next().unwrap().to_owned();
    let tablet = tablet(&at, "apres");
    let second = agent.post(&tablet, &[("dit", "email:aide")]).await;
    assert_eq!(second.status, StatusCode::OK);
    assert!(second.body.contains("une arnaque") && second.body.contains("2 sur 2"));
    assert!(
        second.body.contains("value=\"email:aide\""),
        "it travels in the form"
    );
    let id = at.rsplit('/').next().unwrap().into();
    let count = async || {
        let mut link = relay.app.store.read().await.unwrap();
        let all = plus_store::atelier::counts(&mut link, std::slice::from_ref(&id)).await;
        all.unwrap().into_values().flatten().count()
    };
    assert_eq!(count().await, 0, "nothing is kept of who stops half-way");
    let both = [("dit", "email:aide"), ("dit", "securite:seule")];
    let thanks = agent.post(&tablet, &both).await;
    assert_eq!(thanks.location(), format!("{tablet}?merci"));
    assert_eq!(count().await, 2);
    let again = read(&agent, &format!("{tablet}?merci")).await;
    assert!(again.contains("Personne suivante") && again.contains("Rendre la tablette"));
    for forged in ["securite:seule", "poterie:pas", "email:bof", "email"] {
        let refused = agent.post(&tablet, &[("dit", forged)]).await;
        assert!(
            refused.status.is_client_error(),
            "{forged}: {}",
            refused.status
        );
    }
}

#[tokio::test]
async fn t12_nothing_is_shown_of_fewer_than_eleven_people_in_pilotage() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    let at = one(&relay, &agent).await;
    for _ in 0..10 {
        touch(&agent, &at, "avant", "email:pas").await;
    }
    hold(&agent, &at, &[("anonymes", "10")]).await;
    let page = read(&ghislaine, "/pilotage/ateliers").await;
    assert!(
        page.contains("moins de 11 réponses") && page.contains("masqué"),
        "{page}"
    );
    assert!(!page.contains(" points"), "{page}");
    assert!(!page.contains(">10<"), "{page}");
    // A person who came to all of twelve ateliers is one person, not twelve.
    let mut tx = relay.app.store.begin().await.unwrap();
    let known = atelier::get(&mut tx, &at.rsplit('/').next().unwrap().into()).await;
    let known = known.unwrap().unwrap();
    let often = (0..12).map(|rank| {
        Event::AtelierSet(Atelier {
            id: format!("souvent-{rank}").into(),
            commune: "97221".into(),
            participation: Some(Participation {
                named: vec![Nommee {
                    person: "une-seule".into(),
                    profile: Profile::default(),
                }],
                ..Participation::default()
            }),
            ..known.clone()
        })
    });
    let often: Vec<Event> = often.collect();
    relay.app.outside.record(&mut tx, &often).await.unwrap();
    tx.commit().await.unwrap();
    let page = read(&ghislaine, "/pilotage/ateliers").await;
    assert!(page.contains("atelier") && !page.contains(">12<"), "{page}");
    assert!(
        page.contains(">22<"),
        "eleven people in all took part 22 times: {page}"
    );
}

#[tokio::test]
async fn who_is_followed_is_named_with_her_agreement_and_reads_it() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let dossier = opened(&maryse, "Barnabélis").await;
    let number = dossier.rsplit('/').next().unwrap();
    let at = one(&relay, &maryse).await;
    let page = read(&maryse, &at).await;
    assert!(page.contains("Barnabélis"), "{page}");
    let without = hold(&maryse, &at, &[("personne", number)]).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        without.body.contains("Demandez leur accord"),
        "{}",
        without.body
    );
    let typed = [("personne", number), ("accord", "oui"), ("anonymes", "2")];
    let held = hold(&maryse, &at, &typed).await;
    assert_eq!(held.location(), format!("{at}?fait=tenu"), "{}", held.body);
    // The journal has her number, never her name; the answers are nobody's.
    let facts = entries(&relay, "atelier.set").await;
    let last = facts.last().unwrap();
    assert!(
        last.contains(number) && last.contains("\"total\":2"),
        "{last}"
    );
    assert!(!relay.on_disk("Barnabélis"));
    let hers = read(&maryse, &dossier).await;
    assert!(
        hers.contains("23 novembre 2026 · Ma première adresse"),
        "{hers}"
    );
    // She reads it among all that is kept of her (requirement P14).
    let package = read(&maryse, &format!("{dossier}/acces/json")).await;
    assert!(package.contains("Ma première adresse"), "{package}");
    // A colleague who does not follow her reads no name, and takes nobody away.
    let ghislaine = relay.person(Role::Coordinateur).await;
    let page = read(&ghislaine, &at).await;
    assert!(
        !page.contains("Barnabélis") && page.contains("Une personne nommée"),
        "{page}"
    );
    let corrected = hold(&ghislaine, &at, &[("anonymes", "4")]).await;
    assert_eq!(
        corrected.location(),
        format!("{at}?fait=tenu"),
        "{}",
        corrected.body
    );
    let page = read(&maryse, &at).await;
    assert!(page.contains("<b>5</b>"), "{page}");
    // She is no more said to have come when her mediator takes her away.
    hold(&maryse, &at, &[("anonymes", "5")]).await;
    let package = read(&maryse, &format!("{dossier}/acces/json")).await;
    assert!(!package.contains("Ma première adresse"), "{package}");
}

#[tokio::test]
async fn bad_input_says_what_to_mend_and_keeps_what_was_typed() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let mut fields = planned("inconnue");
    fields[0].1 = "poterie".to_owned();
    fields[4].1 = "matin".to_owned();
    let refused = send(&agent, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in [
        "Choisissez ce qu’on y apprend",
        "Écrivez l’heure",
        "Choisissez qui anime",
    ] {
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    assert!(refused.body.contains("value=\"Ma première adresse\""));
    let at = one(&relay, &agent).await;
    let nobody = hold(&agent, &at, &[]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nobody.body.contains("combien de personnes"),
        "{}",
        nobody.body
    );
    let parts = [("anonymes", "3"), ("age-60-69", "2"), ("age-70-plus", "2")];
    let parts = hold(&agent, &at, &parts).await;
    assert_eq!(parts.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        parts.body.contains("pour 3 personnes sans nom"),
        "{}",
        parts.body
    );
    assert!(parts.body.contains("name=\"age-60-69\"") && parts.body.contains("value=\"2\""));
}

#[tokio::test]
async fn an_atelier_is_moved_cancelled_told_to_everybody_and_put_back() {
    let relay = Relay::open().await;
    let agent = relay.person(Role::Animatrice).await;
    let at = one(&relay, &agent).await;
    let form = format!("{at}/corriger");
    assert!(
        read(&agent, &form)
            .await
            .contains("value=\"Ma première adresse\"")
    );
    let mut fields = planned(&relay.login("animatrice").await);
    fields[3].1 = "2026-11-30".to_owned();
    let typed: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let moved = agent.post(&form, &typed).await;
    assert_eq!(
        moved.location(),
        format!("{at}?fait=change"),
        "{}",
        moved.body
    );
    let page = read(&agent, &at).await;
    assert!(
        page.contains("30 novembre") && page.contains("le jour de l’atelier"),
        "{page}"
    );
    let early = hold(&agent, &at, &[("anonymes", "3")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let off = [("motif", "Le bus est en panne")];
    agent.post_from(&at, &format!("{at}/annuler"), &off).await;
    let public = read(&relay.visitor(), "/ateliers").await;
    assert!(
        public.contains("Annulé") && public.contains("Le bus est en panne"),
        "{public}"
    );
    agent.post_from(&at, &format!("{at}/remettre"), &[]).await;
    let public = read(&relay.visitor(), "/ateliers").await;
    assert!(
        public.contains("30 novembre") && !public.contains("Annulé"),
        "{public}"
    );
    let nowhere = agent.get(&format!("{LIST}/rien")).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}
