//! Positions on the Earth and the distances between them.
//!
//! Two distances: along the great circle, and on a plane laid at the latitude of the
//! territory, which is what sums over thousands of pairs use. On a territory they differ by
//! less than one thousandth.

/// Mean radius of the Earth, in kilometres.
pub const EARTH_KM: f64 = 6371.0;

/// A point, in degrees of the WGS 84.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
}

impl Position {
    /// The point, when both numbers are on the globe.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        let on_globe = (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon);
        on_globe.then_some(Self { lat, lon })
    }

    /// Kilometres along the great circle.
    pub fn great_circle_km(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((b - a) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let chord = half_lat * half_lat + a.cos() * b.cos() * half_lon * half_lon;
        2.0 * EARTH_KM * chord.clamp(0.0, 1.0).sqrt().asin()
    }
}

/// A plane laid on the globe at one latitude (equirectangular).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plane {
    latitude: f64,
    cosine: f64,
}

impl Plane {
    /// The plane whose east-west scale is right at `latitude`, in degrees.
    pub fn at(latitude: f64) -> Self {
        Self {
            latitude,
            cosine: latitude.to_radians().cos(),
        }
    }

    /// The latitude where its scale is right, in degrees.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Kilometres between two points.
    pub fn km(self, a: Position, b: Position) -> f64 {
        let north = (b.lat - a.lat).to_radians();
        let east = (b.lon - a.lon).to_radians() * self.cosine;
        EARTH_KM * north.hypot(east)
    }

    /// East and north of a point, in kilometres from the point (0, 0) of the globe.
    pub fn flatten(self, point: Position) -> (f64, f64) {
        let east = point.lon.to_radians() * self.cosine * EARTH_KM;
        (east, point.lat.to_radians() * EARTH_KM)
    }

    /// The index of the nearest of `among`, the first of those at the same distance.
    pub fn nearest(self, from: Position, among: &[Position]) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (index, point) in among.iter().enumerate() {
            let km = self.km(from, *point);
            if best.is_none_or(|(_, least)| km < least) {
                best = Some((index, km));
            }
        }
        best.map(|(index, _)| index)
    }
}
