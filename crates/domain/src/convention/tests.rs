use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::financement::Cents;

fn convention() -> Convention {
    Convention {
        code: "caf-2016".into(),
        partner: "caf".into(),
        reference: "RSP-2016-01".into(),
        object: "Accueillir et accompagner".into(),
        signed: Some(date(2016, 11, 16)),
        from: date(2016, 11, 16),
        until: Some(date(2019, 11, 15)),
        suite: Suite::Tacite,
        months: 12,
        notice: 3,
        ended: None,
        relay_signer: String::new(),
        partner_signer: String::new(),
        renewals: Vec::new(),
        obligations: Vec::new(),
        apports: Vec::new(),
        referents: Vec::new(),
        removed: false,
    }
}

fn owed(frequency: Frequence, due: Date) -> Obligation {
    Obligation {
        code: "releve".into(),
        what: "Envoyer le relevé".into(),
        by: Partie::Relais,
        frequency,
        due: Some(due),
        done: None,
        state: ObligationState::ATenir,
        note: String::new(),
    }
}

fn met(on: Date) -> Item {
    Item::Reunion(Reunion {
        code: format!("reunion-{on}"),
        partners: ["caf".into()].into(),
        on,
        kind: ReunionKind::Pilotage,
        present: Vec::new(),
        decided: String::new(),
        next: None,
        removed: false,
    })
}

fn kinds(items: impl IntoIterator<Item = Item>, today: Date, served: bool) -> Vec<AlerteKind> {
    let alerts = Registre::of(items).alerts(today, |_| served);
    alerts.into_iter().map(|a| a.kind).collect()
}

#[test]
fn a_tacit_convention_goes_on_by_itself_and_another_ends() {
    let tacit = convention();
    assert_eq!(tacit.ends(date(2017, 1, 1)), Some(date(2019, 11, 15)));
    assert_eq!(tacit.ends(date(2019, 11, 16)), Some(date(2020, 11, 15)));
    assert!(tacit.runs(date(2026, 1, 1)));
    let expressly = Convention {
        suite: Suite::Expresse,
        ..convention()
    };
    assert!(expressly.runs(date(2019, 11, 15)) && !expressly.runs(date(2019, 11, 16)));
    let denounced = Convention {
        ended: Some(date(2020, 11, 15)),
        ..convention()
    };
    assert!(denounced.runs(date(2020, 11, 15)) && !denounced.runs(date(2020, 11, 16)));
    let without_end = Convention {
        until: None,
        ..convention()
    };
    assert_eq!(without_end.ends(date(2030, 1, 1)), None);
    assert!(!without_end.runs(date(2016, 11, 15)));
}

#[test]
fn a_signed_renewal_moves_the_end() {
    let renewed = convention().with(Line::Renouvellement(Renouvellement {
        code: "avenant-1".into(),
        on: date(2019, 10, 1),
        until: date(2022, 11, 15),
        note: String::new(),
    }));
    assert_eq!(renewed.ends(date(2019, 12, 1)), Some(date(2022, 11, 15)));
    assert_eq!(renewed.changes(Some(&convention())), ["renouvellements"]);
    assert_eq!(renewed.without("avenant-1"), convention());
}

#[test]
fn an_end_is_an_alert_from_sixty_days_before_its_notice() {
    let item = || [Item::Convention(convention()), met(date(2019, 6, 1))];
    // Three months of notice before 15 November: 15 August; sixty days before: 16 June.
    assert!(kinds(item(), date(2019, 6, 15), true).is_empty());
    assert_eq!(kinds(item(), date(2019, 6, 16), true), [AlerteKind::Fin]);
    assert_eq!(kinds(item(), date(2019, 11, 15), true), [AlerteKind::Fin]);
    let told = Registre::of(item()).alerts(date(2019, 7, 1), |_| true);
    assert_eq!(told[0].notice, Some(date(2019, 8, 15)));
    assert!(told[0].tacit);
    assert!(kinds(item(), date(2019, 11, 16), true).is_empty());
}

#[test]
fn a_partner_served_without_a_convention_is_an_alert_and_another_is_not() {
    let over = || {
        let over = Convention {
            suite: Suite::Aucune,
            ..convention()
        };
        [Item::Convention(over), met(date(2019, 11, 1))]
    };
    let after = date(2019, 12, 1);
    assert_eq!(kinds(over(), after, true), [AlerteKind::Finie]);
    assert!(kinds(over(), after, false).is_empty());
    let next = Convention {
        code: "caf-2019".into(),
        from: date(2019, 11, 16),
        until: None,
        ..convention()
    };
    let both = over().into_iter().chain([Item::Convention(next)]);
    assert!(kinds(both, after, true).is_empty());
}

#[test]
fn a_year_without_a_meeting_is_an_alert() {
    let alone = || [Item::Convention(convention())];
    assert!(kinds(alone(), date(2017, 11, 16), true).is_empty());
    assert_eq!(
        kinds(alone(), date(2017, 11, 17), true),
        [AlerteKind::Reunion]
    );
    let seen = alone().into_iter().chain([met(date(2017, 6, 1))]);
    assert!(kinds(seen, date(2018, 6, 1), true).is_empty());
    // A meeting to come is none yet.
    let coming = alone().into_iter().chain([met(date(2018, 6, 1))]);
    let told = Registre::of(coming);
    assert_eq!(told.alerts(date(2018, 1, 1), |_| true).len(), 1);
    let caf = PartnerCode::new("caf");
    assert_eq!(
        told.next_meeting(&caf, date(2018, 1, 1)),
        Some(date(2018, 6, 1))
    );
}

