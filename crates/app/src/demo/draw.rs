//! Drawing lots from a seed: identifiers, choices, counts. Never for secrets.

use jiff::{civil::Date, civil::Time, tz::TimeZone};

/// A reproducible source (SplitMix64, Steele and others 2014).
#[derive(Debug, Clone)]
pub(super) struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number below `n` (0 when `n` is 0).
    pub fn below(&mut self, n: usize) -> usize {
        let n = u64::try_from(n.max(1)).unwrap_or(1);
        usize::try_from(self.next() % n).unwrap_or(0)
    }

    /// Yes with a chance of `percent` in a hundred.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// One of several, by weight.
    pub fn weighted<'a, T>(&mut self, choices: &'a [(T, usize)]) -> Option<&'a T> {
        let total: usize = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total);
        for (choice, weight) in choices {
            if left < *weight {
                return Some(choice);
            }
            left -= weight;
        }
        None
    }

    /// An identifier with the shape of a UUIDv7 of that instant.
    pub fn id(&mut self, at_ms: i64) -> String {
        let mut bytes = [0_u8; 10];
        bytes[..8].copy_from_slice(&self.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.next().to_le_bytes()[..2]);
        let millis = u64::try_from(at_ms).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes)
            .into_uuid()
            .to_string()
    }
}

/// Milliseconds UTC of a local day and hour.
pub(super) fn instant(day: Date, time: Time, zone: &TimeZone) -> i64 {
    day.to_datetime(time)
        .to_zoned_datetime(zone.clone())
        .map_or(0, |zoned| zoned.timestamp().as_millisecond())
}
