use super::*;
use crate::{
    period::parse_date,
    reference::{DemarcheFacts, Reference},
};

fn known() -> Reference {
    let mut known = Reference::default();
    known.partners.insert("caf".into(), "famille".into());
    known.themes.insert("famille".into());
    known.demarches.insert(
        "rsa".into(),
        DemarcheFacts {
            partner: "caf".into(),
            theme: "argent".into(),
            habitual_kind: Kind::Accompagnement,
        },
    );
    known
        .places
        .insert("le-marin-mondesir".into(), "97217".into());
    known.communes.insert("97217".into());
    known
}

fn recording() -> Recording {
    Recording {
        id: "v1".into(),
        demande_ids: (0..25).map(|i| DemandeId::new(format!("d{i}"))).collect(),
        author: "maryse".into(),
        at: 1_000,
        today: parse_date("2026-11-23").expect("a date"),
    }
}

fn form(tap: &str) -> VisiteForm {
    VisiteForm {
        date: "2026-11-23".into(),
        place: "le-marin-mondesir".into(),
        demandes: vec![DemandeForm {
            partner: "caf".into(),
            demarche: "rsa".into(),
            tap: tap.into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

fn record(form: &VisiteForm) -> Result<Visite, crate::form::FormErrors> {
    Visite::record(form, &recording(), &known())
}

#[test]
fn three_taps_make_an_anonymous_visite_with_everything_not_said() {
    let visite = record(&form("fait")).expect("recorded");
    assert_eq!(visite.person, None);
    assert_eq!(visite.first, FirstTime::Unknown);
    assert_eq!(visite.profile, Profile::default());
    assert_eq!(visite.commune.as_str(), "97217");
    assert_eq!(visite.demandes[0].theme.as_str(), "argent");
}

#[rstest::rstest]
#[case("fait", Kind::Accompagnement, Outcome::Resolu, true)]
#[case("renseigne", Kind::Information, Outcome::Resolu, true)]
#[case("a-suivre", Kind::Accompagnement, Outcome::ASuivre, false)]
#[case("bloque", Kind::Accompagnement, Outcome::Bloque, false)]
#[case("reoriente", Kind::Orientation, Outcome::Reoriente, true)]
fn the_third_tap_says_kind_and_result_together(
    #[case] tap: &str,
    #[case] kind: Kind,
    #[case] outcome: Outcome,
    #[case] said: bool,
) {
    let demande = record(&form(tap)).expect("recorded").demandes.remove(0);
    assert_eq!(
        (demande.kind, demande.outcome, demande.kind_confirmed),
        (kind, outcome, said)
    );
    assert!(demande.is_coherent());
}

#[test]
fn everything_wrong_is_said_at_once() {
    let mut form = form("peut-etre");
    form.date = "2026-02-30".into();
    form.place = "nulle-part".into();
    form.minutes = "1440".into();
    form.age = "vieux".into();
    form.note = "son numéro : 2 84 05 97 217 001 ".into();
    let errors = record(&form).expect_err("refused");
    let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
    assert_eq!(
        fields,
        ["date", "place", "age", "note", "minutes", "demandes.0.tap"]
    );
}

#[test]
fn a_visite_is_not_dated_in_the_future() {
    let mut form = form("fait");
    form.date = "2026-11-24".into();
    assert!(record(&form).expect_err("refused").of("date").is_some());
}

#[test]
fn a_demarche_of_another_partner_is_refused() {
    let mut form = form("fait");
    form.demandes[0].demarche = "carte-vitale".into();
    assert!(
        record(&form)
            .expect_err("refused")
            .of("demandes.0.demarche")
            .is_some()
    );
}

#[test]
fn a_correction_touches_only_its_fields() {
    let visite = record(&form("fait")).expect("recorded");
    let minutes = serde_json::json!(25);
    let age = serde_json::json!("40-54");
    let corrected = visite
        .with_changes([("minutes", &minutes), ("age", &age)])
        .expect("corrected");
    assert_eq!(corrected.minutes, 25);
    assert_eq!(corrected.profile.age, crate::profile::AgeBand::From40);
    let changes = changes_between(&visite, &corrected);
    let names: Vec<&str> = changes.iter().map(|c| c.field.as_str()).collect();
    assert_eq!(names, ["age", "minutes"]);
    assert_eq!(changes[1].base, serde_json::json!(0));
}

#[test]
fn a_second_demande_is_a_field_of_its_own() {
    let visite = record(&form("fait")).expect("recorded");
    let mut second = visite.demandes[0].clone();
    second.id = "d9".into();
    let value = serde_json::to_value(&second).expect("json");
    let corrected = visite
        .with_changes([("demande:d9", &value)])
        .expect("corrected");
    assert_eq!(corrected.demandes.len(), 2);
    let null = serde_json::Value::Null;
    assert!(
        corrected
            .with_changes([("demande:d0", &null), ("demande:d9", &null)])
            .is_err()
    );
}

#[rstest::rstest]
#[case("author")]
#[case("id")]
#[case("at")]
#[case("profile")]
#[case("demandes")]
#[case("n-importe-quoi")]
fn who_and_when_cannot_be_corrected(#[case] field: &str) {
    let visite = record(&form("fait")).expect("recorded");
    let value = serde_json::json!("x");
    assert_eq!(
        visite.with_changes([(field, &value)]),
        Err(CorrectionError::Field(field.to_owned()))
    );
}

#[test]
fn an_incoherent_demande_cannot_come_through_a_correction() {
    let visite = record(&form("fait")).expect("recorded");
    let mut demande = visite.demandes[0].clone();
    demande.kind = Kind::Orientation;
    let value = serde_json::to_value(&demande).expect("json");
    assert_eq!(
        visite.with_changes([("demande:d0", &value)]),
        Err(CorrectionError::Demandes)
    );
}
