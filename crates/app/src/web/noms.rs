//! Names as people say them, from the codes that the journal keeps.
//!
//! A partner has the name of the day it is spoken of. A code that the territory no
//! longer knows is shown as it is: an old visite stays readable.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;
use plus_domain::{
    ids::{AccountId, CommuneCode, PartnerCode, PlaceCode, ThemeCode},
    territoire::Territoire,
    visite::Demande,
};
use plus_store::{Link, StoreError, account};

use super::{page::Page, state::App};

/// Names of the territory and of the team.
pub struct Names {
    /// The territory.
    pub territory: Arc<Territoire>,
    team: BTreeMap<AccountId, String>,
}

impl Names {
    /// Reads the names of the team; those of the territory are at hand.
    pub async fn load(app: &App, link: &mut Link) -> Result<Self, StoreError> {
        let accounts = account::list(link).await?;
        Ok(Self {
            territory: app.territory(),
            team: accounts.into_iter().map(|a| (a.id, a.name)).collect(),
        })
    }

    /// A colleague.
    pub fn person(&self, id: &AccountId) -> String {
        let name = self.team.get(id);
        name.map_or_else(|| id.to_string(), Clone::clone)
    }

    /// A partner, as it was called on a day.
    pub fn partner(&self, code: &PartnerCode, day: Date) -> String {
        let partner = self.territory.partner(code);
        partner.map_or_else(|| code.to_string(), |p| p.name_on(day).to_owned())
    }

    /// A theme.
    pub fn theme(&self, code: &ThemeCode, page: &Page) -> String {
        let theme = self.territory.theme(code);
        theme.map_or_else(
            || code.to_string(),
            |t| t.label.in_language(&page.lang).to_owned(),
        )
    }

    /// A place.
    pub fn place(&self, code: &PlaceCode) -> String {
        let place = self.territory.place(code);
        place.map_or_else(|| code.to_string(), |p| p.name.clone())
    }

    /// A commune.
    pub fn commune(&self, code: &CommuneCode) -> String {
        let commune = self.territory.commune(code);
        commune.map_or_else(|| code.to_string(), |c| c.name.clone())
    }

    /// What a demande is about: its démarche, or « autre demande » and its theme.
    pub fn subject(&self, demande: &Demande, page: &Page) -> String {
        let Some(code) = &demande.demarche else {
            let theme = self.theme(&demande.theme, page);
            return page.ta("visite-autre-demande", &[("theme", theme)]);
        };
        let found = self.territory.catalogue.get(code);
        found.map_or_else(|| code.to_string(), |d| d.title.clone())
    }
}
