//! Local notes as the public reads them, beside the official text and never in it;
//! `liste` and `ecrire` are the coordinator's pages.

pub mod ecrire;
pub mod liste;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, civil::Date};
use plus_domain::{
    catalogue::Demarche,
    ids::{DemarcheCode, PartnerCode},
    note::{Note, NoteState, NoteSubject, Piece, pieces},
    territoire::{Partner, Territoire},
};
use plus_fiches::pack::{Pack, PackError};
use plus_store::note as kept;

use super::{
    access::Access, contenu::reading, error::WebError, noms::Names, page::Page, state::App,
};

/// A piece of a note, as a page shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bit {
    /// Words, or the address as it is read.
    pub text: String,
    /// Address to follow, empty for words.
    pub href: String,
}

/// A note in force, in the words of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Title, may be empty.
    pub title: String,
    /// Its lines.
    pub lines: Vec<Vec<Bit>>,
    /// Who wrote it and when.
    pub signed: String,
    /// Until when it holds, may be empty.
    pub until: String,
    /// Address to change it, for the coordinator alone.
    pub edit: String,
}

/// What notes may stand on to be shown with a démarche.
pub fn about(demarche: &Demarche) -> Vec<NoteSubject> {
    vec![
        NoteSubject::Demarche(demarche.code.clone()),
        NoteSubject::Partner(demarche.partner.clone()),
    ]
}

/// What notes may stand on to be shown with a fiche: itself, the offices that it
/// names, and the partners that do their work here.
pub fn about_fiche(territory: &Territoire, id: &str, offices: &[String]) -> Vec<NoteSubject> {
    let does = |partner: &&Partner| {
        offices.iter().any(|office| {
            let code = office.replace('_', "-");
            partner.code.as_str() == code || partner.stands_for.contains(&code)
        })
    };
    let own = [NoteSubject::Fiche(id.to_owned())];
    let offices = offices.iter().cloned().map(NoteSubject::Office);
    let partners = territory.partners.iter().filter(does);
    own.into_iter()
        .chain(offices)
        .chain(partners.map(|p| NoteSubject::Partner(p.code.clone())))
        .collect()
}

/// The notes in force of some subjects.
pub async fn shown(
    app: &App,
    page: &Page,
    subjects: &[NoteSubject],
) -> Result<Vec<Shown>, WebError> {
    let mut link = app.store.read().await?;
    let mut notes = kept::of_subjects(&mut link, subjects).await?;
    let today = app.today();
    notes.retain(|note| note.state(false, today) == NoteState::InForce);
    if notes.is_empty() {
        return Ok(Vec::new());
    }
    let names = Names::load(app, &mut link).await?;
    Ok(notes
        .iter()
        .map(|note| Shown::of(app, page, &names, note))
        .collect())
}

impl Shown {
    fn of(app: &App, page: &Page, names: &Names, note: &Note) -> Self {
        Self {
            title: page.french(note.title.as_deref().unwrap_or_default()),
            lines: lines(page, &note.text),
            signed: signed(app, page, names, note),
            until: note.until.map_or_else(String::new, |day| {
                page.ta("note-public-jusqu-au", &[("date", page.date(day))])
            }),
            edit: if leads(page) {
                format!("/pilotage/notes/{}", note.id)
            } else {
                String::new()
            },
        }
    }
}

/// « Ghislaine R., le 12 novembre 2026. Relue le 20 novembre 2026. »
fn signed(app: &App, page: &Page, names: &Names, note: &Note) -> String {
    let by = page
        .arg("qui", names.person(&note.author))
        .arg("date", page.date(date_of(app, note.at)))
        .t("note-public-signature");
    let Some(reread) = &note.reread else {
        return by;
    };
    let again = page.date(date_of(app, reread.at));
    format!("{by} {}", page.ta("note-public-relue", &[("date", again)]))
}

