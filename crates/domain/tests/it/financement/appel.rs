//! Claims, their ceilings, and what remains to be justified.

use plus_domain::{
    financement::{Appel, AppelForm, Cents, Claims, Depense, PaymentForm, Plan, standing},
    period::parse_date,
};
use rstest::rstest;

use super::{euros, published};

fn claim(
    plan: &Plan,
    made: &[Appel],
    spent: &[Depense],
    (kind, amount): (&str, &str),
) -> Result<Appel, Vec<(String, &'static str)>> {
    let form = AppelForm {
        resource: "etat".into(),
        kind: kind.into(),
        date: "2016-01-15".into(),
        amount: amount.into(),
    };
    let claims = Claims {
        plan,
        appels: made,
        depenses: spent,
    };
    let author = "ghislaine".into();
    form.read(format!("a{}", made.len()).into(), claims, (&author, 1))
        .map_err(|e| e.0.into_iter().map(|e| (e.field, e.key)).collect())
}

fn paid(amount: &str) -> Depense {
    Depense {
        id: amount.into(),
        piece: amount.into(),
        line: "investissement".into(),
        date: parse_date("2016-02-01").unwrap(),
        paid: parse_date("2016-02-15").ok(),
        payee: "Garage".into(),
        object: "Bus".into(),
        net: euros(amount),
        gross: euros(amount),
        author: "ghislaine".into(),
        at: 1,
        cancelled: false,
    }
}

// 549 978,00 × 30 % = 164 993,40 ; × 80 % = 439 982,40.
#[rstest]
#[case("avance", "164 993,40", None)]
#[case("avance", "164 993,41", Some("financement-plafond-avance"))]
#[case("acompte", "439 982,40", None)]
#[case("acompte", "439 982,41", Some("financement-plafond-acompte"))]
#[case("solde", "0,01", Some("financement-plafond-solde"))]
#[case("avance", "0", Some("financement-montant-nul"))]
#[case("avance", "-5", Some("financement-montant-negatif"))]
#[case("avance", "x", Some("financement-montant"))]
#[case("don", "5", Some("financement-nature"))]
fn a_claim_stays_below_its_ceiling_to_the_cent(
    #[case] kind: &str,
    #[case] amount: &str,
    #[case] refusal: Option<&'static str>,
) {
    let answer = claim(&published(), &[], &[], (kind, amount));
    assert_eq!(answer.err().map(|faults| faults[0].1), refusal);
}

#[test]
fn advance_and_instalments_share_one_ceiling() {
    let plan = published();
    let advance = claim(&plan, &[], &[], ("avance", "164 993,40")).unwrap();
    let left = "274 989,00";
    assert!(
        claim(
            &plan,
            std::slice::from_ref(&advance),
            &[],
            ("acompte", left)
        )
        .is_ok()
    );
    let beyond = claim(
        &plan,
        std::slice::from_ref(&advance),
        &[],
        ("acompte", "274 989,01"),
    );
    assert_eq!(beyond.unwrap_err()[0].1, "financement-plafond-acompte");
    let again = claim(&plan, &[advance], &[], ("avance", "0,01"));
    assert_eq!(again.unwrap_err()[0].1, "financement-plafond-avance");
}

#[test]
fn the_balance_is_what_paid_spending_proves() {
    let plan = published();
    let spent = [paid("100 000")];
    assert!(claim(&plan, &[], &spent, ("solde", "75 000,00")).is_ok());
    assert!(claim(&plan, &[], &spent, ("solde", "75 000,01")).is_err());
    // Beyond what is foreseen, nothing more is owed.
    let spent = [paid("9 000 000")];
    let claims = Claims {
        plan: &plan,
        appels: &[],
        depenses: &spent,
    };
    assert_eq!(standing(claims)[0].earned, euros("549 978,00"));
}

#[test]
fn what_came_and_is_not_covered_by_spending_is_to_justify() {
    let plan = published();
    let advance = claim(&plan, &[], &[], ("avance", "100 000")).unwrap();
    let came = PaymentForm {
        on: "01/02/2016".into(),
        amount: "100 000".into(),
    };
    let advance = came.read(&advance).unwrap();
    let at = |spent: &[Depense]| {
        let appels = [advance.clone()];
        standing(Claims {
            plan: &plan,
            appels: &appels,
            depenses: spent,
        })[0]
            .to_justify
    };
    assert_eq!(at(&[]), euros("100 000"));
    assert_eq!(at(&[paid("40 000")]), euros("70 000"));
    assert_eq!(at(&[paid("200 000")]), Cents::ZERO);
}

#[test]
fn a_claim_taken_away_gives_its_room_back_and_the_carrier_is_asked_for_nothing() {
    let plan = published();
    let mut advance = claim(&plan, &[], &[], ("avance", "164 993,40")).unwrap();
    advance.cancelled = true;
    assert!(claim(&plan, &[advance], &[], ("avance", "164 993,40")).is_ok());
    let form = AppelForm {
        resource: "part-propre".into(),
        ..AppelForm::default()
    };
    let author = "g".into();
    let claims = Claims {
        plan: &plan,
        appels: &[],
        depenses: &[],
    };
    let refused = form.read("a".into(), claims, (&author, 1)).unwrap_err();
    assert_eq!(refused.0[0].key, "financement-financeur");
    assert_eq!(standing(claims).len(), 1);
}

#[test]
fn a_payment_is_read_or_taken_back() {
    let plan = published();
    let advance = claim(&plan, &[], &[], ("avance", "100")).unwrap();
    let read = |on: &str, amount: &str| {
        let form = PaymentForm {
            on: on.into(),
            amount: amount.into(),
        };
        form.read(&advance)
    };
    assert_eq!(read("", "").unwrap().received, None);
    assert_eq!(
        read("2016-03-01", "99,50")
            .unwrap()
            .received
            .unwrap()
            .amount,
        euros("99,50")
    );
    assert_eq!(
        read("2015-03-01", "99").unwrap_err().0[0].key,
        "financement-recu-avant"
    );
    assert_eq!(read("", "99").unwrap_err().0[0].field, "recu_le");
    assert_eq!(read("demain", "").unwrap_err().0[0].field, "recu_le");
}
