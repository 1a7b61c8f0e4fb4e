//! What a relay or a partner confirms: its mark, its date, and nothing else.

use std::collections::BTreeSet;

use jiff::civil::date;
use plus_domain::{
    catalogue::{Catalogue, Demarche, Item, MarkKind, Status, revision},
    event::DemarcheConfirmation,
    ids::AccountId,
};
use proptest::prelude::*;

use super::code;
use crate::territoire::espace_sud;

fn confirmation(demarche: &str, item: &str, text: &str) -> DemarcheConfirmation {
    DemarcheConfirmation {
        demarche: code(demarche),
        item: item.into(),
        text: text.into(),
        author: AccountId::new("a1"),
        date: date(2026, 11, 23),
    }
}

fn confirmed(catalogue: &Catalogue, confirmations: &[DemarcheConfirmation]) -> Catalogue {
    catalogue
        .clone()
        .with_confirmations(confirmations, |_, when| Status::VerifieParLeRelais {
            who: "Ghislaine R.".into(),
            when,
        })
}

#[test]
fn a_confirmation_changes_the_mark_of_what_it_verified_and_nothing_else() {
    let catalogue = espace_sud().catalogue;
    let after = confirmed(&catalogue, &[confirmation("rsa", "piece:3", "Votre RIB")]);
    assert_eq!(after.to_confirm().len(), catalogue.to_confirm().len() - 1);
    let paper = &after.get(&code("rsa")).unwrap().papers[2];
    assert_eq!(
        paper.shown().mark.long,
        "Vérifié par le relais (Ghislaine R.) le 23 novembre 2026."
    );
    assert_eq!(paper.shown().value, "Votre RIB");
}

#[test]
fn a_whole_demarche_confirmed_is_verified_everywhere_and_official_facts_keep_their_source() {
    let catalogue = espace_sud().catalogue;
    let before = catalogue.get(&code("logement-social")).unwrap();
    let whole = before.whole_text();
    let after = confirmed(
        &catalogue,
        &[confirmation("logement-social", "tout", &whole)],
    );
    let after = after.get(&code("logement-social")).unwrap();
    for ((_, text, before), (_, _, after)) in before.items().into_iter().zip(after.items()) {
        match before {
            Status::Officiel { .. } => assert_eq!(before, after, "{text}"),
            _ => assert_eq!(after.mark().kind, MarkKind::Verifie, "{text}"),
        }
    }
    let stale = confirmation("logement-social", "tout", "Un autre texte");
    assert_eq!(confirmed(&catalogue, &[stale]), catalogue);
}

#[test]
fn a_demarche_is_read_again_six_months_after_its_oldest_word() {
    let catalogue = espace_sud().catalogue;
    let rsa = catalogue.get(&code("rsa")).unwrap();
    // Its file was written on 23 November 2026.
    assert_eq!(revision::of_demarche(rsa, &[]), Some(date(2027, 5, 23)));
    let later = |item: &str, text: &str| DemarcheConfirmation {
        date: date(2027, 3, 1),
        ..confirmation("rsa", item, text)
    };
    let one_point = later("cout", "Gratuit.");
    let after_one = revision::of_demarche(rsa, &[one_point]);
    assert_eq!(
        after_one,
        Some(date(2027, 5, 23)),
        "the other points are as old"
    );
    let whole = later("tout", &rsa.whole_text());
    let after_all = revision::of_demarche(rsa, &[whole]);
    assert_eq!(after_all, Some(date(2027, 9, 1)));
    let stale = later("tout", "Un autre texte");
    assert_eq!(
        revision::of_demarche(rsa, &[stale]),
        Some(date(2027, 5, 23))
    );
}

#[test]
fn a_confirmation_of_a_text_that_changed_no_longer_counts() {
    let catalogue = espace_sud().catalogue;
    for stale in [
        confirmation("rsa", "piece:3", "Votre ancien RIB"),
        confirmation("rsa", "cout", "Cinq euros."),
        confirmation("rsa", "couleur", "Gratuit."),
        confirmation("inconnue", "cout", "Gratuit."),
        confirmation("rsa", "piece:0", "Votre RIB"),
    ] {
        assert_eq!(
            confirmed(&catalogue, std::slice::from_ref(&stale)),
            catalogue,
            "{stale:?}"
        );
    }
}

#[test]
fn the_last_confirmation_wins() {
    let catalogue = espace_sud().catalogue;
    let first = confirmation("rsa", "cout", "Gratuit.");
    let second = DemarcheConfirmation {
        date: date(2027, 2, 1),
        ..first.clone()
    };
    let after = confirmed(&catalogue, &[first, second]);
    assert!(
        after
            .get(&code("rsa"))
            .unwrap()
            .cost
            .shown()
            .mark
            .long
            .ends_with("le 1er février 2027.")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_confirmations_leave_every_statement_with_its_text_and_a_mark(
        lines in prop::collection::vec((0_usize..80, prop::sample::select(vec!["piece:1", "piece:2", "lieu", "adresse", "cout", "delai", "x"]), any::<bool>()), 0..12),
    ) {
        let catalogue = espace_sud().catalogue;
        let confirmations: Vec<_> = lines
            .iter()
            .map(|(at, item, same)| {
                let demarche = &catalogue.demarches()[at % catalogue.demarches().len()];
                let item_of = demarche.items().into_iter().find(|(name, ..)| name.to_string() == *item);
                let text = item_of.filter(|_| *same).map_or("autre", |(_, text, _)| text);
                confirmation(demarche.code.as_str(), item, text)
            })
            .collect();
        let after = confirmed(&catalogue, &confirmations);
        for (before, after) in catalogue.demarches().iter().zip(after.demarches()) {
            let said = |demarche: &Demarche| demarche.items().iter().map(|(item, text, _)| (*item, (*text).to_owned())).collect::<Vec<_>>();
            prop_assert_eq!(said(before), said(after));
        }
        let real: BTreeSet<_> = confirmations.iter().filter(|c| c.text != "autre").map(|c| (c.demarche.clone(), c.text.clone())).collect();
        prop_assert!(after.to_confirm().len() + real.len() >= catalogue.to_confirm().len());
    }

    #[test]
    fn the_name_of_an_item_is_read_as_it_is_written(number in 1_usize..500) {
        for item in [Item::Piece(number), Item::Lieu, Item::Adresse, Item::Cout, Item::Delai, Item::Tout] {
            prop_assert_eq!(item.to_string().parse(), Ok(item));
        }
    }
}
