//! The space of a partner, whole: every field against every convention, every row against every
//! partner (issue 7, item 6; requirement P23). A field outside the convention is nowhere, a row
//! of another partner answers as if it were not there.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use plus_domain::{account::Role, escalade::Champ};

use crate::{
    actors::{Actor, Relay},
    dossier::opened,
    quatre_formats::live,
};

const HERS: &str = "/partenaire";
/// Communes of the territory: one for each partner that has a convention.
const COMMUNES: [&str; 12] = [
    "Le Marin",
    "Sainte-Anne",
    "Le Vauclin",
    "Ducos",
    "Rivière-Salée",
    "Les Anses-d’Arlet",
    "Le Diamant",
    "Le François",
    "Rivière-Pilote",
    "Saint-Esprit",
    "Sainte-Luce",
    "Les Trois-Îlets",
];

/// What a forged form says in a field, for a partner: found nowhere else.
fn said(champ: Champ, partner: usize) -> String {
    match champ {
        Champ::Nom => format!("Zanémil{}", letters(partner)),
        Champ::Prenom => format!("Ozéphine{}", letters(partner)),
        Champ::Annee => format!("{}", 1931 + partner),
        Champ::Telephone => format!("0696 88 77 {:02}", 10 + partner),
        Champ::Commune => COMMUNES[partner].to_owned(),
        Champ::Numero => format!("ZZ990{partner}"),
    }
}

/// What is read on a page: its words, without what only its tags hold.
fn words(page: &str) -> String {
    let main = page.split("<main").nth(1).unwrap_or(page);
    let texts = main.split('<').filter_map(|part| part.split_once('>'));
    let texts: Vec<&str> = texts.map(|(_, text)| text).collect();
    texts.join(" ").replace(['\u{a0}', '\u{202f}'], " ")
}

fn letters(number: usize) -> char {
    char::from(b'a' + u8::try_from(number).unwrap())
}

/// Every page that a partner reaches by following the links of its space, and its files.
async fn crawled(partner: &Actor<'_>) -> BTreeMap<String, String> {
    let mut read = BTreeMap::new();
    let mut waiting = vec![HERS.to_owned()];
    while let Some(path) = waiting.pop() {
        if read.contains_key(&path) {
            continue;
        }
        let answer = partner.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let links = answer.body.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split(['"', '#', '?']).next());
        waiting.extend(
            links
                .filter(|link| link.starts_with(HERS))
                .map(str::to_owned),
        );
        read.insert(path, answer.body);
    }
    read
}

/// Fields that a convention lists, by partner.
fn conventions(relay: &Relay) -> Vec<(String, BTreeSet<Champ>)> {
    let territory = relay.app.territory();
    let with = territory.partners.iter().filter_map(|partner| {
        let convention = partner.escalade.as_ref()?;
        let fields = convention.fields.iter().copied().collect();
        Some((partner.code.to_string(), fields))
    });
    with.collect()
}

async fn asked(agent: &Actor<'_>, dossier: &str, (rank, partner): (usize, &str)) -> String {
    let fields: Vec<(&str, String)> = Champ::ALL
        .iter()
        .map(|champ| (champ.code(), said(*champ, rank)))
        .collect();
    let question = format!("Question numéro {}", letters(rank));
    let mut form = vec![
        ("partenaire", partner),
        ("motif", "rupture"),
        ("texte", question.as_str()),
        ("accord", "oui"),
    ];
    form.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
    let page = format!("{dossier}/escalader?partenaire={partner}");
    let done = agent
        .post_from(&page, &format!("{dossier}/escalader"), &form)
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let id = done.location().split("/agent/escalades/").nth(1).unwrap();
    id.split('?').next().unwrap().to_owned()
}

/// P23: for each partner that has a convention, every field, and every row of the others.
#[tokio::test]
async fn p23_a_partner_reads_the_fields_of_its_convention_and_the_rows_that_are_its_own() {
    let relay = Relay::open().await;
    let chief = relay.person(Role::Coordinateur).await;
    live(&relay).await;
    let territory = relay.app.territory();
    for partner in &territory.partners {
        let wanted = [("mois", "2026-10"), ("partenaire", partner.code.as_str())];
        let done = chief.post("/pilotage/releves", &wanted).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }
    let maryse = relay.person(Role::Animatrice).await;
    let dossier = opened(&maryse, "Personne").await;
    let conventions = conventions(&relay);
    assert!(conventions.len() >= 2, "conventions that differ");
    let fields: BTreeSet<&BTreeSet<Champ>> = conventions.iter().map(|(_, f)| f).collect();
    assert!(fields.len() >= 2, "conventions that differ");
    let mut ids = Vec::new();
    for (rank, (partner, _)) in conventions.iter().enumerate() {
        ids.push(asked(&maryse, &dossier, (rank, partner)).await);
    }
    for partner in &territory.partners {
        let code = partner.code.as_str();
        let login = format!("chez.{code}");
        relay.account_at(&login, Role::Partenaire, code).await;
        let actor = relay.visitor();
        actor.sign_in(&login).await;
        let read = crawled(&actor).await;
        let all: String = read.values().map(String::as_str).collect();
        let asked = read.iter().filter(|(path, _)| path.contains("escalades"));
        let asked: String = asked.map(|(_, page)| words(page)).collect();
        let own = conventions.iter().position(|(known, _)| known == code);
        for (rank, (_, allowed)) in conventions.iter().enumerate() {
            let is_own = own == Some(rank);
            for champ in Champ::ALL {
                let canary = said(*champ, rank);
                let expected = is_own && allowed.contains(champ);
                assert_eq!(
                    asked.contains(&canary),
                    expected,
                    "{code} reads « {canary} » ({}) asked of {}",
                    champ.code(),
                    conventions[rank].0
                );
            }
            let question = format!("Question numéro {}", letters(rank));
            assert_eq!(asked.contains(&question), is_own, "{code}: {question}");
            let page = format!("{HERS}/escalades/{}", ids[rank]);
            let direct = actor.get(&page).await.status;
            let wanted = if is_own {
                StatusCode::OK
            } else {
                StatusCode::NOT_FOUND
            };
            assert_eq!(direct, wanted, "{code} at {page}");
        }
        rows_of_others(&actor, &territory, (code, &all)).await;
    }
}

/// Statements of the others: no link to them, and nothing behind their address, in any format.
async fn rows_of_others(
    actor: &Actor<'_>,
    territory: &plus_domain::territoire::Territoire,
    (code, all): (&str, &str),
) {
    for other in &territory.partners {
        let number = format!("2026-10-{}-1", other.code);
        let is_own = other.code.as_str() == code;
        if !is_own {
            assert!(!all.contains(&number), "{code}: {number}");
        }
        for path in [
            format!("{HERS}/releves/{number}"),
            format!("{HERS}/releves/{number}/pdf"),
            format!("{HERS}/releves/{number}/xlsx"),
            format!("{HERS}/releves/{number}/csv"),
            format!("{HERS}/releves/{number}/json"),
        ] {
            let answer = actor.get(&path).await;
            if is_own {
                assert_eq!(answer.status, StatusCode::OK, "{code} at {path}");
            } else {
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{code} at {path}");
            }
        }
    }
}
