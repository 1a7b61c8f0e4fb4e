//! Who came, month by month, for which partner, in which commune: each table with its drawing.

use plus_domain::{
    ids::{CommuneCode, PartnerCode},
    statement::{Breakdown, Count, Level, Threshold},
};
use plus_reports::table::Table;

use super::{
    Piece, dessins,
    gather::Writer,
    tables::{broken, masked},
};
use crate::web::convention::partner_name;

impl Writer<'_> {
    pub(super) fn broken(&self, breakdown: Breakdown, level: Level) -> Table {
        let counts = &self.facts.counts;
        broken(self.page, counts, &self.names, (breakdown, level)).0
    }

    /// A breakdown and its bars.
    pub(super) fn barred(&self, id: &str, breakdown: Breakdown, level: Level) -> Piece {
        let table = self.broken(breakdown, level);
        Piece {
            figure: dessins::bars(self.page, id, &table),
            table,
        }
    }

    /// Visites of each month of the half-year; one where nobody came is zero.
    pub(super) fn by_month(&self) -> Piece {
        let seen = self.facts.served.months();
        let months = self.facts.half.period();
        let rows = months.months().map(|month| {
            let count = seen.get(&month).copied().unwrap_or_default();
            (self.page.month(month), count)
        });
        let table = self.listed("bilan-par-mois", rows.collect(), self.facts.counts.visites);
        Piece {
            figure: dessins::months(self.page, "mois", &table),
            table,
        }
    }

    /// Demandes of each partner of enough people, by name, then those of the others together,
    /// who are named under the table.
    pub(super) fn by_partner(&self) -> Piece {
        let day = self.facts.half.last().last_day();
        let name = |code: &PartnerCode| partner_name(self.territory, code, day);
        let gathered = (self.facts.served).gathered(u64::from(Threshold::RELEASED.people()));
        let alone = gathered.alone.iter();
        let mut rows: Vec<(String, Count)> =
            alone.map(|(code, count)| (name(code), *count)).collect();
        // By name, never by count, which would betray what is masked.
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let mut named = None;
        if let Some((codes, count)) = gathered.together {
            rows.push((self.t("bilan-autres-partenaires"), count));
            let mut names: Vec<String> = codes.iter().map(name).collect();
            names.sort();
            named = Some(names.join(", "));
        }
        let mut table = self.listed("bilan-par-partenaire", rows, self.facts.counts.demandes);
        if let Some(named) = named {
            let said = self.page.arg("partenaires", named);
            table.notes.push(said.t("bilan-autres-partenaires-note"));
        }
        Piece {
            figure: dessins::bars(self.page, "partenaires", &table),
            table,
        }
    }

    /// A list whose lines may concern the same people, and its whole.
    fn listed(&self, title: &str, rows: Vec<(String, Count)>, all: Count) -> Table {
        let mut table = self.counted(title, Vec::new());
        let whole = (self.t("bilan-total"), Some(all.persons));
        masked(self.page, &mut table, rows, whole);
        table
    }

    /// Visites by commune and their map; by sector where communes would tell of too few people.
    pub(super) fn by_commune(&self) -> Piece {
        let counts = &self.facts.counts;
        let fine = (Breakdown::Commune, Level::Fine);
        let (table, shown) = broken(self.page, counts, &self.names, fine);
        if shown.is_empty() {
            return self.broken(Breakdown::Commune, Level::Coarse).into();
        }
        let name = |code: &str| {
            let known = self.territory.commune(&CommuneCode::new(code));
            known.map_or_else(|| code.to_owned(), |commune| commune.name.clone())
        };
        let drawn = self.geo.and_then(|geo| {
            let counts = shown.iter().map(|(code, count)| (code.clone(), *count));
            dessins::map(self.page, geo, &counts.collect(), &name)
        });
        Piece {
            figure: drawn.or_else(|| dessins::bars(self.page, "communes", &table)),
            table,
        }
    }
}
