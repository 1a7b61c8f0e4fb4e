//! Keys of follow-ups travel between the machines of a relay: a dossier opened in the van is read
//! at the hub by those who share it, and the other way; a kiosk holds none; what is erased at one
//! is erased at the other (decision 0030; requirements P8, P12, S23, P24).

use plus::{
    dossier::{
        self, DossierError, Opened,
        mandat::{self, ToSign},
    },
    node::contact,
    web::state::{App, AppState},
};
use plus_domain::{
    account::Role,
    dossier::{Cause, Ecrit, Identite},
    ids::{AccountId, DemarcheCode, DossierId, MandatId, NodeId},
    machine::Kind,
    mandat::{Duree, Mandat, Signed},
};
use plus_store::{
    account, dossier as kept,
    exchange::{cles, exposed, machine},
    transfer,
};

use crate::documents::Pair;

/// In no file but under its key.
const CANARY: &str = "Zéphyrinnonyme";

/// A hub and a machine that works for the same team.
struct Two {
    pair: Pair,
    van: App,
    maryse: AccountId,
}

async fn two() -> Two {
    let pair = Pair::open().await;
    let maryse = pair.account("maryse", Role::Animatrice).await;
    pair.crew(&maryse).await;
    pair.sync().await;
    let territory = plus::territory::published(&pair.van)
        .await
        .unwrap()
        .unwrap();
    let van = AppState::new(
        pair.outside.clone(),
        pair.van.clone(),
        plus::config::Web::default(),
        territory,
    );
    Two { pair, van, maryse }
}

fn named(last: &str) -> Vec<Ecrit> {
    vec![
        Ecrit::Identite(Identite {
            nom: last.to_owned(),
            prenom: "Éliane".to_owned(),
            ..Identite::default()
        }),
        Ecrit::Informe,
    ]
}

async fn read(app: &App, id: &DossierId) -> Option<String> {
    let mut link = app.store.read().await.unwrap();
    match dossier::read(app, &mut link, id).await {
        Ok(lu) => Some(lu.identite.nom),
        Err(DossierError::Closed) => None,
        Err(other) => panic!("{other}"),
    }
}

async fn found(app: &App, name: &str) -> usize {
    let mut link = app.store.read().await.unwrap();
    dossier::find(app, &mut link, name).await.unwrap().len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dossier_is_read_by_its_team_wherever_it_was_opened() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(&van, &maryse, &named(CANARY)).await.unwrap();
    let (code, _) = dossier::give_code(&van, &maryse, &id).await.unwrap();
    assert_eq!(read(hub, &id).await, None, "not before a contact");
    pair.sync().await;
    dossier::index_arrived(hub).await.unwrap();
    assert_eq!(read(hub, &id).await.as_deref(), Some(CANARY));
    assert_eq!(found(hub, CANARY).await, 1, "found by its name");
    let opened = dossier::by_code(hub, &NodeId::new(dossier::PORTAL), code.as_str())
        .await
        .unwrap();
    assert_eq!(
        opened,
        Opened::Dossier(id.clone()),
        "by the code of its slip"
    );

    // The other way, corrected at the hub, and found in the van under its new name.
    let other = dossier::open(hub, &maryse, &named("Bellemare"))
        .await
        .unwrap();
    let renamed = named("Ursulet");
    dossier::write(hub, &maryse, (&other, &renamed), Vec::new())
        .await
        .unwrap();
    pair.sync().await;
    dossier::index_arrived(&van).await.unwrap();
    assert_eq!(read(&van, &other).await.as_deref(), Some("Ursulet"));
    assert_eq!(
        (found(&van, "Ursulet").await, found(&van, "Bellemare").await),
        (1, 0)
    );

    // That the van could open it is known before it is stolen, with its name.
    let node = pair.node().await;
    let mut link = hub.store.read().await.unwrap();
    let known = cles::exposed(&mut link, &node).await.unwrap();
    assert_eq!(known.dossiers.len(), 2, "opened there, and given");
    drop(link);

    // Erased at the hub, it is erased in the van at the next contact.
    let mut link = hub.store.read().await.unwrap();
    let held = kept::get(&mut link, &id).await.unwrap().unwrap();
    drop(link);
    dossier::erase(hub, held, (Cause::Demande, None))
        .await
        .unwrap();
    pair.sync().await;
    dossier::sweep(&van).await.unwrap();
    assert_eq!((read(hub, &id).await, read(&van, &id).await), (None, None));
    // It stays among those that the van could open, until it says that it has it no more.
    let mut link = hub.store.read().await.unwrap();
    let known = cles::exposed(&mut link, &node).await.unwrap();
    assert!(known.dossiers.contains(id.as_str()), "{known:?}");
}

