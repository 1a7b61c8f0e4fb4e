use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::ids::PromesseId;

fn typed() -> IdentiteForm {
    IdentiteForm {
        nom: " Marie-Sainte ".into(),
        prenom: "Éliane".into(),
        telephone: "0696 12 34 56".into(),
        annee: "1958".into(),
        objet: "Dossier de retraite".into(),
        informe: "oui".into(),
        ..IdentiteForm::default()
    }
}

#[test]
fn p5_a_person_is_a_name_and_what_is_needed() {
    let (identite, demarche, objet) = typed().read(2026).unwrap();
    assert_eq!(
        (identite.nom.as_str(), identite.annee),
        ("Marie-Sainte", Some(1958))
    );
    assert_eq!((demarche, objet.as_str()), (None, "Dossier de retraite"));
}

#[rstest]
#[case::nir("objet", "son numéro 1 85 05 97 211 003 08")]
#[case::password("objet", "mot de passe : Soleil2024")]
#[case::iban("nom", "FR76 3000 6000 0112 3456 7890 189")]
fn p3_p4_what_is_never_kept_is_refused_wherever_it_is_typed(
    #[case] field: &str,
    #[case] text: &str,
) {
    let mut form = typed();
    match field {
        "nom" => form.nom = text.into(),
        _ => form.objet = text.into(),
    }
    let errors = form.read(2026).unwrap_err();
    assert!(
        errors.of(field).unwrap().key.starts_with("sensible-"),
        "{errors:?}"
    );
}

#[test]
fn every_fault_is_told_at_once_and_p16_asks_that_she_was_told() {
    let form = IdentiteForm {
        annee: "2030".into(),
        telephone: "12".into(),
        ..IdentiteForm::default()
    };
    let errors = form.read(2026).unwrap_err();
    let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(
        fields,
        ["nom", "prenom", "objet", "telephone", "annee", "informe"]
    );
}

#[test]
fn a_promise_is_for_today_or_later_by_one_of_the_team() {
    let team = [AccountId::new("a"), AccountId::new("b")];
    let today = date(2026, 11, 27);
    let of = |qui: &str, quand: &str| {
        let form = PromesseForm {
            quoi: "Appeler la CGSS".into(),
            qui: qui.into(),
            quand: quand.into(),
        };
        form.read(today, &team).is_ok()
    };
    assert!(of("b", "2026-11-27"));
    assert!(!of("b", "2026-11-26"));
    assert!(!of("c", "2026-12-01"));
    assert!(!of("a", "2036-01-01"));
}

fn etape(id: &str, faite: Option<jiff::civil::Date>) -> Ecrit {
    Ecrit::Etape {
        id: EcritId::new(id),
        texte: format!("étape {id}"),
        avant: None,
        faite,
    }
}

#[test]
fn a_dossier_is_what_its_writings_say_together() {
    let done = date(2026, 11, 20);
    let lu = Lu::of([
        (
            1,
            Ecrit::Identite(Identite {
                nom: "A".into(),
                ..Identite::default()
            }),
        ),
        (2, etape("1", None)),
        (3, etape("2", None)),
        (4, etape("1", Some(done))),
        (
            5,
            Ecrit::Papier {
                id: EcritId::new("p"),
                texte: "RIB".into(),
                recu: false,
            },
        ),
        (
            6,
            Ecrit::Promesse {
                id: PromesseId::new("x"),
                texte: "Rappeler".into(),
            },
        ),
        (
            7,
            Ecrit::Identite(Identite {
                nom: "B".into(),
                ..Identite::default()
            }),
        ),
    ]);
    assert_eq!(lu.identite.nom, "B");
    assert_eq!(
        lu.etapes[0].faite,
        Some(done),
        "in the place where it was first written"
    );
    assert_eq!(lu.suite().unwrap().id.as_str(), "2");
    assert_eq!(lu.manquants().count(), 1);
    assert_eq!(lu.promesses[&PromesseId::new("x")], "Rappeler");
}

proptest! {
    /// A writing reads the same after it was written; what is typed is never longer.
    #[test]
    fn a_text_that_is_kept_holds_nothing_sensitive(text in "\\PC{0,700}") {
        let form = PapierForm { papier: text };
        if let Ok(kept) = form.read() {
            prop_assert!(kept.chars().count() <= MOST_SIGNS);
            prop_assert_eq!(crate::sensitive::find(&kept), None);
            let ecrit = Ecrit::Papier { id: EcritId::new("p"), texte: kept, recu: true };
            let json = serde_json::to_string(&ecrit).unwrap();
            prop_assert_eq!(serde_json::from_str::<Ecrit>(&json).unwrap(), ecrit);
        }
    }
}
