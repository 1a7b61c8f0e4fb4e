//! Services on line: plain, honest about what nobody confirmed, and the one list of
//! sites that follows from them (requirements S20, F).

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;

use jiff::civil::date;
use plus_domain::{
    catalogue::{MarkKind, Status, plain},
    event::ServiceConfirmation,
    ids::ServiceCode,
    service::{self, Need, Owner},
    sites::{HostPattern, allow_list},
    territoire::{CommuneRow, EpciRow, Problem, Territoire},
};

use crate::territoire::{espace_sud, espace_sud_files};

fn roanne() -> Territoire {
    let epci = EpciRow {
        code: "200035731".into(),
        name: "CA Roannais Agglomération".into(),
    };
    let commune = CommuneRow {
        code: "42187".into(),
        name: "Roanne".into(),
        population: 34_831,
        postal_codes: vec!["42300".into()],
    };
    Territoire::for_epci(&epci, &[commune]).unwrap()
}

#[test]
fn every_service_can_be_read_and_prepared_and_says_how_sure_it_is() {
    let territory = espace_sud();
    assert!(territory.services.all().len() >= 30);
    for service in territory.services.all() {
        assert!(territory.partner(&service.partner).is_some());
        assert!(territory.theme(&service.theme).is_some());
        let before = service.before.shown();
        assert!(!before.value.needs.is_empty(), "{}", service.code);
        assert_eq!(before.mark.kind, MarkKind::AConfirmer, "{}", service.code);
        assert!(service.is_to_confirm() && service.dated.is_some());
        let details = before.value.details.iter();
        for text in details.chain([&service.name, &service.purpose]) {
            assert_eq!(plain::too_long(text), None, "{}", service.code);
            for wrong in ["'", " !", " :", " ?", "« ", "usager", "  "] {
                assert!(!text.contains(wrong), "{}: {text}", service.code);
            }
        }
    }
}

#[test]
fn what_a_relay_is_asked_for_every_week_is_there_with_a_demarche_beside_it() {
    let territory = espace_sud();
    for demarche in [
        "eau-facture",
        "electricite-facture",
        "adresse-email",
        "rsa",
        "releve-carriere",
        "cheque-energie",
        "titre-sejour",
        "formation-cpf",
        "franceconnect",
    ] {
        let code = demarche.into();
        assert!(territory.catalogue.get(&code).is_some(), "{demarche}");
        let mut services = territory.services.of_demarche(&code);
        assert!(services.next().is_some(), "no service for {demarche}");
    }
}

#[test]
fn a_service_of_the_relay_belongs_to_the_relay() {
    let territory = espace_sud();
    let owner = |code: &str| {
        territory
            .services
            .get(&ServiceCode::new(code))
            .unwrap()
            .owner
    };
    assert_eq!(owner("caf-mon-compte"), Owner::Partenaire);
    assert_eq!(owner("franceconnect"), Owner::Coordination);
}

#[test]
fn a_confirmed_service_is_verified_until_its_text_changes() {
    let territory = espace_sud();
    let code = ServiceCode::new("caf-mon-compte");
    let before = territory.services.get(&code).unwrap();
    let confirmation = |text: &str| ServiceConfirmation {
        service: code.clone(),
        text: text.into(),
        author: "a1".into(),
        date: date(2027, 3, 1),
    };
    let said = |confirmation: &ServiceConfirmation| {
        let services = territory.services.clone();
        let after =
            services.with_confirmations([confirmation], |_, when| Status::VerifieParLePartenaire {
                who: "la CAF".into(),
                when,
            });
        let last = service::last_confirmations(&after, [confirmation]);
        let service = after.get(&code).unwrap().clone();
        let review = service::to_review(&service, last.get(&code).copied());
        (service.address.shown().mark.long, review)
    };
    let (mark, review) = said(&confirmation(&before.whole_text()));
    assert_eq!(mark, "Vérifié par la CAF le 1er mars 2027.");
    assert_eq!(review, Some(date(2027, 9, 1)));
    let (mark, review) = said(&confirmation("un autre texte"));
    assert_eq!(mark, "Habituel, à confirmer auprès de la CAF.");
    assert_eq!(review, Some(date(2027, 5, 23)), "six months after its file");
}

#[test]
fn the_list_of_sites_opens_what_every_page_links_to() {
    for territory in [espace_sud(), roanne()] {
        let list = allow_list(&territory);
        let opens = |host: &str| list.iter().any(|allowed| allowed.host.opens(host));
        for service in territory.services.all() {
            assert!(
                opens(service.address.shown().value.host()),
                "{}",
                service.code
            );
        }
        for demarche in territory.catalogue.demarches() {
            if let Some(online) = &demarche.online {
                assert!(opens(online.shown().value.host()), "{}", demarche.code);
            }
        }
        assert!(opens("connexion.caf.fr") && opens("fip.franceconnect.gouv.fr"));
        assert!(opens("mail.google.com") && opens("messagerie.orange.fr"));
        assert!(!opens("www.google.com") && !opens("exemple.fr"));
    }
}

