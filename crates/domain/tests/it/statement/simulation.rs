//! Relays invented from a seed: the same visites each time, no clock, no outside
//! randomness. Weights are illustrative, in the manner of the field: a few partners
//! bring most demandes, communes and channels are uneven, people come back.

use std::collections::BTreeMap;

use plus_domain::{
    ids::PersonId,
    period::Month,
    profile::AgeBand,
    statement::{
        Asked, DataCut, Grains, Issued, Merging, MonthCounts, Names, Partner, Permanences,
        Received, Request, Sections, Tally, Threshold, choose_grains, grains_in_force,
        half_year_before, issue,
    },
    visite::{Channel, FirstTime, Kind, Outcome},
};

/// Marsaglia's xorshift: enough to invent people.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub fn under(&mut self, n: u64) -> u64 {
        self.roll() % n
    }

    pub fn chance(&mut self, percent: u64) -> bool {
        self.under(100) < percent
    }

    /// An index, more often where the weight is larger.
    pub fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut rest = self.under(weights.iter().sum());
        for (index, weight) in weights.iter().enumerate() {
            if rest < *weight {
                return index;
            }
            rest -= weight;
        }
        weights.len() - 1
    }
}

/// Thirteen partners, the three founding ones first.
pub const PARTNERS: [(&str, u64); 13] = [
    ("caf", 24),
    ("france-travail", 17),
    ("cgss", 15),
    ("impots", 11),
    ("ants", 9),
    ("carsat", 6),
    ("edf", 5),
    ("eau", 4),
    ("ctm", 3),
    ("justice", 2),
    ("mdph", 2),
    ("agirc-arrco", 1),
    ("urssaf", 1),
];
const COMMUNES: [u64; 12] = [20, 4, 8, 6, 16, 9, 18, 9, 12, 15, 5, 10];
const DEMARCHES: [u64; 9] = [30, 22, 14, 10, 8, 6, 5, 3, 2];
const AGES: [u64; 9] = [0, 1, 7, 18, 22, 10, 20, 16, 6];
const CHANNELS: [u64; 8] = [62, 14, 14, 3, 1, 2, 1, 3];

/// Shape of a relay: people received a month, and the partners it works with.
pub struct Relay {
    pub seed: u64,
    pub people: u64,
    pub partners: &'static [(&'static str, u64)],
    pub months: Vec<Month>,
}

/// What a year of a relay gave, partner by partner.
pub struct PartnerYear {
    pub partner: &'static str,
    pub tally: Tally,
    pub issued: Vec<Issued>,
}

pub fn months(first: &str, count: usize) -> Vec<Month> {
    let first: Month = first.parse().expect("a month");
    std::iter::successors(Some(first), |m| Some(m.next()))
        .take(count)
        .collect()
}

/// Three démarches to a theme, four communes to a basin.
pub fn merging() -> Merging {
    let mut merging = Merging::default();
    for (partner, _) in PARTNERS {
        for n in 0..DEMARCHES.len() {
            let theme = format!("theme-{}", n / 3);
            merging
                .themes
                .insert(format!("{partner}-{n}").into(), theme.into());
        }
    }
    for n in 0..COMMUNES.len() {
        merging
            .basins
            .insert(format!("972{n:02}").into(), format!("bassin-{}", n / 4));
    }
    merging
}

fn asked(dice: &mut Dice, partner: &str) -> Asked {
    let outcome = [
        Outcome::Resolu,
        Outcome::ASuivre,
        Outcome::Reoriente,
        Outcome::Bloque,
    ][dice.weighted(&[70, 15, 11, 4])];
    let kind = match outcome {
        Outcome::Reoriente => Kind::Orientation,
        _ if dice.chance(64) => Kind::Accompagnement,
        _ => Kind::Information,
    };
    Asked {
        kind,
        kind_confirmed: dice.chance(85),
        outcome,
        demarche: dice
            .chance(90)
            .then(|| format!("{partner}-{}", dice.weighted(&DEMARCHES)).into()),
        theme: format!("theme-{}", dice.under(3)).into(),
    }
}

fn received(dice: &mut Dice, month: Month, people: u64, partner: &str) -> Received {
    let person = dice
        .chance(25)
        .then(|| PersonId::new(format!("p{}", dice.under(people.max(4) * 2))));
    let demandes = [1, 1, 1, 1, 2, 2, 3][usize::try_from(dice.under(7)).expect("small")];
    Received {
        month,
        person,
        first: FirstTime::ALL[dice.weighted(&[40, 48, 12])],
        minutes: u32::try_from(5 + dice.under(50)).expect("small"),
        commune: format!("972{:02}", dice.weighted(&COMMUNES)).into(),
        channel: Channel::ALL[dice.weighted(&CHANNELS)],
        age: AgeBand::ALL[dice.weighted(&AGES)],
        demandes: (0..demandes).map(|_| asked(dice, partner)).collect(),
    }
}

