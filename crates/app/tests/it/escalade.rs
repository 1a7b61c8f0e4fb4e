//! A procedure that is stuck goes to the partner and comes back (requirement P23): only what the
//! convention lists, only to that partner, nothing in a letter, nothing after its term.

use axum::http::StatusCode;
use plus_domain::account::Role;
use plus_store::escalade as kept;

use crate::{
    actors::{Actor, Answered, Relay},
    dossier::opened,
};

/// In no file but under its key.
const CANARY: &str = "Barnabélis";
const HERS: &str = "/partenaire/escalades";
const DAY_MS: i64 = 86_400_000;

/// What is asked of the CAF, about somebody.
fn asked() -> Vec<(&'static str, &'static str)> {
    vec![
        ("partenaire", "caf"),
        ("motif", "rupture"),
        ("texte", "L’aide au logement est arrêtée depuis août."),
        ("accord", "oui"),
        ("nom", CANARY),
        ("prenom", "Éliane"),
        ("annee", "1958"),
        ("numero", "1234567"),
        // Not in the convention of the CAF: sent by a forged form.
        ("telephone", "0696 55 44 33"),
    ]
}

async fn send(agent: &Actor<'_>, dossier: &str, fields: &[(&str, &str)]) -> Answered {
    let form = format!("{dossier}/escalader?partenaire=caf");
    let to = format!("{dossier}/escalader");
    agent.post_from(&form, &to, fields).await
}

/// Sends, and gives the identifier.
pub async fn sent(agent: &Actor<'_>, dossier: &str) -> String {
    let done = send(agent, dossier, &asked()).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let id = done.location().split("/agent/escalades/").nth(1).unwrap();
    id.split('?').next().unwrap().to_owned()
}

pub async fn says(actor: &Actor<'_>, page: &str, geste: &str, text: &str) -> Answered {
    let fields = [("texte", text), ("geste", geste)];
    actor.post_from(page, page, &fields).await
}

#[tokio::test]
async fn a_procedure_goes_to_the_partner_and_comes_back_solved() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let caf = relay.person(Role::Partenaire).await;
    let dossier = opened(&maryse, CANARY).await;
    // What the partner will read stands on the page before anything leaves.
    let form = maryse
        .get(&format!("{dossier}/escalader?partenaire=caf"))
        .await
        .body;
    assert!(form.contains("Ce que") && form.contains(CANARY), "{form}");
    assert!(!form.contains("name=\"telephone\""), "{form}");
    let id = sent(&maryse, &dossier).await;
    let hers = format!("{HERS}/{id}");
    let read = caf.get(&hers).await.body;
    for shown in [
        CANARY,
        "1234567",
        "arrêtée depuis août",
        "Des droits arrêtés",
    ] {
        assert!(read.contains(shown), "{shown}: {read}");
    }
    // Neither what the convention does not list, nor whose follow-up it is, nor who follows it.
    let secret = dossier.rsplit('/').next().unwrap();
    for hidden in ["0696 55 44 33", "55 44 33", secret, "animatrice T."] {
        assert!(!read.contains(hidden), "{hidden}: {read}");
    }
    let asks = says(&caf, &hers, "ecrire", "Quel est le montant du loyer ?").await;
    assert_eq!(asks.status, StatusCode::SEE_OTHER, "{}", asks.body);
    let today = maryse.get("/agent").await.body;
    assert!(today.contains("Un partenaire a répondu"), "{today}");
    let ours = format!("/agent/escalades/{id}");
    let read = maryse.get(&ours).await.body;
    assert!(read.contains("Quel est le montant du loyer"), "{read}");
    assert!(
        !read.contains("partenaire T."),
        "the partner speaks, not a person"
    );
    says(&maryse, &ours, "ecrire", "480 euros.").await;
    assert!(caf.get(&hers).await.body.contains("480 euros"));
    let solved = says(&caf, &hers, "resoudre", "").await;
    assert_eq!(solved.status, StatusCode::SEE_OTHER, "{}", solved.body);
    let list = maryse.get("/agent/escalades").await.body;
    assert!(list.contains("Résolue"), "{list}");
    // She reads all of it when she asks what is kept of her (requirement P14).
    let package = maryse.get(&format!("{dossier}/acces/json")).await.body;
    for kept in ["1234567", "480 euros", "Quel est le montant du loyer"] {
        assert!(package.contains(kept), "{kept}: {package}");
    }
    let closed = says(&maryse, &ours, "clore", "").await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    // What is closed takes no more words.
    let late = says(&caf, &hers, "ecrire", "Encore une chose").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!relay.on_disk(CANARY) && !relay.on_disk("480 euros"));
}

