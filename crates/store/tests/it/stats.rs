use std::collections::{BTreeMap, BTreeSet};

use jiff::{
    ToSpan,
    civil::{Date, date},
};
use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    ids::PersonId,
    period::{Period, parse_date},
    stats::{Dimension, Scope},
    visite::{Change, Demande, FirstTime, Kind, Visite},
};
use plus_store::{Link, stats, visite};
use proptest::prelude::*;
use serde_json::json;

use crate::house::{House, demande, engines, visite as a_visite};

fn period(from: &str, to: &str) -> Period {
    Period::new(
        parse_date(from).expect("date"),
        parse_date(to).expect("date"),
    )
    .expect("period")
}

/// What may happen to visites, drawn at random.
#[derive(Debug, Clone)]
enum Act {
    Record {
        day: Date,
        kinds: Vec<Kind>,
        partners: Vec<u8>,
        person: Option<u8>,
        first: FirstTime,
    },
    Minutes(usize, u32),
    Person(usize, Option<u8>),
    Date(usize, Date),
    Cancel(usize, bool),
    /// Two people were one: every visite of the first is said to be of the second.
    Join(u8, u8),
}

/// A day of five months astride two years; one in three at the edge of a month or of a year.
fn days() -> impl Strategy<Value = Date> {
    let edges = [
        date(2025, 11, 30),
        date(2025, 12, 1),
        date(2025, 12, 31),
        date(2026, 1, 1),
        date(2026, 1, 31),
        date(2026, 2, 1),
        date(2026, 2, 28),
        date(2026, 3, 1),
        date(2026, 3, 31),
    ];
    let any = (0..150_i64).prop_map(|after| date(2025, 11, 2).saturating_add(after.days()));
    prop_oneof![
        1 => prop::sample::select(edges.to_vec()),
        2 => any,
    ]
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let kind = prop::sample::select(Kind::ALL.to_vec());
    let first = prop::sample::select(FirstTime::ALL.to_vec());
    let record = (
        days(),
        prop::collection::vec(kind, 1..4),
        prop::collection::vec(0..3_u8, 4),
        prop::option::of(0..4_u8),
        first,
    )
        .prop_map(|(day, kinds, partners, person, first)| Act::Record {
            day,
            kinds,
            partners,
            person,
            first,
        });
    let act = prop_oneof![
        4 => record,
        1 => (0..20_usize, 0..200_u32).prop_map(|(i, m)| Act::Minutes(i, m)),
        1 => (0..20_usize, prop::option::of(0..4_u8)).prop_map(|(i, p)| Act::Person(i, p)),
        1 => (0..20_usize, days()).prop_map(|(i, d)| Act::Date(i, d)),
        1 => (0..4_u8, 0..4_u8).prop_map(|(p, q)| Act::Join(p, q)),
        1 => (0..20_usize, any::<bool>()).prop_map(|(i, c)| Act::Cancel(i, c)),
    ];
    prop::collection::vec(act, 5..40)
}

