//! Who is far, in words: by the estimate, by the roads, by bus.

use plus_domain::ids::PartnerCode;
use plus_planning::access::measure::Group;

use super::words::{Words, decimal};
use crate::implantation::{Answer, CommuneAccess, Far, GroupAccess, LevelAccess, Span};

/// A figure, before and after, and with the van.
pub struct Measure {
    pub name: String,
    pub before: String,
    pub after: String,
    pub van: String,
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

/// A way of travelling that the territory knows.
pub struct ShownLevel {
    /// `route` or `bus`.
    pub code: &'static str,
    pub title: String,
    /// What it was made from, and what it does not say.
    pub note: String,
    pub groups: Vec<Measured>,
    pub communes: Vec<Line>,
}

/// What is said where nobody gets there.
#[derive(Clone, Copy)]
struct Nobody(&'static str);

/// By the estimate everybody gets everywhere: only a kiosk can miss.
const NO_KIOSK: Nobody = Nobody("implantation-rien");
/// By the roads and by bus the way can miss too.
const NO_WAY: Nobody = Nobody("implantation-personne");

impl Words<'_> {
    /// Each group of people, measure by measure.
    pub fn groups(&self, answer: &Answer) -> Vec<Measured> {
        let groups = answer.access.groups.iter();
        groups
            .map(|group| self.group(group, &answer.access.limits, None))
            .collect()
    }

    /// By the roads and by bus, as far as the territory gives them.
    pub fn levels(&self, answer: &Answer) -> Vec<ShownLevel> {
        let levels = answer.access.levels.iter();
        levels.map(|level| self.level(answer, level)).collect()
    }

    fn level(&self, answer: &Answer, level: &LevelAccess) -> ShownLevel {
        let page = self.page;
        let files = level.inputs.iter().map(|input| input.name.as_str());
        let files = files.collect::<Vec<_>>().join(", ");
        let limits = &answer.access.limits;
        let groups = level.groups.iter();
        ShownLevel {
            code: level.level,
            title: page.tc("implantation-par", level.level),
            note: match level.day {
                None => page.arg("fichier", files).t("implantation-par-note-route"),
                Some(day) => page
                    .arg("fichier", files)
                    .arg("jour", page.date(day))
                    .t("implantation-par-note-bus"),
            },
            groups: groups
                .map(|group| self.group(group, limits, Some(level.level)))
                .collect(),
            communes: self.lines(&level.communes, first(answer), NO_WAY),
        }
    }

    fn group(&self, group: &GroupAccess, limits: &[f64], level: Option<&str>) -> Measured {
        let nobody = if level.is_some() { NO_WAY } else { NO_KIOSK };
        let far = [&group.before, &group.after, &group.van].map(Option::as_ref);
        let mut measures = self.measures(far, limits, nobody);
        if let Some(level) = level {
            let share = |far: &Far| Some(self.percent(far.nowhere));
            let name = self.page.tc("implantation-nulle-part", level);
            measures.push(self.line(name, far, nobody, &share));
        }
        Measured {
            name: self.page.tc("implantation", code(group.group)),
            measures,
        }
    }

    fn line(
        &self,
        name: String,
        far: [Option<&Far>; 3],
        nobody: Nobody,
        said: &dyn Fn(&Far) -> Option<String>,
    ) -> Measure {
        let [before, after, van] = far.map(|far| self.said(far, nobody, said));
        Measure {
            name,
            before,
            after,
            van,
        }
    }

    fn measures(&self, far: [Option<&Far>; 3], limits: &[f64], nobody: Nobody) -> Vec<Measure> {
        let page = self.page;
        let line = |name: String, said: &dyn Fn(&Far) -> Option<String>| {
            self.line(name, far, nobody, said)
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
            let (low, high) = (decimal(low, 2), decimal(high, 2));
            Some(if low == high {
                low
            } else {
                page.arg("bas", low)
                    .arg("haut", high)
                    .t("implantation-de-a")
            })
        }));
        lines
    }

    fn said(
        &self,
        far: Option<&Far>,
        nobody: Nobody,
        said: &dyn Fn(&Far) -> Option<String>,
    ) -> String {
        far.and_then(said).unwrap_or_else(|| self.page.t(nobody.0))
    }

    fn minutes(&self, Span { low, high }: Span) -> String {
        let (low, high) = (decimal(low, 0), decimal(high, 0));
        if low == high {
            return self.page.arg("minutes", low).t("implantation-minute");
        }
        self.page
            .arg("bas", low)
            .arg("haut", high)
            .t("implantation-minutes")
    }

    fn share(&self, Span { low, high }: Span) -> String {
        let (down, up) = (decimal(low * 100.0, 1), decimal(high * 100.0, 1));
        if down == up {
            return self.percent(low);
        }
        self.page
            .arg("bas", down)
            .arg("haut", up)
            .t("implantation-part")
    }

    fn percent(&self, share: f64) -> String {
        let share = decimal(share * 100.0, 1);
        self.page.arg("part", share).t("implantation-pour-cent")
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
        self.lines(&answer.access.communes, first(answer), NO_KIOSK)
    }

    fn lines(&self, communes: &[CommuneAccess], limit: f64, nobody: Nobody) -> Vec<Line> {
        let limit = self.beyond(limit);
        let mean = self.page.t("implantation-moyenne");
        let mut lines: Vec<Line> = communes
            .iter()
            .map(|commune| {
                let (before, after) = (commune.before.as_ref(), commune.after.as_ref());
                let time = |far: &Far| Some(self.minutes(far.mean?));
                let share = |far: &Far| Some(self.share(*far.beyond.first()?));
                let values = vec![
                    (self.when(&mean, true), self.said(before, nobody, &time)),
                    (self.when(&mean, false), self.said(after, nobody, &time)),
                    (self.when(&limit, true), self.said(before, nobody, &share)),
                    (self.when(&limit, false), self.said(after, nobody, &share)),
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
                        self.said(partner.before.as_ref(), NO_KIOSK, &time),
                    ),
                    (
                        self.when(&mean, false),
                        self.said(partner.after.as_ref(), NO_KIOSK, &time),
                    ),
                    (
                        format!("{mean}, {}", self.page.t("implantation-avec-bus")),
                        self.said(partner.van.as_ref(), NO_KIOSK, &time),
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
}

/// The first of the limits, minutes.
pub(super) fn first(answer: &Answer) -> f64 {
    answer.access.limits.first().copied().unwrap_or_default()
}

/// The code of some people, as in the texts.
fn code(group: Group) -> &'static str {
    match group {
        Group::Persons => "persons",
        Group::PoorHouseholds => "poor_households",
        Group::Elders => "elders",
    }
}
