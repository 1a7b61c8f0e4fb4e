//! The search of the public: what happens to people first, then our own démarches, then the
//! official content. Never an empty page.

pub mod compte;
pub mod etat;
pub mod propositions;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use plus_domain::{
    evenement::{self, Evenement, Moment},
    ids::ThemeCode,
    recherche::Answered,
    territoire::Territoire,
};
use plus_fiches::{
    pack::{Findings, Pack},
    search::{Hit, Language, Part},
};
use serde::Deserialize;

use super::{
    contenu::reading,
    error::WebError,
    evenement::Tile as Event,
    langue,
    page::{Answer, Page, render},
    state::App,
    theme::{Line, Tile},
};
use crate::recherche::{Words, demarches, resting_on};

/// Démarches and official documents looked for at most.
const SHOWN: usize = 8;
const OFFICIAL: usize = 10;
/// Shown before « voir les autres ».
const FIRST: usize = 5;
/// Life events above the answers, and closest subjects when there is no answer.
const EVENTS: usize = 2;
const CLOSEST: usize = 4;
/// Characters of a query that are read; the rest is kept in the field.
const READ: usize = 200;

/// What the reader asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
}

/// What was typed, as it is read.
fn typed(q: &str) -> String {
    q.trim().chars().take(READ).collect()
}

/// Something that can be done with an answer: icon and word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    icon: &'static str,
    word: String,
}

/// A démarche of ours that answers.
struct Ours {
    line: Line,
    acts: Vec<Act>,
}

/// An official document that answers.
struct Found {
    href: String,
    title: String,
    theme: String,
    passage: Vec<Part>,
    act: Act,
}

#[derive(Template)]
#[template(path = "recherche/page.html")]
struct SearchPage {
    page: Page,
    q: String,
    /// What was looked for instead, when a spelling was mended.
    mended: String,
    /// Sentence about the language of the query, and where its page is: both may be empty.
    language: String,
    elsewhere: String,
    events: Vec<Event>,
    ours: Vec<Ours>,
    others: Vec<Ours>,
    official: Vec<Found>,
    more: Vec<Found>,
    /// How many answers there are.
    count: usize,
    /// Whether they answer well enough; else closest subjects are offered.
    well: bool,
    closest: Vec<Tile>,
    themes: Vec<Tile>,
}

/// `GET /recherche`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let q = typed(&asked.q);
    let page = match q.as_str() {
        "" => page.titled("recherche-titre"),
        words => {
            let title = page.arg("q", words).t("recherche-titre-pour");
            page.titled_text(title)
        }
    };
    let search = Search::run(&app, &q).await?;
    search.count(&app, &q).await;
    render(&search.page(&app, page, q))
}

/// What a query found.
struct Search {
    territory: Arc<Territoire>,
    pack: Option<Arc<Pack>>,
    words: Words,
    official: Option<Findings>,
    /// The query as it was understood.
    meant: String,
    answered: Answered,
}

impl Search {
    async fn run(app: &App, q: &str) -> Result<Self, WebError> {
        let (territory, words) = (app.territory(), app.words().await?);
        let pack = app.pack().await.map_err(WebError::internal)?;
        let official = match &pack {
            Some(pack) if !q.is_empty() => {
                let (asked, words) = (q.to_owned(), words.clone());
                let found = reading(Arc::clone(pack), move |pack| {
                    pack.find(&asked, OFFICIAL, words.as_ref())
                });
                Some(found.await.map_err(WebError::internal)?)
            }
            _ => None,
        };
        let mended = official
            .as_ref()
            .and_then(|it| it.understood.mended.clone());
        let mut search = Self {
            territory,
            pack,
            words,
            meant: mended.unwrap_or_else(|| q.to_owned()),
            official,
            answered: Answered::Nothing,
        };
        search.answered = search.judge();
        Ok(search)
    }

    fn hits(&self) -> &[Hit] {
        self.official.as_ref().map_or(&[], |found| &found.hits)
    }

    /// The events that the query says; else the one whose first step is the best official
    /// answer, which is how Kréyol finds them.
    fn events(&self) -> Vec<&Evenement> {
        let all = &self.territory.evenements;
        let said = evenement::said(all, &self.meant, EVENTS);
        if !said.is_empty() || self.language() == Language::French {
            return said;
        }
        let first = self.hits().first();
        let leads = |hit: &Hit| {
            all.iter()
                .find(|event| event.leads_to(&hit.id, Moment::ToutDeSuite))
        };
        first.and_then(leads).into_iter().collect()
    }

