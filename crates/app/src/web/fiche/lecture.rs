//! Official documents as they are read, rendered and compressed once for each pack,
//! document and language, within a bound of memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use lru::LruCache;
use plus_fiches::{
    model::{Answers, Choices, Document, DocumentKind, Next},
    pack::{Pack, PackError},
};

use super::about::{self, About};
use crate::web::{
    contenu::reading,
    corps::Corps,
    fiche_html::{self, Manner, Way},
    ici::{Ici, Local},
    langue::{Language, settle},
    page::Page,
};

/// Most bytes of bodies kept.
const MOST: usize = 32 << 20;
/// What a document takes beside its body: title, menu, keys. Bytes, at most or nearly.
const AROUND: usize = 4_096;
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
    /// Menu of a theme or a dossier; for anything else, the dossiers that name it.
    pub menu: Vec<MenuPart>,
    /// A theme or a dossier: its menu is what it is for.
    pub is_menu: bool,
    /// Day of the last modification.
    pub updated: Option<Date>,
    /// The publisher says that it is being revised.
    pub being_revised: bool,
    /// Kinds of local office that it names.
    pub offices: Vec<String>,
    /// Page of the official site.
    pub official_url: String,
    /// Partners that do here the work of the operators that it names.
    pub locals: Vec<Local>,
    /// What it says of itself: for whom, where, on what.
    pub about: Vec<About>,
    /// The reading part, compressed.
    pub corps: Arc<Corps>,
}

/// A part of the menu of a theme or a dossier.
#[derive(Debug)]
pub struct MenuPart {
    /// Title, empty for the first part.
    pub title: String,
    /// Documents.
    pub entries: Vec<MenuEntry>,
}

/// A line of the menu of a theme or a dossier, in the words of that menu.
#[derive(Debug)]
pub struct MenuEntry {
    /// Address, here or on the official site.
    pub href: String,
    /// What is read.
    pub title: String,
    /// It is on the official site: the pack does not hold it.
    pub outside: bool,
}

