//! What is said of one group of people and one list of times.

use serde::Serialize;

use super::gini;
use crate::access::time::Reach;

/// People somewhere, and how far they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// How far.
    pub reach: Reach,
    /// How many people, or households.
    pub weight: f64,
    /// The place where they live, to name the longest: an index of the caller's.
    pub place: Option<usize>,
}

/// What the measures state beside themselves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settings {
    /// Minutes beyond which people are counted, smallest first.
    pub beyond: Vec<f64>,
    /// τ of the accessibility exp(−t/τ), in minutes.
    pub tau: f64,
}

/// Settings that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No threshold, or one that is not a time.
    #[error("donnez un à six seuils, de 1 à 240 minutes, du plus petit au plus grand")]
    Beyond,
    /// A time constant that says nothing.
    #[error("la constante τ est comprise entre 1 et 120 minutes")]
    Tau,
}

impl Default for Settings {
    /// Beyond 10, 20 and 30 minutes; τ = 10 minutes.
    fn default() -> Self {
        Self {
            beyond: vec![10.0, 20.0, 30.0],
            tau: 10.0,
        }
    }
}

impl Settings {
    /// Refuses settings that would give figures without sense.
    pub fn checked(self) -> Result<Self, SettingsError> {
        let is_time = |minutes: &f64| (1.0..=240.0).contains(minutes);
        let is_count = (1..=6).contains(&self.beyond.len());
        if !is_count || !self.beyond.iter().all(is_time) || !self.beyond.is_sorted() {
            return Err(SettingsError::Beyond);
        }
        if !(1.0..=120.0).contains(&self.tau) {
            return Err(SettingsError::Tau);
        }
        Ok(self)
    }
}

/// The longest time, and where.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Worst {
    /// Minutes.
    pub minutes: f64,
    /// The place, as given in the samples.
    pub place: Option<usize>,
}

/// What is published of one group.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// How many people (or households) in all.
    pub weight: f64,
    /// Share of them who get there at all, from 0 to 1; the others have no way.
    pub reached: f64,
    /// Mean minutes of those who get there.
    pub mean: Option<f64>,
    /// The time that 95 % do not exceed; "not at all" when more than 5 % have no way.
    pub p95: Reach,
    /// The longest of those who get there.
    pub worst: Option<Worst>,
    /// Share of all who get there, but beyond each threshold of the settings.
    pub beyond: Vec<f64>,
    /// Gini of accessibility; those who have no way have none.
    pub gini: Option<f64>,
}

/// Measures a group; none when nobody is in it.
pub fn summarise(samples: &[Sample], settings: &Settings) -> Option<Summary> {
    let weight: f64 = samples.iter().map(|sample| sample.weight).sum();
    if weight <= 0.0 {
        return None;
    }
    let timed: Vec<(f64, f64)> = samples.iter().filter_map(timed).collect();
    let reached: f64 = timed.iter().map(|(_, weight)| weight).sum();
    let minutes: f64 = timed.iter().map(|(minutes, weight)| minutes * weight).sum();
    let beyond = |limit: &f64| {
        let far = timed.iter().filter(|(minutes, _)| minutes > limit);
        far.map(|(_, weight)| weight).sum::<f64>() / weight
    };
    Some(Summary {
        weight,
        reached: (reached / weight).min(1.0),
        mean: (reached > 0.0).then(|| minutes / reached),
        p95: percentile(samples, 0.95 * weight),
        worst: worst(samples),
        beyond: settings.beyond.iter().map(beyond).collect(),
        gini: gini(&accessibility(samples, settings.tau)),
    })
}

fn timed(sample: &Sample) -> Option<(f64, f64)> {
    let minutes = sample.reach.minutes()?;
    Some((minutes, sample.weight))
}

fn percentile(samples: &[Sample], wanted: f64) -> Reach {
    let mut sorted: Vec<&Sample> = samples.iter().filter(|s| s.weight > 0.0).collect();
    sorted.sort_by(|a, b| a.reach.order(b.reach));
    let mut so_far = 0.0;
    for sample in sorted {
        so_far += sample.weight;
        if so_far >= wanted {
            return sample.reach;
        }
    }
    Reach::None
}

/// The longest where somebody lives; the first of those as long.
fn worst(samples: &[Sample]) -> Option<Worst> {
    let mut worst: Option<Worst> = None;
    for sample in samples.iter().filter(|sample| sample.weight > 0.0) {
        let Some(minutes) = sample.reach.minutes() else {
            continue;
        };
        if worst.is_none_or(|known| minutes > known.minutes) {
            let place = sample.place;
            worst = Some(Worst { minutes, place });
        }
    }
    worst
}

fn accessibility(samples: &[Sample], tau: f64) -> Vec<(f64, f64)> {
    let each = samples.iter().map(|sample| {
        let minutes = sample.reach.minutes();
        (minutes.map_or(0.0, |m| (-m / tau).exp()), sample.weight)
    });
    each.collect()
}
