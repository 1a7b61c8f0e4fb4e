//! How many people a published count must concern (A1).
//!
//! Numbers only: which counts exist and who they concern is the affair of
//! `tally`, what is masked that of `suppress`.

use serde::{Deserialize, Serialize};

use super::counts::Count;

/// Lowest threshold that a convention may give for monthly one-way tables.
pub const FLOOR: u32 = 5;
/// Threshold of everything else: published, crossed or sensitive. Also the fewest
/// people over whom a median is given.
pub const GENERAL: u32 = 11;

/// A threshold too low to protect anybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ThresholdError {
    /// Under the floor of monthly tables.
    #[error(
        "Un seuil de {0} est trop bas. Un relevé mensuel masque les nombres de moins de {FLOOR} personnes : choisissez {FLOOR} ou plus."
    )]
    UnderFloor(u32),
    /// Under the threshold of publication.
    #[error(
        "Un seuil de {0} est trop bas. Ce qui est publié ou croisé masque les nombres de moins de {GENERAL} personnes : choisissez {GENERAL} ou plus."
    )]
    UnderGeneral(u32),
}

/// Fewest people that a shown count concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Threshold(u32);

impl Threshold {
    /// That of everything published, or sent to the State (requirement A1).
    pub const RELEASED: Self = Self(GENERAL);

    /// Threshold of the monthly one-way tables of a partner under convention: 5
    /// or more.
    pub fn new(people: u32) -> Result<Self, ThresholdError> {
        if people < FLOOR {
            return Err(ThresholdError::UnderFloor(people));
        }
        Ok(Self(people))
    }

    /// Threshold of what is published, crosses two dimensions or is sensitive: 11
    /// or more.
    pub fn general(people: u32) -> Result<Self, ThresholdError> {
        if people < GENERAL {
            return Err(ThresholdError::UnderGeneral(people));
        }
        Ok(Self(people))
    }

    /// The number of people.
    pub fn people(self) -> u32 {
        self.0
    }

    /// Half as many people again: to choose, not to show.
    #[must_use]
    pub fn half_as_much_again(self) -> Self {
        Self(self.0 + self.0.div_ceil(2))
    }

    /// Whether a count, or a difference of counts, concerns too few people. A
    /// difference may concern nobody that is known of: it is then too few.
    pub fn is_too_few(self, count: Count) -> bool {
        count.count > 0 && count.persons < u64::from(self.0)
    }

    /// Whether this many people are too few to be shown; nobody is not too few.
    pub fn hides(self, people: u64) -> bool {
        people > 0 && people < u64::from(self.0)
    }
}

impl Default for Threshold {
    fn default() -> Self {
        Self(FLOOR)
    }
}

impl TryFrom<u32> for Threshold {
    type Error = ThresholdError;

    fn try_from(people: u32) -> Result<Self, ThresholdError> {
        Self::new(people)
    }
}

impl From<Threshold> for u32 {
    fn from(threshold: Threshold) -> Self {
        threshold.0
    }
}
