//! Arguments of a statement: the portable types and no others.

use plus_domain::ids;

/// A value for a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// BIGINT.
    Int(Option<i64>),
    /// TEXT.
    Text(Option<String>),
    /// BLOB or BYTEA.
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(Some(value))
    }
}

impl From<u32> for Arg {
    fn from(value: u32) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<bool> for Arg {
    fn from(value: bool) -> Self {
        Self::Int(Some(i64::from(value)))
    }
}

impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}

impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}

impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(ToOwned::to_owned))
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Arg {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

impl From<jiff::civil::Date> for Arg {
    fn from(value: jiff::civil::Date) -> Self {
        Self::Text(Some(value.to_string()))
    }
}

impl From<plus_domain::period::Month> for Arg {
    fn from(value: plus_domain::period::Month) -> Self {
        Self::Text(Some(value.to_string()))
    }
}

macro_rules! named {
    ($($name:ident),*) => {$(
        impl From<&ids::$name> for Arg {
            fn from(value: &ids::$name) -> Self {
                Self::Text(Some(value.as_str().to_owned()))
            }
        }

        impl From<Option<&ids::$name>> for Arg {
            fn from(value: Option<&ids::$name>) -> Self {
                Self::Text(value.map(|v| v.as_str().to_owned()))
            }
        }
    )*};
}

named!(
    VisiteId,
    ExerciceId,
    DemandeId,
    PermanenceId,
    PersonId,
    AccountId,
    DepenseId,
    AppelId,
    NodeId,
    NoteId,
    PartnerCode,
    DemarcheCode,
    ServiceCode,
    RetraitId,
    DossierId,
    NumeroId,
    RendezVousId,
    EscaladeId,
    AtelierId,
    SignalementId,
    PlaceCode,
    ThemeCode,
    CommuneCode
);

/// Arguments of a statement, in the order of its placeholders.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Arg::from($value)),*] };
}
