//! Life events: whole, plain, and found by what people say.

use plus_domain::{
    catalogue::plain,
    evenement::{Evenement, Moment, said},
    ids::EvenementCode,
    territoire::Territoire,
};

use crate::territoire::{espace_sud, espace_sud_files, said as problems_said};

fn event(code: &str) -> Evenement {
    let territoire = espace_sud();
    territoire
        .evenement(&EvenementCode::new(code))
        .unwrap_or_else(|| panic!("{code}"))
        .clone()
}

#[test]
fn fourteen_events_at_least_lead_somewhere_at_every_moment() {
    let territoire = espace_sud();
    assert!(territoire.evenements.len() >= 14);
    for event in &territoire.evenements {
        assert!(territoire.theme(&event.theme).is_some(), "{}", event.code);
        for moment in Moment::ALL {
            let steps = event.steps.iter().filter(|step| step.moment == moment);
            assert!(steps.count() >= 1, "{}: {}", event.code, moment.code());
        }
        for code in event.steps.iter().flat_map(|step| &step.demarches) {
            assert!(
                territoire.catalogue.get(code).is_some(),
                "{}: {code}",
                event.code
            );
        }
    }
}

#[test]
fn events_are_written_in_plain_french_and_in_english() {
    for event in &espace_sud().evenements {
        let labels = [&event.title, &event.sentence].into_iter();
        for label in labels.chain(event.steps.iter().map(|step| &step.what)) {
            assert_eq!(plain::too_long(&label.fr), None, "{}", event.code);
            assert!(
                plain::words(&label.fr) <= 13,
                "{}: {}",
                event.code,
                label.fr
            );
            assert!(
                label.others.contains_key("en"),
                "{}: {}",
                event.code,
                label.fr
            );
        }
    }
}

#[test]
fn what_people_say_finds_its_event_first() {
    let territoire = espace_sud();
    for (query, code) in [
        ("mon mari est décédé", "deces"),
        ("Ma mère est morte, que faire ?", "deces"),
        ("décès", "deces"),
        ("je suis enceinte", "naissance"),
        ("j’attends un bébé", "naissance"),
        ("j'ai perdu mon travail", "perte-emploi"),
        ("lost my job", "perte-emploi"),
        ("je n'arrive plus à payer mon loyer", "dettes"),
        ("on m'a volé mes papiers", "papiers-perdus"),
        ("divorce", "separation"),
        ("je déménage", "demenagement"),
        ("je pars à la retraite", "retraite"),
        ("inscrire mon enfant à l'école", "ecole"),
        ("cyclone", "cyclone"),
    ] {
        let found = said(&territoire.evenements, query, 2);
        let first = found.first().map(|event| event.code.as_str());
        assert_eq!(first, Some(code), "{query}");
    }
}

#[test]
fn a_procedure_is_no_event() {
    let territoire = espace_sud();
    for query in [
        "acte de décès",
        "carte grise",
        "acte de mariage",
        "rsa",
        "comment faire",
        "",
    ] {
        assert!(said(&territoire.evenements, query, 2).is_empty(), "{query}");
    }
}

#[test]
fn an_event_of_the_territory_that_names_nothing_is_refused_with_its_line() {
    let own = "[[evenement]]\ncode = \"x\"\nicone = \"heart\"\ntheme = \"sante\"\n\
               titre = { fr = \"Je\" }\nphrase = { fr = \"Un.\" }\n\
               [[evenement.etape]]\nquand = \"hier\"\nfaire = { fr = \"Faites.\" }\ndemarches = [\"rien\"]\n";
    let refused = |text: &str| {
        let mut files = espace_sud_files();
        files.insert("evenements.toml".into(), text.into());
        problems_said(&Territoire::from_files(files).unwrap_err())
    };
    assert!(
        refused(own).contains("evenements.toml:8"),
        "{}",
        refused(own)
    );
    let dangling = refused(&own.replace("hier", "ensuite"));
    assert!(dangling.contains("« rien »"), "{dangling}");
    let nowhere = own
        .replace("hier", "ensuite")
        .replace("demarches = [\"rien\"]\n", "");
    assert!(refused(&nowhere).contains("ne mène nulle part"));
}

#[test]
fn a_territory_published_before_events_has_the_common_ones() {
    let territoire = espace_sud();
    let mut publication = territoire.publication();
    let whole = publication.territory.as_object_mut().unwrap();
    assert!(whole.remove("evenements").is_some());
    let read = Territoire::from_publication(&publication).unwrap();
    assert_eq!(read.evenements, territoire.evenements);
}

#[test]
fn the_steps_stand_in_order_of_time() {
    let moments: Vec<Moment> = event("deces")
        .steps
        .iter()
        .map(|step| step.moment)
        .collect();
    assert!(moments.is_sorted());
    assert!(event("deces").leads_to("F909", Moment::ToutDeSuite));
    assert!(!event("deces").leads_to("F909", Moment::PlusTard));
}
