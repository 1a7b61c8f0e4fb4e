//! What may be said of a person without knowing who they are.
//!
//! Every answer is optional and every list holds « non communiqué ». The lists
//! and their labels follow the field (La Coop), with finer age bands.

use serde::{Deserialize, Serialize};

macro_rules! choices {
    ($($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $code:literal,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $code)] $variant,)*
        }

        impl $name {
            /// Every choice, in the order of the screen.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The stable code, as stored, exported and used in translation keys.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The choice of a code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)* _ => None }
            }
        }
    )*};
}
pub(crate) use choices;

choices! {
    /// Age band at the date of the visite. The report bands (<26, 26–54, 55–69,
    /// 70+) are exact unions of these (`reporting` below).
    AgeBand {
        /// Under 12.
        Under12 = "moins-12",
        /// 12 to 17.
        From12 = "12-17",
        /// 18 to 25.
        From18 = "18-25",
        /// 26 to 39.
        From26 = "26-39",
        /// 40 to 54.
        From40 = "40-54",
        /// 55 to 59.
        From55 = "55-59",
        /// 60 to 69.
        From60 = "60-69",
        /// 70 and over.
        From70 = "70-plus",
        /// Not said.
        NonCommunique = "nc",
    }
    /// Sex, as the person says it.
    Sex {
        /// Female.
        Feminin = "f",
        /// Male.
        Masculin = "m",
        /// Not said.
        NonCommunique = "nc",
    }
    /// Situation, or the kind of public received.
    Status {
        /// At school or studying.
        Scolarise = "scolarise",
        /// Looking for work or without work.
        SansEmploi = "sans-emploi",
        /// Working.
        EnEmploi = "en-emploi",
        /// Retired.
        Retraite = "retraite",
        /// The visitor speaks for an association.
        Association = "association",
        /// The visitor is a professional.
        Professionnel = "professionnel",
        /// Not said, or a mixed household.
        NonCommunique = "nc",
    }
    /// Ease with digital procedures.
    Autonomy {
        /// Needs somebody beside them.
        AvecGuidage = "avec-guidage",
        /// Manages, with help at times.
        GuidageSiBesoin = "guidage-si-besoin",
        /// Manages alone.
        Autonome = "autonome",
        /// Not said.
        NonCommunique = "nc",
    }
    /// Report bands, unions of `AgeBand`.
    ReportBand {
        /// Under 26.
        Under26 = "moins-26",
        /// 26 to 54.
        From26 = "26-54",
        /// 55 to 69.
        From55 = "55-69",
        /// 70 and over.
        From70 = "70-plus",
        /// Not said.
        NonCommunique = "nc",
    }
}

impl AgeBand {
    /// The band of an age in whole years; over 130 counts as not said.
    pub fn of_age(years: i16) -> Self {
        match years {
            0..12 => Self::Under12,
            12..18 => Self::From12,
            18..26 => Self::From18,
            26..40 => Self::From26,
            40..55 => Self::From40,
            55..60 => Self::From55,
            60..70 => Self::From60,
            70..=130 => Self::From70,
            _ => Self::NonCommunique,
        }
    }

    /// The report band that holds this one.
    pub fn reporting(self) -> ReportBand {
        match self {
            Self::Under12 | Self::From12 | Self::From18 => ReportBand::Under26,
            Self::From26 | Self::From40 => ReportBand::From26,
            Self::From55 | Self::From60 => ReportBand::From55,
            Self::From70 => ReportBand::From70,
            Self::NonCommunique => ReportBand::NonCommunique,
        }
    }
}

/// What is known of the person received, all of it optional.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Age band at the date of the visite.
    pub age: AgeBand,
    /// Sex.
    pub sex: Sex,
    /// Situation.
    pub status: Status,
    /// Commune where the person lives; `None` is « non communiqué ».
    pub residence: Option<crate::ids::CommuneCode>,
    /// Ease with digital procedures.
    pub autonomy: Autonomy,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            age: AgeBand::NonCommunique,
            sex: Sex::NonCommunique,
            status: Status::NonCommunique,
            residence: None,
            autonomy: Autonomy::NonCommunique,
        }
    }
}
