//! `GET /recherche/suggestions`: what may be meant, while somebody types.
//!
//! The answer is that of OpenSearch suggestions (query, titles, descriptions, addresses), which
//! browsers know, and a fifth part for our own page: languages of the titles, icons, and the
//! sentence that a screen reader says.

use std::sync::Arc;

use axum::{
    Json,
    extract::{Query, State},
    http::header,
    response::IntoResponse,
};
use jiff::civil::Date;
use plus_domain::{
    catalogue::Demarche,
    evenement::Evenement,
    territoire::{Label, Partner, Territoire, Theme},
};
use plus_fiches::{
    model::DocumentKind,
    pack::{Entry, Pack, PackError},
    search::{Name, Prompter},
};
use serde_json::json;

use super::{Asked, etat, typed};
use crate::{
    recherche::{Words, resting_on},
    web::{
        contenu::reading,
        error::WebError,
        langue::{FRENCH_BEGINS, FRENCH_ENDS},
        page::{Answer, Page},
        state::App,
    },
};

/// Most suggestions, and most of one kind.
const MOST: usize = 8;
const OF_A_KIND: usize = 4;
/// How many are ranked before kinds are counted.
const RANKED: usize = 40;
/// Fewest letters worth a whole search when no name begins so.
const WORTH_A_SEARCH: usize = 4;

/// Something that may be proposed.
#[derive(Debug, Clone, Copy)]
enum Item {
    Event(usize),
    Demarche(usize),
    Theme(usize),
    Partner(usize),
    Official(usize),
}

/// Everything that may be proposed, and its names.
pub struct Propositions {
    territory: Arc<Territoire>,
    pack: Option<Arc<Pack>>,
    items: Vec<Item>,
    prompter: Prompter,
}

/// A suggestion, in the words of the page.
struct Suggestion {
    title: String,
    detail: String,
    href: String,
    lang: &'static str,
    icon: &'static str,
}

impl Propositions {
    /// Gathers what a territory and its content may propose.
    pub fn new(territory: Arc<Territoire>, pack: Option<Arc<Pack>>) -> Self {
        let mut names = Names::default();
        names.of_territory(&territory);
        if let Some(pack) = &pack {
            names.of_pack(pack.entries());
        }
        let Names { items, names } = names;
        let prompter = Prompter::new(names.iter().map(|(item, text, weight)| Name {
            item: *item,
            text: text.as_str(),
            weight: *weight,
        }));
        Self {
            territory,
            pack,
            items,
            prompter,
        }
    }

    /// Whether it was made from these.
    pub fn is_of(&self, territory: &Arc<Territoire>, pack: Option<&Arc<Pack>>) -> bool {
        let same_pack = match (&self.pack, pack) {
            (Some(own), Some(pack)) => Arc::ptr_eq(own, pack),
            (None, None) => true,
            _ => false,
        };
        same_pack && Arc::ptr_eq(&self.territory, territory)
    }

    /// What the beginning of a query may mean: never more than four of one kind.
    fn complete(&self, query: &str) -> Vec<Item> {
        let mut counts = [0_usize; 4];
        let found = self.prompter.complete(query, RANKED).into_iter();
        found
            .filter_map(|at| self.items.get(at).copied())
            .filter(|item| {
                let count = &mut counts[item.kind()];
                *count += 1;
                *count <= OF_A_KIND
            })
            .take(MOST)
            .collect()
    }

    fn suggestion(&self, page: &Page, today: Date, item: Item) -> Option<Suggestion> {
        Some(match item {
            Item::Event(at) => of_event(page, self.territory.evenements.get(at)?),
            Item::Demarche(at) => {
                let demarche = self.territory.catalogue.demarches().get(at)?;
                of_demarche(page, &self.territory, today, demarche)
            }
            Item::Theme(at) => of_theme(page, self.territory.themes.get(at)?),
            Item::Partner(at) => of_partner(page, today, self.territory.partners.get(at)?),
            Item::Official(at) => of_official(page, self.pack.as_ref()?.entries().get(at)?),
        })
    }
}

impl std::fmt::Debug for Propositions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Propositions")
            .field(&self.items.len())
            .finish()
    }
}

impl Item {
    /// Kinds that are counted together.
    fn kind(self) -> usize {
        match self {
            Self::Event(_) => 0,
            Self::Demarche(_) => 1,
            Self::Theme(_) | Self::Partner(_) => 2,
            Self::Official(_) => 3,
        }
    }
}

/// Names under construction: rank of the item, text, weight.
#[derive(Default)]
struct Names {
    items: Vec<Item>,
    names: Vec<(usize, String, f32)>,
}

impl Names {
    fn add<'a>(&mut self, item: Item, weight: f32, names: impl IntoIterator<Item = &'a str>) {
        let at = self.items.len();
        self.items.push(item);
        for (rank, name) in names.into_iter().enumerate() {
            // The first name is the one that is shown.
            let weight = if rank == 0 { weight } else { weight - 0.4 };
            self.names.push((at, name.to_owned(), weight));
        }
    }

    fn of_territory(&mut self, territory: &Territoire) {
        for (at, event) in territory.evenements.iter().enumerate() {
            self.add(Item::Event(at), 1.4, event.names());
        }
        for (at, demarche) in territory.catalogue.demarches().iter().enumerate() {
            let aliases = demarche.aliases.iter().map(String::as_str);
            let names = std::iter::once(demarche.title.as_str()).chain(aliases);
            self.add(Item::Demarche(at), 1.5, names);
        }
        for (at, theme) in territory.themes.iter().enumerate() {
            let others = theme.label.others.values().map(String::as_str);
            let names = std::iter::once(theme.label.fr.as_str()).chain(others);
            self.add(Item::Theme(at), 1.2, names);
        }
        for (at, partner) in territory.partners.iter().enumerate() {
            let codes = partner.stands_for.iter().map(String::as_str);
            let names = partner.names.iter().rev().map(|name| name.name.as_str());
            self.add(Item::Partner(at), 1.2, names.chain(codes));
        }
    }

    fn of_pack(&mut self, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            let dossier = match entry.kind {
                DocumentKind::Dossier => 0.5,
                DocumentKind::Fiche => 0.0,
                _ => continue,
            };
            let links = 0.15 * (1.0 + entry.linked_from as f32).ln();
            self.add(Item::Official(at), dossier + links, [entry.title.as_str()]);
        }
    }
}

