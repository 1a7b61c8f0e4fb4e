//! Words of the values of figures: names of the territory, or translation keys.

use jiff::civil::Date;
use plus_domain::{
    reference::ELSEWHERE,
    stats::{Dimension, NO_DEMARCHE, NOT_SAID, Scope},
    territoire::Territoire,
};

use super::asked::Choice;
use crate::web::page::Page;

/// Where the words come from.
#[derive(Clone, Copy)]
pub struct Labels<'a> {
    page: &'a Page,
    territory: &'a Territoire,
    day: Date,
}

impl<'a> Labels<'a> {
    /// Words of a day: partners have the name of then.
    pub fn new(page: &'a Page, territory: &'a Territoire, day: Date) -> Self {
        Self {
            page,
            territory,
            day,
        }
    }

    /// The word of a value. A code that the territory no longer knows is shown as
    /// it is: a figure is never hidden because its name was lost.
    pub fn of(&self, dimension: Dimension, value: &str) -> String {
        let found = match dimension {
            Dimension::Partner => self
                .territory
                .partner(&value.into())
                .map(|p| p.name_on(self.day).to_owned()),
            Dimension::Theme => self
                .territory
                .theme(&value.into())
                .map(|t| t.label.fr.clone()),
            Dimension::Demarche if value == NO_DEMARCHE => {
                Some(self.page.t("chiffres-sans-demarche"))
            }
            Dimension::Demarche => self
                .territory
                .catalogue
                .get(&value.into())
                .map(|d| d.title.clone()),
            Dimension::Place => self.territory.place(&value.into()).map(|p| p.name.clone()),
            Dimension::Commune | Dimension::Residence => self.commune(value),
            _ => Some(self.page.tc(dimension.code(), value)),
        };
        found.unwrap_or_else(|| value.to_owned())
    }

    fn commune(&self, value: &str) -> Option<String> {
        match value {
            NOT_SAID => Some(self.page.t("chiffres-nc")),
            ELSEWHERE => Some(self.page.t("chiffres-ailleurs")),
            code => self.territory.commune(&code.into()).map(|c| c.name.clone()),
        }
    }

    /// Partners to choose from: code, name, whether chosen.
    pub fn partners(&self, choice: &Choice) -> Vec<(String, String, bool)> {
        let chosen = |code: &str| matches!(&choice.scope, Scope::Partner(c) if c.as_str() == code);
        let partners = self.territory.partners.iter();
        partners
            .map(|p| {
                (
                    p.code.to_string(),
                    p.name_on(self.day).to_owned(),
                    chosen(p.code.as_str()),
                )
            })
            .collect()
    }

    /// Places to choose from.
    pub fn places(&self, choice: &Choice) -> Vec<(String, String, bool)> {
        let chosen = |code: &str| matches!(&choice.scope, Scope::Place(c) if c.as_str() == code);
        let places = self.territory.places.iter();
        places
            .map(|p| (p.code.to_string(), p.name.clone(), chosen(p.code.as_str())))
            .collect()
    }
}
