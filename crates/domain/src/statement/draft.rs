//! A statement being decided: the tables of the month, tried against the attack
//! until nothing more can be found.
//!
//! Every trial prints the statement as it would be and lets the attack read it
//! with all those already issued. What is issued can no longer be taken back: only
//! the draft gives way, first by masking one more row, then by withholding.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    attack::{self, Atom, Interval, Mark},
    counts::{Count, MonthCounts},
    grain::Grains,
    issue::{IssueError, Request, with},
    model::{
        Breakdown, Cell, FORMAT, Headline, Level, MonthBefore, Span, Statement, StatementKind,
        Table, Unit, Withheld, WithheldReason, YearToDate,
    },
    protection::{AttackRecord, Decision, Issued},
    share, suppress,
    table::Plan,
    values::codes,
    year::Year,
};

/// Keys of the method, printed at the foot of every statement.
pub const METHOD: &[&str] = &[
    "releve-methode-seuil",
    "releve-methode-personnes",
    "releve-methode-masque",
    "releve-methode-grain",
    "releve-methode-cumul",
    "releve-methode-rectificatif",
];

/// Keys of the definitions, printed with the figures (T2).
pub const DEFINITIONS: &[&str] = &[
    "definition-visite",
    "definition-demande",
    "definition-accompagnement",
    "definition-usagers-accompagnes",
    "definition-resolu",
];

#[derive(Clone)]
pub(super) struct Draft<'a> {
    request: &'a Request<'a>,
    year: &'a Year<'a>,
    history: Vec<&'a Issued>,
    /// What the statements already issued give away by themselves: nothing, unless
    /// an older program issued them. It must not stop the months that follow.
    given_away: Vec<Interval>,
    decisions: BTreeMap<Breakdown, Decision>,
    pub kind: StatementKind,
    pub rank: u32,
    pub year_to_date: YearToDate,
}

impl<'a> Draft<'a> {
    /// First decisions: each table alone, the split by kind before the others.
    pub fn new(request: &'a Request<'a>, year: &'a Year<'a>, grains: &Grains) -> Self {
        let mut draft = Self::with_decisions(request, year, BTreeMap::new());
        for breakdown in Breakdown::ALL.iter().copied() {
            let decision = draft.first_decision(breakdown, grains.of(breakdown));
            draft.decisions.insert(breakdown, decision);
        }
        draft
    }

    /// A draft whose decisions are already taken.
    pub fn with_decisions(
        request: &'a Request<'a>,
        year: &'a Year<'a>,
        decisions: BTreeMap<Breakdown, Decision>,
    ) -> Self {
        let history = request.same_year();
        let before = attack::attack(history.iter().map(|issued| &issued.statement));
        Self {
            request,
            year,
            given_away: before.into_iter().filter(|i| !i.resists()).collect(),
            history,
            decisions,
            kind: StatementKind::Initial,
            rank: 1,
            year_to_date: YearToDate::default(),
        }
    }

    /// Decisions of the tables of the month.
    pub fn decisions(&self) -> &BTreeMap<Breakdown, Decision> {
        &self.decisions
    }

    fn counts(&self) -> &MonthCounts {
        self.year.month()
    }

    fn is_reduced(&self) -> bool {
        let persons = self.counts().demandes.persons;
        self.request.threshold.hides(persons)
    }

    fn first_decision(&self, breakdown: Breakdown, level: Level) -> Decision {
        let counts = self.counts();
        if counts.demandes.count == 0 {
            return Decision::Empty;
        }
        let withheld = |reason| Decision::Withheld { level, reason };
        if self.is_reduced() {
            return withheld(WithheldReason::TotalUnderThreshold);
        }
        match level {
            Level::Fine | Level::Coarse => self.masked(breakdown, level, &BTreeSet::new()),
            Level::YearToDate => withheld(WithheldReason::GivenYearToDate),
            Level::Withheld => withheld(WithheldReason::TotalOnly),
        }
    }

    /// The decision for a table when some of its rows must be masked.
    fn masked(&self, breakdown: Breakdown, level: Level, forced: &BTreeSet<String>) -> Decision {
        let threshold = self.request.threshold;
        let withheld = |reason| Decision::Withheld { level, reason };
        let total = self.counts().total(breakdown.unit());
        // The total of visites and demandes is printed: the rule tells nothing. That
        // of visites with an accompagnement is not: it is withheld as one more mask.
        if !suppress::is_divisible(total.count, breakdown, level, threshold)
            && breakdown.unit() != Unit::Accompagnements
        {
            return withheld(WithheldReason::TotalTooSmall);
        }
        if threshold.hides(total.persons) {
            return withheld(WithheldReason::MostlyMasked);
        }
        let (codes, rows) = self.rows(breakdown, level);
        let forced = (0..codes.len())
            .filter(|&i| forced.contains(codes[i]))
            .collect();
        match suppress::mask(&rows, &forced, threshold) {
            Some(masked) => Decision::Printed {
                level,
                masked: masked.into_iter().map(|i| codes[i].to_owned()).collect(),
            },
            None => withheld(WithheldReason::MostlyMasked),
        }
    }

