use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

use std::collections::BTreeMap;

use super::*;

fn mandat(from: Date, duree: Duree) -> Mandat {
    Mandat {
        id: MandatId::new("m"),
        dossier: DossierId::new("d"),
        mandataire: AccountId::new("a"),
        demarches: ["aah", "rsa"].map(DemarcheCode::new).to_vec(),
        from,
        duree,
        modele: "2026-11".into(),
        modele_hash: "h".into(),
        salt: "s".into(),
        hash: String::new(),
        sealed: String::new(),
        ended: None,
        author: AccountId::new("a"),
        at: 0,
    }
}

fn form() -> MandatForm {
    MandatForm {
        demarches: vec!["rsa".into(), "aah".into(), "rsa".into()],
        duree: "31".into(),
        protege: "non".into(),
        papier: "oui".into(),
        lu: "oui".into(),
        ..MandatForm::default()
    }
}

fn known() -> Vec<DemarcheCode> {
    ["aah", "apl", "rsa"].map(DemarcheCode::new).to_vec()
}

const TODAY: Date = date(2026, 11, 27);

#[rstest]
#[case(Duree::Jour, TODAY)]
#[case(Duree::Mois, date(2026, 12, 27))]
#[case(Duree::An, date(2027, 11, 26))]
fn p17_its_last_day_counts_the_first(#[case] duree: Duree, #[case] until: Date) {
    assert_eq!(mandat(TODAY, duree).until(), until);
}

#[test]
fn p18_outside_its_list_nothing_may_be_done() {
    let mandat = mandat(TODAY, Duree::Mois);
    assert_eq!(mandat.covers(&"rsa".into(), TODAY, 0), Ok(()));
    assert_eq!(mandat.covers(&"apl".into(), TODAY, 0), Err(Refused::Beyond));
}

#[test]
fn p19_without_the_declaration_nothing_is_signed() {
    let silent = MandatForm {
        protege: String::new(),
        ..form()
    };
    assert!(
        silent
            .read(&known(), TODAY)
            .unwrap_err()
            .of("protege")
            .is_some()
    );
    let alone = MandatForm {
        protege: "oui".into(),
        ..form()
    };
    let errors = alone.read(&known(), TODAY).unwrap_err();
    assert!(
        errors.of("tuteur").is_some() && errors.of("jugement").is_some(),
        "{errors:?}"
    );
    let guarded = MandatForm {
        tuteur: "UDAF".into(),
        jugement: "2024-03-01".into(),
        ..alone
    };
    let read = guarded.read(&known(), TODAY).unwrap();
    assert_eq!(read.tuteur.unwrap().nom, "UDAF");
}

#[test]
fn p20_only_who_is_employed_holds_a_mandate() {
    let holding: Vec<Statut> = Statut::ALL
        .iter()
        .copied()
        .filter(|s| s.may_hold())
        .collect();
    assert_eq!(holding, [Statut::Agent]);
}

#[rstest]
#[case("duree", MandatForm { duree: "30".into(), ..form() })]
#[case("demarches", MandatForm { demarches: vec!["inconnue".into()], ..form() })]
#[case("demarches", MandatForm { demarches: Vec::new(), ..form() })]
#[case("signature", MandatForm { papier: String::new(), ..form() })]
#[case("signature", MandatForm { papier: String::new(), signature: "1,1 2,2".into(), ..form() })]
#[case("signature", MandatForm { papier: String::new(), signature: "1,1 ".repeat(9) + "1,1001", ..form() })]
#[case("lu", MandatForm { lu: String::new(), ..form() })]
fn what_is_missing_to_sign_is_said(#[case] field: &str, #[case] form: MandatForm) {
    let errors = form.read(&known(), TODAY).unwrap_err();
    assert_eq!(errors.0.len(), 1, "{errors:?}");
    assert!(errors.of(field).is_some(), "{errors:?}");
}

#[test]
fn procedures_are_sorted_and_once_each() {
    let read = form().read(&known(), TODAY).unwrap();
    assert_eq!(read.demarches, ["aah", "rsa"].map(DemarcheCode::new));
    let drawn = MandatForm {
        papier: String::new(),
        signature: "10,20 ".repeat(9),
        ..form()
    };
    assert!(!drawn.read(&known(), TODAY).unwrap().signature.is_empty());
}

#[test]
fn p17_the_template_carries_the_seventeen_elements() {
    let modele = Modele::in_force().unwrap();
    assert_eq!(modele.articles.len(), usize::from(ELEMENTS));
    let source = Modele::source(&modele.version).unwrap();
    let cut = source.replace("element = 7", "element = 18");
    assert_eq!(Modele::read(&cut), Err(ModeleError::Missing(7)));
}