    fn language(&self) -> Language {
        let found = self.official.as_ref();
        found.map_or(Language::French, |it| it.understood.language)
    }

    fn judge(&self) -> Answered {
        let own = self.territory.catalogue.search(&self.meant, 1).len() + self.events().len();
        let coverage = self.official.as_ref().map_or(0.0, |found| found.coverage);
        Answered::of(own, self.hits().len(), coverage)
    }

    async fn count(&self, app: &App, q: &str) {
        let known = self.pack.as_deref().map(|pack| (pack, self.words.as_ref()));
        if !q.is_empty() {
            compte::count(app, q, self.language(), self.answered, known).await;
        }
    }

    fn page(self, app: &App, page: Page, q: String) -> SearchPage {
        let territory = &self.territory;
        let events = self
            .events()
            .into_iter()
            .map(|event| Event::of(&page, event));
        let ids = self.hits().iter().map(|hit| hit.id.as_str());
        let ours = demarches(territory, &self.meant, ids, SHOWN);
        let ours = ours.into_iter().map(|demarche| Ours {
            line: Line::of(app, &page, territory, demarche),
            acts: acts(&page, demarche),
        });
        let (mut ours, events): (Vec<Ours>, Vec<Event>) = (ours.collect(), events.collect());
        let official = self.hits().iter().map(|hit| Found::of(&page, hit));
        let mut official: Vec<Found> = official.collect();
        let well = self.answered == Answered::Well;
        let (language, elsewhere) = other_language(&page, self.language(), &q);
        SearchPage {
            count: ours.len() + official.len(),
            others: ours.split_off(FIRST.min(ours.len())),
            more: official.split_off(FIRST.min(official.len())),
            closest: if well {
                Vec::new()
            } else {
                self.closest(&page)
            },
            mended: if self.meant == q {
                String::new()
            } else {
                self.meant.clone()
            },
            themes: Tile::all(territory, &page),
            events,
            ours,
            official,
            language,
            elsewhere,
            well,
            q,
            page,
        }
    }

    /// Subjects nearest to a query that nothing answers well.
    fn closest(&self, page: &Page) -> Vec<Tile> {
        let territory = &self.territory;
        let mut codes = territory.catalogue.closest_themes(&self.meant, CLOSEST);
        let through = self
            .hits()
            .iter()
            .flat_map(|hit| resting_on(territory, &hit.id));
        let through: Vec<&ThemeCode> = through.map(|demarche| &demarche.theme).collect();
        for code in through {
            if codes.len() < CLOSEST && !codes.contains(&code) {
                codes.push(code);
            }
        }
        let tiles = codes.into_iter();
        tiles
            .filter_map(|code| Tile::find(territory, code, page))
            .collect()
    }
}

fn acts(page: &Page, demarche: &plus_domain::catalogue::Demarche) -> Vec<Act> {
    let act = |icon, key| Act {
        icon,
        word: page.t(key),
    };
    let papers =
        (!demarche.papers.is_empty()).then(|| act("list-checks", "recherche-acte-papiers"));
    let online = demarche.online.as_ref();
    let online = online.map(|_| act("arrow-square-out", "recherche-acte-en-ligne"));
    papers.into_iter().chain(online).collect()
}

impl Found {
    fn of(page: &Page, hit: &Hit) -> Self {
        let (icon, key) = match hit.kind {
            plus_fiches::model::DocumentKind::Dossier => ("squares-four", "recherche-acte-dossier"),
            _ => ("book-open", "recherche-acte-lire"),
        };
        Self {
            href: format!("/fiches/{}", hit.id),
            title: page.french(&hit.title),
            theme: page.french(hit.theme.as_deref().unwrap_or_default()),
            passage: hit.snippet.clone(),
            act: Act {
                icon,
                word: page.t(key),
            },
        }
    }
}

/// What to say when the query is not in the language of the page, and where that page is.
fn other_language(page: &Page, language: Language, q: &str) -> (String, String) {
    let own = match language {
        Language::French => langue::Language::French,
        Language::Kreyol => langue::Language::Kreyol,
        Language::English => langue::Language::English,
        Language::Haitian | Language::Spanish => {
            return (
                page.tc("recherche-langue", compte::code(language)),
                String::new(),
            );
        }
    };
    if own == page.language || language == Language::French {
        return (String::new(), String::new());
    }
    let there = format!("{}/recherche?q={}", own.prefix(), super::router::encoded(q));
    (page.tc("recherche-langue", compte::code(language)), there)
}
