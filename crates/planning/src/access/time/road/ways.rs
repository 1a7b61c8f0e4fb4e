//! Which ways a car takes, how fast and in which direction.

use serde::Serialize;

use super::{Rules, blocks::Way};

/// Classes of roads that a car takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// Motorways.
    Motorway,
    /// Express roads.
    Trunk,
    /// Main roads.
    Primary,
    /// Roads between towns.
    Secondary,
    /// Roads between villages.
    Tertiary,
    /// Small roads.
    Unclassified,
    /// Streets where people live.
    Residential,
    /// Streets shared with people on foot.
    LivingStreet,
    /// Ways to a building or a car park.
    Service,
    /// Slip roads between the larger ones.
    Link,
}

impl Class {
    /// All classes, from the quickest.
    pub const ALL: [Self; 10] = [
        Self::Motorway,
        Self::Trunk,
        Self::Primary,
        Self::Secondary,
        Self::Tertiary,
        Self::Unclassified,
        Self::Residential,
        Self::LivingStreet,
        Self::Service,
        Self::Link,
    ];

    /// Mean speed taken before anybody timed a trip, in km/h.
    pub fn usual_speed(self) -> f64 {
        match self {
            Self::Motorway => 80.0,
            Self::Trunk => 65.0,
            Self::Primary => 50.0,
            Self::Secondary => 45.0,
            Self::Tertiary | Self::Link => 40.0,
            Self::Unclassified => 30.0,
            Self::Residential => 25.0,
            Self::Service => 15.0,
            Self::LivingStreet => 10.0,
        }
    }

    fn named(tag: &[u8]) -> Option<Self> {
        match tag {
            b"motorway" => Some(Self::Motorway),
            b"trunk" => Some(Self::Trunk),
            b"primary" => Some(Self::Primary),
            b"secondary" => Some(Self::Secondary),
            b"tertiary" => Some(Self::Tertiary),
            b"unclassified" | b"road" => Some(Self::Unclassified),
            b"residential" => Some(Self::Residential),
            b"living_street" => Some(Self::LivingStreet),
            b"service" => Some(Self::Service),
            tag if tag.ends_with(b"_link") => Some(Self::Link),
            // Tracks, steps, paths for feet, cycles and horses, works.
            _ => None,
        }
    }
}

/// In which directions a way is driven, along the order of its points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Both,
    Forward,
    Backward,
}

/// A way that a car takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Driven {
    pub(super) direction: Direction,
    /// Kilometres an hour.
    pub(super) speed: f64,
}

impl Driven {
    /// What the tags of a way allow to a car; none when it may not take it.
    pub(super) fn of(way: &Way<'_>, rules: &Rules) -> Option<Self> {
        let tag = tag(way, b"highway")?;
        let class = Class::named(tag)?;
        if is_forbidden(way) {
            return None;
        }
        let usual = rules.speed(class)?;
        Some(Self {
            direction: direction(way, tag),
            speed: limit(way).map_or(usual, |limit| usual.min(limit)),
        })
    }
}

fn tag<'a>(way: &Way<'a>, key: &[u8]) -> Option<&'a [u8]> {
    let found = way.tags.iter().find(|(known, _)| *known == key);
    found.map(|(_, value)| *value)
}

/// The most precise tag about cars decides. Ferries and squares are no roads.
fn is_forbidden(way: &Way<'_>) -> bool {
    let is_area = tag(way, b"area") == Some(b"yes");
    let is_ferry = tag(way, b"route") == Some(b"ferry");
    let keys: [&[u8]; 4] = [b"motorcar", b"motor_vehicle", b"vehicle", b"access"];
    let said = keys.iter().find_map(|key| tag(way, key));
    is_area
        || is_ferry
        || matches!(
            said,
            Some(b"no" | b"private" | b"agricultural" | b"forestry")
        )
}

/// Motorways and roundabouts are one-way without saying it.
fn direction(way: &Way<'_>, highway: &[u8]) -> Direction {
    let round = matches!(tag(way, b"junction"), Some(b"roundabout" | b"circular"));
    let implied = round || matches!(highway, b"motorway" | b"motorway_link");
    match tag(way, b"oneway") {
        Some(b"yes" | b"true" | b"1") => Direction::Forward,
        Some(b"-1" | b"reverse") => Direction::Backward,
        Some(b"no" | b"false" | b"0") => Direction::Both,
        _ if implied => Direction::Forward,
        _ => Direction::Both,
    }
}

/// A signposted limit in km/h; words and other units are not read.
fn limit(way: &Way<'_>) -> Option<f64> {
    let text = std::str::from_utf8(tag(way, b"maxspeed")?).ok()?;
    let limit: f64 = text.trim().parse().ok()?;
    (5.0..=130.0).contains(&limit).then_some(limit)
}
