//! The visites behind a figure, found by what its address says it counts. Two kinds of figures,
//! one address: those of the roll-up, and those that statements and reports count, which merge
//! values and may be frozen.

use std::collections::{BTreeMap, BTreeSet};

use plus_domain::{
    ids::PartnerCode,
    period::{Month, Period},
    permanence::{Permanence, PermanenceState},
    statement::{
        Breakdown, Counted, Level, Received, Unit,
        behind::{adds, cuts, times},
        tally::{Asked as Wanted, Merging},
    },
    stats::{Dimension, Scope, demande_value, visite_value},
    visite::Demande,
};
use plus_store::{
    Link, StoreError, permanence, statement, stats,
    visite::{self, After, Filter, Line},
};

use super::{
    Mesure,
    asked::{Asked, Choice, HALF_DAYS},
};

/// Lines read at once where each is looked at.
const BATCH: i64 = 2_000;

/// A figure, as its address says it.
pub(super) enum Figure {
    /// Values of the roll-up.
    Values {
        dimension: Dimension,
        values: BTreeSet<String>,
        measure: Mesure,
    },
    /// What a statement or a report counts.
    Counted(Counted),
    /// Half-days in some states.
    HalfDays(BTreeSet<PermanenceState>),
}

impl Figure {
    /// Reads an address; nothing when it says no figure.
    pub fn read(asked: &Asked) -> Option<Self> {
        let values = asked.valeur.split(',');
        if asked.dimension == HALF_DAYS {
            let states = values.map(PermanenceState::from_code);
            return states.collect::<Option<_>>().map(Self::HalfDays);
        }
        if !asked.niveau.is_empty() {
            return counted(asked).map(Self::Counted);
        }
        let dimension = Dimension::from_code(&asked.dimension)?;
        Some(Self::Values {
            dimension,
            values: values.map(ToOwned::to_owned).collect(),
            measure: Mesure::read(&asked.unite, dimension)?,
        })
    }

    /// Whether a line shows which pseudonym it is of.
    pub fn tells_people(&self) -> bool {
        matches!(
            self,
            Self::Values {
                measure: Mesure::Personnes,
                ..
            }
        )
    }

    /// Code of what it counts.
    pub fn unit(&self) -> &'static str {
        match self {
            Self::Values { measure, .. } => measure.code(),
            Self::Counted(Counted::Total(unit)) => unit.code(),
            Self::Counted(Counted::Value(breakdown, ..)) => breakdown.unit().code(),
            Self::HalfDays(_) => HALF_DAYS,
        }
    }

    /// The demandes of a line that it counts; all those of the scope when it counts visites.
    pub fn demandes<'a>(
        &self,
        choice: &Choice,
        merging: &Merging,
        line: &'a Line,
    ) -> Vec<&'a Demande> {
        let demandes = line.visite.demandes.iter();
        let own = demandes.filter(|d| is_within(&choice.scope, d));
        match self {
            Self::Values {
                dimension,
                values,
                measure,
            } => {
                let by_demande = dimension.is_of_demande();
                let helped = measure.holds().filter(|(d, _)| d.is_of_demande());
                own.filter(|d| !by_demande || values.contains(demande_value(d, *dimension)))
                    .filter(|d| {
                        let kind = helped.as_ref();
                        kind.is_none_or(|(at, value)| demande_value(d, *at) == value)
                    })
                    .collect()
            }
            Self::Counted(counted) if of_demandes(counted) => {
                let seen = seen(choice, line);
                own.filter(|d| {
                    let seen = seen.as_ref();
                    seen.is_some_and(|seen| adds(seen, &Wanted::from(*d), merging, counted))
                })
                .collect()
            }
            _ => own.collect(),
        }
    }
}

fn counted(asked: &Asked) -> Option<Counted> {
    if asked.dimension == Dimension::Total.code() {
        return Unit::from_code(&asked.unite).map(Counted::Total);
    }
    let level = Level::from_code(&asked.niveau)?;
    let breakdown = Breakdown::from_code(&asked.dimension)?;
    Some(Counted::Value(breakdown, level, asked.valeur.clone()))
}

fn of_demandes(counted: &Counted) -> bool {
    let unit = match counted {
        Counted::Total(unit) => *unit,
        Counted::Value(breakdown, ..) => breakdown.unit(),
    };
    unit == Unit::Demandes
}

