//! The lists of visites: every author, filters, pages of fifty, what waits for the
//! network.

use plus_domain::account::Role;

use crate::{
    actors::Relay,
    visite::{id_of, morning, record, seen},
};

#[tokio::test]
async fn the_lists_show_every_author_and_filters_hold() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let coordinator = relay.person(Role::Coordinateur).await;
    record(&agent, "caf", "rsa", "fait").await;
    record(&coordinator, "cgss", "carte-vitale", "bloque").await;
    let today = agent.get("/agent").await.body;
    for said in [
        "animatrice T.",
        "coordinateur T.",
        "<b>2</b>visites",
        "<b>1</b>bloquée",
    ] {
        assert!(today.contains(said), "{said}");
    }
    let total = |path: &'static str| {
        let agent = &agent;
        async move {
            let body = agent.get(path).await.body;
            let text = body
                .split("data-testid=\"total\">")
                .nth(1)
                .unwrap()
                .to_owned();
            text.split('<').next().unwrap().to_owned()
        }
    };
    assert_eq!(total("/agent/visites").await, "2 visites");
    assert_eq!(total("/agent/visites?partenaire=caf").await, "1 visite");
    assert_eq!(
        total("/agent/visites?resultat=bloque&partenaire=caf").await,
        "Aucune visite"
    );
    assert_eq!(
        total("/agent/visites?du=2026-11-23&au=2026-11-23").await,
        "2 visites"
    );
    assert_eq!(total("/agent/visites?au=2026-11-22").await, "Aucune visite");
    let author = format!("/agent/visites?auteur={}", relay.login("animatrice").await);
    assert!(agent.get(&author).await.body.contains("1 visite<"));
    assert!(
        agent
            .get("/agent/visites?du=2026-02-30")
            .await
            .body
            .contains("Choisissez une date qui existe.")
    );
}

#[tokio::test]
async fn fifty_visites_a_page_and_none_twice() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    for _ in 0..53 {
        relay.app.outside.advance(1_000);
        record(&agent, "caf", "rsa", "fait").await;
    }
    let first = agent.get("/agent/visites").await.body;
    let next = first
        .split("rel=\"next\" href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let second = agent
        .get(&next.replace("&#38;", "&").replace("&amp;", "&"))
        .await
        .body;
    let rows = |body: &str| body.matches("<th scope=\"row\">").count();
    assert_eq!((rows(&first), rows(&second)), (50, 3));
}

#[tokio::test]
async fn what_waits_for_the_network_is_listed_until_it_is_done() {
    let relay = Relay::open().await;
    morning(&relay).await;
    let agent = relay.person(Role::Animatrice).await;
    let place = record(&agent, "caf", "rsa", "a-suivre").await;
    let id = id_of(&place).to_owned();
    let send = async |ticked: bool| {
        let page = agent.get(&place).await;
        let vu = seen(&page);
        let mut fields = vec![("vu", vu.as_str()), ("demandes.0.id", "x")];
        if ticked {
            fields.push(("demandes.0.to_finish", "1"));
        }
        agent
            .send(&format!("/agent/visites/{id}/completer"), &page, &fields)
            .await;
    };
    send(true).await;
    assert!(agent.get("/agent/a-finir").await.body.contains(&id));
    assert!(agent.get("/agent").await.body.contains("1 visite à finir"));
    send(false).await;
    assert!(!agent.get("/agent/a-finir").await.body.contains(&id));
}