    /// The rows of a table that may be masked. A result réorienté is a kind
    /// orientation: when the split by kind shows it, masking it here would mask
    /// nothing. It then counts as zero, which is never masked.
    fn rows(&self, breakdown: Breakdown, level: Level) -> (Vec<&str>, Vec<Count>) {
        let kind = self.decisions.get(&Breakdown::Kind);
        let kind = kind.and_then(Decision::printed);
        let known = kind.is_some_and(|(level, masked)| {
            level == Level::Fine && !masked.contains(codes::ORIENTATION)
        });
        let same = known && breakdown == Breakdown::Outcome && level == Level::Fine;
        let rows = self.counts().rows(breakdown, level);
        rows.map(|(code, count)| match code {
            codes::REORIENTE if same => (code, Count::default()),
            _ => (code, count),
        })
        .unzip()
    }

    fn mask_too(&mut self, breakdown: Breakdown, code: &str) {
        let Some((level, masked)) = self.decisions.get(&breakdown).and_then(Decision::printed)
        else {
            return;
        };
        let mut forced = masked.clone();
        forced.insert(code.to_owned());
        let decision = self.masked(breakdown, level, &forced);
        self.decisions.insert(breakdown, decision);
    }

    /// Gives way until the attack finds nothing in the tables of the month.
    pub fn settle_month(&mut self) -> Result<(), IssueError> {
        while let Some(found) = self.first_found(&self.statement()) {
            if !self.give_way(&found.atom) {
                return Err(IssueError::Unprotected(self.request.month));
            }
        }
        Ok(())
    }

    /// Masks one more row of the table that betrays a count, or withholds it, or
    /// withholds the next printed one. False when nothing is left to withhold.
    fn give_way(&mut self, found: &Atom) -> bool {
        let own = match found {
            Atom::Cell {
                month, breakdown, ..
            } if *month == self.request.month => Some(*breakdown),
            _ => None,
        };
        let printed = |b: &Breakdown| self.decisions.get(b).is_some_and(|d| d.printed().is_some());
        let all = Breakdown::ALL.iter().rev().copied();
        let Some(breakdown) = own.into_iter().chain(all).find(printed) else {
            return false;
        };
        match self.next_row(breakdown) {
            Some(code) => self.mask_too(breakdown, &code),
            None => self.withhold(breakdown),
        }
        true
    }

    fn next_row(&self, breakdown: Breakdown) -> Option<String> {
        let (level, masked) = self.decisions.get(&breakdown)?.printed()?;
        let (codes, rows) = self.rows(breakdown, level);
        let hidden = (0..codes.len())
            .filter(|&i| masked.contains(codes[i]))
            .collect();
        let next = suppress::next_to_mask(&rows, &hidden, self.request.threshold)?;
        Some(codes[next].to_owned())
    }

    fn withhold(&mut self, breakdown: Breakdown) {
        if let Some((level, _)) = self.decisions.get(&breakdown).and_then(Decision::printed) {
            let reason = WithheldReason::MostlyMasked;
            let decision = Decision::Withheld { level, reason };
            self.decisions.insert(breakdown, decision);
        }
    }

    /// Withholds a printed table of the month, given since January instead. False
    /// when it is not printed.
    pub fn give_since_january(&mut self, breakdown: Breakdown) -> bool {
        let printed = self.decisions.get(&breakdown).and_then(Decision::printed);
        let Some((level, _)) = printed else {
            return false;
        };
        let reason = WithheldReason::GivenYearToDate;
        self.decisions
            .insert(breakdown, Decision::Withheld { level, reason });
        true
    }

    /// Changes the year to date if the attack finds nothing more; else leaves it.
    pub fn tries(&mut self, change: impl FnOnce(&mut YearToDate)) -> bool {
        let before = self.year_to_date.clone();
        change(&mut self.year_to_date);
        let kept = self.first_found(&self.statement()).is_none();
        if !kept {
            self.year_to_date = before;
        }
        kept
    }

    /// The first count that a reader of this statement could find again.
    pub fn first_found(&self, statement: &Statement) -> Option<Interval> {
        let threshold = self.request.threshold;
        let intervals = attack::attack(with(&self.history, statement));
        intervals.into_iter().find(|interval| {
            let matters = interval.mark != Mark::Unprinted
                || self.year.is_sensitive(&interval.atom, threshold);
            matters && !interval.resists() && !self.given_away.contains(interval)
        })
    }

    /// What the attack leaves to a reader of the statement.
    pub fn record(&self, statement: &Statement) -> AttackRecord {
        let intervals = attack::attack(with(&self.history, statement));
        let masked = intervals.iter().filter(|i| i.mark == Mark::Masked);
        let ranges = masked.filter_map(|i| i.max.map(|max| max - i.min));
        AttackRecord {
            unknowns: u32::try_from(intervals.len()).unwrap_or(u32::MAX),
            narrowest: ranges.min().and_then(|range| u32::try_from(range).ok()),
        }
    }