/// A label and its language: French where the page's own is missing.
fn label(page: &Page, label: &Label) -> (String, &'static str) {
    match label.others.get(&page.lang) {
        Some(text) => (text.clone(), page.language.tag()),
        None => (label.fr.clone(), "fr"),
    }
}

fn of_event(page: &Page, event: &Evenement) -> Suggestion {
    let (title, lang) = label(page, &event.title);
    Suggestion {
        title,
        lang,
        detail: page.t("recherche-propose-evenement"),
        href: page
            .language
            .address(&format!("/evenements/{}", event.code)),
        icon: "list-checks",
    }
}

fn of_demarche(
    page: &Page,
    territory: &Territoire,
    today: Date,
    demarche: &Demarche,
) -> Suggestion {
    let partner = territory.partner(&demarche.partner);
    let partner = partner.map_or("", |partner| partner.name_on(today));
    Suggestion {
        title: demarche.title.clone(),
        lang: "fr",
        detail: page.ta("recherche-propose-demarche", &[("partenaire", partner)]),
        href: page
            .language
            .address(&format!("/demarches/{}", demarche.code)),
        icon: "file-text",
    }
}

fn of_theme(page: &Page, theme: &Theme) -> Suggestion {
    let (title, lang) = label(page, &theme.label);
    Suggestion {
        title,
        lang,
        detail: page.t("recherche-propose-theme"),
        href: page.language.address(&format!("/themes/{}", theme.code)),
        icon: "squares-four",
    }
}

fn of_partner(page: &Page, today: Date, partner: &Partner) -> Suggestion {
    Suggestion {
        title: partner.name_on(today).to_owned(),
        lang: "fr",
        detail: page.t("recherche-propose-partenaire"),
        href: page
            .language
            .address(&format!("/partenaires/{}", partner.code)),
        icon: "bank",
    }
}

fn of_official(page: &Page, entry: &Entry) -> Suggestion {
    let key = match entry.kind {
        DocumentKind::Dossier => "recherche-propose-dossier",
        _ => "recherche-propose-fiche",
    };
    Suggestion {
        title: entry.title.clone(),
        lang: "fr",
        detail: page.t(key),
        href: page.language.address(&format!("/fiches/{}", entry.id)),
        icon: "book-open",
    }
}

/// `GET /recherche/suggestions`.
pub async fn show(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let q = typed(&asked.q);
    let known = etat::propositions(&app).await?;
    let today = app.today();
    let mut found: Vec<Suggestion> = known
        .complete(&q)
        .into_iter()
        .filter_map(|item| known.suggestion(&page, today, item))
        .collect();
    if found.is_empty() && q.chars().count() >= WORTH_A_SEARCH {
        found = understood(&app, &page, &known, &q).await?;
    }
    let kind = [(header::CONTENT_TYPE, "application/x-suggestions+json")];
    Ok((kind, Json(body(&page, &q, &found))).into_response())
}

/// Misspelt, or in another language: what the search itself finds.
async fn understood(
    app: &App,
    page: &Page,
    known: &Arc<Propositions>,
    q: &str,
) -> Result<Vec<Suggestion>, WebError> {
    let Some(pack) = known.pack.clone() else {
        return Ok(Vec::new());
    };
    let (words, asked): (Words, String) = (app.words().await?, q.to_owned());
    let best = move |pack: &Pack| -> Result<Vec<Entry>, PackError> {
        let best = pack.best(&asked, OF_A_KIND, words.as_ref())?;
        Ok(best.into_iter().cloned().collect())
    };
    let best = reading(pack, best).await.map_err(WebError::internal)?;
    let (territory, today) = (&known.territory, app.today());
    let first = best.first().map(|entry| entry.id.as_str());
    let ours = first.into_iter().flat_map(|id| resting_on(territory, id));
    let ours = ours.map(|demarche| of_demarche(page, territory, today, demarche));
    let official = best.iter().map(|entry| of_official(page, entry));
    Ok(ours.take(OF_A_KIND).chain(official).take(MOST).collect())
}

fn body(page: &Page, q: &str, found: &[Suggestion]) -> serde_json::Value {
    let all = |part: fn(&Suggestion) -> &str| {
        let parts = found.iter().map(part).map(unmarked);
        parts.collect::<Vec<_>>()
    };
    json!([
        q,
        all(|it| it.title.as_str()),
        all(|it| it.detail.as_str()),
        all(|it| it.href.as_str()),
        {
            "lang": all(|it| it.lang),
            "icon": all(|it| it.icon),
            "said": unmarked(&page.t_count("recherche-propositions", found.len())),
        }
    ])
}

/// A text without the marks of what stays in French: the fifth part says the languages.
fn unmarked(text: &str) -> String {
    text.replace([FRENCH_BEGINS, FRENCH_ENDS], "")
}