#[test]
fn the_list_of_sites_opens_no_suffix_and_names_nothing_twice() {
    let list = allow_list(&espace_sud());
    let mut seen = BTreeSet::new();
    for allowed in &list {
        let text = allowed.host.to_string();
        assert_eq!(
            HostPattern::read(&text).as_ref(),
            Ok(&allowed.host),
            "{text}"
        );
        assert!(allowed.host.chromium().starts_with("https://"), "{text}");
        assert!(!allowed.asked_by.is_empty(), "{text}");
        let host = text.trim_start_matches("*.").to_owned();
        let others = list.iter().filter(|other| other.host != allowed.host);
        for other in others {
            assert!(!other.host.opens(&host), "{text} stands in {}", other.host);
        }
        assert!(seen.insert(text));
    }
}

const LOCAL: &str = r#"
[[service]]
code = "aide-locale"
partenaire = "ctm"
theme = "logement"
nom = "Aide locale"
pour = "Demander une aide d’ici."
hotes = ["*.exemple.fr"]
demarches = ["fsl"]
responsable = "coordination"

[service.verifie]
par = "Ghislaine R."
le = 2026-10-12
adresse = "https://aide.exemple.fr/"

[service.habituel]
besoins = ["papiers", "compte"]
precision = "Apportez tout."
"#;

fn with_local(text: &str) -> Result<Territoire, Vec<Problem>> {
    let mut files = espace_sud_files();
    let file = files.get_mut("services.toml").unwrap();
    file.push_str(text);
    Territoire::from_files(files)
}

#[test]
fn a_territory_adds_its_own_services() {
    let territory = with_local(LOCAL).unwrap();
    let service = territory.services.get(&ServiceCode::new("aide-locale"));
    let service = service.unwrap();
    assert_eq!(service.address.shown().mark.kind, MarkKind::Verifie);
    let needs = service.before.shown().value.needs.clone();
    assert_eq!(
        needs,
        [Need::Compte, Need::Papiers],
        "in the order of the screen"
    );
    let written = serde_json::to_value(&territory).unwrap();
    let read: Territoire = serde_json::from_value(written).unwrap();
    assert_eq!(read, territory);
}

#[test]
fn a_territory_replaces_a_common_service() {
    let text = LOCAL.replace("aide-locale", "amendes");
    let territory = with_local(&text).unwrap();
    let count = espace_sud().services.all().len();
    assert_eq!(territory.services.all().len(), count);
    let own = territory
        .services
        .get(&ServiceCode::new("amendes"))
        .unwrap();
    assert_eq!(own.name, "Aide locale");
}

#[test]
fn a_territory_of_before_has_no_service_and_is_still_read() {
    let mut written = serde_json::to_value(espace_sud()).unwrap();
    let fields = written.as_object_mut().unwrap();
    fields.remove("services");
    fields.remove("sites");
    let read: Territoire = serde_json::from_value(written).unwrap();
    assert!(read.services.all().is_empty() && read.sites.is_empty());
}

/// What is there, what is put instead, what must be said.
const FAULTS: [(&str, &str, &str); 9] = [
    ("https://aide", "http://aide", "https://"),
    (
        "adresse = \"https://aide.exemple.fr/\"\n",
        "",
        "il manque « adresse »",
    ),
    (
        "besoins = [\"papiers\", \"compte\"]",
        "",
        "il manque « besoins »",
    ),
    ("\"compte\"]", "\"patience\"]", "n’est pas un besoin"),
    ("\"compte\"]", "\"rien\"]", "aucun autre besoin"),
    ("*.exemple.fr", "*.gouv.fr", "ne peut pas être permis"),
    ("\"fsl\"", "\"fls\"", "n’existe pas"),
    (
        "\"coordination\"",
        "\"personne\"",
        "n’est pas un responsable",
    ),
    (
        "theme = \"logement\"",
        "theme = \"logemant\"",
        "n’existe pas",
    ),
];

#[test]
fn a_service_that_would_mislead_is_refused_with_its_line() {
    for (from, to, expected) in FAULTS {
        assert!(LOCAL.contains(from), "{from}");
        let problems = with_local(&LOCAL.replacen(from, to, 1)).unwrap_err();
        let said: Vec<_> = problems.iter().map(Problem::to_string).collect();
        let is_said = |line: &String| line.starts_with("services.toml:") && line.contains(expected);
        assert!(said.iter().any(is_said), "{from} → {to}: {said:#?}");
    }
}
