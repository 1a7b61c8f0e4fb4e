//! How long a demande that was not solved on the spot took: counted by hand (requirement T10,
//! indicator 9), on both engines.

use plus_domain::{
    event::{Event, VisiteCancellation, VisiteCorrection},
    period::{Period, parse_date},
    visite::{Demande, Kind, Outcome, Visite, changes_between},
};
use plus_store::stats::solved_later;

use crate::house::{House, engines, visite};

const DAY: i64 = 86_400_000;

fn open(id: &str, date: &str) -> Visite {
    let mut made = visite(id, date, Kind::Accompagnement);
    made.demandes[0].outcome = Outcome::ASuivre;
    made
}

/// What a visite becomes when its first demande is changed, `days` after.
async fn change(
    house: &mut House,
    seen: &Visite,
    days: i64,
    how: impl FnOnce(&mut Demande),
) -> Visite {
    let mut wanted = seen.clone();
    how(&mut wanted.demandes[0]);
    let correction = VisiteCorrection {
        id: seen.id.clone(),
        author: "maryse".into(),
        at: days * DAY,
        changes: changes_between(seen, &wanted),
    };
    let event = Event::VisiteCorrected(correction);
    house.append(days * DAY, &[event]).await.unwrap();
    wanted
}

fn solve(demande: &mut Demande) {
    demande.outcome = Outcome::Resolu;
}

async fn told(house: &House) -> Vec<(String, i64)> {
    let day = |text| parse_date(text).unwrap();
    let period = Period::new(day("2026-07-01"), day("2026-12-31")).unwrap();
    let mut link = house.store.read().await.unwrap();
    let solved = solved_later(&mut link, period).await.unwrap();
    let each = solved.into_iter();
    each.map(|one| (one.demande, one.at / DAY)).collect()
}

#[tokio::test]
async fn t10_a_demande_is_solved_from_the_correction_that_said_so() {
    for mut house in engines().await {
        let all = [
            visite("spot", "2026-09-01", Kind::Accompagnement),
            open("plain", "2026-09-01"),
            open("still", "2026-09-01"),
            open("again", "2026-09-01"),
            open("before", "2026-06-30"),
            open("gone", "2026-09-01"),
        ];
        let [spot, plain, _, again, before, gone] = &all;
        let facts: Vec<Event> = all.iter().cloned().map(Event::VisiteRecorded).collect();
        house.append(1_000, &facts).await.unwrap();
        assert_eq!(told(&house).await, []);

        let done = change(&mut house, plain, 12, solve).await;
        // Another word of it, later, is no other solution.
        change(&mut house, &done, 20, |d| d.kind = Kind::Information).await;
        change(&mut house, spot, 20, |d| d.kind = Kind::Information).await;
        // It was not solved after all; then it was.
        let done = change(&mut house, again, 3, solve).await;
        let back = change(&mut house, &done, 5, |d| d.outcome = Outcome::ASuivre).await;
        let said = [("plain-1".to_owned(), 12)];
        assert_eq!(told(&house).await, said, "{}", house.name);
        change(&mut house, &back, 9, solve).await;
        change(&mut house, before, 9, solve).await;
        change(&mut house, gone, 9, solve).await;
        let cancelled = VisiteCancellation {
            id: gone.id.clone(),
            author: "maryse".into(),
            at: 10 * DAY,
            cancelled: true,
        };
        let event = Event::VisiteCancelled(cancelled);
        house.append(10 * DAY, &[event]).await.unwrap();
        let said = [("again-1".to_owned(), 9), ("plain-1".to_owned(), 12)];
        assert_eq!(told(&house).await, said, "{}", house.name);
    }
}
