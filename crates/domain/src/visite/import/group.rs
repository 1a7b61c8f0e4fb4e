//! Lines that share a reference are one visite with several demandes.

use std::collections::BTreeMap;

use super::{
    BadLine, Column, Imported,
    line::{Line, Reader},
};
use crate::{
    form::{FieldError, FormErrors},
    ids::DemandeId,
    visite::{Recording, Visite},
};

/// Visites in the order of the file.
#[derive(Default)]
pub(super) struct Groups {
    all: Vec<Group>,
    by_reference: BTreeMap<String, usize>,
    /// How many times each line without a reference was seen.
    seen: BTreeMap<String, usize>,
}

/// One visite and its lines.
pub(super) struct Group {
    key: String,
    first: Line,
    others: Vec<Line>,
}

impl Groups {
    /// Adds a line to its visite.
    pub fn add(&mut self, line: Line) -> Result<(), FormErrors> {
        if line.reference.is_empty() {
            let count = self.seen.entry(line.content.clone()).or_default();
            *count += 1;
            let key = format!("ligne\u{1f}{count}\u{1f}{}", line.content);
            self.all.push(Group::new(key, line));
            return Ok(());
        }
        if let Some(at) = self.by_reference.get(&line.reference) {
            return self.all[*at].join(line);
        }
        let at = self.all.len();
        self.by_reference.insert(line.reference.clone(), at);
        let key = format!("reference\u{1f}{}", line.reference);
        self.all.push(Group::new(key, line));
        Ok(())
    }

    pub fn into_groups(self) -> impl Iterator<Item = Group> {
        self.all.into_iter()
    }
}

impl Group {
    fn new(key: String, first: Line) -> Self {
        Self {
            key,
            first,
            others: Vec::new(),
        }
    }

    /// What a further line says of the visite must be what the first one said.
    fn join(&mut self, line: Line) -> Result<(), FormErrors> {
        let mut errors = FormErrors::default();
        for (column, text) in &line.head {
            if !self.first.head.contains(&(*column, text.clone())) {
                errors.add_with(
                    column.code(),
                    "import-reference-autre",
                    [("ligne", self.first.at.to_string())],
                );
            }
        }
        if errors.0.is_empty() {
            self.others.push(line);
            Ok(())
        } else {
            Err(errors)
        }
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The visite, by the rule of recording.
    pub fn visite(self, reader: &mut Reader<'_>) -> Result<Imported, Vec<BadLine>> {
        let known = reader.known;
        let ids = self.lines().enumerate().map(|(rank, line)| {
            let key = format!("{}\u{1f}{rank}\u{1f}{}", self.key, line.content);
            DemandeId::new((known.id)(&format!("demande\u{1f}{key}")))
        });
        let by = Recording {
            id: (known.id)(&format!("visite\u{1f}{}", self.key)).into(),
            demande_ids: ids.collect(),
            author: self.first.author.clone(),
            at: self.instant(reader),
            today: known.today,
        };
        let mut form = self.first.form.clone();
        form.demandes = self.lines().map(|line| line.demande.clone()).collect();
        match Visite::record(&form, &by, reader.on(self.first.date)) {
            Ok(visite) => Ok(Imported {
                line: self.first.at,
                visite,
            }),
            Err(errors) => Err(self.bad_lines(errors)),
        }
    }

    fn instant(&self, reader: &Reader<'_>) -> i64 {
        let local = self.first.date.to_datetime(self.first.time);
        local
            .to_zoned_datetime(reader.known.zone.clone())
            .map_or(0, |zoned| zoned.timestamp().as_millisecond())
    }

    /// Refusals of the form, each on the line and the column that it comes from.
    fn bad_lines(&self, errors: FormErrors) -> Vec<BadLine> {
        let lines: Vec<u64> = self.lines().map(|line| line.at).collect();
        let mut bad: BTreeMap<u64, FormErrors> = BTreeMap::new();
        for error in errors.0 {
            let (rank, column) = origin(&error.field);
            let line = lines.get(rank).copied().unwrap_or(self.first.at);
            bad.entry(line).or_default().0.push(FieldError {
                field: column.code().to_owned(),
                ..error
            });
        }
        let bad = bad.into_iter();
        bad.map(|(line, errors)| BadLine { line, errors }).collect()
    }
}

/// The demande and the column of a field of the form.
fn origin(field: &str) -> (usize, Column) {
    let mut parts = field.split('.');
    let (first, rank, name) = (parts.next(), parts.next(), parts.next());
    let rank = rank.and_then(|r| r.parse().ok()).unwrap_or(0);
    let column = match name.or(first).unwrap_or_default() {
        "place" => Column::Place,
        "channel" => Column::Channel,
        "minutes" => Column::Minutes,
        "first" => Column::First,
        "age" => Column::Age,
        "sex" => Column::Sex,
        "status" => Column::Status,
        "residence" => Column::Residence,
        "autonomy" => Column::Autonomy,
        "note" => Column::Note,
        "partner" => Column::Partner,
        "demarche" => Column::Demarche,
        "tap" => Column::Outcome,
        "redirected_to" => Column::RedirectedTo,
        "demandes" => Column::Reference,
        _ => Column::Date,
    };
    (rank, column)
}
