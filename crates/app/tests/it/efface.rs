//! What was erased stays erased: in a backup that is put back, in a machine that was off for
//! months or years (requirements P8, P9, P12, P13; acceptance of the follow-up).

use std::{fs, path::Path};

use plus::{
    backup::{
        self,
        key::{Keys, Protection},
    },
    dossier::{self, DossierError, key},
    efface::{self, EffaceError},
    outside::Outside,
    rendez_vous,
};
use plus_domain::{
    abonnement::Abonnement,
    account::Role,
    dossier::DossierState,
    ids::DossierId,
    period::{Month, Period},
    rappel::{Moment, Phone, Rappel},
};
use plus_store::{abonnement, dossier as kept, rappel, rendez_vous as held};
use tempfile::TempDir;

use crate::{
    actors::{MORNING, Relay},
    dossier::{SIGNED, done, employed, opened},
    rendez_vous::{book, slot, stop},
};

const DAY_MS: i64 = 86_400_000;
/// In no file but under its key.
const CANARY: &str = "Zéphyrinnonyme";
const PHONE: &str = "0696 55 44 33";
const ADDRESS: &str = "zephyrin@exemple.fr";

/// What can still be read of people, with everything that the folder of a relay holds.
#[derive(Debug, Default, PartialEq, Eq)]
struct Readable {
    dossiers: usize,
    mandats: usize,
    contacts: usize,
    rappels: usize,
    abonnements: usize,
}

impl Readable {
    async fn of(relay: &Relay) -> Self {
        let mut link = relay.app.store.read().await.unwrap();
        let mut read = Self::default();
        for id in kept::not_erased(&mut link).await.unwrap() {
            match dossier::read(&relay.app, &mut link, &id).await {
                Ok(lu) => read.dossiers += usize::from(!lu.identite.nom.is_empty()),
                Err(DossierError::Closed) => {}
                Err(other) => panic!("{other}"),
            }
        }
        for mandat in kept::register(&mut link, (0, usize::MAX)).await.unwrap() {
            let signed = dossier::mandat::signed(&relay.app, &mut link, &mandat).await;
            read.mandats += usize::from(signed.is_ok());
        }
        let first = Month::of(jiff::civil::date(2026, 11, 1)).first_day();
        let always = Period::new(first, jiff::civil::date(2040, 1, 1)).unwrap();
        for one in held::between(&mut link, always).await.unwrap() {
            let contact = rendez_vous::contact(&relay.app, &mut link, &one).await;
            read.contacts += usize::from(contact.unwrap().is_some());
        }
        read.rappels = rappel::list(&mut link).await.unwrap().len();
        read.abonnements = abonnement::of_commune(&mut link, "97217")
            .await
            .unwrap()
            .len();
        read
    }
}

/// Everything that a relay may hold of a person: two follow-ups, one with a mandate, a
/// rendez-vous, a number to call back, somebody who follows the passages. The page of the first.
async fn lived(relay: &Relay) -> String {
    let maryse = relay.person(Role::Animatrice).await;
    let ghislaine = relay.person(Role::Coordinateur).await;
    employed(relay, &ghislaine, "animatrice", "agent").await;
    let page = opened(&maryse, CANARY).await;
    opened(&maryse, "Zelie").await;
    done(&maryse, &page, "mandats", &SIGNED).await;
    let van = stop(relay, 3).await;
    let person = relay.visitor();
    book(&person, &slot(&van, "08:00"), PHONE).await;
    let now = relay.app.outside.now_ms();
    let mut tx = relay.app.store.begin().await.unwrap();
    let call = Rappel {
        id: relay.app.outside.new_id(),
        at: now,
        phone: Phone::read(PHONE).unwrap(),
        moment: Moment::ALL[0],
        demarche: None,
        language: "fr".into(),
        taken_by: None,
    };
    rappel::add(&mut tx, &call).await.unwrap();
    let follows = Abonnement {
        id: "abonne".into(),
        commune: "97217".into(),
        address: ADDRESS.into(),
        language: "fr".into(),
        token: "jeton".into(),
        asked_at: now,
        confirmed_at: None,
    };
    abonnement::ask(&mut tx, follows, now).await.unwrap();
    abonnement::confirm(&mut tx, "abonne", now).await.unwrap();
    tx.commit().await.unwrap();
    page
}

async fn saved(relay: &Relay, abri: &TempDir) -> std::path::PathBuf {
    let file = abri.path().join("nuit.sauvegarde");
    let clear = Protection::of(&[], None, true).unwrap();
    backup::create(&relay.app.store, &file, &clear, &relay.app.outside)
        .await
        .unwrap();
    file
}

/// A backup put back, by somebody who has the key of the machine too.
async fn put_back(file: &Path, machine: &Path, at_ms: i64) -> (Relay, Option<u64>) {
    let folder = tempfile::tempdir().unwrap();
    let restored = backup::restore(file, Keys::default(), folder.path(), (None, None), at_ms)
        .await
        .unwrap();
    fs::copy(machine.join(key::FILE), folder.path().join(key::FILE)).unwrap();
    let relay = Relay::over(folder, Outside::fixed(at_ms, 97)).await;
    (relay, restored.erased)
}