#[test]
fn what_is_owed_is_late_until_it_is_kept_and_comes_back() {
    let today = date(2017, 3, 20);
    let monthly = owed(Frequence::Mensuelle, date(2017, 2, 5));
    assert!(monthly.is_late(today));
    let kept = monthly.kept(today);
    assert_eq!(kept.due, Some(date(2017, 4, 5)));
    assert_eq!(kept.done, Some(today));
    assert!(!kept.is_late(today) && kept.is_late(date(2017, 4, 6)));
    let once = owed(Frequence::Une, date(2017, 2, 5)).kept(today);
    assert_eq!(once.state, ObligationState::Tenue);
    assert!(!once.is_late(date(2030, 1, 1)));
    let late = convention().with(Line::Obligation(owed(Frequence::Une, date(2017, 2, 5))));
    let items = [Item::Convention(late), met(date(2017, 3, 1))];
    assert_eq!(kinds(items, today, true), [AlerteKind::Obligation]);
}

#[test]
fn days_and_money_add_up_by_side_and_year() {
    let line = |code: &str, by, year, half_days, cents| {
        let planned = Mesure {
            half_days,
            cents: Cents::new(cents),
        };
        Line::Apport(Apport {
            code: code.into(),
            by,
            what: "Permanences".into(),
            year,
            planned,
            given: Mesure {
                half_days: half_days / 2,
                cents: Cents::ZERO,
            },
        })
    };
    let with = convention()
        .with(line("a", Partie::Partenaire, 2017, 24, 1_050))
        .with(line("b", Partie::Partenaire, 2017, 10, 0))
        .with(line("c", Partie::Relais, 2017, 7, 0))
        .with(line("d", Partie::Partenaire, 2018, 7, 0));
    let register = Registre::of([Item::Convention(with)]);
    let (planned, given) = register.given(Partie::Partenaire, 2017);
    assert_eq!((planned.half_days, planned.cents.get()), (34, 1_050));
    assert_eq!(given.half_days, 17);
}

#[test]
fn a_form_says_everything_that_must_be_mended() {
    let form = ConventionForm {
        from: "2017-02-01".into(),
        until: "2017-01-01".into(),
        suite: "tacite".into(),
        months: "0".into(),
        notice: "trois".into(),
        ..ConventionForm::default()
    };
    let errors = form.read("x", None).expect_err("refused");
    let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
    let wanted = ["partenaire", "reference", "objet", "au", "preavis", "mois"];
    assert_eq!(fields, wanted);
    let typed = ConventionForm::of(&convention());
    assert_eq!(typed.read("caf-2016", None), Ok(convention()));
    let nobody = ReferentForm {
        function: "Référente".into(),
        ..ReferentForm::default()
    };
    assert!(nobody.read("x").is_err());
    let before = ReunionForm {
        partners: vec!["caf".into()],
        on: "2017-02-01".into(),
        kind: "pilotage".into(),
        next: "2017-01-01".into(),
        ..ReunionForm::default()
    };
    let errors = before.read("x").expect_err("refused");
    assert_eq!(errors.0[0].field, "prochaine");
}

fn days() -> impl Strategy<Value = Date> {
    (0i64..20_000).prop_map(|n| date(2000, 1, 1).saturating_add(n.days()))
}

proptest! {
    #[test]
    fn an_end_never_goes_back_and_a_tacit_one_is_never_past(
        from in days(), today in days(), later in 0i64..4_000, months in 1u16..60, notice in 0u16..24,
    ) {
        let c = Convention { from, until: Some(from), months, notice, ..convention() };
        let (now, then) = (c.ends(today), c.ends(today.saturating_add(later.days())));
        prop_assert!(now <= then);
        prop_assert!(now >= Some(today) || now == c.until);
        prop_assert!(now >= Some(from));
        prop_assert!(c.notice_day(today) <= now);
        prop_assert_eq!(c.runs(today), today >= from);
    }

    #[test]
    fn what_comes_back_is_due_after_the_day_when_it_was_kept(due in days(), on in days()) {
        for frequency in Frequence::ALL {
            let kept = owed(*frequency, due).kept(on);
            match frequency.months() {
                None => prop_assert_eq!(kept.due, Some(due)),
                Some(_) => prop_assert!(kept.due > Some(on) && kept.due > Some(due)),
            }
            prop_assert!(!kept.is_late(on));
        }
    }

    #[test]
    fn half_days_are_read_as_they_are_written(n in 0u32..10_001) {
        let typed = format!("{}{}", n / 2, if n % 2 == 1 { ",5" } else { "" });
        prop_assert_eq!(half_days(&typed), Some(n));
        prop_assert_eq!(half_days(&format!(" {typed} ")), Some(n));
    }

    #[test]
    fn no_text_makes_a_form_panic(text in ".{0,60}") {
        let _ = half_days(&text);
        let _ = ApportForm { by: text.clone(), what: text.clone(), year: text.clone(), days_planned: text.clone(), ..ApportForm::default() }.read("x");
        let _ = ReferentForm { function: text.clone(), phone: text.clone(), email: text.clone(), ..ReferentForm::default() }.read("x");
        let _ = ReunionForm { present: text.clone(), decided: text.clone(), on: text, ..ReunionForm::default() }.read("x");
    }
}