/// A mandate takes two minutes, read aloud whole: at the pace of our voice, with its
/// silences, two hundred and thirty-five words take less than a hundred seconds.
#[test]
fn the_template_in_force_is_read_aloud_in_a_hundred_seconds() {
    let filled = [
        ("mandant", "Marie-Louise Sainte-Rose"),
        ("organisation", "Communauté de communes des Trois Rivières"),
        ("mandataire", "Maryse Dorival"),
        ("demarches", "demander le RSA, demander la prime d’activité"),
        ("duree", "31 jours"),
        ("debut", "28 novembre 2026"),
        ("fin", "28 décembre 2026"),
        (
            "protection",
            "La personne déclare qu’aucune mesure de protection juridique (tutelle, curatelle) \
             ne la concerne.",
        ),
        ("lieu", "Rivière-Haute"),
        ("signature", "La personne a signé sur l’écran :"),
    ];
    let filled = filled.map(|(name, value)| (name, value.to_owned()));
    let modele = Modele::in_force().unwrap();
    let articles = modele.filled(&filled.into()).unwrap();
    // The numbers are for the paper.
    let titles = modele.articles.iter().map(|article| article.title.as_str());
    let read = titles.chain(articles.iter().map(|(_, text)| text.as_str()));
    let words = read.flat_map(str::split_whitespace);
    let many = words.count();
    assert!(many <= 235, "{many} words");
}

/// A translation has its names where the French has them, or is not shown.
#[test]
fn a_translation_takes_the_names_of_the_french_in_their_order() {
    let article = Article {
        element: 4,
        title: "Combien de temps".into(),
        text: "Pour {duree}, jusqu’au {fin} compris.".into(),
    };
    let french = article.to_translate().unwrap();
    assert_eq!(french, "Pour …, jusqu’au … compris.");
    let values = [
        ("duree", "31 days".to_owned()),
        ("fin", "28 December".to_owned()),
    ]
    .into();
    let said = article.translated("For …, until ….", &values);
    assert_eq!(said.as_deref(), Some("For 31 days, until 28 December."));
    assert_eq!(article.translated("For ….", &values), None, "one is lost");
    assert_eq!(article.translated("For …, …, ….", &values), None);
    let named = Article {
        text: "{mandant}.".into(),
        ..article
    };
    assert_eq!(named.to_translate(), None, "a name alone");
}

#[test]
fn a_name_without_value_is_no_mandate_and_a_value_is_not_read_again() {
    let modele = Modele::in_force().unwrap();
    assert!(matches!(
        modele.filled(&BTreeMap::new()),
        Err(ModeleError::Unfilled(_))
    ));
    let names = [
        "mandant",
        "organisation",
        "mandataire",
        "demarches",
        "duree",
        "debut",
        "fin",
        "protection",
        "lieu",
        "signature",
    ];
    let values: BTreeMap<&str, String> = names.map(|n| (n, format!("<{{{n}}}>"))).into();
    let filled = modele.filled(&values).unwrap();
    assert!(filled[0].1.contains("<{mandant}>"), "{filled:?}");
}

#[test]
fn p17_every_field_that_was_agreed_changes_the_hash() {
    let base = mandat(TODAY, Duree::Mois);
    let text = base.canonical("Espace Sud");
    let others = [
        Mandat {
            dossier: DossierId::new("e"),
            ..base.clone()
        },
        Mandat {
            mandataire: AccountId::new("b"),
            ..base.clone()
        },
        Mandat {
            demarches: vec!["rsa".into()],
            ..base.clone()
        },
        Mandat {
            from: date(2026, 11, 28),
            ..base.clone()
        },
        Mandat {
            duree: Duree::Jour,
            ..base.clone()
        },
        Mandat {
            modele_hash: "i".into(),
            ..base.clone()
        },
        Mandat {
            salt: "t".into(),
            ..base.clone()
        },
    ];
    for other in others {
        assert_ne!(other.canonical("Espace Sud"), text);
    }
    assert_ne!(base.canonical("Espace Nord"), text);
}

proptest! {
    /// P18: over dates, lists and stops, an act is allowed exactly when all three allow it.
    #[test]
    fn p18_an_act_is_allowed_only_inside_the_mandate(
        offset in -400_i64..400,
        which in 0_usize..4,
        asked in 0_usize..3,
        stopped in proptest::option::of(0_i64..100),
        now in 0_i64..100,
    ) {
        let duree = Duree::ALL[which];
        let mut mandat = mandat(TODAY, duree);
        mandat.ended = stopped.map(|at| Ended { how: Fin::Revoque, at, author: None });
        let demarche = known()[asked].clone();
        let day = TODAY.saturating_add(Span::new().days(offset));
        let expected = (0..duree.days()).contains(&offset)
            && ["aah", "rsa"].contains(&demarche.as_str())
            && stopped.is_none_or(|at| now < at);
        prop_assert_eq!(mandat.covers(&demarche, day, now).is_ok(), expected);
    }

    /// A drawn signature is read without stopping, whatever comes.
    #[test]
    fn strokes_never_stop_their_reader(text in "[0-9,; ]{0,200}") {
        let form = MandatForm { papier: String::new(), signature: text, ..form() };
        let _ = form.read(&known(), TODAY);
    }
}