/// The day of an instant, where the relay is.
fn date_of(app: &App, at_ms: i64) -> Date {
    let instant = Timestamp::from_millisecond(at_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.to_zoned_datetime(app.zone()).date()
}

fn lines(page: &Page, text: &str) -> Vec<Vec<Bit>> {
    let mut lines = vec![Vec::new()];
    for piece in pieces(text) {
        let bit = match piece {
            Piece::Break => {
                lines.push(Vec::new());
                continue;
            }
            Piece::Words(words) => Bit {
                text: page.french(&words),
                href: String::new(),
            },
            Piece::Link(address) => Bit {
                text: address.as_str().trim_start_matches("https://").to_owned(),
                href: address.to_string(),
            },
        };
        if let Some(line) = lines.last_mut() {
            line.push(bit);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Where a note on a subject is written, for those who may; empty for others.
pub fn to_write(page: &Page, subject: &str) -> String {
    if leads(page) {
        format!("/pilotage/notes/nouvelle?sur={subject}")
    } else {
        String::new()
    }
}

fn leads(page: &Page) -> bool {
    let role = page.user.as_ref().map(|user| user.role);
    role.is_some() && Access::Coordination.allows(role)
}

/// What a note stands on, in words, and where it is read (empty when nowhere).
pub fn subject_words(
    page: &Page,
    territory: &Territoire,
    pack: Option<&Arc<Pack>>,
    subject: &NoteSubject,
) -> (String, String) {
    match subject {
        NoteSubject::Demarche(code) => {
            let title = territory.catalogue.get(code).map(|d| d.title.clone());
            let href = title.is_some().then(|| format!("/demarches/{code}"));
            (
                title.unwrap_or_else(|| code.to_string()),
                href.unwrap_or_default(),
            )
        }
        NoteSubject::Partner(code) => (partner_name(territory, code), String::new()),
        NoteSubject::Fiche(id) => {
            let title = pack.and_then(|p| p.entry(id)).map(|e| e.title.clone());
            let href = title.is_some().then(|| format!("/fiches/{id}"));
            let said = page
                .arg("numero", id.as_str())
                .arg("titre", title.unwrap_or_default());
            (said.t("note-sur-fiche"), href.unwrap_or_default())
        }
        NoteSubject::Office(code) => {
            let said = page.ta("note-sur-guichet", &[("code", code.as_str())]);
            (said, String::new())
        }
    }
}

fn partner_name(territory: &Territoire, code: &PartnerCode) -> String {
    let partner = territory.partner(code);
    partner.map_or_else(|| code.to_string(), |p| p.last_name().name.clone())
}

/// The official documents that a subject rests on.
fn rests_on(territory: &Territoire, subject: &NoteSubject) -> Vec<String> {
    let of = |code: &DemarcheCode| territory.catalogue.get(code);
    match subject {
        NoteSubject::Demarche(code) => of(code).map(|d| d.fiches.clone()).unwrap_or_default(),
        NoteSubject::Fiche(id) => vec![id.clone()],
        NoteSubject::Partner(_) | NoteSubject::Office(_) => Vec::new(),
    }
}

/// Fingerprints of documents as they are now; those that are not here are left out.
async fn fingerprints(
    pack: Option<Arc<Pack>>,
    ids: Vec<String>,
) -> Result<BTreeMap<String, String>, WebError> {
    let Some(pack) = pack.filter(|_| !ids.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let read = move |pack: &Pack| {
        let mut found = BTreeMap::new();
        for id in ids {
            if let Some(print) = pack.fingerprint(&id)? {
                found.insert(id, print.to_string());
            }
        }
        Ok::<_, PackError>(found)
    };
    reading(pack, read).await.map_err(WebError::internal)
}

/// How many notes that the public reads, or will, rest on a fiche that changed.
pub async fn to_review(app: &App) -> Result<usize, WebError> {
    let mut link = app.store.read().await?;
    let all = kept::list(&mut link).await?;
    drop(link);
    let pack = app.pack().await.map_err(WebError::internal)?;
    let today = app.today();
    let open: Vec<_> = all
        .into_iter()
        .filter(|line| is_live(line, today))
        .collect();
    let ids = open
        .iter()
        .flat_map(|l| l.note.seen.keys().cloned())
        .collect();
    let now = fingerprints(pack, ids).await?;
    let changed = open.iter().filter(|l| !l.note.changed(&now).is_empty());
    Ok(changed.count())
}

/// Whether a note is shown, or will be.
fn is_live(line: &kept::NoteLine, today: Date) -> bool {
    let state = line.note.state(line.closed, today);
    matches!(state, NoteState::InForce | NoteState::ToCome)
}
