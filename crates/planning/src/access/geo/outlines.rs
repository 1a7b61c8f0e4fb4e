//! Outlines of the communes, from GeoJSON.

use serde::Deserialize;
use serde_json::error::Category;

use crate::access::{
    position::Position,
    table::{FileError, Limits},
};

/// Most points of all the outlines of a file.
const POINTS: usize = 5_000_000;

/// A ring outside, then its holes; each ring closed.
pub type Polygon = Vec<Vec<Position>>;

/// The outline of a commune: good for maps, not for boundaries in law.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// The Insee code.
    pub commune: String,
    /// The name in the source, often without its article.
    pub name: String,
    /// Its parts: islets make several.
    pub polygons: Vec<Polygon>,
}

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    geometry: Geometry,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    code: String,
    nom: String,
}

type Points = Vec<Vec<f64>>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Polygon(Vec<Points>),
    MultiPolygon(Vec<Vec<Points>>),
}

/// Reads the outlines of a file, in its order.
pub fn outlines(file: &str, bytes: &[u8]) -> Result<Vec<Outline>, FileError> {
    if bytes.len() > Limits::TERRITORY.bytes {
        return Err(FileError::whole(file, "le fichier dépasse 64 Mio"));
    }
    let read: Collection = serde_json::from_slice(bytes).map_err(|e| refused(file, &e))?;
    let mut left = POINTS;
    let each = read.features.into_iter().enumerate();
    each.map(|(index, feature)| outline(feature, &mut left).map_err(|r| wrong(file, index, &r)))
        .collect()
}

fn refused(file: &str, error: &serde_json::Error) -> FileError {
    let what = match error.classify() {
        Category::Eof => "le fichier s’arrête trop tôt",
        Category::Data => {
            "on attend une FeatureCollection de Polygon ou MultiPolygon, avec code et nom"
        }
        Category::Syntax | Category::Io => "ce n’est pas du JSON",
    };
    FileError {
        file: file.to_owned(),
        line: Some(error.line() as u64),
        column: Some(error.column().to_string()),
        reason: what.to_owned(),
    }
}

fn wrong(file: &str, index: usize, reason: &str) -> FileError {
    FileError::whole(file, format!("commune n° {} : {reason}", index + 1))
}

fn outline(feature: Feature, left: &mut usize) -> Result<Outline, String> {
    let Properties { code, nom } = feature.properties;
    if code.len() != 5 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err("« code » n’est pas un code Insee de commune".to_owned());
    }
    let polygons = match feature.geometry {
        Geometry::Polygon(rings) => vec![rings],
        Geometry::MultiPolygon(polygons) => polygons,
    };
    let polygons: Result<Vec<Polygon>, String> =
        polygons.into_iter().map(|p| polygon(p, left)).collect();
    Ok(Outline {
        commune: code,
        name: nom,
        polygons: polygons?,
    })
}

fn polygon(rings: Vec<Points>, left: &mut usize) -> Result<Polygon, String> {
    if rings.is_empty() {
        return Err("un polygone est vide".to_owned());
    }
    rings
        .into_iter()
        .map(|points| ring(&points, left))
        .collect()
}

fn ring(points: &Points, left: &mut usize) -> Result<Vec<Position>, String> {
    *left = left
        .checked_sub(points.len())
        .ok_or_else(|| format!("plus de {POINTS} points"))?;
    let ring: Vec<Position> = points.iter().map(|p| point(p)).collect::<Result<_, _>>()?;
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err("un contour n’est pas fermé".to_owned());
    }
    Ok(ring)
}

fn point(numbers: &[f64]) -> Result<Position, String> {
    let [lon, lat, ..] = numbers else {
        return Err("un point n’a pas deux nombres".to_owned());
    };
    let on_earth = Position::new(*lat, *lon);
    on_earth.ok_or_else(|| "un point n’est pas sur Terre (longitude, puis latitude)".to_owned())
}