/// Pack, document, language, and the mark of the place.
type Key = (String, String, Language, u64);

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
    /// The document of an identifier, in the language of a page and for a place;
    /// nothing when the pack does not hold it.
    pub async fn read(
        &self,
        pack: Arc<Pack>,
        id: &str,
        page: &Page,
        ici: &Ici,
    ) -> Result<Option<Arc<Lecture>>, PackError> {
        let mark = (page.language, ici.mark());
        let key = (pack.id().to_string(), id.to_owned(), mark.0, mark.1);
        if let Some(held) = self.held().kept.get(&key) {
            return Ok(Some(Arc::clone(held)));
        }
        let (id, page, ici) = (id.to_owned(), page.clone(), ici.clone());
        let read = reading(pack, move |pack| Lecture::new(&page, pack, &id, &ici)).await?;
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
    fn new(page: &Page, pack: &Pack, id: &str, ici: &Ici) -> Result<Option<Self>, PackError> {
        let Some(document) = pack.document(id)? else {
            return Ok(None);
        };
        let manner = Manner {
            texts: page.texts(),
            ici,
            answers: &Answers::default(),
        };
        let html = fiche_html::render(&document, manner);
        Self::of(page, pack, document, &html, ici).map(Some)
    }

    /// A document under the answers of a guide, or the next question of that guide when it
    /// is the document itself. Nothing when the choices lead nowhere. It is not kept: ways
    /// are many and seldom the same.
    pub async fn answered(
        pack: Arc<Pack>,
        id: &str,
        page: &Page,
        ici: &Ici,
        way: (String, Choices),
    ) -> Result<Option<Arc<Self>>, PackError> {
        let (id, page, ici) = (id.to_owned(), page.clone(), ici.clone());
        let read = reading(pack, move |pack| {
            Self::along(&page, pack, &id, &ici, &way.0, &way.1)
        });
        Ok(read.await?.map(Arc::new))
    }

    fn along(
        page: &Page,
        pack: &Pack,
        id: &str,
        ici: &Ici,
        guide: &str,
        choices: &Choices,
    ) -> Result<Option<Self>, PackError> {
        let Some(holder) = pack.document(guide)? else {
            return Ok(None);
        };
        let Some(standing) = holder.guide().and_then(|guide| guide.at(choices)) else {
            return Ok(None);
        };
        let manner = Manner {
            texts: page.texts(),
            ici,
            answers: &standing.answers,
        };
        let way = Way {
            guide: &holder.id,
            choices,
            standing: &standing,
        };
        if holder.id == id && standing.next != Next::Document {
            let html = fiche_html::render_step(&holder, way, manner);
            return Self::of(page, pack, holder.clone(), &html, ici).map(Some);
        }
        let Some(document) = pack.document(id)? else {
            return Ok(None);
        };
        let html = fiche_html::render_answered(&document, way, manner);
        Self::of(page, pack, document, &html, ici).map(Some)
    }

    /// A document whose body is written.
    fn of(
        page: &Page,
        pack: &Pack,
        document: Document,
        html: &str,
        ici: &Ici,
    ) -> Result<Self, PackError> {
        let corps = match page.language {
            Language::French => Corps::new(html)?,
            other => Corps::new(&settle(html, other, true))?,
        };
        let words = document.plain_text();
        Ok(Self {
            title: page.french(&document.title),
            over_title: page.french(&document.over_title),
            summary: page.french(summary(&document)),
            crumbs: crumbs(page, &document),
            menu: menu(page, pack, &document),
            is_menu: is_menu(&document),
            updated: document.updated,
            being_revised: document.being_revised,
            official_url: about::official_url(&document),
            locals: ici.named_in(&words),
            about: about::of(page, &document, &words),
            corps: Arc::new(corps),
            offices: document.pivots().into_iter().collect(),
            id: document.id,
        })
    }

    fn weight(&self) -> usize {
        let lines: usize = self.menu.iter().map(|part| part.entries.len()).sum();
        self.corps.weight() + AROUND + LINE * lines
    }
}

/// The summary of what has no text of its own; a fiche begins with its introduction.
pub(super) fn summary(document: &Document) -> &str {
    let said = is_menu(document) || document.introduction.is_empty();
    if said { &document.description } else { "" }
}

const fn is_menu(document: &Document) -> bool {
    matches!(document.kind, DocumentKind::Theme | DocumentKind::Dossier)
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

/// The published menu in its own words, then what hangs there without being named by it.
fn menu(page: &Page, pack: &Pack, document: &Document) -> Vec<MenuPart> {
    let published = document.menu.iter().map(|part| MenuPart {
        title: match &part.title {
            Some(title) => page.french(title),
            None if is_menu(document) => String::new(),
            None => page.t("fiche-dossiers"),
        },
        entries: part
            .entries
            .iter()
            .map(|entry| MenuEntry {
                outside: entry.official_url.is_some(),
                href: entry
                    .official_url
                    .clone()
                    .unwrap_or_else(|| format!("/fiches/{}", entry.id)),
                title: page.french(&entry.title),
            })
            .collect(),
    });
    let others = pack.children(&document.id).into_iter();
    let others = others.filter(|part| part.unlisted).map(|part| MenuPart {
        title: page.t("fiche-autres"),
        entries: part
            .entries
            .iter()
            .map(|entry| MenuEntry {
                outside: false,
                href: format!("/fiches/{}", entry.id),
                title: page.french(&entry.title),
            })
            .collect(),
    });
    published.chain(others).collect()
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
            is_menu: false,
            updated: None,
            being_revised: false,
            offices: Vec::new(),
            official_url: String::new(),
            locals: Vec::new(),
            about: Vec::new(),
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
        let key = |i: usize| ("pack".to_owned(), format!("F{i}"), Language::French, 0);
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