fn is_within(scope: &Scope, demande: &Demande) -> bool {
    match scope {
        Scope::Partner(code) => demande.partner == *code,
        Scope::All | Scope::Place(_) => true,
    }
}

/// A visite as its partner sees it, or as the whole relay does.
fn seen(choice: &Choice, line: &Line) -> Option<Received> {
    match &choice.scope {
        Scope::Partner(code) => Received::by(code, &line.visite, line.first),
        Scope::All | Scope::Place(_) => {
            Some(Received::by_all(&line.visite, line.first, choice.from))
        }
    }
}

/// A page of lines.
#[derive(Default)]
pub(super) struct Found {
    pub lines: Vec<Line>,
    /// What the figure counts in all.
    pub total: i64,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// Where lines are looked for.
pub(super) struct Search<'a> {
    pub choice: &'a Choice,
    pub figure: &'a Figure,
    pub merging: &'a Merging,
    /// Number of a statement, empty when lines are those of now.
    pub number: &'a str,
    /// Most lines of a page.
    pub most: usize,
}

impl Search<'_> {
    /// A page of lines, after one, with what all of them count.
    pub async fn page(&self, link: &mut Link, after: &str) -> Result<Found, StoreError> {
        match self.figure {
            Figure::Values {
                dimension,
                values,
                measure,
            } => {
                let total = self.count(link, *dimension, values, *measure).await?;
                let found = self.values(link, *dimension, values, after).await?;
                Ok(Found { total, ..found })
            }
            Figure::Counted(counted) => self.counted(link, counted, after).await,
            Figure::HalfDays(_) => Ok(Found::default()),
        }
    }

    /// From the roll-up: a few of its lines, where counting the visites would walk them all.
    async fn count(
        &self,
        link: &mut Link,
        dimension: Dimension,
        values: &BTreeSet<String>,
        measure: Mesure,
    ) -> Result<i64, StoreError> {
        let (period, scope) = (self.choice.period, &self.choice.scope);
        if measure == Mesure::Personnes {
            return stats::pseudonyms(link, period).await;
        }
        let mut sum = 0;
        for value in values {
            let counted = stats::figure(link, period, scope, dimension, value).await?;
            sum += measure.of(&counted);
        }
        Ok(sum)
    }

    fn filter(&self, more: Vec<(Dimension, String)>) -> Filter {
        let scope = match &self.choice.scope {
            Scope::All => None,
            Scope::Partner(code) => Some((Dimension::Partner, code.to_string())),
            Scope::Place(code) => Some((Dimension::Place, code.to_string())),
        };
        Filter {
            period: Some(self.choice.period),
            values: scope.into_iter().chain(more).collect(),
            ..Filter::default()
        }
    }

    async fn values(
        &self,
        link: &mut Link,
        dimension: Dimension,
        values: &BTreeSet<String>,
        after: &str,
    ) -> Result<Found, StoreError> {
        let Figure::Values { measure, .. } = self.figure else {
            return Ok(Found::default());
        };
        let one = values.first().filter(|_| values.len() == 1);
        let own = one.filter(|_| dimension != Dimension::Total);
        let own = own.map(|value| (dimension, value.clone()));
        let filter = self.filter(own.into_iter().chain(measure.holds()).collect());
        let is_wanted = |line: &Line| {
            let named = *measure != Mesure::Personnes || line.visite.person.is_some();
            let value = visite_value(&line.visite, line.first, dimension);
            let held = one.is_some() || dimension.is_of_demande() || values.contains(value);
            named
                && held
                && !self
                    .figure
                    .demandes(self.choice, self.merging, line)
                    .is_empty()
        };
        let mut found = Found::default();
        // One value is asked of the database: a page and one more line, which tells whether
        // there is a next page.
        let size = match one {
            Some(_) if *measure != Mesure::Personnes => {
                i64::try_from(self.most + 1).unwrap_or(BATCH)
            }
            _ => BATCH,
        };
        let mut last = read_after(after);
        loop {
            let lines = visite::list(link, &filter, last.as_ref(), size).await?;
            let Some(end) = lines.last() else {
                return Ok(found);
            };
            last = Some(After::line(end));
            for line in lines.into_iter().filter(&is_wanted) {
                if found.lines.len() == self.most {
                    found.next = found.lines.last().map(said_after);
                    return Ok(found);
                }
                found.lines.push(line);
            }
        }
    }

    /// Every line that adds to a count, then those of the page: `after` is how many came before.
    async fn counted(
        &self,
        link: &mut Link,
        counted: &Counted,
        after: &str,
    ) -> Result<Found, StoreError> {
        let before: usize = after.parse().unwrap_or(0);
        let mut found = Found::default();
        let mut kept = 0;
        for line in self.all(link).await? {
            let seen = seen(self.choice, &line);
            let adds = seen.map_or(0, |seen| times(&seen, self.merging, counted));
            if adds == 0 {
                continue;
            }
            found.total += i64::try_from(adds).unwrap_or(0);
            kept += 1;
            if kept > before && kept <= before + self.most {
                found.lines.push(line);
            }
        }
        found.next = (kept > before + self.most).then(|| (before + self.most).to_string());
        Ok(found)
    }

    /// The visites of the months, latest first: as a statement froze each month, or of now.
    async fn all(&self, link: &mut Link) -> Result<Vec<Line>, StoreError> {
        let partner = match &self.choice.scope {
            Scope::Partner(code) if !self.number.is_empty() => code,
            _ => return live(link, &self.filter(Vec::new())).await,
        };
        let cuts = self.cuts(link, partner).await?;
        let months: Vec<Month> = self.choice.period.months().collect();
        let mut lines = Vec::new();
        for month in months.into_iter().rev() {
            let period = month.period();
            match cuts.get(&month) {
                Some(cut) => {
                    lines.extend(statement::received_at(link, partner, period, *cut).await?);
                }
                None => lines.extend(self.of_now(link, period).await?),
            }
        }
        Ok(lines)
    }

    async fn cuts(
        &self,
        link: &mut Link,
        partner: &PartnerCode,
    ) -> Result<BTreeMap<Month, u64>, StoreError> {
        let history = statement::history(link, partner).await?;
        let is_issued = history.iter().any(|i| i.statement.number == self.number);
        if is_issued {
            return Ok(cuts(&history, self.number, self.choice.to));
        }
        // One that is only prepared counts its own month as it is now, the others as the last
        // one issued left them.
        let last = history.last().map(|i| i.statement.number.as_str());
        let mut cuts = cuts(&history, last.unwrap_or_default(), self.choice.to);
        let own = self.number.get(..7).and_then(|month| month.parse().ok());
        cuts.retain(|month, _| Some(*month) != own);
        Ok(cuts)
    }

    async fn of_now(&self, link: &mut Link, period: Period) -> Result<Vec<Line>, StoreError> {
        let filter = Filter {
            period: Some(period),
            ..self.filter(Vec::new())
        };
        live(link, &filter).await
    }
}

