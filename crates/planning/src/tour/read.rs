//! Reads the data of a tour from JSON, and says in French which key is wrong.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{
    instance::{Instance, Partner, Person, Stop, WEEKLY_MAX},
    plan::Pin,
};

/// Most half-days, stops, people or partners of one file: beyond, it is a mistake.
const MOST: usize = 1_000;
/// Most people of a team: what the engines count in one word.
const MOST_PEOPLE: usize = 60;
/// Largest need, kilometres or months without a visit that make sense.
const LARGEST: f64 = 1e7;

/// Why a file is not the data of a tour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Not JSON.
    #[error("ce fichier n’est pas du JSON, ligne {line}, colonne {column}")]
    NotJson {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Not an object.
    #[error("« {key} » doit être un objet, entre accolades")]
    NotAnObject {
        /// Where.
        key: String,
    },
    /// A key is missing.
    #[error("il manque la clé « {key} » : {expected}")]
    Missing {
        /// Where.
        key: String,
        /// What is expected, in French.
        expected: &'static str,
    },
    /// A value of another form.
    #[error("« {key} » n’a pas la forme attendue : {expected}")]
    Form {
        /// Where.
        key: String,
        /// What is expected, in French.
        expected: &'static str,
    },
    /// A list of another length.
    #[error("« {key} » compte {found} valeurs, il en faut {expected}")]
    Length {
        /// Where.
        key: String,
        /// Values found.
        found: usize,
        /// Values expected.
        expected: usize,
    },
    /// A value that cannot be.
    #[error("« {key} » : {why}")]
    Value {
        /// Where.
        key: String,
        /// What is wrong and what to do, in French.
        why: &'static str,
    },
}

/// Reads and verifies the data of a tour.
pub fn read(json: &str) -> Result<Instance, ReadError> {
    let value: Value = serde_json::from_str(json).map_err(|error| ReadError::NotJson {
        line: error.line(),
        column: error.column(),
    })?;
    let instance = parse(&Object::new(String::new(), value)?)?;
    verify(&instance)?;
    Ok(instance)
}

/// An object of the file with the path that leads to it.
struct Object {
    path: String,
    map: Map<String, Value>,
}

impl Object {
    fn new(path: String, value: Value) -> Result<Self, ReadError> {
        match value {
            Value::Object(map) => Ok(Self { path, map }),
            _ if path.is_empty() => Err(ReadError::NotAnObject {
                key: "fichier".into(),
            }),
            _ => Err(ReadError::NotAnObject { key: path }),
        }
    }

    fn at(&self, key: &str) -> String {
        match self.path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        }
    }

    fn get<T: DeserializeOwned>(&self, key: &str, expected: &'static str) -> Result<T, ReadError> {
        let missing = || ReadError::Missing {
            key: self.at(key),
            expected,
        };
        self.optional(key, expected)?.ok_or_else(missing)
    }

    /// The value of a key; nothing when it is absent or null.
    fn optional<T: DeserializeOwned>(
        &self,
        key: &str,
        expected: &'static str,
    ) -> Result<Option<T>, ReadError> {
        let value = self.map.get(key).filter(|value| !value.is_null());
        let parsed = value.map(|value| T::deserialize(value));
        parsed.transpose().map_err(|_| ReadError::Form {
            key: self.at(key),
            expected,
        })
    }

    fn each<T>(
        &self,
        key: &str,
        expected: &'static str,
        parse: impl Fn(&Self) -> Result<T, ReadError>,
    ) -> Result<Vec<T>, ReadError> {
        let values: Vec<Value> = self.get(key, expected)?;
        let objects = values.into_iter().enumerate();
        objects
            .map(|(i, value)| parse(&Self::new(format!("{}[{i}]", self.at(key)), value)?))
            .collect()
    }
}

const NUMBERS: &str = "une liste de nombres entiers, un par demi-journée";

