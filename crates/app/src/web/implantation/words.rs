//! An answer, in words: the sites, the map with its key, who is far, how to read it.

use std::collections::BTreeMap;

use plus_domain::{ids::PartnerCode, territoire::Territoire};
use plus_planning::access::{
    geo::Geo,
    map::{CLASSES, Kind, Map, Mark, Shape, class_of, draw},
    measure::Group,
    need::{Coefficients, CommuneTotal, by_commune},
};
use plus_reports::table::{Cell, Table};

use super::HERE;
use crate::{
    implantation::{Answer, FIRM, Far, Question, Span},
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

/// A figure, before and after.
pub struct Measure {
    pub name: String,
    pub before: String,
    pub after: String,
}

/// Figures of some people.
pub struct Measured {
    pub name: String,
    pub measures: Vec<Measure>,
}

/// A line of a table: each value with the name of its column.
pub struct Line {
    pub name: String,
    pub values: Vec<(String, String)>,
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
            far: self.beyond(first(answer)),
            communes: self.communes(answer),
            partners: self.partners(answer),
            method: self.method(),
            report: format!("{HERE}/rapport{query}"),
            table: format!("{HERE}/sites{query}"),
        }
    }

    fn commune(&self, code: &str) -> String {
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
        let steps = steps(needs);
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
        let steps = steps(needs);
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

    /// Each group of people, measure by measure.
    pub fn groups(&self, answer: &Answer) -> Vec<Measured> {
        let groups = answer.access.groups.iter();
        groups
            .map(|group| Measured {
                name: self.page.tc("implantation", code(group.group)),
                measures: self.measures(
                    group.before.as_ref(),
                    group.after.as_ref(),
                    &answer.access.limits,
                ),
            })
            .collect()
    }

    fn measures(&self, before: Option<&Far>, after: Option<&Far>, limits: &[f64]) -> Vec<Measure> {
        let page = self.page;
        let line = |name: String, said: &dyn Fn(&Far) -> Option<String>| Measure {
            name,
            before: self.said(before, said),
            after: self.said(after, said),
        };
        let mut lines = vec![
            line(page.t("implantation-moyenne"), &|far| {
                Some(self.minutes(far.mean?))
            }),
            line(page.t("implantation-p95"), &|far| {
                Some(self.minutes(far.p95?))
            }),
            line(page.t("implantation-pire"), &|far| {
                Some(self.worst(far.worst?))
            }),
        ];
        for (nth, limit) in limits.iter().enumerate() {
            lines.push(line(self.beyond(*limit), &|far| {
                Some(self.share(*far.beyond.get(nth)?))
            }));
        }
        lines.push(line(page.t("implantation-gini"), &|far| {
            let Span { low, high } = far.gini?;
            Some(format!("{} à {}", decimal(low, 2), decimal(high, 2)))
        }));
        lines
    }

    fn said(&self, far: Option<&Far>, said: &dyn Fn(&Far) -> Option<String>) -> String {
        far.and_then(said)
            .unwrap_or_else(|| self.page.t("implantation-rien"))
    }

    fn minutes(&self, Span { low, high }: Span) -> String {
        let (low, high) = (decimal(low, 0), decimal(high, 0));
        self.page
            .arg("bas", low)
            .arg("haut", high)
            .t("implantation-minutes")
    }

    fn share(&self, Span { low, high }: Span) -> String {
        let (low, high) = (decimal(low * 100.0, 1), decimal(high * 100.0, 1));
        self.page
            .arg("bas", low)
            .arg("haut", high)
            .t("implantation-part")
    }

    fn worst(&self, (span, place): (Span, Option<usize>)) -> String {
        let minutes = self.minutes(span);
        match place.and_then(|at| self.geo.places.get(at)) {
            Some(place) => self
                .page
                .arg("temps", minutes)
                .arg("quartier", place.name.as_str())
                .t("implantation-pire-lieu"),
            None => minutes,
        }
    }

    /// « À plus de 10 min ».
    pub fn beyond(&self, limit: f64) -> String {
        self.page
            .arg("minutes", decimal(limit, 0))
            .t("implantation-au-dela")
    }

    /// Mean time and share beyond the first limit of each commune.
    pub fn communes(&self, answer: &Answer) -> Vec<Line> {
        let limit = self.beyond(first(answer));
        let mean = self.page.t("implantation-moyenne");
        let communes = answer.access.communes.iter();
        let mut lines: Vec<Line> = communes
            .map(|commune| {
                let (before, after) = (commune.before.as_ref(), commune.after.as_ref());
                let time = |far: &Far| Some(self.minutes(far.mean?));
                let share = |far: &Far| Some(self.share(*far.beyond.first()?));
                let values = vec![
                    (self.when(&mean, true), self.said(before, &time)),
                    (self.when(&mean, false), self.said(after, &time)),
                    (self.when(&limit, true), self.said(before, &share)),
                    (self.when(&limit, false), self.said(after, &share)),
                ];
                Line {
                    name: self.commune(&commune.commune),
                    values,
                }
            })
            .collect();
        lines.sort_by(|a, b| a.name.cmp(&b.name));
        lines
    }

    fn when(&self, name: &str, is_before: bool) -> String {
        let when = if is_before {
            "implantation-avant"
        } else {
            "implantation-apres"
        };
        format!("{name}, {}", self.page.t(when))
    }

    /// Mean time to each partner's counters.
    pub fn partners(&self, answer: &Answer) -> Vec<Line> {
        let mean = self.page.t("implantation-moyenne");
        let partners = answer.access.partners.iter();
        partners
            .map(|partner| {
                let time = |far: &Far| Some(self.minutes(far.mean?));
                let count = self.page.number(partner.counters);
                let values = vec![
                    (self.page.t("implantation-nombre-guichets"), count),
                    (
                        self.when(&mean, true),
                        self.said(partner.before.as_ref(), &time),
                    ),
                    (
                        self.when(&mean, false),
                        self.said(partner.after.as_ref(), &time),
                    ),
                ];
                Line {
                    name: self.partner(&partner.partner),
                    values,
                }
            })
            .collect()
    }

    fn partner(&self, code: &str) -> String {
        let found = self.territory.partner(&PartnerCode::new(code));
        let name = found.and_then(|partner| partner.names.last());
        name.map_or_else(|| code.to_uppercase().replace('-', " "), |n| n.name.clone())
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

/// The first of the limits, minutes.
fn first(answer: &Answer) -> f64 {
    answer.access.limits.first().copied().unwrap_or_default()
}

/// Where a class of the map begins: equal parts of the greatest need.
fn steps(needs: &[f64]) -> Vec<f64> {
    let most = needs.iter().copied().fold(0.0, f64::max);
    let classes = f64::from(CLASSES);
    (1..CLASSES)
        .map(|class| most * f64::from(class) / classes)
        .collect()
}

/// The code of some people, as in the texts.
fn code(group: Group) -> &'static str {
    match group {
        Group::Persons => "persons",
        Group::PoorHouseholds => "poor_households",
        Group::Elders => "elders",
    }
}

/// A number with so many decimals, the French way.
fn decimal(value: f64, decimals: usize) -> String {
    format!("{value:.decimals$}").replace('.', ",")
}
