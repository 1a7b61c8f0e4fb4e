//! Codes from the names that people write: partners, places, communes, themes,
//! démarches. A name that fits two things fits none.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::fold;
use crate::{
    ids::{CommuneCode, PartnerCode, PlaceCode},
    reference::ELSEWHERE,
    territoire::{Place, Territoire},
};

/// Names, folded, of what a territory holds.
pub(super) struct Names<'a> {
    territory: &'a Territoire,
    partners: BTreeMap<String, Option<PartnerCode>>,
    communes: BTreeMap<String, Option<CommuneCode>>,
    demarches: BTreeMap<String, Option<String>>,
    themes: BTreeMap<String, Option<String>>,
    places: BTreeMap<String, Vec<&'a Place>>,
}

impl<'a> Names<'a> {
    pub fn new(territory: &'a Territoire) -> Self {
        let mut names = Self {
            territory,
            partners: BTreeMap::new(),
            communes: BTreeMap::new(),
            demarches: BTreeMap::new(),
            themes: BTreeMap::new(),
            places: BTreeMap::new(),
        };
        for partner in &territory.partners {
            let said = partner.names.iter().map(|n| n.name.as_str());
            for name in said.chain([partner.code.as_str()]) {
                put(&mut names.partners, name, &partner.code);
            }
        }
        for commune in &territory.communes {
            put(&mut names.communes, &commune.name, &commune.code);
            put(&mut names.communes, commune.code.as_str(), &commune.code);
            put(
                &mut names.communes,
                without_article(&fold(&commune.name)),
                &commune.code,
            );
        }
        for demarche in territory.catalogue.demarches() {
            let code = demarche.code.to_string();
            put(&mut names.demarches, &demarche.title, &code);
            put(&mut names.demarches, &code, &code);
        }
        for theme in &territory.themes {
            let code = theme.code.to_string();
            put(&mut names.themes, &theme.label.fr, &code);
            put(&mut names.themes, &code, &code);
        }
        names.add_places();
        names
    }

    fn add_places(&mut self) {
        for place in &self.territory.places {
            for name in [place.code.as_str(), &place.name, &place.quartier] {
                let held = self.places.entry(fold(name)).or_default();
                if !held.iter().any(|p| p.code == place.code) {
                    held.push(place);
                }
            }
        }
    }

    pub fn partner(&self, text: &str) -> Option<PartnerCode> {
        self.partners.get(&fold(text)).cloned().flatten()
    }

    pub fn commune(&self, text: &str) -> Option<CommuneCode> {
        let folded = fold(text);
        let found = self.communes.get(&folded);
        found
            .or_else(|| self.communes.get(without_article(&folded)))
            .cloned()
            .flatten()
    }

    /// The code of a residence, « hors du territoire » included.
    pub fn residence(&self, text: &str) -> Option<String> {
        match fold(text).as_str() {
            "" | "nc" | "non-communique" | "non-renseigne" => Some(String::new()),
            "ailleurs" | "hors-du-territoire" | "hors-territoire" => Some(ELSEWHERE.to_owned()),
            _ => self.commune(text).map(|code| code.to_string()),
        }
    }

    pub fn demarche(&self, text: &str) -> Option<String> {
        self.demarches.get(&fold(text)).cloned().flatten()
    }

    pub fn theme(&self, text: &str) -> Option<String> {
        self.themes.get(&fold(text)).cloned().flatten()
    }

    /// Places of a name on a day, in a commune when one is said; without a name,
    /// those of the commune.
    pub fn places(&self, text: &str, commune: Option<&CommuneCode>, day: Date) -> Vec<PlaceCode> {
        let of_commune = |p: &&Place| commune.is_none_or(|c| p.commune == *c);
        let open = |p: &&Place| p.is_valid_on(day) && of_commune(p);
        let found: Vec<&Place> = if text.is_empty() {
            self.territory.places.iter().filter(open).collect()
        } else {
            let named = self.places.get(&fold(text)).into_iter().flatten();
            named.copied().filter(open).collect()
        };
        found.into_iter().map(|p| p.code.clone()).collect()
    }

    /// Whether the name is known on some other day or in some other commune.
    pub fn is_place(&self, text: &str) -> bool {
        self.places.contains_key(&fold(text))
    }
}

fn put<T: Clone + PartialEq>(map: &mut BTreeMap<String, Option<T>>, name: &str, value: &T) {
    let held = map.entry(fold(name)).or_insert_with(|| Some(value.clone()));
    if held.as_ref() != Some(value) {
        *held = None;
    }
}

fn without_article(folded: &str) -> &str {
    let articles = ["le-", "la-", "les-", "l-"];
    let found = articles.iter().find_map(|a| folded.strip_prefix(a));
    found.unwrap_or(folded)
}