    /// The statement as decided so far.
    pub fn statement(&self) -> Statement {
        let request = self.request;
        let tables = self.tables();
        let first = self.kind == StatementKind::Initial;
        Statement {
            format: FORMAT,
            number: Statement::number_of(request.month, &request.partner.code, self.rank),
            kind: self.kind.clone(),
            month: request.month,
            frozen_on: request.frozen_on,
            partner: request.partner.clone(),
            relay: request.relay.to_owned(),
            threshold: request.threshold.people(),
            headline: self.headline(&tables),
            month_before: first.then(|| self.month_before()).flatten(),
            year_to_date: self.printed_since_january(),
            withheld: self.withheld(),
            tables,
            permanences: request.permanences,
            suites: request.suites.filter(|_| first).cloned(),
            method: METHOD.iter().map(|&key| key.to_owned()).collect(),
            definitions: DEFINITIONS.iter().map(|&key| key.to_owned()).collect(),
            missing: request.missing.to_vec(),
            signer: request.signer.map(str::to_owned),
            data: request.data.clone(),
        }
    }

    /// What the rule of the partner leaves out is not printed.
    fn printed_since_january(&self) -> YearToDate {
        let mut year = self.year_to_date.clone();
        year.tables
            .retain(|table| self.request.sections.holds(table.id));
        year
    }

    fn tables(&self) -> Vec<Table> {
        let sections = self.request.sections;
        let printed = self.decisions.iter().filter(|(b, _)| sections.holds(**b));
        let printed =
            printed.filter_map(|(&b, d)| d.printed().map(|(level, masked)| (b, level, masked)));
        printed
            .map(|(b, level, masked)| self.table(b, level, masked))
            .collect()
    }

    fn table(&self, breakdown: Breakdown, level: Level, masked: &BTreeSet<String>) -> Table {
        let counts = self.counts();
        let rows = counts
            .rows(breakdown, level)
            .map(|(code, n)| (code.to_owned(), n))
            .collect();
        let groups = counts
            .splits
            .get(&breakdown)
            .map(|s| s.groups.clone())
            .unwrap_or_default();
        Plan {
            breakdown,
            level,
            span: Span::Month(self.request.month),
            rows: &rows,
            groups: &groups,
            hidden: masked,
            total: counts.total(breakdown.unit()).count,
        }
        .table(self.request.names)
    }

    fn withheld(&self) -> Vec<Withheld> {
        let sections = self.request.sections;
        let decisions = self.decisions.iter().filter(|(b, _)| sections.holds(**b));
        let absent = decisions.filter_map(|(&id, decision)| match decision {
            Decision::Withheld { level, reason } => Some(Withheld {
                id,
                level: *level,
                reason: *reason,
            }),
            Decision::Printed { .. } | Decision::Empty => None,
        });
        absent.collect()
    }

    fn headline(&self, tables: &[Table]) -> Headline {
        let counts = self.counts();
        let all = |count: Count| {
            if self.is_reduced() {
                Cell::LessThan(self.request.threshold.people())
            } else {
                Cell::Shown(count.count)
            }
        };
        let row = |breakdown: Breakdown, code: &str| {
            let table = tables.iter().find(|table| table.id == breakdown);
            let found = table.and_then(|table| table.row(code)).map(|row| row.cell);
            let absent = match all(counts.demandes) {
                Cell::Shown(n) if n > 0 => Cell::Masked,
                reduced_or_empty => reduced_or_empty,
            };
            found.unwrap_or(absent)
        };
        let resolved = row(Breakdown::Outcome, codes::RESOLU);
        let answers_share = answers(tables);
        let known = counts.demandes.count > 0 && !self.is_reduced();
        Headline {
            visites: all(counts.visites),
            demandes: all(counts.demandes),
            accompagnements: row(Breakdown::Kind, codes::ACCOMPAGNEMENT),
            usagers_accompagnes: row(Breakdown::First, codes::PREMIERE),
            at_least: known && answers_share.is_none_or(|share| share < 800),
            answers_share,
            resolved,
            resolved_share: resolved
                .shown()
                .and_then(|n| share::of(n, counts.demandes.count)),
            kind_untouched_share: known.then(|| whole_percent(counts)).flatten(),
            median_minutes: counts.median_minutes.filter(|_| known),
        }
    }

    fn month_before(&self) -> Option<MonthBefore> {
        let before = &self.request.latest(self.request.month.prev())?.statement;
        Some(MonthBefore {
            number: before.number.clone(),
            month: before.month,
            visites: before.headline.visites,
            demandes: before.headline.demandes,
            kinds: before.table(Breakdown::Kind).cloned(),
        })
    }
}

/// Share of known answers to « première fois », when the unknown ones are shown.
fn answers(tables: &[Table]) -> Option<u16> {
    let table = tables.iter().find(|table| table.id == Breakdown::First)?;
    let unknown = table.row(codes::NE_SAIT_PAS)?.cell.shown()?;
    let total = table.total.shown()?;
    share::of(total.saturating_sub(unknown), total)
}

/// Share of kinds left to habit, to the whole percent.
fn whole_percent(counts: &MonthCounts) -> Option<u16> {
    let tenths = share::of(counts.untouched, counts.demandes.count)?;
    Some((tenths + 5) / 10 * 10)
}