/// What was destroyed at the hub is not taken again, whatever a machine gives.
#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_was_destroyed_is_taken_from_nobody() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(&van, &maryse, &named(CANARY)).await.unwrap();
    let mut link = van.store.read().await.unwrap();
    let wrapped = kept::key(&mut link, id.as_str()).await.unwrap().unwrap();
    drop(link);
    pair.sync().await;
    let mut link = hub.store.read().await.unwrap();
    let held = kept::get(&mut link, &id).await.unwrap().unwrap();
    drop(link);
    dossier::erase(hub, held, (Cause::Demande, None))
        .await
        .unwrap();
    pair.sync().await;
    dossier::sweep(&van).await.unwrap();
    // A machine put back from a copy holds it again, and gives it.
    let mut tx = van.store.begin().await.unwrap();
    kept::keep_key(&mut tx, id.as_str(), wrapped).await.unwrap();
    tx.commit().await.unwrap();
    pair.sync().await;
    assert_eq!(read(hub, &id).await, None);
}

/// A slip printed far from the hub opens there, even when the hub wrote later meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_comes_late_is_known() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(hub, &maryse, &named("Ursulet"))
        .await
        .unwrap();
    pair.sync().await;
    let (code, _) = dossier::give_code(&van, &maryse, &id).await.unwrap();
    dossier::write(hub, &maryse, (&id, &[Ecrit::Informe]), Vec::new())
        .await
        .unwrap();
    dossier::index_arrived(hub).await.unwrap();
    pair.sync().await;
    dossier::index_arrived(hub).await.unwrap();
    let opened = dossier::by_code(hub, &NodeId::new(dossier::PORTAL), code.as_str())
        .await
        .unwrap();
    assert_eq!(opened, Opened::Dossier(id));
}

/// A hub whose own key was lost is given again, by its machines, what it cannot open.
#[tokio::test(flavor = "multi_thread")]
async fn a_hub_that_lost_its_key_is_given_the_others_again() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(&van, &maryse, &named("Ursulet"))
        .await
        .unwrap();
    pair.sync().await;
    assert!(read(hub, &id).await.is_some());
    std::fs::remove_file(hub.store.folder().join(dossier::key::FILE)).unwrap();
    assert_eq!(read(hub, &id).await, None);
    let mut tx = van.store.begin().await.unwrap();
    cles::given(&mut tx, &[id.to_string()], 0).await.unwrap();
    tx.commit().await.unwrap();
    pair.sync().await;
    assert!(read(hub, &id).await.is_some());
}

/// A van that saw nothing of a person for two years lets go of her key; the hub, where she came
/// meanwhile, keeps her.
#[tokio::test(flavor = "multi_thread")]
async fn a_machine_left_in_a_garage_erases_nobody() {
    let Two { pair, maryse, .. } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(hub, &maryse, &named("Ursulet"))
        .await
        .unwrap();
    pair.sync().await;
    let territory = plus::territory::published(&pair.van)
        .await
        .unwrap()
        .unwrap();
    let later = pair.outside.now_ms() + 735 * 86_400_000;
    let van = AppState::new(
        plus::outside::Outside::fixed(later, 3),
        pair.van.clone(),
        plus::config::Web::default(),
        territory,
    );
    assert!(read(&van, &id).await.is_some());
    dossier::sweep(&van).await.unwrap();
    assert_eq!(
        read(&van, &id).await,
        None,
        "nobody reads it there any more"
    );
    let mut link = van.store.read().await.unwrap();
    let held = kept::get(&mut link, &id).await.unwrap().unwrap();
    assert_eq!(held.state, plus_domain::dossier::DossierState::Ouvert);
    assert!(read(hub, &id).await.is_some());
}

/// A machine holds the keys of those whom the people who work on it follow, and lets go of the
/// others; a colleague of the office is no less a colleague.
#[tokio::test(flavor = "multi_thread")]
async fn a_machine_holds_no_key_that_its_team_does_not_need() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let colleague = pair.account("rosette", Role::Animatrice).await;
    let theirs = dossier::open(hub, &colleague, &named("Bellemare"))
        .await
        .unwrap();
    let hers = dossier::open(hub, &maryse, &named("Ursulet"))
        .await
        .unwrap();
    pair.sync().await;
    assert_eq!(
        read(&van, &theirs).await,
        None,
        "she does not go out with the van"
    );
    assert!(read(&van, &hers).await.is_some());
    let mut link = hub.store.read().await.unwrap();
    let mut held = kept::get(&mut link, &hers).await.unwrap().unwrap();
    drop(link);
    held.team = vec![colleague];
    held.at = pair.outside.now_ms();
    dossier::set(hub, held).await.unwrap();
    pair.sync().await;
    assert_eq!(read(&van, &hers).await, None, "let go of");
    assert!(read(hub, &hers).await.is_some(), "and kept at the hub");
    let node = pair.node().await;
    let mut link = hub.store.read().await.unwrap();
    let known = cles::exposed(&mut link, &node).await.unwrap();
    assert!(known.dossiers.is_empty(), "it says so: {known:?}");
}