async fn live(link: &mut Link, filter: &Filter) -> Result<Vec<Line>, StoreError> {
    let mut all: Vec<Line> = Vec::new();
    loop {
        let after = all.last().map(After::line);
        let lines = visite::list(link, filter, after.as_ref(), BATCH).await?;
        if lines.is_empty() {
            return Ok(all);
        }
        all.extend(lines);
    }
}

/// Half-days of a period in some states: those of now, or as the statement of a number found
/// them when it was frozen.
pub(super) async fn half_days(
    link: &mut Link,
    (choice, number): (&Choice, &str),
    states: &BTreeSet<PermanenceState>,
) -> Result<Vec<Permanence>, StoreError> {
    let frozen = statement::by_number(link, number).await?;
    let mut found = match frozen {
        Some(stored) => {
            let cut = stored.statement()?.data.journal_position;
            permanence::between_at(link, choice.period, cut).await?
        }
        None => permanence::between(link, choice.period).await?,
    };
    found.retain(|one| states.contains(&one.state));
    if let Scope::Place(place) = &choice.scope {
        found.retain(|one| one.place == *place);
    }
    Ok(found)
}

fn said_after(line: &Line) -> String {
    let visite = &line.visite;
    format!("{}_{}_{}", visite.date, visite.at, visite.id)
}

fn read_after(text: &str) -> Option<After> {
    let mut parts = text.splitn(3, '_');
    Some(After {
        date: parts.next().filter(|d| !d.is_empty())?.to_owned(),
        at: parts.next()?.parse().ok()?,
        id: parts.next()?.to_owned(),
    })
}
