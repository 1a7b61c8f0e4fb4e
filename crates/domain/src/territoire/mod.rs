//! A territory as data: who the relay is, its communes, partners, themes, places
//! and démarches.
//!
//! It is written in TOML and CSV files, never in code, checked whole before it
//! serves (`from_files`), and published as one journal entry. Nothing here opens
//! a file or asks what day it is.

mod calendar;
pub mod champs;
pub mod changement;
pub mod colour;
mod commune;
pub mod demo;
mod difference;
mod everywhere;
mod generic;
mod identity;
mod links;
mod liste;
mod methode;
pub mod names;
mod partner;
mod place;
mod problem;
mod read;
pub mod reste;
mod rows;
pub mod sortie;
mod source;
mod table;
mod theme;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use calendar::{HolidayRule, LocalHoliday, OpeningHours, WEEKDAYS, holiday};
pub use commune::{Basin, Commune, is_insee_code};
pub use difference::{Difference, differences};
pub use generic::{CommuneRow, EpciRow, LieuDit, Nouveau, Reponses, RowsSource, typographic};
pub use identity::{Brand, Credit, CrewRole, Identity, Reporting, Vehicle};
pub use liste::{Epci, Liste};
pub use partner::{DatedName, Partner};
pub use place::{Place, PlaceKind};
pub use problem::{At, Problem};
pub use reste::Reste;
pub use theme::{Label, Theme};

pub(crate) use problem::{Found, Problems};
pub(crate) use rows::{Row, tab_rows};
pub(crate) use source::Source;
pub(crate) use table::{Table, is_web_address};

use crate::{
    catalogue::Catalogue,
    evenement::Evenement,
    event::TerritoryPublication,
    ids::{CommuneCode, EvenementCode, PartnerCode, PlaceCode, ThemeCode},
    reference::{DemarcheFacts, Reference},
    service::Services,
    sites::Site,
    traduction::Traduction,
};

/// A territory, whole and checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Territoire {
    /// Names, carrier, time zone, languages.
    pub identity: Identity,
    /// When the relay receives.
    pub hours: Vec<OpeningHours>,
    /// Holidays beside the national ones.
    pub holidays: Vec<LocalHoliday>,
    /// Colours and logo.
    pub brand: Brand,
    /// The van.
    pub vehicle: Option<Vehicle>,
    /// Trades of the crew.
    pub crew: Vec<CrewRole>,
    /// Rules of the figures that leave.
    pub reporting: Reporting,
    /// Groups of communes.
    pub basins: Vec<Basin>,
    /// Communes.
    pub communes: Vec<Commune>,
    /// Themes of life, in the order of the screen.
    pub themes: Vec<Theme>,
    /// Partners, in the order of the screen.
    pub partners: Vec<Partner>,
    /// Places.
    pub places: Vec<Place>,
    /// Démarches.
    pub catalogue: Catalogue,
    /// Life events, in the order of the screen. A territory published before they existed has
    /// the common ones.
    #[serde(default = "read::common_evenements")]
    pub evenements: Vec<Evenement>,
    /// Services on line.
    #[serde(default)]
    pub services: Services,
    /// Sites that services lean on: sign-in, webmails.
    #[serde(default)]
    pub sites: Vec<Site>,
    /// Who must be named wherever a data is shown.
    pub credits: Vec<Credit>,
    /// Its own lines in other languages, beside the common ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Traduction>,
    /// Days that accounts serve on a machine far from its hub; absent: those of
    /// [`crate::eloignement::DAYS`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub away_days: Option<u32>,
    /// How rendez-vous are offered; absent: [`crate::rendez_vous::Offre::default`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendez_vous: Option<crate::rendez_vous::Offre>,
    /// Hours when the letters of the alarms of kiosks wait; absent: they leave at any hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silence: Option<crate::alarme::Silence>,
    /// The plan of financing that the relay starts from; what the journal says wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub financement: Option<crate::financement::Plan>,
    /// The project that the relay starts from; what the journal says of each thing wins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projet: Option<crate::projet::Projet>,
    /// Indicators. A territory published before they existed has the common ones.
    #[serde(default = "read::common_indicateurs")]
    pub indicateurs: Vec<crate::indicateur::Indicateur>,
}

