//! The project: each thing has its last word, a rebuild changes nothing.

use plus_domain::{
    event::{Event, ProjetWriting},
    period::parse_date,
    projet::{Envoi, Item, Jalon, JalonState},
};
use plus_store::{projet, rebuild};

use crate::house::engines;

fn written(item: Item, at: i64) -> Event {
    Event::ProjetSet(ProjetWriting {
        item,
        author: "ghislaine".into(),
        at,
    })
}

fn jalon(state: JalonState) -> Item {
    Item::Jalon(Jalon {
        code: "portail".into(),
        phase: "Équipement".into(),
        label: "Portail".into(),
        planned: None,
        actual: None,
        state,
        owner: String::new(),
        evidence: String::new(),
        cause: String::new(),
        removed: false,
    })
}

#[tokio::test]
async fn each_thing_of_the_project_has_its_last_word() {
    let mut dumps = Vec::new();
    for mut house in engines().await {
        let sent = Item::Envoi(Envoi {
            // The same code as the milestone: kinds do not meet.
            code: "portail".into(),
            report: "Bilan".into(),
            version: "1".into(),
            to: "Préfecture".into(),
            on: parse_date("2017-07-10").expect("a date"),
            note: String::new(),
        });
        let facts = [
            written(jalon(JalonState::Prevu), 10),
            written(sent.clone(), 10),
        ];
        house.append(10, &facts).await.expect("written");
        house
            .append(20, &[written(jalon(JalonState::EnCours), 20)])
            .await
            .expect("written");
        let mut link = house.store.read().await.expect("reads");
        let items = projet::items(&mut link).await.expect("read");
        assert_eq!(items, [sent, jalon(JalonState::EnCours)], "{}", house.name);
        drop(link);
        let before = house.dump().await;
        let done = rebuild::rebuild(&house.store, &mut |_| {})
            .await
            .expect("rebuilt");
        assert_eq!(done.unprojected, 0);
        assert_eq!(house.dump().await, before, "{}", house.name);
        dumps.push(before);
    }
    assert!(dumps.windows(2).all(|pair| pair[0] == pair[1]));
}
