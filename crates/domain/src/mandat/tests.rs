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
