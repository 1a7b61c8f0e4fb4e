//! Exact bounds of every unknown of a system.
//!
//! Unknowns that share no relation cannot inform one another: each connected part
//! is solved alone. Most parts are one sum, solved in closed form; the others go
//! to the simplex. Bounds are then rounded inwards, since counts are whole.

use std::collections::BTreeMap;

use super::{
    Interval,
    simplex::{Constraint, Infeasible, Simplex},
    system::{Relates, Relation, System, Variable},
};

/// Smallest and largest value of each unknown, in the order of the system.
pub fn intervals(system: &System) -> Vec<Interval> {
    let mut bounds: Vec<Bounds> = system
        .variables
        .iter()
        .map(|variable| (variable.lower, None))
        .collect();
    for part in parts(system) {
        let assumed = part.bounds(system, true);
        // What the reader merely assumes may contradict the rest: then it goes.
        let found = assumed.or_else(|Infeasible| part.bounds(system, false));
        // Statements that contradict one another protect nobody: nothing passes.
        let lowest = |&u: &usize| (system.variables[u].lower, Some(system.variables[u].lower));
        let found = found.unwrap_or_else(|Infeasible| part.unknowns.iter().map(lowest).collect());
        for (&unknown, found) in part.unknowns.iter().zip(found) {
            bounds[unknown] = found;
        }
    }
    let variables = system.variables.iter().zip(bounds);
    variables
        .map(|(variable, (min, max))| Interval {
            atom: variable.atom.clone(),
            mark: variable.mark,
            min,
            max,
            threshold: variable.threshold,
            announced: variable.announced,
        })
        .collect()
}

type Bounds = (i64, Option<i64>);

/// Unknowns tied to one another, and the relations that tie them.
struct Part<'a> {
    unknowns: Vec<usize>,
    relations: Vec<&'a Relation>,
}

fn parts(system: &System) -> Vec<Part<'_>> {
    let mut leader: Vec<usize> = (0..system.variables.len()).collect();
    for relation in &system.relations {
        for pair in relation.terms.windows(2) {
            let (a, b) = (find(&mut leader, pair[0].0), find(&mut leader, pair[1].0));
            leader[a.max(b)] = a.min(b);
        }
    }
    let mut parts: BTreeMap<usize, Part<'_>> = BTreeMap::new();
    for unknown in 0..system.variables.len() {
        let part = parts.entry(find(&mut leader, unknown));
        let part = part.or_insert_with(|| Part {
            unknowns: Vec::new(),
            relations: Vec::new(),
        });
        part.unknowns.push(unknown);
    }
    for relation in &system.relations {
        if let Some(&(first, _)) = relation.terms.first()
            && let Some(part) = parts.get_mut(&find(&mut leader, first))
        {
            part.relations.push(relation);
        }
    }
    parts.into_values().collect()
}

fn find(leader: &mut [usize], mut unknown: usize) -> usize {
    while leader[unknown] != unknown {
        leader[unknown] = leader[leader[unknown]];
        unknown = leader[unknown];
    }
    unknown
}

impl Part<'_> {
    /// Bounds of its unknowns, with or without what the reader merely assumes.
    fn bounds(&self, system: &System, assume: bool) -> Result<Vec<Bounds>, Infeasible> {
        let relations: Vec<&Relation> = self
            .relations
            .iter()
            .copied()
            .filter(|relation| assume || !relation.assumed)
            .collect();
        let upper = |unknown: usize| system.variables[unknown].assumed_upper.filter(|_| assume);
        match relations.as_slice() {
            [sum] if sum.is_a_plain_sum() && sum.terms.len() == self.unknowns.len() => {
                self.of_one_sum(system, sum, upper)
            }
            _ => self.by_simplex(system, &relations, upper),
        }
    }

    /// One sum: each unknown takes what the others can leave it.
    fn of_one_sum(
        &self,
        system: &System,
        sum: &Relation,
        upper: impl Fn(usize) -> Option<i64>,
    ) -> Result<Vec<Bounds>, Infeasible> {
        let lower = |unknown: usize| system.variables[unknown].lower;
        let least: i64 = self.unknowns.iter().map(|&u| lower(u)).sum();
        let most: Option<i64> = self.unknowns.iter().map(|&u| upper(u)).sum();
        if least > sum.constant || most.is_some_and(|most| most < sum.constant) {
            return Err(Infeasible);
        }
        let bounds = self.unknowns.iter().map(|&unknown| {
            let others_most: Option<i64> = self
                .unknowns
                .iter()
                .filter(|&&u| u != unknown)
                .map(|&u| upper(u))
                .sum();
            let max = sum.constant - (least - lower(unknown));
            let min = others_most.map_or(i64::MIN, |most| sum.constant - most);
            (
                min.max(lower(unknown)),
                Some(upper(unknown).map_or(max, |u| u.min(max))),
            )
        });
        Ok(bounds.collect())
    }

    fn by_simplex(
        &self,
        system: &System,
        relations: &[&Relation],
        upper: impl Fn(usize) -> Option<i64>,
    ) -> Result<Vec<Bounds>, Infeasible> {
        let place: BTreeMap<usize, usize> = self
            .unknowns
            .iter()
            .enumerate()
            .map(|(i, &u)| (u, i))
            .collect();
        let variables: Vec<&Variable> = self
            .unknowns
            .iter()
            .map(|&u| &system.variables[u])
            .collect();
        let mut constraints: Vec<Constraint> = relations
            .iter()
            .map(|relation| shifted(relation, &place, &variables))
            .collect();
        for (index, &unknown) in self.unknowns.iter().enumerate() {
            if let Some(upper) = upper(unknown) {
                constraints.push(Constraint {
                    terms: vec![(index, 1)],
                    equal: false,
                    constant: upper - variables[index].lower,
                });
            }
        }
        let mut simplex = Simplex::new(variables.len(), &constraints)?;
        let bounds = variables.iter().enumerate().map(|(index, variable)| {
            let min = simplex.min(index).ceiling() + variable.lower;
            let max = simplex.max(index).map(|max| max.floor() + variable.lower);
            (min, max)
        });
        Ok(bounds.collect())
    }
}

/// The relation over unknowns counted from their lower bound.
fn shifted(
    relation: &Relation,
    place: &BTreeMap<usize, usize>,
    variables: &[&Variable],
) -> Constraint {
    let terms: Vec<(usize, i64)> = relation
        .terms
        .iter()
        .map(|&(unknown, coefficient)| (place[&unknown], coefficient))
        .collect();
    let base: i64 = terms.iter().map(|&(i, c)| c * variables[i].lower).sum();
    Constraint {
        terms,
        equal: relation.relates == Relates::Equal,
        constant: relation.constant - base,
    }
}
