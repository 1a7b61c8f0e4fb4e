//! Late entries: a dated, numbered amendment, or a wait.
//!
//! The reader has both pages: the difference between them is itself a figure. Each
//! shown count must therefore stay as it was, or differ by enough people, and what
//! was masked stays masked. Otherwise the amendment is held until the next one,
//! when more late entries may have joined.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    counts::{Count, MonthCounts},
    draft::Draft,
    issue::{IssueError, Request},
    model::{Breakdown, Level, Statement, StatementKind, Unit},
    protection::{Decision, Issued, Protection},
    threshold::Threshold,
    year::Year,
};

/// Why an amendment waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeldReason {
    /// A shown count would change by fewer people than the threshold.
    #[error(
        "Trop peu de personnes séparent les deux relevés : la différence pourrait désigner quelqu’un. La rectification attend."
    )]
    TooFewPeople,
    /// A count would have to be masked or unmasked.
    #[error(
        "Un nombre masqué deviendrait visible, ou l’inverse : la comparaison des deux relevés le révélerait. La rectification attend."
    )]
    DecisionWouldChange,
    /// Compared with what was issued, it would betray a masked count.
    #[error(
        "Comparée aux relevés déjà émis, la rectification révélerait un nombre masqué. Elle attend."
    )]
    WouldBetray,
}

/// What becomes of the late entries of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amendment {
    /// Nothing has changed since the last statement of the month.
    Unchanged,
    /// It waits, and is tried again next time.
    Held(HeldReason),
    /// The amendment.
    Issued(Box<Issued>),
}

/// Amends the last statement of a month with what was entered since.
pub fn amend(request: &Request<'_>) -> Result<Amendment, IssueError> {
    let month = request.month;
    let base = request
        .latest(month)
        .ok_or(IssueError::NothingToAmend(month))?;
    let before = base.protection.frozen.get(&month);
    let before = before.cloned().unwrap_or_default();
    let after = request.tally.month(month);
    if before == after {
        return Ok(Amendment::Unchanged);
    }
    let difference = Difference {
        before: &before,
        after: &after,
        threshold: request.threshold,
    };
    Ok(match difference.decisions(base) {
        Ok(decisions) => difference.settle(request, base, decisions),
        Err(reason) => Amendment::Held(reason),
    })
}

struct Difference<'a> {
    before: &'a MonthCounts,
    after: &'a MonthCounts,
    threshold: Threshold,
}

impl Difference<'_> {
    /// Prints the amendment and plays the reader of both pages.
    fn settle(
        &self,
        request: &Request<'_>,
        base: &Issued,
        decisions: Option<BTreeMap<Breakdown, Decision>>,
    ) -> Amendment {
        let (month, version) = (request.month, base.protection.version);
        let year = Year::amended(request.tally, month, &request.same_year(), version);
        let afresh = decisions.is_none();
        let mut draft = match decisions {
            Some(decisions) => Draft::with_decisions(request, &year, decisions),
            None => Draft::new(request, &year, &base.protection.grains),
        };
        draft.kind = StatementKind::Amendment(base.statement.number.clone());
        draft.rank = version + 1;
        if afresh && draft.settle_month().is_err() {
            return Amendment::Held(HeldReason::WouldBetray);
        }
        let mut statement = draft.statement();
        if draft.first_found(&statement).is_some() {
            return Amendment::Held(HeldReason::WouldBetray);
        }
        self.keep_what_few_would_move(&mut statement, &base.statement);
        statement.suites.clone_from(&base.statement.suites);
        if statement.tables == base.statement.tables
            && statement.headline == base.statement.headline
        {
            return Amendment::Unchanged;
        }
        let protection = Protection {
            number: statement.number.clone(),
            version: draft.rank,
            grains: base.protection.grains.clone(),
            tables: draft.decisions().clone(),
            frozen: BTreeMap::from([(month, self.after.clone())]),
            attack: draft.record(&statement),
        };
        Amendment::Issued(Box::new(Issued {
            statement,
            protection,
        }))
    }

    /// A median or a share that moves alone would tell of the few who moved it.
    fn keep_what_few_would_move(&self, statement: &mut Statement, base: &Statement) {
        if !self.enough(self.before.visites, self.after.visites) {
            statement.headline.median_minutes = base.headline.median_minutes;
            statement.headline.kind_untouched_share = base.headline.kind_untouched_share;
        }
    }

    /// The decisions of the statement to amend, if they still hold; none when the
    /// month was reduced and is to be decided afresh.
    fn decisions(
        &self,
        base: &Issued,
    ) -> Result<Option<BTreeMap<Breakdown, Decision>>, HeldReason> {
        let was_reduced = base.statement.is_reduced();
        for unit in Unit::ALL.iter().copied() {
            let (before, after) = (self.before.total(unit), self.after.total(unit));
            let printed =
                unit != Unit::Accompagnements || base.statement.table(Breakdown::First).is_some();
            if printed {
                self.check(before, after)?;
            }
        }
        if was_reduced || self.before.demandes.count == 0 {
            return Ok(None);
        }
        for (&breakdown, decision) in &base.protection.tables {
            // A table that the rule of the partner left out was not printed: it says nothing.
            let was_printed = base.statement.table(breakdown).is_some();
            if let Some((level, masked)) = decision.printed().filter(|_| was_printed) {
                self.check_table(breakdown, level, masked)?;
            }
        }
        Ok(Some(base.protection.tables.clone()))
    }

    fn check_table(
        &self,
        breakdown: Breakdown,
        level: Level,
        masked: &BTreeSet<String>,
    ) -> Result<(), HeldReason> {
        let codes: BTreeSet<&str> = [self.before, self.after]
            .iter()
            .flat_map(|counts| counts.rows(breakdown, level).map(|(code, _)| code))
            .collect();
        let both = |code: &str| [self.before, self.after].map(|m| m.cell(breakdown, level, code));
        let (hidden, shown): (Vec<&str>, Vec<&str>) =
            codes.into_iter().partition(|code| masked.contains(*code));
        for code in shown {
            let [before, after] = both(code);
            self.check(before, after)?;
        }
        // What the masked rows add up to is as good as printed.
        let moved: Vec<[Count; 2]> = hidden.into_iter().map(both).collect();
        if moved.iter().any(|[_, after]| after.count == 0) {
            return Err(HeldReason::DecisionWouldChange);
        }
        let sum = |i: usize| moved.iter().map(|pair| pair[i].count).sum::<u64>();
        if sum(0) != sum(1)
            && !moved
                .iter()
                .any(|[before, after]| self.enough(*before, *after))
        {
            return Err(HeldReason::TooFewPeople);
        }
        Ok(())
    }

    /// A shown count: unchanged, or changed by enough people, and still enough.
    fn check(&self, before: Count, after: Count) -> Result<(), HeldReason> {
        if before.count != after.count && !self.enough(before, after) {
            return Err(HeldReason::TooFewPeople);
        }
        if self.threshold.hides(after.persons) {
            return Err(HeldReason::DecisionWouldChange);
        }
        Ok(())
    }

    /// Whether at least the threshold of people separates two counts. The people
    /// touched are at least the difference of the numbers of people.
    fn enough(&self, before: Count, after: Count) -> bool {
        before.persons.abs_diff(after.persons) >= u64::from(self.threshold.people())
    }
}
