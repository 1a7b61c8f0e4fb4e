//! An answer, in words: the sites, the map with its key, who is far, how to read it.

use std::collections::BTreeMap;

use plus_domain::territoire::Territoire;
use plus_planning::access::{
    geo::Geo,
    map::{CLASSES, Kind, Map, Mark, Shape, class_of, draw, equal_steps},
    need::{Coefficients, CommuneTotal, by_commune},
};
use plus_reports::table::{Cell, Table};

use super::{
    HERE,
    acces::{Line, Measured, ShownLevel, first},
};
use crate::{
    implantation::{Answer, FIRM, Question},
    web::page::Page,
};

/// A site.
pub struct Site {
    pub name: String,
    pub commune: String,
    pub stands: bool,
    pub served: String,
    /// Share of the draws that keep it, in words; empty without draws.
    pub kept: String,
    pub firm: bool,
}

/// A sign of the map.
pub struct Sign {
    /// `teinte`, `kiosk` or `proposed`.
    pub form: &'static str,
    pub class: u8,
    pub label: String,
}

/// All of it, for the page.
pub struct Shown {
    pub sentences: Vec<String>,
    pub doubted: bool,
    pub sites: Vec<Site>,
    pub map: String,
    pub key: Vec<Sign>,
    pub groups: Vec<Measured>,
    /// Whether the van is counted.
    pub van: bool,
    /// The same by the roads and by bus.
    pub levels: Vec<ShownLevel>,
    /// « À plus de 10 min ».
    pub far: String,
    pub communes: Vec<Line>,
    pub partners: Vec<Line>,
    pub method: Vec<String>,
    /// Addresses of the files.
    pub report: String,
    pub table: String,
}

/// What words are made with.
pub struct Words<'a> {
    pub page: &'a Page,
    pub territory: &'a Territoire,
    pub geo: &'a Geo,
    /// What the map is, and what it shows.
    map: [String; 2],
}

impl<'a> Words<'a> {
    pub fn new(page: &'a Page, territory: &'a Territoire, geo: &'a Geo) -> Self {
        Self {
            page,
            territory,
            geo,
            map: ["implantation-carte-titre", "implantation-carte-dit"].map(|key| page.t(key)),
        }
    }

    pub fn shown(&self, answer: &Answer, question: &Question, query: &str) -> Shown {
        let needs = self.needs(question.weights);
        let map = self.map(answer, &needs);
        Shown {
            sentences: self.sentences(answer),
            doubted: answer.doubted.is_some(),
            sites: self.sites(answer),
            map: draw(&map),
            key: self.key(&needs),
            groups: self.groups(answer),
            van: answer.access.groups.iter().any(|group| group.van.is_some()),
            levels: self.levels(answer),
            far: self.beyond(first(answer)),
            communes: self.communes(answer),
            partners: self.partners(answer),
            method: self.method(),
            report: format!("{HERE}/rapport{query}"),
            table: format!("{HERE}/sites{query}"),
        }
    }

    pub(super) fn commune(&self, code: &str) -> String {
        let mut communes = self.territory.communes.iter();
        let found = communes.find(|commune| commune.code.as_str() == code);
        found.map_or_else(|| code.to_owned(), |commune| commune.name.clone())
    }

    fn communes_of(&self, sites: &[usize]) -> usize {
        let mut codes: Vec<&str> = sites
            .iter()
            .map(|site| self.geo.places[*site].commune.as_str())
            .collect();
        codes.sort_unstable();
        codes.dedup();
        codes.len()
    }

    /// What was found, how sure it is, and what the rule costs.
    pub fn sentences(&self, answer: &Answer) -> Vec<String> {
        let page = self.page;
        let all = self.territory.communes.len();
        let rule = &answer.rule;
        let found = page
            .arg("bornes", rule.open.len())
            .arg("communes", self.communes_of(&rule.open))
            .arg("toutes", all)
            .t("implantation-resume");
        let proof = if rule.proved {
            page.t("implantation-prouve")
        } else {
            let gap = decimal(rule.gap * 100.0, 2);
            page.arg("ecart", gap).t("implantation-ecart")
        };
        let price = decimal(answer.price() * 100.0, 1);
        let price = if answer.price() < 0.0005 {
            page.t("implantation-sans-prix")
        } else {
            page.arg("prix", price)
                .arg("communes", self.communes_of(&answer.without_rule.open))
                .arg("toutes", all)
                .t("implantation-prix")
        };
        let draws = answer
            .doubted
            .as_ref()
            .map(|doubted| page.arg("tirages", doubted.draws).t("implantation-tirages"));
        [found, proof, price].into_iter().chain(draws).collect()
    }

    /// The sites, by commune.
    pub fn sites(&self, answer: &Answer) -> Vec<Site> {
        let mut sites: Vec<Site> = answer
            .rule
            .open
            .iter()
            .enumerate()
            .map(|(nth, at)| self.site(answer, nth, *at))
            .collect();
        sites.sort_by(|a, b| (&a.commune, &a.name).cmp(&(&b.commune, &b.name)));
        sites
    }

