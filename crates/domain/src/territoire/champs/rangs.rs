//! CSV: rows, each under the names of the first line that is no comment. Only the row that
//! changes is written again.

use std::ops::Range;

use super::{Champ, Element, Nature, Refus, free_code, title};

/// A file as it is laid out.
struct Feuille<'t> {
    text: &'t str,
    columns: Vec<String>,
    /// Where each row stands in the text, its end of line with it, and its cells.
    rows: Vec<(Range<usize>, Vec<String>)>,
}

impl<'t> Feuille<'t> {
    fn read(text: &'t str) -> Result<Self, Refus> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .comment(Some(b'#'))
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut rows = Vec::new();
        loop {
            let from = place(reader.position().byte())?;
            if !reader
                .read_record(&mut record)
                .map_err(|_| Refus::Illisible)?
            {
                break;
            }
            let to = place(reader.position().byte())?;
            let cells: Vec<String> = record.iter().map(str::to_owned).collect();
            rows.push((begin(text, from)..to, cells));
        }
        if rows.is_empty() {
            return Err(Refus::Illisible);
        }
        let (_, columns) = rows.remove(0);
        let columns = columns.iter().map(|name| name.trim().to_owned()).collect();
        Ok(Self {
            text,
            columns,
            rows,
        })
    }

    fn at(&self, adresse: &str) -> Result<(usize, &Range<usize>, &[String]), Refus> {
        let rank: usize = adresse.parse().map_err(|_| Refus::Introuvable)?;
        let (span, cells) = self.rows.get(rank).ok_or(Refus::Introuvable)?;
        Ok((rank, span, cells))
    }

    /// The text with something else in place of a part of it.
    fn with(&self, span: &Range<usize>, other: &str) -> String {
        let (before, after) = (&self.text[..span.start], &self.text[span.end..]);
        format!("{before}{other}{after}")
    }

    /// How its lines end.
    fn line_end(&self) -> &'static str {
        if self.text.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        }
    }
}

fn place(byte: u64) -> Result<usize, Refus> {
    usize::try_from(byte).map_err(|_| Refus::Illisible)
}

/// Where the row that is read from here begins, past comments and empty lines.
fn begin(text: &str, from: usize) -> usize {
    let mut at = from;
    for line in text[from..].split_inclusive('\n') {
        if !line.starts_with('#') && !line.trim().is_empty() {
            break;
        }
        at += line.len();
    }
    at
}

/// The rows.
pub(super) fn elements(text: &str) -> Result<Vec<Element>, Refus> {
    let sheet = Feuille::read(text)?;
    let rows = sheet.rows.iter().enumerate();
    let element = |(rank, (_, cells)): (usize, &(Range<usize>, Vec<String>))| {
        let cell = |at: usize| cells.get(at).cloned().unwrap_or_default();
        let columns = sheet.columns.iter().enumerate();
        let champs: Vec<Champ> = columns
            .map(|(at, name)| Champ {
                cle: name.clone(),
                valeur: cell(at),
                nature: Nature::Texte,
                aide: String::new(),
            })
            .collect();
        Element {
            adresse: rank.to_string(),
            titre: title(&champs),
            liste: "ligne".to_owned(),
            champs,
        }
    };
    Ok(rows.map(element).collect())
}

/// The text with other values in a row.
pub(super) fn written(
    text: &str,
    adresse: &str,
    changed: &[(Champ, String)],
) -> Result<String, Refus> {
    let sheet = Feuille::read(text)?;
    let (_, span, cells) = sheet.at(adresse)?;
    let mut cells = cells.to_vec();
    cells.resize(sheet.columns.len().max(cells.len()), String::new());
    for (champ, value) in changed {
        let at = sheet.columns.iter().position(|name| *name == champ.cle);
        let at = at.ok_or(Refus::Introuvable)?;
        value.trim().clone_into(&mut cells[at]);
    }
    Ok(sheet.with(span, &line(&sheet, &cells)?))
}

/// One row as the file writes it.
fn line(sheet: &Feuille<'_>, cells: &[String]) -> Result<String, Refus> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(Vec::new());
    writer.write_record(cells).map_err(|_| Refus::Illisible)?;
    let bytes = writer.into_inner().map_err(|_| Refus::Illisible)?;
    let text = String::from_utf8(bytes).map_err(|_| Refus::Illisible)?;
    // A first cell that began with the sign of comments would be taken for one.
    let text = match text.strip_prefix('#') {
        Some(_) => return Err(Refus::Nature(cells.join(", "), Nature::Texte)),
        None => text,
    };
    Ok(format!(
        "{}{}",
        text.trim_end_matches('\n'),
        sheet.line_end()
    ))
}

/// One more row after one.
pub(super) fn added(text: &str, like: &str) -> Result<(String, String), Refus> {
    let sheet = Feuille::read(text)?;
    let (rank, span, cells) = sheet.at(like)?;
    let mut cells = cells.to_vec();
    let first = cells.first().cloned().unwrap_or_default();
    let has = |code: &str| {
        let mut codes = sheet.rows.iter().filter_map(|(_, cells)| cells.first());
        codes.any(|known| known == code)
    };
    if let Some(cell) = cells.first_mut() {
        *cell = free_code(&first, has);
    }
    let held = &text[span.clone()];
    let end = if held.ends_with('\n') {
        ""
    } else {
        sheet.line_end()
    };
    let both = format!("{held}{end}{}", line(&sheet, &cells)?);
    Ok((sheet.with(span, &both), (rank + 1).to_string()))
}

/// Without a row.
pub(super) fn removed(text: &str, adresse: &str) -> Result<String, Refus> {
    let sheet = Feuille::read(text)?;
    let (_, span, _) = sheet.at(adresse)?;
    Ok(sheet.with(span, ""))
}
