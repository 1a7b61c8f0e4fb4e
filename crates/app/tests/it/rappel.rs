//! « Demander de l'aide »: a number is kept until the call is made, and no longer
//! (requirements P2, F).

use axum::http::StatusCode;
use plus_domain::account::Role;

use crate::actors::Relay;

const LIST: &str = "/agent/rappels";

fn identifier(body: &str) -> String {
    let after = body.split("/agent/rappels/").nth(1).unwrap();
    after.split('/').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_number_reaches_the_team_and_goes_once_the_call_is_made() {
    let relay = Relay::open().await;
    let sent = [
        ("numero", "+596 696 12 34 56"),
        ("moment", "matin"),
        ("sujet", "rsa"),
    ];
    let visitor = relay.visitor();
    let answer = visitor
        .post_from("/rappel?sujet=rsa", "/rappel", &sent)
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    let thanks = visitor.get(answer.location()).await.body;
    assert!(thanks.contains("Votre numéro est noté."), "{thanks}");
    assert!(
        !thanks.contains("0696") && !thanks.contains("34 56"),
        "the number is not shown again"
    );

    let maryse = relay.person(Role::Animatrice).await;
    let list = maryse.get(LIST).await.body;
    assert!(list.contains("0696\u{a0}12\u{a0}34\u{a0}56"), "{list}");
    assert!(list.contains("href=\"tel:0696123456\""));
    assert!(list.contains("Le matin") && list.contains("/demarches/rsa"));

    let id = identifier(&list);
    let taken = maryse
        .post_from(LIST, &format!("{LIST}/{id}/prendre"), &[])
        .await;
    assert_eq!(taken.location(), LIST);
    let ghislaine = relay.person(Role::Coordinateur).await;
    let late = ghislaine
        .post_from(LIST, &format!("{LIST}/{id}/prendre"), &[])
        .await;
    assert!(late.location().ends_with("?tard=1"));

    maryse
        .post_from(LIST, &format!("{LIST}/{id}/fait"), &[])
        .await;
    let after = maryse.get(LIST).await.body;
    assert!(after.contains("Personne n’attend d’appel"), "{after}");
}

#[tokio::test]
async fn asked_twice_is_one_call_and_keeps_its_place() {
    let relay = Relay::open().await;
    for (number, moment) in [
        ("0696123456", "matin"),
        ("0696999999", "tout"),
        ("06 96 12 34 56", "apres-midi"),
    ] {
        let sent = [("numero", number), ("moment", moment)];
        relay.visitor().post_from("/rappel", "/rappel", &sent).await;
    }
    let list = relay.person(Role::Animatrice).await.get(LIST).await.body;
    assert_eq!(list.matches("href=\"tel:").count(), 2);
    let (first, second) = (list.find("tel:0696123456"), list.find("tel:0696999999"));
    assert!(first < second, "the first who asked is the first called");
    assert!(list.contains("L’après-midi"), "the last word counts");
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_is_kept() {
    let relay = Relay::open().await;
    let visitor = relay.visitor();
    let sent = [("numero", "0696 12"), ("moment", "matin"), ("sujet", "rsa")];
    let answer = visitor.post_from("/rappel", "/rappel", &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("il a dix chiffres"));
    assert!(answer.body.contains("value=\"0696 12\""));
    let nothing = visitor.post_from("/rappel", "/rappel", &[]).await;
    assert!(nothing.body.contains("Écrivez votre numéro"));
    assert!(nothing.body.contains("Choisissez quand vous appeler."));
    let list = relay.person(Role::Animatrice).await.get(LIST).await.body;
    assert!(list.contains("Personne n’attend d’appel"));
}

#[tokio::test]
async fn in_english_the_person_stays_in_english() {
    let relay = Relay::open().await;
    let sent = [("numero", "+44 20 7946 0958"), ("moment", "tout")];
    let visitor = relay.visitor();
    let answer = visitor.post_from("/en/rappel", "/en/rappel", &sent).await;
    assert_eq!(answer.location(), "/en/rappel?fait=1", "{}", answer.body);
    let list = relay.person(Role::Animatrice).await.get(LIST).await.body;
    assert!(list.contains("+442079460958") && list.contains("en anglais"));
}

#[tokio::test]
async fn the_list_is_full_before_it_is_flooded() {
    let relay = Relay::open().await;
    let mut tx = relay.app.store.begin().await.unwrap();
    for n in 0..plus_store::rappel::MOST {
        let number = format!("0696{n:06}");
        let waiting = plus_domain::rappel::Rappel {
            id: number.clone(),
            at: n,
            phone: plus_domain::rappel::Phone::read(&number).unwrap(),
            moment: plus_domain::rappel::Moment::Tout,
            demarche: None,
            language: "fr".into(),
            taken_by: None,
        };
        assert!(plus_store::rappel::add(&mut tx, &waiting).await.unwrap());
    }
    tx.commit().await.unwrap();
    let sent = [("numero", "0697 00 00 00"), ("moment", "tout")];
    let answer = relay.visitor().post_from("/rappel", "/rappel", &sent).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("Trop de personnes"));
    assert!(answer.body.contains("value=\"0697 00 00 00\""));
}

/// P13: the register of erasures holds what was erased, not what somebody sends: an identifier of
/// nothing erases nothing at the next start.
#[tokio::test]
async fn p13_calling_back_nobody_erases_nothing() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let page = crate::dossier::opened(&maryse, "Alpha").await;
    let id = page.rsplit('/').next().unwrap();
    maryse
        .post_from("/agent/rappels", &format!("/agent/rappels/{id}/fait"), &[])
        .await;
    plus::efface::keep(&relay.app).await.unwrap();
    plus::efface::before_serving(&relay.app, None)
        .await
        .unwrap();
    assert_eq!(maryse.get(&page).await.status, axum::http::StatusCode::OK);
}