    fn site(&self, answer: &Answer, nth: usize, at: usize) -> Site {
        let place = &self.geo.places[at];
        let kept = answer.doubted.as_ref().map(|doubted| doubted.kept[nth]);
        Site {
            name: place.name.clone(),
            commune: self.commune(&place.commune),
            stands: answer.fixed.contains(&at),
            served: self.page.number(format!("{:.0}", answer.served[nth])),
            kept: kept.map_or_else(String::new, |share| {
                let share = decimal(share * 100.0, 0);
                self.page.arg("part", share).t("implantation-tenue-part")
            }),
            firm: kept.is_some_and(|share| share >= FIRM),
        }
    }

    /// Need of each commune that has an outline.
    pub fn needs(&self, weights: Coefficients) -> Vec<f64> {
        let totals = self.totals(weights);
        let outlines = self.geo.outlines.iter();
        outlines
            .map(|outline| {
                let found = totals.iter().find(|total| total.commune == outline.commune);
                found.map_or(0.0, |total| total.total.need)
            })
            .collect()
    }

    fn totals(&self, weights: Coefficients) -> Vec<CommuneTotal> {
        // No place of a tile is asked: months count for nothing here.
        let nowhere = vec![None; self.geo.tiles.len()];
        by_commune(
            &self.geo.tiles,
            &nowhere,
            &weights,
            |_| 0.0,
            &BTreeMap::new(),
        )
    }

    /// The map of needs, kiosks that stand and kiosks to make.
    pub fn map<'m>(&'m self, answer: &Answer, needs: &[f64]) -> Map<'m> {
        let steps = equal_steps(needs);
        let outlines = self.geo.outlines.iter().zip(needs);
        let shapes = outlines.map(|(outline, need)| {
            let name = self.commune(&outline.commune);
            Shape {
                outline,
                class: Some(class_of(*need, &steps)),
                title: self
                    .page
                    .arg("nom", name.as_str())
                    .arg("besoin", self.page.number(format!("{need:.0}")))
                    .t("implantation-carte-besoin"),
                label: name,
            }
        });
        Map {
            id: "implantation",
            title: &self.map[0],
            description: &self.map[1],
            shapes: shapes.collect(),
            marks: answer
                .rule
                .open
                .iter()
                .map(|at| self.mark(answer, *at))
                .collect(),
        }
    }

    fn mark(&self, answer: &Answer, at: usize) -> Mark {
        let place = &self.geo.places[at];
        let (kind, key) = if answer.fixed.contains(&at) {
            (Kind::Kiosk, "implantation-carte-existe")
        } else {
            (Kind::Proposed, "implantation-carte-proposee")
        };
        let title = self
            .page
            .arg("quartier", place.name.as_str())
            .arg("commune", self.commune(&place.commune))
            .t(key);
        Mark {
            kind,
            position: place.position,
            size: 1.0,
            title,
        }
    }

    /// What the signs of the map mean.
    pub fn key(&self, needs: &[f64]) -> Vec<Sign> {
        let steps = equal_steps(needs);
        let most = needs.iter().copied().fold(0.0, f64::max);
        let ends: Vec<f64> = [0.0].into_iter().chain(steps).chain([most]).collect();
        let shade = |(class, ends): (u8, &[f64])| Sign {
            form: "teinte",
            class,
            label: self
                .page
                .arg("de", self.page.number(format!("{:.0}", ends[0])))
                .arg("a", self.page.number(format!("{:.0}", ends[1])))
                .t("implantation-legende-teinte"),
        };
        let sign = |form, key| Sign {
            form,
            class: 0,
            label: self.page.t(key),
        };
        (0..CLASSES)
            .zip(ends.windows(2))
            .map(shade)
            .chain([
                sign("kiosk", "implantation-legende-existe"),
                sign("proposed", "implantation-legende-proposee"),
            ])
            .collect()
    }

    /// How to read the figures.
    pub fn method(&self) -> Vec<String> {
        let tiles = &self.geo.tiles;
        let all: f64 = tiles.iter().map(|tile| tile.persons).sum();
        let imputed = tiles.iter().filter(|tile| tile.imputed);
        let imputed: f64 = imputed.map(|tile| tile.persons).sum();
        let share = decimal(imputed / all.max(1.0) * 100.0, 0);
        vec![
            self.page.t("implantation-methode-temps"),
            self.page.arg("part", share).t("implantation-methode-gens"),
            self.page.t("implantation-methode-quartiers"),
            self.page.t("implantation-methode-gini"),
        ]
    }

    /// The sites as a table of a file.
    pub fn table(&self, answer: &Answer) -> Table {
        let columns = ["commune", "site", "etat", "servies"];
        let state = |stands| {
            self.page.t(if stands {
                "implantation-existe"
            } else {
                "implantation-proposee"
            })
        };
        let mut columns: Vec<String> = columns
            .map(|code| self.page.tc("implantation", code))
            .to_vec();
        columns.extend(["latitude".to_owned(), "longitude".to_owned()]);
        let rows = answer.rule.open.iter().zip(&answer.served);
        let rows = rows.map(|(at, served)| {
            let place = &self.geo.places[*at];
            vec![
                Cell::Text(self.commune(&place.commune)),
                Cell::Text(place.name.clone()),
                Cell::Text(state(answer.fixed.contains(at))),
                Cell::Text(format!("{served:.0}")),
                Cell::Text(place.position.lat.to_string()),
                Cell::Text(place.position.lon.to_string()),
            ]
        });
        Table {
            title: self.page.t("implantation-titre"),
            columns,
            rows: rows.collect(),
            notes: self.method(),
        }
    }
}

/// A number with so many decimals, the French way.
pub(super) fn decimal(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}