/// A kiosk is given none, whatever it asks; a machine put back from a copy is given all again.
#[tokio::test(flavor = "multi_thread")]
async fn a_kiosk_holds_no_key_and_a_copy_gets_them_again() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(hub, &maryse, &named("Ursulet"))
        .await
        .unwrap();
    pair.sync().await;
    assert!(read(&van, &id).await.is_some());
    let node = pair.node().await;
    let mut tx = van.store.begin().await.unwrap();
    cles::let_go(&mut tx, &[id.to_string()]).await.unwrap();
    tx.commit().await.unwrap();
    pair.sync().await;
    assert_eq!(read(&van, &id).await, None, "the hub thinks that it has it");
    // A copy of yesterday presents the mark of yesterday.
    let mut tx = van.store.begin().await.unwrap();
    plus_store::setting::set(&mut tx, "cles.marque", "autre marque")
        .await
        .unwrap();
    tx.commit().await.unwrap();
    pair.sync().await;
    assert!(read(&van, &id).await.is_some());

    let mut tx = hub.store.begin().await.unwrap();
    tx.execute("UPDATE machine SET kind = 'borne'", Vec::new())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let next = dossier::open(hub, &maryse, &named("Bellemare"))
        .await
        .unwrap();
    pair.sync().await;
    assert_eq!(read(&van, &next).await, None, "a kiosk follows nobody");
    let mut link = hub.store.read().await.unwrap();
    let known = machine::get(&mut link, &node).await.unwrap().unwrap();
    assert_eq!(known.kind, Kind::Borne);
    assert!(
        exposed::accounts(&mut link, &node)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(account::list(&mut link).await.unwrap().len() == 1);
    let _same = contact::sync(&pair.van, &pair.outside).await.unwrap();
}

/// Issue 7, item 4: a paper scanned far from the hub reaches it at the next contact, sealed, and
/// is destroyed there with its mandate; that of a mandate erased before is kept nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn a_paper_scanned_in_the_van_is_read_at_the_hub() {
    let Two { pair, van, maryse } = two().await;
    let hub = &pair.hub;
    let id = dossier::open(&van, &maryse, &named(CANARY)).await.unwrap();
    let pdf = crate::retrait::pdf();
    let sign = || ToSign {
        dossier: id.clone(),
        mandataire: maryse.clone(),
        demarches: vec![DemarcheCode::new("rsa")],
        from: van.today(),
        duree: Duree::Mois,
        signed: Signed {
            mandant: CANARY.to_owned(),
            mandataire: "Maryse T.".to_owned(),
            organisation: "Le relais".to_owned(),
            lieu: "Le Marin".to_owned(),
            tuteur: None,
            signature: String::new(),
            demarches: vec!["Demander le RSA".to_owned()],
        },
    };
    let scan = async |mandat: &MandatId| {
        let mut link = van.store.read().await.unwrap();
        let signed = kept::mandat(&mut link, mandat).await.unwrap().unwrap();
        drop(link);
        let paper = plus_borne::paper::Paper {
            pdf: pdf.clone(),
            pages: 1,
        };
        mandat::scan(&van, &maryse, &signed, paper).await.unwrap();
        signed
    };
    let read = async |mandat: &Mandat| {
        let mut link = hub.store.read().await.unwrap();
        mandat::paper(hub, &mut link, mandat).await.unwrap()
    };
    let first = mandat::sign(&van, sign()).await.unwrap();
    let signed = scan(&first).await;
    assert_eq!(read(&signed).await, None, "not before a contact");
    assert_eq!(pair.sync().await.documents_waiting, 0);
    assert_eq!(read(&signed).await.as_deref(), Some(pdf.as_slice()));
    let due = transfer::due(&mut van.store.read().await.unwrap()).await;
    assert!(due.unwrap().is_empty(), "once");

    let erased = mandat::sign(&van, sign()).await.unwrap();
    let unread = scan(&erased).await;
    let mut tx = van.store.begin().await.unwrap();
    kept::destroy_key(&mut tx, erased.as_str()).await.unwrap();
    tx.commit().await.unwrap();
    pair.sync().await;
    assert!(matches!(
        mandat::paper(hub, &mut hub.store.read().await.unwrap(), &unread).await,
        Ok(None) | Err(DossierError::Closed)
    ));
    let mut link = hub.store.read().await.unwrap();
    let papers = "SELECT COUNT(*) AS n FROM papier_scelle";
    assert_eq!(link.count(papers, Vec::new()).await.unwrap(), 1);
}