#[tokio::test]
async fn a_partner_opens_what_is_asked_of_it_and_nothing_else() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let dossier = opened(&maryse, CANARY).await;
    let mut to_cgss = asked();
    to_cgss[0].1 = "cgss";
    let done = send(&maryse, &dossier, &to_cgss).await;
    let id = done.location().split("/agent/escalades/").nth(1).unwrap();
    let id = id.split('?').next().unwrap().to_owned();
    let caf = relay.person(Role::Partenaire).await;
    let list = caf.get(HERS).await.body;
    assert!(
        !list.contains(&id) && list.contains("Rien ne vous attend"),
        "{list}"
    );
    let hers = format!("{HERS}/{id}");
    assert_eq!(caf.get(&hers).await.status, StatusCode::NOT_FOUND);
    let fields = [("texte", "moi"), ("geste", "resoudre")];
    let forged = caf.post_from(HERS, &hers, &fields).await;
    assert_eq!(forged.status, StatusCode::NOT_FOUND);
    // Nor does a colleague who does not follow the person, nor the coordination.
    for (login, role) in [("rosette", Role::Animatrice), ("coord", Role::Coordinateur)] {
        relay.account(login, role).await;
        let other = relay.visitor();
        other.sign_in(login).await;
        let page = format!("/agent/escalades/{id}");
        assert_eq!(
            other.get(&page).await.status,
            StatusCode::NOT_FOUND,
            "{login}"
        );
        let list = other.get("/agent/escalades").await.body;
        assert!(!list.contains(&id), "{login}: {list}");
    }
    let mut link = relay.app.store.read().await.unwrap();
    assert_eq!(kept::all(&mut link).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_missing_is_said_and_what_was_typed_stays() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let dossier = opened(&maryse, CANARY).await;
    let mut fields = asked();
    fields.retain(|(name, _)| !["accord", "motif"].contains(name));
    let refused = send(&maryse, &dossier, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("l’accord de la personne"),
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("Choisissez un motif"),
        "{}",
        refused.body
    );
    assert!(
        refused.body.contains("arrêtée depuis août"),
        "what was typed stays"
    );
    // A partner without a convention is asked nothing.
    let mut none = asked();
    none[0].1 = "impots";
    let refused = send(&maryse, &dossier, &none).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut link = relay.app.store.read().await.unwrap();
    assert!(kept::all(&mut link).await.unwrap().is_empty());
}

#[tokio::test]
async fn nothing_is_read_after_its_term_nor_once_the_follow_up_is_erased() {
    let relay = Relay::open().await;
    let maryse = relay.person(Role::Animatrice).await;
    let caf = relay.person(Role::Partenaire).await;
    let dossier = opened(&maryse, CANARY).await;
    let id = sent(&maryse, &dossier).await;
    says(&maryse, &format!("/agent/escalades/{id}"), "clore", "").await;
    let other = sent(&maryse, &dossier).await;
    plus::escalade::sweep(&relay.app).await.unwrap();
    assert!(caf.get(&format!("{HERS}/{id}")).await.body.contains(CANARY));
    relay.app.outside.advance(91 * DAY_MS);
    plus::escalade::sweep(&relay.app).await.unwrap();
    let caf = relay.visitor();
    caf.sign_in("partenaire").await;
    let read = caf.get(&format!("{HERS}/{id}")).await.body;
    assert!(
        !read.contains(CANARY) && read.contains("n’est plus lisible"),
        "{read}"
    );
    // One that still waits is read as long as its follow-up lasts.
    let hers = format!("{HERS}/{other}");
    assert!(caf.get(&hers).await.body.contains(CANARY));
    let maryse = relay.visitor();
    maryse.sign_in("animatrice").await;
    let erased = maryse
        .post_from(
            &dossier,
            &format!("{dossier}/effacer"),
            &[("cause", "demande")],
        )
        .await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER, "{}", erased.body);
    plus::escalade::sweep(&relay.app).await.unwrap();
    assert!(!caf.get(&hers).await.body.contains(CANARY));
}
