//! Many visites of the year 2026, thirteen partners, through the batched write path.
//!
//! They are written in the order of their days, as a relay lives them: what is near
//! in time is near on the disk.

use plus::outside::Outside;
use plus_domain::{
    event::Event,
    profile::{AgeBand, Autonomy, Profile, Sex, Status},
    territoire::Territoire,
    visite::{Channel, Demande, FirstTime, Kind, Outcome, Visite},
};
use plus_store::{Store, visite};
use rand::{RngExt, SeedableRng, rngs::StdRng};

/// Partners of the bench.
pub const PARTNERS: usize = 13;
/// Facts in a transaction.
const BATCH: usize = 5_000;
/// 1 January 2026, noon in Martinique, milliseconds UTC.
const NEW_YEAR: i64 = 1_767_283_200_000;

/// Writes what lacks to reach `count` visites.
#[expect(clippy::print_stderr, reason = "long work shows its progress")]
pub async fn fill(store: &Store, outside: &Outside, territory: &Territoire, count: usize) {
    let mut link = store.read().await.expect("reads");
    let there = visite::count(&mut link, &visite::Filter::default()).await;
    drop(link);
    let mut written = usize::try_from(there.expect("counts")).unwrap_or(0);
    let mut maker = Maker::new(territory, written as u64);
    while written < count {
        let facts: Vec<Event> = (written..count.min(written + BATCH))
            .map(|rank| Event::VisiteRecorded(maker.visite(outside, DAYS * rank / count)))
            .collect();
        let mut tx = store.begin().await.expect("begins");
        outside.record(&mut tx, &facts).await.expect("recorded");
        tx.commit().await.expect("committed");
        written += facts.len();
        if written.is_multiple_of(100_000) {
            eprintln!("{written} visites");
        }
    }
    store.count_again().await.expect("counted again");
}

/// Days of 2026.
pub const DAYS: usize = 365;

/// Draws visites of a territory.
pub struct Maker<'a> {
    territory: &'a Territoire,
    draw: StdRng,
}

impl<'a> Maker<'a> {
    /// From a seed.
    pub fn new(territory: &'a Territoire, seed: u64) -> Self {
        Self {
            territory,
            draw: StdRng::seed_from_u64(seed),
        }
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        // Squared: the first ones come more often, the last ones are rare.
        let at = self.draw.random::<f64>().powi(2) * from.len() as f64;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and the length of a short list"
        )]
        let at = at as usize;
        from[at.min(from.len() - 1)].clone()
    }

    /// One visite of a day of 2026, from 0.
    pub fn visite(&mut self, outside: &Outside, day: usize) -> Visite {
        let place = self.pick(&self.territory.places);
        let day = i64::try_from(day).unwrap_or(0);
        let at = NEW_YEAR + day * 86_400_000 + self.draw.random_range(0..14_400_000_i64);
        let date = jiff::Timestamp::from_millisecond(at).expect("2026");
        let demandes = 1 + usize::from(self.draw.random_range(0..5_u8) == 0);
        let demandes: Vec<Demande> = (0..demandes).map(|_| self.demande(outside)).collect();
        let first = self.pick(&[FirstTime::First, FirstTime::Again, FirstTime::Unknown]);
        Visite {
            id: outside.new_id().into(),
            at,
            date: date.to_zoned_datetime(jiff::tz::TimeZone::UTC).date(),
            permanence: None,
            commune: place.commune.clone(),
            place: place.code,
            channel: self.pick(Channel::ALL),
            author: "banc".into(),
            minutes: self.draw.random_range(3..140),
            person: None,
            first,
            profile: self.profile(),
            note: None,
            pages_printed: 0,
            demandes,
        }
    }

    fn profile(&mut self) -> Profile {
        let commune = self.pick(&self.territory.communes).code;
        Profile {
            age: self.pick(AgeBand::ALL),
            sex: self.pick(Sex::ALL),
            status: self.pick(Status::ALL),
            residence: Some(commune),
            autonomy: self.pick(Autonomy::ALL),
        }
    }

    fn demande(&mut self, outside: &Outside) -> Demande {
        let partner = self.pick(&self.territory.partners[..PARTNERS]).code;
        let demarches: Vec<_> = self
            .territory
            .catalogue
            .of_partner(&partner)
            .cloned()
            .collect();
        let demarche = (!demarches.is_empty()).then(|| self.pick(&demarches));
        let kind = self.pick(Kind::ALL);
        Demande {
            id: outside.new_id().into(),
            partner,
            theme: demarche
                .as_ref()
                .map_or_else(|| "argent".into(), |d| d.theme.clone()),
            demarche: demarche.map(|d| d.code),
            kind,
            kind_confirmed: true,
            outcome: match kind {
                Kind::Orientation => Outcome::Reoriente,
                _ => self.pick(&[Outcome::Resolu, Outcome::ASuivre, Outcome::Bloque]),
            },
            redirected_to: None,
            to_finish: false,
        }
    }
}