impl Relay {
    /// The visites of the relay, by partner.
    pub fn visites(&self) -> BTreeMap<&'static str, Vec<Received>> {
        let mut dice = Dice::new(self.seed);
        let weights: Vec<u64> = self.partners.iter().map(|(_, weight)| *weight).collect();
        let mut visites: BTreeMap<&str, Vec<Received>> = self
            .partners
            .iter()
            .map(|(p, _)| (*p, Vec::new()))
            .collect();
        for &month in &self.months {
            // Seasons: from 70 to 130 % of the ordinary.
            let people = (self.people * (70 + dice.under(61)) / 100).max(1);
            for _ in 0..people {
                let partner = self.partners[dice.weighted(&weights)].0;
                let visite = received(&mut dice, month, self.people, partner);
                visites.get_mut(partner).expect("listed").push(visite);
            }
        }
        visites
    }

    /// Issues every statement of the relay, month after month.
    pub fn issue(&self) -> Vec<PartnerYear> {
        let visites = self.visites();
        let years = visites.into_iter().map(|(partner, visites)| {
            let tally = Tally::of(merging(), visites);
            let issued = issue_months(partner, &tally, &self.months, Threshold::default());
            PartnerYear {
                partner,
                tally,
                issued,
            }
        });
        years.collect()
    }
}

/// Issues months one after the other, choosing the grain of each half-year.
pub fn issue_months(
    partner: &str,
    tally: &Tally,
    months: &[Month],
    threshold: Threshold,
) -> Vec<Issued> {
    let mut history: Vec<Issued> = Vec::new();
    for &month in months {
        history.push(issue_with(
            partner, tally, month, months, &history, threshold,
        ));
    }
    history
}

/// Issues one more month.
pub fn issue_next(
    partner: &str,
    tally: &Tally,
    month: Month,
    months: &[Month],
    history: &[Issued],
) -> Issued {
    issue_with(partner, tally, month, months, history, Threshold::default())
}

fn issue_with(
    partner: &str,
    tally: &Tally,
    month: Month,
    months: &[Month],
    history: &[Issued],
    threshold: Threshold,
) -> Issued {
    let grains = grains(tally, month, months, history, threshold);
    with_request(partner, tally, month, history, threshold, |request| {
        issue(request, &grains).expect("issued")
    })
}

fn grains(
    tally: &Tally,
    month: Month,
    months: &[Month],
    history: &[Issued],
    threshold: Threshold,
) -> Grains {
    if let Some(grains) = grains_in_force(month, history) {
        return grains.clone();
    }
    let (from, to) = half_year_before(month);
    let before = months.iter().filter(|m| (from..=to).contains(*m));
    let before: Vec<MonthCounts> = before.map(|m| tally.month(*m)).collect();
    choose_grains(month, &before, &tally.month(month), threshold)
}

/// Makes a request out of invented circumstances.
pub fn with_request<T>(
    partner: &str,
    tally: &Tally,
    month: Month,
    history: &[Issued],
    threshold: Threshold,
    then: impl FnOnce(&Request<'_>) -> T,
) -> T {
    let names = Names::default();
    let data = DataCut {
        journal_position: 1,
        at: 0,
        code_version: "test".to_owned(),
    };
    let partner = Partner {
        code: partner.into(),
        name: partner.to_uppercase(),
    };
    then(&Request {
        month,
        tally,
        names: &names,
        partner: &partner,
        relay: "Relais d’essai",
        threshold,
        frozen_on: month.next().first_day(),
        permanences: Permanences::default(),
        suites: None,
        data: &data,
        history,
        sections: &Sections::default(),
        missing: &[],
        signer: None,
    })
}

/// Says a measure beside the verdicts of the tests.
#[expect(
    clippy::print_stderr,
    reason = "a measure is read by people, on standard error"
)]
pub fn say(measure: &str) {
    eprintln!("{measure}");
}

/// Whether the long form of a test is asked for.
#[expect(
    clippy::disallowed_methods,
    reason = "the one switch of the tests, set by script/long"
)]
pub fn long() -> bool {
    std::env::var("PLUS_LONG").is_ok_and(|value| value == "1")
}
