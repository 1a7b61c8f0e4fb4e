//! Each kind of file, cut and written again in the layout of the folder.

use std::collections::{BTreeMap, BTreeSet};

use super::{FileReport, Given, Place, Reason, Written, within_reach};
use crate::access::{
    geo::{self, Outline},
    position::Position,
    table::{FileError, Limits, Row, Table},
};

type Done = Result<(Written, FileReport), FileError>;

const TILES: [&str; 9] = [
    "idcar_200m",
    "lat",
    "lon",
    "insee",
    "imputed",
    "individus",
    "menages",
    "menages_pauvres",
    "ind_65plus",
];
const PLACES: [&str; 7] = [
    "wof_id",
    "geonames_id",
    "nom",
    "placetype",
    "insee",
    "lat",
    "lon",
];
const COUNTERS: [&str; 13] = [
    "partner",
    "name",
    "address",
    "commune",
    "code_insee",
    "lat",
    "lon",
    "position_quality",
    "itinerance",
    "opening",
    "source",
    "source_date",
    "status",
];
const MARKETS: [&str; 5] = ["commune", "code_insee", "weekday", "source", "status"];

pub(super) fn tiles(file: &'static str, given: &Given<'_>, communes: &BTreeSet<String>) -> Done {
    let mut cut = Cut::new(file, given, communes);
    cut.table(&TILES, |row| Ok(by_commune(row.text("insee"), communes)))?;
    Ok(cut.done())
}

pub(super) fn places(file: &'static str, given: &Given<'_>, communes: &BTreeSet<String>) -> Done {
    let mut cut = Cut::new(file, given, communes);
    cut.table(&PLACES, |row| Ok(by_commune(row.text("insee"), communes)))?;
    Ok(cut.done())
}

pub(super) fn markets(file: &'static str, given: &Given<'_>, communes: &BTreeSet<String>) -> Done {
    let mut cut = Cut::new(file, given, communes);
    cut.table(&MARKETS, |row| {
        Ok(by_commune(row.text("code_insee"), communes))
    })?;
    Ok(cut.done())
}

/// Counters outside the territory are kept when people can reach them.
pub(super) fn counters(
    file: &'static str,
    given: &Given<'_>,
    communes: &BTreeSet<String>,
    inside: &[Place],
) -> Done {
    let mut cut = Cut::new(file, given, communes);
    let list = geo::counters(given.name, given.bytes)?;
    cut.mobile = list.iter().map(|counter| counter.mobile).collect();
    cut.table(&COUNTERS, |row| {
        let known = communes.contains(row.text("code_insee"));
        let near = || Ok(within_reach(row.position("lat", "lon")?, inside));
        Ok(if known || near()? {
            Ok(row.text("code_insee").to_owned())
        } else {
            Err(Reason::TooFar)
        })
    })?;
    Ok(cut.done())
}

fn by_commune(code: &str, communes: &BTreeSet<String>) -> Result<String, Reason> {
    match code {
        "" => Err(Reason::NoCommune),
        code if communes.contains(code) => Ok(code.to_owned()),
        _ => Err(Reason::OtherCommune),
    }
}

/// A file being cut.
struct Cut<'a> {
    file: &'static str,
    given: &'a Given<'a>,
    silent_on: BTreeSet<String>,
    /// For counters only: whether the counter of each line moves.
    mobile: Vec<bool>,
    bytes: Vec<u8>,
    kept: usize,
    left_out: BTreeMap<Reason, usize>,
}

impl<'a> Cut<'a> {
    fn new(file: &'static str, given: &'a Given<'a>, communes: &BTreeSet<String>) -> Self {
        Self {
            file,
            given,
            silent_on: communes.clone(),
            mobile: Vec::new(),
            bytes: Vec::new(),
            kept: 0,
            left_out: BTreeMap::new(),
        }
    }

    /// Keeps the lines that `judge` gives a commune, with these columns only.
    fn table(
        &mut self,
        columns: &[&str],
        judge: impl Fn(&Row<'_>) -> Result<Result<String, Reason>, FileError>,
    ) -> Result<(), FileError> {
        let (name, bytes) = (self.given.name, self.given.bytes);
        let mut lines = vec![record(columns.iter().copied())];
        let mut index = 0;
        Table::open(name, bytes, &[], Limits::TERRITORY)?.read(|row| {
            if self.judged(judge(row)?) {
                let mobile = self.mobile.get(index).map_or("", |m| flag(*m));
                let value = |column: &&str| match *column {
                    "itinerance" => mobile,
                    column => row.text(column),
                };
                lines.push(record(columns.iter().map(value)));
            }
            index += 1;
            Ok(())
        })?;
        self.bytes = lines.concat();
        Ok(())
    }

    fn judged(&mut self, verdict: Result<String, Reason>) -> bool {
        match verdict {
            Ok(commune) => {
                self.silent_on.remove(&commune);
                self.kept += 1;
                true
            }
            Err(reason) => {
                *self.left_out.entry(reason).or_default() += 1;
                false
            }
        }
    }

    fn done(self) -> (Written, FileReport) {
        let report = FileReport {
            file: self.file,
            from: self.given.name.to_owned(),
            kept: self.kept,
            left_out: self.left_out.into_iter().collect(),
            silent_on: self.silent_on.into_iter().collect(),
        };
        let written = Written {
            name: self.file,
            bytes: self.bytes,
        };
        (written, report)
    }
}

fn flag(mobile: bool) -> &'static str {
    if mobile { "1" } else { "0" }
}

/// One line of CSV, quoted where needed, ended by LF.
fn record<'a>(fields: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let quoted: Vec<String> = fields.map(quote).collect();
    let mut line = quoted.join(",").into_bytes();
    line.push(b'\n');
    line
}

fn quote(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field.to_owned()
}

/// Outlines: one commune a line, so that a change shows as a line.
pub(super) fn outlines(file: &'static str, given: &Given<'_>, communes: &BTreeSet<String>) -> Done {
    let mut cut = Cut::new(file, given, communes);
    let mut lines = Vec::new();
    for outline in geo::outlines(given.name, given.bytes)? {
        if cut.judged(by_commune(&outline.commune, communes)) {
            lines.push(feature(&outline));
        }
    }
    let all = lines.join(",\n");
    cut.bytes = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{all}\n]}}\n").into();
    Ok(cut.done())
}

fn feature(outline: &Outline) -> String {
    let (code, nom) = (&outline.commune, &outline.name);
    let polygons: Vec<String> = outline
        .polygons
        .iter()
        .map(|p| list(p, |r| ring(r)))
        .collect();
    let (kind, coordinates) = match polygons.as_slice() {
        [one] => ("Polygon", one.clone()),
        several => ("MultiPolygon", format!("[{}]", several.join(","))),
    };
    let properties = serde_json::json!({"code": code, "nom": nom});
    format!(
        "{{\"type\":\"Feature\",\"properties\":{properties},\
         \"geometry\":{{\"type\":\"{kind}\",\"coordinates\":{coordinates}}}}}"
    )
}

fn ring(points: &[Position]) -> String {
    list(points, |point| format!("[{},{}]", point.lon, point.lat))
}

fn list<T>(items: &[T], write: impl Fn(&T) -> String) -> String {
    let written: Vec<String> = items.iter().map(write).collect();
    format!("[{}]", written.join(","))
}