/// The same history as facts.
fn facts(acts: &[Act]) -> Vec<Event> {
    let mut recorded: Vec<Visite> = Vec::new();
    let mut facts = Vec::new();
    for act in acts {
        match act {
            Act::Record {
                day,
                kinds,
                partners,
                person,
                first,
            } => {
                let id = format!("v{}", recorded.len());
                let mut visite = a_visite(&id, &day.to_string(), kinds[0]);
                visite.demandes = kinds
                    .iter()
                    .zip(partners)
                    .enumerate()
                    .map(|(i, (kind, partner))| {
                        let mut d = demande(&format!("{id}-{i}"), *kind);
                        d.partner = format!("p{partner}").into();
                        d
                    })
                    .collect();
                visite.person = person.map(|p| format!("qui-{p}").into());
                visite.first = *first;
                facts.push(Event::VisiteRecorded(visite.clone()));
                recorded.push(visite);
            }
            Act::Minutes(i, m) => facts.extend(change(&recorded, *i, "minutes", json!(m))),
            Act::Person(i, p) => {
                if let Some(visite) = recorded.get_mut(*i) {
                    visite.person = p.map(|p| format!("qui-{p}").into());
                }
                let said = json!(p.map(|p| format!("qui-{p}")));
                facts.extend(change(&recorded, *i, "person", said));
            }
            Act::Date(i, d) => facts.extend(change(&recorded, *i, "date", json!(d.to_string()))),
            Act::Join(p, q) => {
                let (from, to) = (format!("qui-{p}"), format!("qui-{q}"));
                for i in 0..recorded.len() {
                    let whose = recorded[i].person.as_ref().map(PersonId::as_str);
                    if p != q && whose == Some(from.as_str()) {
                        recorded[i].person = Some(to.as_str().into());
                        facts.extend(change(&recorded, i, "person", json!(to)));
                    }
                }
            }
            Act::Cancel(i, c) => facts.extend(recorded.get(*i).map(|v| {
                Event::VisiteCancelled(VisiteCancellation {
                    id: v.id.clone(),
                    author: "josiane".into(),
                    at: 5,
                    cancelled: *c,
                })
            })),
        }
    }
    facts
}

/// The same history told to nobody but a list: each visite as it ends, and whether it counts.
fn told(facts: &[Event]) -> BTreeMap<String, (Visite, bool)> {
    let mut all: BTreeMap<String, (Visite, bool)> = BTreeMap::new();
    for fact in facts {
        match fact {
            Event::VisiteRecorded(visite) => {
                all.insert(visite.id.to_string(), (visite.clone(), true));
            }
            Event::VisiteCorrected(correction) => {
                let (visite, _) = all.get_mut(correction.id.as_str()).expect("recorded");
                for change in &correction.changes {
                    let text = change.value.as_str();
                    match change.field.as_str() {
                        "person" => visite.person = text.map(Into::into),
                        "date" => visite.date = parse_date(text.expect("a date")).expect("date"),
                        _ => {
                            let minutes = change.value.as_u64().expect("minutes");
                            visite.minutes = u32::try_from(minutes).expect("few");
                        }
                    }
                }
            }
            Event::VisiteCancelled(said) => {
                all.get_mut(said.id.as_str()).expect("recorded").1 = !said.cancelled;
            }
            other => panic!("{other:?}"),
        }
    }
    all
}

fn change(recorded: &[Visite], i: usize, field: &str, value: serde_json::Value) -> Option<Event> {
    recorded.get(i).map(|v| {
        Event::VisiteCorrected(VisiteCorrection {
            id: v.id.clone(),
            author: "josiane".into(),
            at: 4,
            changes: vec![Change {
                field: field.into(),
                base: json!(null),
                value,
            }],
        })
    })
}

/// First accompagnements counted the slow way, straight from the definition.
fn people_first(lines: &[visite::Line], period: Period) -> i64 {
    let mut firsts = std::collections::BTreeMap::new();
    let mut anonymous = 0;
    for line in lines.iter().filter(|l| l.visite.has_accompagnement()) {
        let v = &line.visite;
        match &v.person {
            None => anonymous += i64::from(v.first == FirstTime::First && period.contains(v.date)),
            Some(p) => {
                let rank = (v.date, v.at, v.id.clone());
                let first = firsts.entry(p.clone()).or_insert_with(|| rank.clone());
                *first = rank.min(first.clone());
            }
        }
    }
    let named = firsts
        .values()
        .filter(|(date, _, _)| period.contains(*date))
        .count();
    anonymous + whole(named)
}

/// A count of lines as the database counts.
fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("a test has few lines")
}

