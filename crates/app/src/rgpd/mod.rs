//! What the law asks a relay to be able to show: the register of its processings (article 30)
//! and the impact assessment (article 35), each said with what is really configured here.

pub mod analyse;
mod regard;
pub mod registre;

use jiff::{civil::Date, tz::TimeZone};
use plus_domain::territoire::Territoire;
use plus_store::{Store, StoreError};

use crate::{config::Config, outside::Outside, territory};

/// Why neither can be made.
#[derive(Debug, thiserror::Error)]
pub enum RgpdError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The published territory.
    #[error(transparent)]
    Territory(#[from] territory::TerritoryError),
    /// The register that PLUS ships.
    #[error(transparent)]
    Register(#[from] plus_domain::traitement::RegisterError),
    /// The assessment that PLUS ships.
    #[error(transparent)]
    Assessment(#[from] plus_domain::aipd::AipdError),
}

/// The relay that is looked at.
#[derive(Debug)]
pub struct Here<'a> {
    store: &'a Store,
    config: &'a Config,
    outside: &'a Outside,
    territory: Option<Territoire>,
}

impl<'a> Here<'a> {
    /// That of a store and of the settings of its machine.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(
        store: &'a Store,
        config: &'a Config,
        outside: &'a Outside,
    ) -> Result<Self, RgpdError> {
        Ok(Self {
            territory: territory::published(store).await?,
            store,
            config,
            outside,
        })
    }

    fn today(&self) -> Date {
        let zone = self.territory.as_ref().map(|t| &t.identity.time_zone);
        let zone = zone.and_then(|name| TimeZone::get(name).ok());
        self.outside.today(&zone.unwrap_or_else(TimeZone::system))
    }

    fn relais(&self) -> String {
        let identity = self.territory.as_ref().map(|t| t.identity.name.clone());
        identity.unwrap_or_default()
    }
}