impl Territoire {
    /// Reads and checks the files of a territory: pairs of path and text.
    ///
    /// The path is relative to the folder of the territory, with `/`. Every
    /// problem is reported at once, in the order of files and lines.
    ///
    /// # Errors
    /// At least one problem, each with file, line, message and remedy in French.
    pub fn from_files(
        files: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Problem>> {
        read::from_files(files)
    }

    /// A complete territory for any EPCI: its communes, the operators and
    /// démarches common to the whole country, one stop in each commune.
    ///
    /// # Errors
    /// The rows do not make a territory: no commune, a code that is not INSEE's…
    pub fn for_epci(epci: &EpciRow, communes: &[CommuneRow]) -> Result<Self, Vec<Problem>> {
        Self::from_files(Nouveau::new(epci.clone(), communes.to_vec()).files())
    }

    /// The fact that publishes this territory.
    pub fn publication(&self) -> TerritoryPublication {
        TerritoryPublication {
            code: self.identity.code.clone(),
            territory: serde_json::to_value(self)
                .expect("a territory holds only text, numbers and lists, which JSON writes"),
        }
    }

    /// The territory that a fact published.
    ///
    /// # Errors
    /// The entry was written by a version of PLUS that writes territories otherwise.
    pub fn from_publication(publication: &TerritoryPublication) -> Result<Self, serde_json::Error> {
        Self::deserialize(&publication.territory)
    }

    /// A partner by its code.
    pub fn partner(&self, code: &PartnerCode) -> Option<&Partner> {
        self.partners.iter().find(|partner| partner.code == *code)
    }

    /// Partners of a day, in the order of the screen.
    pub fn partners_on(&self, day: Date) -> impl Iterator<Item = &Partner> {
        self.partners
            .iter()
            .filter(move |partner| partner.is_valid_on(day))
    }

    /// A theme by its code.
    pub fn theme(&self, code: &ThemeCode) -> Option<&Theme> {
        self.themes.iter().find(|theme| theme.code == *code)
    }

    /// A life event by its code.
    pub fn evenement(&self, code: &EvenementCode) -> Option<&Evenement> {
        self.evenements.iter().find(|event| event.code == *code)
    }

    /// A place by its code.
    pub fn place(&self, code: &PlaceCode) -> Option<&Place> {
        self.places.iter().find(|place| place.code == *code)
    }

    /// Places where people may be received on a day.
    pub fn places_on(&self, day: Date) -> impl Iterator<Item = &Place> {
        self.places
            .iter()
            .filter(move |place| place.is_valid_on(day))
    }

    /// A commune by its INSEE code.
    pub fn commune(&self, code: &CommuneCode) -> Option<&Commune> {
        self.communes.iter().find(|commune| commune.code == *code)
    }

    /// The basin of a commune.
    pub fn basin_of(&self, commune: &CommuneCode) -> Option<&Basin> {
        let commune = self.commune(commune)?;
        self.basins.iter().find(|basin| basin.code == commune.basin)
    }

    /// Inhabitants of the territory.
    pub fn population(&self) -> u64 {
        self.communes
            .iter()
            .map(|commune| u64::from(commune.population))
            .sum()
    }

    /// Name of the holiday that falls on a day, national or local.
    pub fn holiday_on(&self, day: Date) -> Option<&str> {
        calendar::holiday(day, &self.holidays)
    }

    /// Opening of a day: none on a holiday or a day of rest.
    pub fn hours_on(&self, day: Date) -> Option<&OpeningHours> {
        let weekday = day.weekday().to_monday_one_offset();
        let hours = self.hours.iter().find(|hours| hours.weekday == weekday);
        hours.filter(|_| self.holiday_on(day).is_none())
    }

    /// What forms may name on a day.
    pub fn reference_on(&self, day: Date) -> Reference {
        let main_theme = |partner: &Partner| {
            let theme = partner.themes.first();
            theme
                .cloned()
                .expect("a territory is refused when a partner has no theme")
        };
        let facts = |demarche: &crate::catalogue::Demarche| DemarcheFacts {
            partner: demarche.partner.clone(),
            theme: demarche.theme.clone(),
            habitual_kind: demarche.default_kind,
        };
        let demarches = self.catalogue.demarches().iter();
        Reference {
            partners: self
                .partners_on(day)
                .map(|p| (p.code.clone(), main_theme(p)))
                .collect(),
            demarches: demarches.map(|d| (d.code.clone(), facts(d))).collect(),
            themes: self.themes.iter().map(|theme| theme.code.clone()).collect(),
            places: self
                .places_on(day)
                .map(|p| (p.code.clone(), p.commune.clone()))
                .collect(),
            communes: self
                .communes
                .iter()
                .map(|commune| commune.code.clone())
                .collect(),
        }
    }
}
