//! Who came, month by month, for which partner, in which commune: each table with its drawing.

use std::collections::BTreeSet;

use plus_domain::{
    ids::{CommuneCode, PartnerCode},
    period::Month,
    statement::{Breakdown, Count, Counted, Level, Threshold, Unit},
    stats::{Dimension, Scope},
};
use plus_reports::table::Table;

use super::{
    Piece, dessins,
    gather::Writer,
    tables::{Broken, broken, masked},
};
use crate::web::{
    chiffres::{Choice, Mesure},
    convention::partner_name,
};

impl Writer<'_> {
    /// The figures of the half-year, of everybody.
    pub(super) fn choice(&self) -> Choice {
        let half = self.facts.half;
        Choice::new(half.first(), half.last(), Scope::All, false)
    }

    /// A breakdown, each of its figures open onto its lines.
    pub(super) fn broken(&self, breakdown: Breakdown, level: Level) -> Piece {
        self.opened(self.told((breakdown, level)), breakdown, level)
    }

    fn told(&self, split: (Breakdown, Level)) -> Broken {
        let facts = self.facts;
        let betrayed = facts.restes.betrayed(split.0, split.1);
        broken(self.page, &facts.counts, &self.names, split, &betrayed)
    }

    fn opened(&self, broken: Broken, breakdown: Breakdown, level: Level) -> Piece {
        let choice = self.choice();
        let codes = broken.codes.into_iter();
        let opens = codes.map(|code| choice.lines_of(&Counted::Value(breakdown, level, code)));
        let whole = choice.lines_of(&Counted::Total(breakdown.unit()));
        Piece::from(broken.table).open(opens.chain([whole]))
    }

    /// A breakdown and its bars.
    pub(super) fn barred(&self, id: &str, breakdown: Breakdown, level: Level) -> Piece {
        let piece = self.broken(breakdown, level);
        Piece {
            figure: dessins::bars(self.page, id, &piece.table),
            ..piece
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
        let few = self.facts.restes.betrayed_months();
        let betrayed = months.months().enumerate();
        let betrayed = betrayed.filter(|(_, month)| few.contains(month));
        let rows = (rows.collect(), betrayed.map(|(at, _)| at).collect());
        let table = self.listed("bilan-par-mois", rows, self.facts.counts.visites);
        let choice = self.choice();
        let each = months.months().map(|month| {
            let month = choice.within(month);
            month.lines("total", "*")
        });
        let whole = choice.lines("total", "*");
        let piece = Piece {
            figure: dessins::months(self.page, "mois", &table),
            ..Piece::from(table)
        };
        piece.open(each.chain([whole]))
    }

    /// Demandes of each partner of enough people, by name, then those of the others together,
    /// who are named under the table.
    pub(super) fn by_partner(&self) -> Piece {
        let day = self.facts.half.last().last_day();
        let name = |code: &PartnerCode| partner_name(self.territory, code, day);
        let served = &self.facts.served;
        let demandes = served.partners();
        let demandes = demandes.iter().map(|(code, seen)| (code, seen.count));
        let exposed = self.facts.restes.exposed(demandes);
        let gathered = served.gathered(u64::from(Threshold::RELEASED.people()), &exposed);
        let choice = self.choice();
        let lines = |codes: &str| choice.lines(Dimension::Partner.code(), codes);
        let alone = gathered.alone.iter();
        let mut alone: Vec<(String, Count, String)> = alone
            .map(|(code, count)| (name(code), *count, lines(code.as_str())))
            .collect();
        // By name, never by count, which would betray what is masked.
        alone.sort_by(|a, b| a.0.cmp(&b.0));
        let mut opens: Vec<String> = alone.iter().map(|line| line.2.clone()).collect();
        let mut rows: Vec<(String, Count)> = alone.into_iter().map(|l| (l.0, l.1)).collect();
        let mut named = None;
        if let Some((codes, count)) = gathered.together {
            rows.push((self.t("bilan-autres-partenaires"), count));
            let all: Vec<&str> = codes.iter().map(PartnerCode::as_str).collect();
            opens.push(lines(&all.join(",")));
            let mut names: Vec<String> = codes.iter().map(name).collect();
            names.sort();
            named = Some(names.join(", "));
        }
        let rows = (rows, BTreeSet::new());
        let mut table = self.listed("bilan-par-partenaire", rows, self.facts.counts.demandes);
        if let Some(named) = named {
            let said = self.page.arg("partenaires", named);
            table.notes.push(said.t("bilan-autres-partenaires-note"));
        }
        opens.push(choice.lines_in(Mesure::Demandes, Dimension::Total, "*"));
        let piece = Piece {
            figure: dessins::bars(self.page, "partenaires", &table),
            ..Piece::from(table)
        };
        piece.open(opens)
    }

    /// A list whose lines may concern the same people, and its whole.
    fn listed(
        &self,
        title: &str,
        (rows, betrayed): (Vec<(String, Count)>, BTreeSet<usize>),
        all: Count,
    ) -> Table {
        let mut table = self.counted(title, Vec::new());
        let whole = (self.t("bilan-total"), Some(all.persons));
        masked(self.page, &mut table, rows, &betrayed, whole);
        table
    }

    /// Visites by commune and their map; by sector where communes would tell of too few people.
    pub(super) fn by_commune(&self) -> Piece {
        let fine = (Breakdown::Commune, Level::Fine);
        let broken = self.told(fine);
        if broken.shown.is_empty() {
            return self.broken(Breakdown::Commune, Level::Coarse);
        }
        let name = |code: &str| {
            let known = self.territory.commune(&CommuneCode::new(code));
            known.map_or_else(|| code.to_owned(), |commune| commune.name.clone())
        };
        let drawn = self.geo.and_then(|geo| {
            let counts = broken
                .shown
                .iter()
                .map(|(code, count)| (code.clone(), *count));
            dessins::map(self.page, geo, &counts.collect(), &name)
        });
        Piece {
            figure: drawn.or_else(|| dessins::bars(self.page, "communes", &broken.table)),
            ..self.opened(broken, fine.0, fine.1)
        }
    }

    /// First accompaniments of each year, and since the beginning.
    pub(super) fn first_times(&self, years: &[i16]) -> Vec<String> {
        let last = self.facts.half.last();
        let until = |year: i16| Month::of(jiff::civil::date(year, 12, 31)).min(last);
        let lines = |from: i16, to: Month| {
            let from = Month::of(jiff::civil::date(from, 1, 1));
            let choice = Choice::new(from, to, Scope::All, false);
            choice.lines_in(Mesure::Usagers, Dimension::Total, "*")
        };
        let each = years.iter().map(|year| lines(*year, until(*year)));
        let whole = years.first().map(|first| lines(*first, last));
        each.chain(whole).collect()
    }

    /// The first figures: visites, demandes, accompaniments.
    pub(super) fn first_figures(&self) -> Vec<String> {
        let choice = self.choice();
        let all = [Unit::Visites, Unit::Demandes, Unit::Accompagnements];
        all.map(|unit| choice.lines_of(&Counted::Total(unit)))
            .to_vec()
    }
}
