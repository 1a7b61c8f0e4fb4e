//! Correction: field by field, each with the value it replaces.
//!
//! A correction is a new fact that names what its author saw (`base`), so that
//! two corrections made apart can be told from one made after the other. Fields
//! are the keys of the visite's JSON, profile fields flattened, and one field
//! per demande, `demande:<id>`, whose value is the demande or null.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Visite;

/// Base of a field that its author had not seen.
pub const UNKNOWN_BEFORE: Value = Value::Null;

/// Fields that no correction may touch: they say who recorded what and when.
const FIXED: [&str; 3] = ["id", "at", "author"];
const PROFILE: &str = "profile";
const DEMANDES: &str = "demandes";
const DEMANDE: &str = "demande:";

/// A field that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// What the author of the correction saw.
    pub base: Value,
    /// What it becomes.
    pub value: Value,
}

/// Why a correction cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// The field is unknown or may not change.
    #[error("le champ « {0} » ne se corrige pas")]
    Field(String),
    /// The value does not fit the field.
    #[error("le champ « {field} » ne peut pas prendre cette valeur : {reason}")]
    Value {
        /// Name of the field.
        field: String,
        /// What the reader said.
        reason: String,
    },
    /// The visite would hold no demande, or an incoherent one.
    #[error("une visite garde au moins une demande, et chaque demande reste cohérente")]
    Demandes,
}

impl Visite {
    /// Every field that may be corrected, with its present value.
    pub fn fields(&self) -> BTreeMap<String, Value> {
        let mut object = self.object();
        let profile = object.remove(PROFILE);
        let demandes = object.remove(DEMANDES);
        let mut fields: BTreeMap<String, Value> = object.into_iter().collect();
        if let Some(Value::Object(profile)) = profile {
            fields.extend(profile);
        }
        if let Some(Value::Array(demandes)) = demandes {
            let named = self.demandes.iter().zip(demandes);
            fields.extend(named.map(|(d, value)| (format!("{DEMANDE}{}", d.id), value)));
        }
        fields.retain(|name, _| !FIXED.contains(&name.as_str()));
        fields
    }

    /// The present value of one field, null when there is none.
    pub fn field(&self, name: &str) -> Value {
        self.fields().remove(name).unwrap_or(Value::Null)
    }

    /// The visite with some fields changed.
    pub fn with_changes<'a>(
        &self,
        changes: impl IntoIterator<Item = (&'a str, &'a Value)>,
    ) -> Result<Self, CorrectionError> {
        let mut object = self.object();
        let mut last = String::new();
        for (field, value) in changes {
            set(&mut object, field, value)?;
            field.clone_into(&mut last);
        }
        let changed: Self =
            serde_json::from_value(Value::Object(object)).map_err(|e| CorrectionError::Value {
                field: last,
                reason: e.to_string(),
            })?;
        if changed.demandes.is_empty() || !changed.demandes.iter().all(super::Demande::is_coherent)
        {
            return Err(CorrectionError::Demandes);
        }
        Ok(changed)
    }

    fn object(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(object)) => object,
            _ => Map::new(),
        }
    }
}

fn set(object: &mut Map<String, Value>, field: &str, value: &Value) -> Result<(), CorrectionError> {
    if let Some(id) = field.strip_prefix(DEMANDE) {
        return set_demande(object, id, value);
    }
    let in_profile = object.get(PROFILE).is_some_and(|p| p.get(field).is_some());
    let known = !FIXED.contains(&field) && field != PROFILE && field != DEMANDES;
    let slot = if in_profile {
        object.get_mut(PROFILE).and_then(|p| p.get_mut(field))
    } else {
        object.get_mut(field).filter(|_| known)
    };
    *slot.ok_or_else(|| CorrectionError::Field(field.to_owned()))? = value.clone();
    Ok(())
}

fn set_demande(
    object: &mut Map<String, Value>,
    id: &str,
    value: &Value,
) -> Result<(), CorrectionError> {
    let Some(Value::Array(demandes)) = object.get_mut(DEMANDES) else {
        return Err(CorrectionError::Demandes);
    };
    let is_it = |d: &Value| d.get("id").and_then(Value::as_str) == Some(id);
    if value.is_null() {
        demandes.retain(|d| !is_it(d));
    } else if !is_it(value) {
        return Err(CorrectionError::Field(format!("{DEMANDE}{id}")));
    } else if let Some(place) = demandes.iter_mut().find(|d| is_it(d)) {
        *place = value.clone();
    } else {
        demandes.push(value.clone());
    }
    Ok(())
}

/// What changed between what was shown and what is wanted, with bases.
pub fn changes_between(seen: &Visite, wanted: &Visite) -> Vec<Change> {
    let (before, after) = (seen.fields(), wanted.fields());
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let base = before.get(name).cloned().unwrap_or(Value::Null);
            let value = after.get(name).cloned().unwrap_or(Value::Null);
            (base != value).then(|| Change {
                field: name.clone(),
                base,
                value,
            })
        })
        .collect()
}