fn parse(file: &Object) -> Result<Instance, ReadError> {
    let codes = "une liste de codes INSEE, entre guillemets";
    let published: Option<Vec<Pin>> = file.optional(
        "published",
        "une liste de demi-journées publiées, avec h et outing",
    )?;
    Ok(Instance {
        half_days: file.get("H", "le nombre de demi-journées")?,
        months: file.get("months", "le nombre de mois")?,
        dates: file.get::<Vec<Date>>("dates", "une liste de dates comme \"2027-03-02\"")?,
        dow: file.get("dow", NUMBERS)?,
        week: file.get("week", NUMBERS)?,
        mon: file.get("mon", NUMBERS)?,
        communes: file.get("communes", codes)?,
        stops: file.each("stops", "la liste des arrêts", parse_stop)?,
        staff: file.each("staff", "la liste de l’équipe", parse_person)?,
        market: file.get("market", "un jour de marché par commune, 0 pour lundi")?,
        partners: file.each("partners", "la liste des partenaires", parse_partner)?,
        published: published.unwrap_or_default(),
        period: file.optional("period", NUMBERS)?.unwrap_or_default(),
        weekly_max: file
            .optional("weekly_max", "un nombre entier")?
            .unwrap_or(WEEKLY_MAX),
        names: file
            .optional("names", "un nom par code INSEE")?
            .unwrap_or_default(),
    })
}

fn parse_stop(stop: &Object) -> Result<Stop, ReadError> {
    Ok(Stop {
        nom: stop.get("nom", "le nom de l’arrêt")?,
        insee: stop.get("insee", "le code INSEE de la commune, entre guillemets")?,
        need: stop.get("need", "un nombre")?,
        pop: stop.optional("pop", "un nombre")?.unwrap_or_default(),
        km: stop.get("km", "un nombre de kilomètres")?,
        dow: stop.get("dow", "une liste de jours, 0 pour lundi")?,
        stale: stop.get("stale", "un nombre de mois")?,
        skill: stop.optional("skill", "une compétence entre guillemets, ou null")?,
    })
}

fn parse_person(person: &Object) -> Result<Person, ReadError> {
    Ok(Person {
        id: person.get("id", "un nom court")?,
        driver: person.get("driver", "true ou false")?,
        skills: person.get("skills", "une liste de compétences")?,
        lapsed: person
            .optional("lapsed", "des demi-journées par compétence")?
            .unwrap_or_default(),
        maxm: person.get("maxm", "un nombre entier de demi-journées")?,
        target: person.get("target", "une part de contrat, 1 pour un temps plein")?,
        off: person.get("off", "une liste de numéros de demi-journées")?,
    })
}

fn parse_partner(partner: &Object) -> Result<Partner, ReadError> {
    Ok(Partner {
        id: partner.get("id", "un nom court")?,
        n: partner.get("n", "un nombre entier de demi-journées")?,
        slots: partner.get("slots", "une liste de numéros de demi-journées")?,
    })
}

/// What the form alone does not say: lengths, numbers that exist, sensible figures.
/// Plans made by hand in code go through it too.
pub fn verify(instance: &Instance) -> Result<(), ReadError> {
    verify_sizes(instance)?;
    verify_weekdays(instance)?;
    verify_stops(instance)?;
    verify_people(instance)?;
    verify_partners(instance)?;
    verify_pins(instance)
}

fn refuse(key: impl Into<String>, why: &'static str) -> Result<(), ReadError> {
    Err(ReadError::Value {
        key: key.into(),
        why,
    })
}

fn verify_sizes(instance: &Instance) -> Result<(), ReadError> {
    let expected = instance.half_days;
    if expected == 0 || expected > MOST {
        return refuse("H", "il faut de 1 à 1000 demi-journées");
    }
    let lists = [
        ("dates", instance.dates.len()),
        ("dow", instance.dow.len()),
        ("week", instance.week.len()),
        ("mon", instance.mon.len()),
        ("period", instance.period.len()),
    ];
    for (key, found) in lists {
        let absent = key == "period" && found == 0;
        if found != expected && !absent {
            let key = key.to_owned();
            return Err(ReadError::Length {
                key,
                found,
                expected,
            });
        }
    }
    if instance.stops.is_empty() || instance.stops.len() > MOST {
        return refuse("stops", "il faut de 1 à 1000 arrêts");
    }
    if instance.partners.len() > MOST {
        return refuse("partners", "il en faut 1000 au plus");
    }
    if instance.month_numbers().len() > instance.months {
        return refuse("months", "« mon » compte plus de mois");
    }
    Ok(())
}

