//! Life events: « J'attends un enfant », « Un proche est mort »… and what to do, in order.
//!
//! A person in trouble knows what happens to her, not which administration answers it. An event
//! names démarches by their code and official fiches by their number; it says nothing of its own
//! about papers, prices or delays. Nothing here draws pages.

mod search;

pub use search::said;

use serde::{Deserialize, Serialize};

use crate::{
    catalogue::is_fiche,
    ids::{DemarcheCode, EvenementCode, ThemeCode},
    territoire::{Found, Label, Problems, Table},
};

/// When a step is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Moment {
    /// What cannot wait.
    ToutDeSuite,
    /// What follows.
    Ensuite,
    /// What may wait.
    PlusTard,
}

impl Moment {
    /// Every moment, in order.
    pub const ALL: [Self; 3] = [Self::ToutDeSuite, Self::Ensuite, Self::PlusTard];

    /// Code, in the files and in the translations.
    pub fn code(self) -> &'static str {
        match self {
            Self::ToutDeSuite => "tout-de-suite",
            Self::Ensuite => "ensuite",
            Self::PlusTard => "plus-tard",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.code() == code)
    }
}

/// Something to do, and where it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// When.
    pub moment: Moment,
    /// What to do, in one sentence.
    pub what: Label,
    /// Our démarches, by code.
    pub demarches: Vec<DemarcheCode>,
    /// Official fiches, by number.
    pub fiches: Vec<String>,
}

/// A life event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evenement {
    /// Code, such as `deces`.
    pub code: EvenementCode,
    /// What the person says, in the first person.
    pub title: Label,
    /// One sentence.
    pub sentence: Label,
    /// Name of its icon in Phosphor.
    pub icon: String,
    /// Theme of life that it belongs to first, for its colours.
    pub theme: ThemeCode,
    /// How people say it, in any language, for the search.
    pub aliases: Vec<String>,
    /// What to do, in order of time.
    pub steps: Vec<Step>,
}

impl Evenement {
    /// Everything that it is called, its titles first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let titles = std::iter::once(&self.title.fr).chain(self.title.others.values());
        titles.chain(&self.aliases).map(String::as_str)
    }

    /// Whether a fiche is among its steps of a moment.
    pub fn leads_to(&self, fiche: &str, moment: Moment) -> bool {
        let steps = self.steps.iter().filter(|step| step.moment == moment);
        steps.flat_map(|step| &step.fiches).any(|own| own == fiche)
    }
}

/// Reads `[[evenement]]`.
pub(crate) fn read(root: &Table, problems: &Problems) -> Vec<Found<Evenement>> {
    let tables = root.tables("evenement").into_iter();
    tables
        .filter_map(|table| {
            let (value, at) = (read_one(&table, problems), table.at_key("code"));
            table.close();
            value.map(|value| Found { value, at })
        })
        .collect()
}

fn read_one(table: &Table, problems: &Problems) -> Option<Evenement> {
    let code = table.code("code");
    let title = Label::read(table, "titre");
    let sentence = Label::read(table, "phrase");
    let icon = table.code("icone");
    let theme = table.code("theme");
    let aliases = table.texts("mots");
    let steps = read_steps(table, problems);
    Some(Evenement {
        code: EvenementCode::new(code?),
        title: title?,
        sentence: sentence?,
        icon: icon?,
        theme: ThemeCode::new(theme?),
        aliases,
        steps,
    })
}

fn read_steps(table: &Table, problems: &Problems) -> Vec<Step> {
    let tables = table.tables("etape").into_iter();
    let mut steps: Vec<Step> = tables
        .filter_map(|table| read_step(table, problems))
        .collect();
    if steps.is_empty() {
        table.refuse(
            "etape",
            "cet événement n’a pas d’étape",
            "ajoutez [[evenement.etape]]",
        );
    }
    steps.sort_by_key(|step| step.moment);
    steps
}

fn read_step(table: Table, problems: &Problems) -> Option<Step> {
    let moment = table.code("quand").and_then(|code| {
        let moment = Moment::from_code(&code);
        if moment.is_none() {
            table.refuse(
                "quand",
                format!("« {code} » n’est pas un moment"),
                "écrivez tout-de-suite, ensuite ou plus-tard",
            );
        }
        moment
    });
    let what = Label::read(&table, "faire");
    let demarches = table.codes("demarches");
    let fiches = table.texts("fiches");
    for fiche in fiches.iter().filter(|fiche| !is_fiche(fiche)) {
        table.refuse(
            "fiches",
            format!("« {fiche} » n’est pas un numéro de fiche"),
            "écrivez F ou N puis le numéro, comme F1341",
        );
    }
    if demarches.is_empty() && fiches.is_empty() {
        problems.add(
            table.at(),
            "cette étape ne mène nulle part",
            "ajoutez demarches = [\"…\"] ou fiches = [\"…\"]",
        );
    }
    table.close();
    Some(Step {
        moment: moment?,
        what: what?,
        demarches: demarches.into_iter().map(DemarcheCode::new).collect(),
        fiches,
    })
}
