//! What is carried to partners: the last word of each, its messages in order, the keys that must
//! go; both engines say the same.

use jiff::civil::date;
use plus_domain::{
    dossier::{Cause, Dossier, DossierState},
    escalade::{Cote, Escalade, EscaladeState, Message, Motif},
    event::Event,
};
use plus_store::{dossier as keys, escalade as kept, rebuild};

use crate::house::{House, engines};

fn asked(id: &str, partner: &str, state: EscaladeState, at: i64) -> Event {
    Event::EscaladeSet(Escalade {
        id: id.into(),
        dossier: "d".into(),
        partner: partner.into(),
        demarche: None,
        motif: Motif::Refus,
        state,
        due: date(2026, 12, 6),
        sealed: "00ff".to_owned(),
        opened_at: 1,
        answered_at: None,
        author: "maryse".into(),
        at,
    })
}

fn said(id: &str, escalade: &str, cote: Cote, at: i64) -> Event {
    Event::EscaladeWritten(Message {
        id: id.to_owned(),
        escalade: escalade.into(),
        cote,
        sealed: "00aa".to_owned(),
        author: "maryse".into(),
        at,
    })
}

fn followed(state: DossierState, cause: Option<Cause>) -> Event {
    Event::DossierSet(Dossier {
        id: "d".into(),
        state,
        team: Vec::new(),
        opened_at: 1,
        cause,
        frozen: None,
        into: None,
        brought: Vec::new(),
        author: None,
        at: 1,
    })
}

async fn key(house: &House, id: &str) {
    let mut tx = house.store.begin().await.unwrap();
    keys::keep_key(&mut tx, id, vec![7; 40]).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn each_partner_has_its_own_and_the_last_word_wins() {
    for mut house in engines().await {
        let first = [
            asked("e1", "caf", EscaladeState::ChezPartenaire, 1),
            said("m1", "e1", Cote::Equipe, 1),
            asked("e2", "cgss", EscaladeState::ChezPartenaire, 2),
        ];
        house.append(1, &first).await.unwrap();
        let then = [
            asked("e1", "caf", EscaladeState::Resolue, 5),
            said("m2", "e1", Cote::Partenaire, 5),
        ];
        house.append(2, &then).await.unwrap();
        let mut link = house.store.read().await.unwrap();
        let caf = kept::of_partner(&mut link, &"caf".into()).await.unwrap();
        assert_eq!((caf.len(), caf[0].state), (1, EscaladeState::Resolue));
        let all = kept::all(&mut link).await.unwrap();
        let ids: Vec<&str> = all.iter().map(|e| e.id.as_str()).collect();
        assert_eq!(ids, ["e1", "e2"], "the last said first");
        assert_eq!(kept::of_dossier(&mut link, &"d".into()).await.unwrap(), all);
        let messages = kept::messages(&mut link, &"e1".into()).await.unwrap();
        let sides: Vec<Cote> = messages.iter().map(|m| m.cote).collect();
        assert_eq!(sides, [Cote::Equipe, Cote::Partenaire]);
        assert!(
            kept::messages(&mut link, &"e2".into())
                .await
                .unwrap()
                .is_empty()
        );
        drop(link);
        let done = rebuild::rebuild(&house.store, &mut |_| {}).await.unwrap();
        let mut link = house.store.read().await.unwrap();
        assert_eq!(kept::all(&mut link).await.unwrap(), all, "{done:?}");
    }
}

#[tokio::test]
async fn a_key_whose_follow_up_was_erased_is_named() {
    for mut house in engines().await {
        let facts = [
            followed(DossierState::Ouvert, None),
            asked("e1", "caf", EscaladeState::ChezPartenaire, 1),
            asked("e2", "caf", EscaladeState::ChezPartenaire, 2),
        ];
        house.append(1, &facts).await.unwrap();
        key(&house, "e1").await;
        let named = async |house: &House| {
            let mut link = house.store.read().await.unwrap();
            let found = kept::with_key(&mut link).await.unwrap();
            let named = found.into_iter().map(|(e, gone)| (e.id.to_string(), gone));
            named.collect::<Vec<_>>()
        };
        assert_eq!(named(&house).await, [("e1".to_owned(), false)]);
        let erased = followed(DossierState::Efface, Some(Cause::Demande));
        house.append(2, &[erased]).await.unwrap();
        assert_eq!(named(&house).await, [("e1".to_owned(), true)]);
    }
}