/// P13: backup, erase, restore: unreadable. The register says nothing of anybody.
#[tokio::test]
async fn p13_a_backup_that_is_put_back_is_erased_again() {
    let (relay, abri) = (Relay::open().await, tempfile::tempdir().unwrap());
    let page = lived(&relay).await;
    relay.app.set_abri(Some(abri.path().to_owned()));
    let file = saved(&relay, &abri).await;
    let all = Readable::of(&relay).await;
    assert_eq!(
        (
            all.dossiers,
            all.mandats,
            all.contacts,
            all.rappels,
            all.abonnements
        ),
        (2, 1, 1, 1, 1)
    );

    let maryse = relay.visitor();
    maryse.sign_in(Role::Animatrice.code()).await;
    done(&maryse, &page, "effacer", &[("cause", "demande")]).await;
    let mut tx = relay.app.store.begin().await.unwrap();
    let call = rappel::list(&mut tx).await.unwrap().remove(0);
    rappel::done(&mut tx, &call.id).await.unwrap();
    abonnement::leave(&mut tx, "abonne").await.unwrap();
    tx.commit().await.unwrap();
    efface::keep(&relay.app).await.unwrap();
    let register = abri.path().join(efface::FILE);
    let text = fs::read_to_string(&register).unwrap();
    let erased = page.rsplit('/').next().unwrap();
    assert!(!text.contains(erased) && !text.contains("abonne"), "{text}");
    let own = fs::read_to_string(relay.app.store.folder().join(efface::FILE)).unwrap();
    assert_eq!(own, text, "the same beside the data and beside the backups");

    let now = relay.app.outside.now_ms();
    let (again, many) = put_back(&file, relay.app.store.folder(), now).await;
    assert_eq!(many, Some(3), "the dossier, the call, who followed");
    let left = Readable::of(&again).await;
    assert_eq!(
        (
            left.dossiers,
            left.mandats,
            left.contacts,
            left.rappels,
            left.abonnements
        ),
        (1, 1, 1, 0, 0)
    );

    // Without the register, it comes back, and the restoration says so; the register of the
    // folder of the backups is then read before anybody is served.
    fs::rename(&register, abri.path().join("ailleurs")).unwrap();
    let (naked, many) = put_back(&file, relay.app.store.folder(), now).await;
    assert_eq!((many, Readable::of(&naked).await), (None, all));
    fs::rename(abri.path().join("ailleurs"), &register).unwrap();
    efface::before_serving(&naked.app, Some(abri.path().to_owned()))
        .await
        .unwrap();
    assert_eq!(Readable::of(&naked).await, left);
    let mut link = naked.app.store.read().await.unwrap();
    let said = kept::get(&mut link, &DossierId::new(erased)).await.unwrap();
    assert_eq!(said.unwrap().state, DossierState::Efface, "said again");
}

/// A register that cannot be read stops the machine before it serves, and says which line.
#[tokio::test]
async fn p13_a_damaged_register_is_not_passed_over() {
    let (relay, abri) = (Relay::open().await, tempfile::tempdir().unwrap());
    fs::write(
        abri.path().join(efface::FILE),
        "PLUS effacements v1\nsel court\n",
    )
    .unwrap();
    let refused = efface::before_serving(&relay.app, Some(abri.path().to_owned())).await;
    let error = refused.unwrap_err();
    assert!(matches!(error, EffaceError::Unreadable { .. }));
    assert!(error.to_string().contains("ligne 2"), "{error}");
}

/// What is left of people when a machine is switched on again after so long, its backup of the
/// first day put back beside it.
async fn after(days: i64) -> (Readable, Readable, Relay, Relay) {
    let (relay, abri) = (Relay::open().await, tempfile::tempdir().unwrap());
    lived(&relay).await;
    let file = saved(&relay, &abri).await;
    relay.app.outside.advance(days * DAY_MS);
    efface::before_serving(&relay.app, None).await.unwrap();
    let now = MORNING + days * DAY_MS;
    let (back, _) = put_back(&file, relay.app.store.folder(), now).await;
    efface::before_serving(&back.app, None).await.unwrap();
    (
        Readable::of(&relay).await,
        Readable::of(&back).await,
        relay,
        back,
    )
}

/// What leads from a fact to a person: words of names, codes, readings.
async fn ways(relay: &Relay) -> i64 {
    let mut link = relay.app.store.read().await.unwrap();
    let mut all = 0;
    for sql in [
        "SELECT COUNT(*) AS n FROM dossier_mot",
        "SELECT COUNT(*) AS n FROM dossier_code",
        "SELECT COUNT(*) AS n FROM dossier_lecture",
    ] {
        all += link.count(sql, Vec::new()).await.unwrap();
    }
    all
}

/// P8, P9, P10, P12: three months, two, three and six years. A mandate outlives its dossier, three
/// years and three more; a number to call back and an address wait for the team and for their
/// person. Nothing is in clear in any file but those two, ever.
#[tokio::test]
async fn p12_nothing_outlives_its_clock_wherever_it_was() {
    for (days, dossiers, mandats, contacts) in [
        (0, 2, 1, 1),
        (92, 2, 1, 0),
        (732, 0, 1, 0),
        (1_100, 0, 1, 0),
        (6 * 366 + 40, 0, 0, 0),
    ] {
        let (own, back, relay, restored) = after(days).await;
        let left = Readable {
            dossiers,
            mandats,
            contacts,
            rappels: 1,
            abonnements: 1,
        };
        assert_eq!(own, left, "after {days} days");
        assert_eq!(back, left, "a backup, after {days} days");
        for place in [&relay, &restored] {
            let ways = ways(place).await;
            assert_eq!(
                ways == 0,
                dossiers == 0,
                "after {days} days: {ways} ways left"
            );
            assert!(!place.on_disk(CANARY), "after {days} days");
            assert!(place.on_disk(ADDRESS), "the search sees what is in clear");
        }
    }
}