async fn check(house: &House, acts: &[Act]) {
    let mut link = house.store.read().await.expect("reads");
    let all = visite::list(&mut link, &visite::Filter::default(), None, 1_000)
        .await
        .expect("lists");
    // What is listed is what was said, whatever was corrected, joined or taken away since.
    let mut said = told(&facts(acts));
    said.retain(|_, (_, counts)| *counts);
    assert_eq!(all.len(), said.len(), "{acts:?}");
    for line in &all {
        let (visite, _) = &said[line.visite.id.as_str()];
        let same = |v: &Visite| (v.date, v.minutes, v.person.clone(), v.demandes.clone());
        assert_eq!(same(&line.visite), same(visite), "{acts:?}");
    }
    for part in [
        period("2026-01-01", "2026-12-31"),
        period("2025-12-01", "2025-12-31"),
        period("2025-12-31", "2026-01-01"),
        period("2026-01-10", "2026-03-15"),
        period("2026-02-01", "2026-02-28"),
    ] {
        let figures = stats::figures(&mut link, part, &Scope::All)
            .await
            .expect("figures");
        let inside: Vec<_> = all
            .iter()
            .filter(|l| part.contains(l.visite.date))
            .collect();
        let demandes: usize = inside.iter().map(|l| l.visite.demandes.len()).sum();
        let minutes: i64 = inside.iter().map(|l| i64::from(l.visite.minutes)).sum();
        assert_eq!(figures.total.visites, whole(inside.len()), "{acts:?}");
        assert_eq!(figures.total.demandes, whole(demandes));
        assert_eq!(figures.total.minutes, minutes);
        assert_eq!(
            figures.total.first,
            people_first(&all, part),
            "{part:?} {acts:?}"
        );
        assert_eq!(
            stats::people(&mut link, part)
                .await
                .expect("people")
                .accompanied,
            figures.total.first
        );
        check_crossings(&mut link, part, &inside).await;
        for partner in ["p0", "p1", "p2"] {
            check_partner(&mut link, part, partner, &inside).await;
        }
    }
}

/// What a demande of a visite says in one dimension.
type Value<'a> = &'a dyn Fn(&Demande, &Visite) -> String;

/// Crossings against a count of the lines, one by one.
async fn check_crossings(link: &mut Link, part: Period, inside: &[&visite::Line]) {
    let of_visite = |_: &Demande, v: &Visite| v.commune.to_string();
    let of_place = |_: &Demande, v: &Visite| v.place.to_string();
    let of_kind = |d: &Demande, _: &Visite| d.kind.code().to_owned();
    let of_partner = |d: &Demande, _: &Visite| d.partner.to_string();
    let pairs: [(Dimension, Value<'_>, Dimension, Value<'_>); 3] = [
        (Dimension::Partner, &of_partner, Dimension::Kind, &of_kind),
        (Dimension::Kind, &of_kind, Dimension::Commune, &of_visite),
        (Dimension::Place, &of_place, Dimension::Commune, &of_visite),
    ];
    for (a, value_a, b, value_b) in pairs {
        let mut counted: BTreeMap<(String, String), (BTreeSet<String>, i64)> = BTreeMap::new();
        for v in inside.iter().map(|line| &line.visite) {
            for d in &v.demandes {
                let cell = counted.entry((value_a(d, v), value_b(d, v))).or_default();
                cell.0.insert(v.id.to_string());
                cell.1 += 1;
            }
        }
        let crossed = stats::crossing(link, part, &Scope::All, (a, b)).await;
        let crossed: BTreeMap<_, _> = crossed
            .expect("crossed")
            .into_iter()
            .map(|(pair, cell)| (pair, (cell.visites, cell.demandes)))
            .collect();
        let counted: BTreeMap<_, _> = counted
            .into_iter()
            .map(|(pair, (visites, demandes))| (pair, (whole(visites.len()), demandes)))
            .collect();
        assert_eq!(crossed, counted, "{a:?} × {b:?}");
    }
}

