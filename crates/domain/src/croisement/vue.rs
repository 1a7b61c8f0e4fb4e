//! A view: two breakdowns, months and a restriction that the coordination keeps under a name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::AccountId,
    period::Month,
    sensitive,
    stats::{Dimension, Scope},
};

/// Longest name, characters.
const NAME: usize = 80;

/// The months of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duree {
    /// These months, always.
    Fixe {
        /// The first.
        de: Month,
        /// The last.
        a: Month,
    },
    /// The last twelve months, that of the day with them.
    DouzeMois,
    /// The months of the year of the day.
    Annee,
}

impl Duree {
    /// Codes, in the order of the page.
    pub const CODES: [&'static str; 3] = ["fixe", "douze-mois", "annee"];

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fixe { .. } => "fixe",
            Self::DouzeMois => "douze-mois",
            Self::Annee => "annee",
        }
    }

    /// Of a code, with the months for the one that keeps them.
    pub fn of(code: &str, (de, a): (Month, Month)) -> Option<Self> {
        match code {
            "fixe" => Some(Self::Fixe { de, a }),
            "douze-mois" => Some(Self::DouzeMois),
            "annee" => Some(Self::Annee),
            _ => None,
        }
    }

    /// The first month and the last, on a day.
    pub fn months(self, today: Date) -> (Month, Month) {
        let now = Month::of(today);
        match self {
            Self::Fixe { de, a } => (de, a),
            Self::DouzeMois => ((0..11).fold(now, |month, _| month.prev()), now),
            Self::Annee => (now.january(), now),
        }
    }
}

/// A view.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vue {
    /// Identifier.
    pub id: String,
    /// What the coordination calls it.
    pub name: String,
    /// What goes in rows.
    pub rows: Dimension,
    /// What goes in columns.
    pub columns: Dimension,
    /// The months.
    pub duree: Duree,
    /// Restriction.
    pub scope: Scope,
    /// Given up: kept, and proposed no more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub given_up: bool,
    /// Who wrote it.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// As typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VueForm {
    /// Name.
    pub nom: String,
    /// Code of the months.
    pub duree: String,
}

impl VueForm {
    /// A view of what is on the screen, or everything that must be mended.
    ///
    /// # Errors
    /// Everything that must be mended, by field: `nom`, `duree`, `colonnes`.
    pub fn read(
        &self,
        id: String,
        (rows, columns): (Dimension, Dimension),
        months: (Month, Month),
        scope: Scope,
        (author, at): (AccountId, i64),
    ) -> Result<Vue, FormErrors> {
        let mut errors = FormErrors::default();
        let name = name(&self.nom, &mut errors);
        let duree = errors.take("duree", "vue-duree-vide", Duree::of(&self.duree, months));
        if rows == columns {
            errors.add("colonnes", "croisement-meme");
        }
        let vue = name.zip(duree).map(|(name, duree)| Vue {
            id,
            name,
            rows,
            columns,
            duree,
            scope,
            given_up: false,
            author,
            at,
        });
        errors.into_result(vue)
    }
}

/// The name of a view: a few words that designate nobody. Refusals are noted on `nom`.
pub fn name(typed: &str, errors: &mut FormErrors) -> Option<String> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().count() > NAME {
        errors.add_with("nom", "vue-nom-long", [("max", NAME.to_string())]);
    } else if let Some(found) = sensitive::find(&words) {
        errors.add("nom", found.message_key());
    }
    errors.take("nom", "vue-nom-vide", (!words.is_empty()).then_some(words))
}