fn verify_weekdays(instance: &Instance) -> Result<(), ReadError> {
    let why = "un jour va de 0, lundi, à 6, dimanche";
    if instance.dow.iter().any(|dow| *dow > 6) {
        return refuse("dow", why);
    }
    if instance.market.values().any(|dow| *dow > 6) {
        return refuse("market", why);
    }
    let communes: BTreeSet<_> = instance.communes.iter().collect();
    if communes.len() != instance.communes.len() {
        return refuse("communes", "un code y est deux fois");
    }
    Ok(())
}

fn verify_stops(instance: &Instance) -> Result<(), ReadError> {
    let fits = |figure: f64| (0.0..=LARGEST).contains(&figure);
    for (q, stop) in instance.stops.iter().enumerate() {
        let figures = [("need", stop.need), ("km", stop.km), ("stale", stop.stale)];
        if let Some((key, _)) = figures.iter().find(|(_, figure)| !fits(*figure)) {
            return refuse(
                format!("stops[{q}].{key}"),
                "il faut un nombre positif ou nul, dix millions au plus",
            );
        }
        if stop.dow.iter().any(|dow| *dow > 6) {
            return refuse(
                format!("stops[{q}].dow"),
                "un jour va de 0, lundi, à 6, dimanche",
            );
        }
    }
    if instance.need() <= 0.0 {
        return refuse(
            "stops",
            "aucun arrêt n’a de besoin : « need » est nul partout",
        );
    }
    Ok(())
}

fn verify_people(instance: &Instance) -> Result<(), ReadError> {
    if instance.staff.len() > MOST_PEOPLE {
        return refuse("staff", "il faut 60 personnes au plus");
    }
    for (e, person) in instance.staff.iter().enumerate() {
        if !exist(&person.off, instance.half_days) {
            return refuse(
                format!("staff[{e}].off"),
                "une demi-journée n’existe pas : les numéros vont de 0 à H − 1",
            );
        }
        if !(0.0..=LARGEST).contains(&person.target) {
            return refuse(format!("staff[{e}].target"), "il faut une part positive");
        }
    }
    Ok(())
}

fn verify_partners(instance: &Instance) -> Result<(), ReadError> {
    for (p, partner) in instance.partners.iter().enumerate() {
        if !exist(&partner.slots, instance.half_days) {
            return refuse(
                format!("partners[{p}].slots"),
                "une demi-journée n’existe pas : les numéros vont de 0 à H − 1",
            );
        }
        if partner.n > MOST {
            return refuse(format!("partners[{p}].n"), "il en faut 1000 au plus");
        }
    }
    Ok(())
}

fn verify_pins(instance: &Instance) -> Result<(), ReadError> {
    let mut seen = BTreeMap::new();
    for (i, pin) in instance.published.iter().enumerate() {
        if pin.h >= instance.half_days || seen.insert(pin.h, i).is_some() {
            return refuse(
                format!("published[{i}].h"),
                "cette demi-journée n’existe pas, ou elle est publiée deux fois",
            );
        }
        let Some(outing) = &pin.outing else { continue };
        let people = outing.crew.iter().chain([&outing.driver]);
        if outing.stop >= instance.stops.len()
            || people.into_iter().any(|e| *e >= instance.staff.len())
            || outing.partner.is_some_and(|p| p >= instance.partners.len())
        {
            return refuse(
                format!("published[{i}].outing"),
                "l’arrêt, une personne ou le partenaire n’existe pas",
            );
        }
    }
    Ok(())
}

fn exist(numbers: &BTreeSet<usize>, count: usize) -> bool {
    numbers.iter().all(|number| *number < count)
}