/// The figures of one partner, and that each opens on as many lines.
async fn check_partner(link: &mut Link, part: Period, partner: &str, inside: &[&visite::Line]) {
    let scope = Scope::Partner(partner.into());
    let figures = stats::figures(link, part, &scope).await.expect("figures");
    let asked = inside.iter().filter(|l| {
        l.visite
            .demandes
            .iter()
            .any(|d| d.partner.as_str() == partner)
    });
    assert_eq!(figures.total.visites, whole(asked.count()));
    for (dimension, values) in &figures.by {
        for (value, measures) in values {
            let filter = visite::Filter {
                period: Some(part),
                values: vec![
                    (Dimension::Partner, partner.to_owned()),
                    (*dimension, value.clone()),
                ],
                ..visite::Filter::default()
            };
            let lines = visite::list(link, &filter, None, 1_000)
                .await
                .expect("lists");
            assert_eq!(
                whole(lines.len()),
                measures.visites,
                "{partner} {dimension:?}={value}"
            );
            let counted = visite::count(link, &filter).await.expect("counts");
            assert_eq!(counted, measures.visites);
            let figure = stats::figure(link, part, &scope, *dimension, value).await;
            assert_eq!(figure.expect("a figure"), *measures);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "script/long asks for more")]
fn runs() -> u32 {
    if std::env::var("PLUS_LONG").is_ok() {
        1_000
    } else {
        12
    }
}

#[test]
fn a_random_edited_history_gives_the_figures_of_a_recount_and_every_figure_opens_on_its_lines() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: runs(),
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&acts(), |acts| {
        runtime.block_on(async {
            for mut house in engines().await {
                for (i, fact) in facts(&acts).into_iter().enumerate() {
                    house.append(whole(i) + 1, &[fact]).await.expect("appended");
                }
                check(&house, &acts).await;
                let before = house.dump().await;
                plus_store::rebuild::rebuild(&house.store, &mut |_| {})
                    .await
                    .expect("rebuilt");
                assert_eq!(house.dump().await, before);
            }
        });
        Ok(())
    });
    outcome.expect("every history agrees");
}

#[tokio::test]
async fn a_batch_and_single_facts_give_the_same_projections() {
    let visites: Vec<Event> = (0..30)
        .map(|i| {
            let mut v = a_visite(
                &format!("v{i:02}"),
                &format!("2026-0{}-1{}", 1 + i % 3, i % 9),
                Kind::Accompagnement,
            );
            v.person = Some(format!("p{}", i % 5).into());
            Event::VisiteRecorded(v)
        })
        .collect();
    for (mut single, mut batch) in engines().await.into_iter().zip(engines().await) {
        for fact in &visites {
            single
                .append(7, std::slice::from_ref(fact))
                .await
                .expect("appended");
        }
        batch.append(7, &visites).await.expect("appended");
        assert_eq!(single.dump().await, batch.dump().await);
    }
}

#[tokio::test]
async fn a_crossing_counts_from_the_lines() {
    for mut house in engines().await {
        let mut v = a_visite("v1", "2026-02-03", Kind::Accompagnement);
        v.demandes.push(demande("v1-2", Kind::Information));
        house
            .append(1, &[Event::VisiteRecorded(v)])
            .await
            .expect("recorded");
        let mut link = house.store.read().await.expect("reads");
        let crossed = stats::crossing_by_month(
            &mut link,
            period("2026-01-01", "2026-12-31"),
            &Scope::All,
            (Dimension::Kind, Dimension::Commune),
            &mut |_, _| true,
        )
        .await
        .expect("crossed")
        .expect("not given up");
        let cell = crossed[&("accompagnement".to_owned(), "97217".to_owned())];
        assert_eq!((cell.visites, cell.demandes), (1, 1));
        let stopped = stats::crossing_by_month(
            &mut link,
            period("2026-01-01", "2026-12-31"),
            &Scope::All,
            (Dimension::Kind, Dimension::Commune),
            &mut |done, _| done < 3,
        )
        .await
        .expect("runs");
        assert_eq!(stopped, None);
    }
}
