//! What a block of an `.osm.pbf` holds: points and ways. Relations are read over.

use super::wire::{Broken, Fields, Value, deltas, packed};
use crate::access::position::Position;

/// One billionth of a degree, the unit of the format.
const NANO: f64 = 1e-9;

/// A block of data, its texts found.
pub(super) struct Block<'a> {
    texts: Vec<&'a [u8]>,
    groups: Vec<&'a [u8]>,
    granularity: i64,
    lat_offset: i64,
    lon_offset: i64,
}

/// A way: its points, and its tags as pairs of texts.
pub(super) struct Way<'a> {
    pub(super) tags: Vec<(&'a [u8], &'a [u8])>,
    pub(super) nodes: Vec<i64>,
}

impl<'a> Block<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, Broken> {
        let mut block = Self {
            texts: Vec::new(),
            groups: Vec::new(),
            granularity: 100,
            lat_offset: 0,
            lon_offset: 0,
        };
        for field in Fields::of(bytes) {
            match field? {
                (1, value) => block.texts = texts(value.bytes()?)?,
                (2, value) => block.groups.push(value.bytes()?),
                (17, value) => block.granularity = signed(value)?,
                (19, value) => block.lat_offset = signed(value)?,
                (20, value) => block.lon_offset = signed(value)?,
                _ => {}
            }
        }
        Ok(block)
    }

    /// Gives the identifier and the position of each point.
    pub(super) fn nodes(&self, mut each: impl FnMut(i64, Position)) -> Result<(), Broken> {
        for group in &self.groups {
            for field in Fields::of(group) {
                match field? {
                    (1, value) => {
                        let (id, position) = self.node(value.bytes()?)?;
                        each(id, position);
                    }
                    (2, value) => self.dense(value.bytes()?, &mut each)?,
                    _ => {}
                }
            }
        }
        Ok(())
    }

    fn node(&self, bytes: &[u8]) -> Result<(i64, Position), Broken> {
        let (mut id, mut lat, mut lon) = (None, None, None);
        for field in Fields::of(bytes) {
            match field? {
                (1, value) => id = Some(zigzag(value)?),
                (8, value) => lat = Some(zigzag(value)?),
                (9, value) => lon = Some(zigzag(value)?),
                _ => {}
            }
        }
        let (lat, lon) = lat.zip(lon).ok_or(Broken)?;
        Ok((id.ok_or(Broken)?, self.position(lat, lon)?))
    }

    fn dense(&self, bytes: &[u8], each: &mut impl FnMut(i64, Position)) -> Result<(), Broken> {
        let [mut ids, mut lats, mut lons]: [&[u8]; 3] = [&[]; 3];
        for field in Fields::of(bytes) {
            match field? {
                (1, value) => ids = value.bytes()?,
                (8, value) => lats = value.bytes()?,
                (9, value) => lons = value.bytes()?,
                _ => {}
            }
        }
        let (mut lats, mut lons) = (deltas(lats), deltas(lons));
        for id in deltas(ids) {
            let lat = lats.next().ok_or(Broken)??;
            let lon = lons.next().ok_or(Broken)??;
            each(id?, self.position(lat, lon)?);
        }
        Ok(())
    }

    fn position(&self, lat: i64, lon: i64) -> Result<Position, Broken> {
        let degrees = |offset: i64, value: i64| {
            let nano = value.checked_mul(self.granularity)?.checked_add(offset)?;
            Some(nano as f64 * NANO)
        };
        let lat = degrees(self.lat_offset, lat).ok_or(Broken)?;
        let lon = degrees(self.lon_offset, lon).ok_or(Broken)?;
        Position::new(lat, lon).ok_or(Broken)
    }

    /// Gives each way.
    pub(super) fn ways(&self, mut each: impl FnMut(&Way<'a>)) -> Result<(), Broken> {
        for group in &self.groups {
            for field in Fields::of(group) {
                if let (3, value) = field? {
                    each(&self.way(value.bytes()?)?);
                }
            }
        }
        Ok(())
    }

    fn way(&self, bytes: &[u8]) -> Result<Way<'a>, Broken> {
        let [mut keys, mut values, mut refs]: [&[u8]; 3] = [&[]; 3];
        for field in Fields::of(bytes) {
            match field? {
                (2, value) => keys = value.bytes()?,
                (3, value) => values = value.bytes()?,
                (8, value) => refs = value.bytes()?,
                _ => {}
            }
        }
        let tags: Result<Vec<_>, Broken> = packed(keys)
            .zip(packed(values))
            .map(|(key, value)| Ok((self.text(key?)?, self.text(value?)?)))
            .collect();
        Ok(Way {
            tags: tags?,
            nodes: deltas(refs).collect::<Result<_, _>>()?,
        })
    }

    fn text(&self, index: u64) -> Result<&'a [u8], Broken> {
        let index = usize::try_from(index).map_err(|_| Broken)?;
        self.texts.get(index).copied().ok_or(Broken)
    }
}

fn texts(bytes: &[u8]) -> Result<Vec<&[u8]>, Broken> {
    let mut texts = Vec::new();
    for field in Fields::of(bytes) {
        if let (1, value) = field? {
            texts.push(value.bytes()?);
        }
    }
    Ok(texts)
}

/// A number of the wire that may be below zero.
fn signed(value: Value<'_>) -> Result<i64, Broken> {
    value.number().map(u64::cast_signed)
}

/// A number of the wire in the zigzag form.
fn zigzag(value: Value<'_>) -> Result<i64, Broken> {
    let number = value.number()?;
    Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
}
