//! Official documents as they are read, rendered and compressed once for each pack,
//! document and language, within a bound of memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use lru::LruCache;
use plus_fiches::{
    model::{Document, DocumentKind},
    pack::{Pack, PackError},
};

use super::Official;
use crate::web::{
    contenu::reading,
    corps::Corps,
    fiche_html,
    langue::{Language, settle},
    page::Page,
};

/// Most bytes of bodies kept.
const MOST: usize = 32 << 20;
/// What a document takes beside its body: title, menu, keys. Bytes, at most or nearly.
const AROUND: usize = 2_048;
/// What a line of a menu takes, bytes.
const LINE: usize = 400;

/// An official document as it is read in a language.
#[derive(Debug)]
pub struct Lecture {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: String,
    /// Kind as shown above the title.
    pub over_title: String,
    /// Summary, empty when the document begins with an introduction.
    pub summary: String,
    /// Address and title of each step from the themes down.
    pub crumbs: Vec<(String, String)>,
    /// Menu of a theme or a dossier.
    pub menu: Vec<MenuPart>,
    /// Day of the last modification.
    pub updated: Option<Date>,
    /// The publisher says that it is being revised.
    pub being_revised: bool,
    /// Kinds of local office that it names.
    pub offices: Vec<String>,
    /// Page of the official site, empty when none is said.
    pub official_url: String,
    /// The reading part, compressed.
    pub corps: Arc<Corps>,
}

/// A part of the menu of a theme or a dossier.
#[derive(Debug)]
pub struct MenuPart {
    /// Title, empty for the first part.
    pub title: String,
    /// Documents.
    pub entries: Vec<Official>,
}

type Key = (String, String, Language);

#[derive(Debug)]
struct Held {
    kept: LruCache<Key, Arc<Lecture>>,
    weight: usize,
}

/// Documents already rendered, the last read kept longest.
#[derive(Debug)]
pub struct Lectures(Mutex<Held>);

impl Default for Lectures {
    fn default() -> Self {
        Self(Mutex::new(Held {
            kept: LruCache::unbounded(),
            weight: 0,
        }))
    }
}

impl Lectures {
    /// The document of an identifier, in the language of a page; nothing when the
    /// pack does not hold it.
    pub async fn read(
        &self,
        pack: Arc<Pack>,
        id: &str,
        page: &Page,
    ) -> Result<Option<Arc<Lecture>>, PackError> {
        let key = (pack.id().to_string(), id.to_owned(), page.language);
        if let Some(held) = self.held().kept.get(&key) {
            return Ok(Some(Arc::clone(held)));
        }
        let (id, page) = (id.to_owned(), page.clone());
        let read = reading(pack, move |pack| Lecture::new(&page, pack, &id)).await?;
        let read = read.map(Arc::new);
        if let Some(read) = &read {
            self.held().keep(key, Arc::clone(read));
        }
        Ok(read)
    }

    /// Bytes kept now.
    pub fn weight(&self) -> usize {
        self.held().weight
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    fn keep(&mut self, key: Key, read: Arc<Lecture>) {
        self.weight += read.weight();
        if let Some((_, before)) = self.kept.push(key, read) {
            self.weight -= before.weight();
        }
        while self.weight > MOST {
            let Some((_, oldest)) = self.kept.pop_lru() else {
                break;
            };
            self.weight -= oldest.weight();
        }
    }
}

impl Lecture {
    fn new(page: &Page, pack: &Pack, id: &str) -> Result<Option<Self>, PackError> {
        let Some(document) = pack.document(id)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            title: page.french(&document.title),
            over_title: page.french(&document.over_title),
            summary: page.french(summary(&document)),
            crumbs: crumbs(page, &document),
            menu: menu(page, pack, id),
            updated: document.updated,
            being_revised: document.being_revised,
            offices: document.pivots().into_iter().collect(),
            official_url: document.official_url.clone().unwrap_or_default(),
            corps: Arc::new(Corps::new(&body(page, &document))?),
            id: document.id,
        }))
    }

    fn weight(&self) -> usize {
        let lines: usize = self.menu.iter().map(|part| part.entries.len()).sum();
        self.corps.weight() + AROUND + LINE * lines
    }
}

/// The body, its links in the language of the page.
fn body(page: &Page, document: &Document) -> String {
    let html = fiche_html::render(document, page.texts());
    match page.language {
        Language::French => html,
        other => settle(&html, other),
    }
}

/// The summary of what has no text of its own; a fiche begins with its introduction.
fn summary(document: &Document) -> &str {
    let listed = matches!(document.kind, DocumentKind::Theme | DocumentKind::Dossier);
    let said = listed || document.introduction.is_empty();
    if said { &document.description } else { "" }
}

/// The way from the themes down, without the page itself nor the official home.
fn crumbs(page: &Page, document: &Document) -> Vec<(String, String)> {
    let above = document
        .breadcrumb
        .iter()
        .filter(|crumb| crumb.id != document.id);
    let held = above.filter(|crumb| crumb.id.starts_with('N'));
    held.map(|crumb| (format!("/fiches/{}", crumb.id), page.french(&crumb.title)))
        .collect()
}

fn menu(page: &Page, pack: &Pack, id: &str) -> Vec<MenuPart> {
    let parts = pack.children(id).into_iter();
    parts
        .map(|part| MenuPart {
            title: match part.title {
                Some(title) => page.french(title),
                None if part.unlisted => page.t("fiche-autres"),
                None => String::new(),
            },
            entries: part
                .entries
                .iter()
                .map(|entry| Official::of(page, entry))
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn lecture(id: &str, body: &str) -> Arc<Lecture> {
        Arc::new(Lecture {
            id: id.into(),
            title: String::new(),
            over_title: String::new(),
            summary: String::new(),
            crumbs: Vec::new(),
            menu: Vec::new(),
            updated: None,
            being_revised: false,
            offices: Vec::new(),
            official_url: String::new(),
            corps: Arc::new(Corps::new(body).unwrap()),
        })
    }

    #[test]
    fn the_oldest_reading_goes_when_the_bound_is_reached() {
        // Digits of a large power do not compress well: about half of their size.
        let long: String = (0..3_000_000_u64)
            .map(|i| {
                char::from(33 + u8::try_from(i.wrapping_mul(i).wrapping_mul(i) % 89).unwrap_or(0))
            })
            .collect();
        let lectures = Lectures::default();
        let key = |i: usize| ("pack".to_owned(), format!("F{i}"), Language::French);
        let one = lecture("F0", &long);
        let fit = MOST / one.weight();
        for i in 0..=fit {
            lectures.held().keep(key(i), Arc::clone(&one));
            assert!(lectures.weight() <= MOST);
        }
        assert!(
            lectures.held().kept.get(&key(0)).is_none(),
            "the oldest went"
        );
        assert!(lectures.held().kept.get(&key(fit)).is_some());
        lectures.held().keep(key(fit), Arc::clone(&one));
        assert_eq!(lectures.weight(), one.weight() * lectures.held().kept.len());
    }
}
