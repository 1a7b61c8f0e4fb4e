//! Papers to prepare, ticked one by one. What is ticked travels in the address
//! (`?papiers=1,3`), so that a telephone shows what remains; nothing is kept here.

use std::collections::BTreeSet;

use super::Marked;
use crate::web::page::Page;

/// Ranks read in an address, at most: no démarche asks for so many papers.
const MOST: usize = 60;

/// A paper of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papier {
    /// From 1, as in the address.
    pub rank: usize,
    /// What it is, and how sure that is.
    pub fact: Marked,
    /// Already at hand.
    pub ticked: bool,
}

/// The list with its ticks, as an address says them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Liste {
    /// Every paper.
    pub papers: Vec<Papier>,
    /// What remains, in a sentence.
    pub remains: String,
    /// What follows the path of the démarche: `?papiers=1,3`, or nothing.
    pub query: String,
    /// The reader has just asked to pass the list on.
    pub sent: bool,
}

impl Liste {
    /// The list of a démarche, for what followed its address.
    pub fn new(page: &Page, papers: Vec<Marked>, query: Option<&str>) -> Self {
        let query = query.unwrap_or_default();
        let ticked = ticked(query, papers.len());
        let left = papers.len() - ticked.len();
        let remains = match (ticked.len(), left) {
            (0, _) => page.t("demarche-cocher"),
            (_, 0) => page.t("demarche-tous-prets"),
            _ => page.t_count("demarche-reste", left),
        };
        let said: Vec<String> = ticked.iter().map(usize::to_string).collect();
        Self {
            remains,
            query: if said.is_empty() {
                String::new()
            } else {
                format!("?papiers={}", said.join(","))
            },
            sent: pairs(query).any(|pair| pair == ("envoyer", "1")),
            papers: papers
                .into_iter()
                .zip(1..)
                .map(|(fact, rank)| Papier {
                    ticked: ticked.contains(&rank),
                    rank,
                    fact,
                })
                .collect(),
        }
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query.split('&').filter_map(|pair| pair.split_once('='))
}

/// Ranks ticked, of a form (`papier=1&papier=3`) or of a link (`papiers=1,3`).
fn ticked(query: &str, count: usize) -> BTreeSet<usize> {
    let lists = pairs(query).filter(|(name, _)| matches!(*name, "papier" | "papiers"));
    let plain = lists.map(|(_, value)| value.replace("%2C", ",").replace("%2c", ","));
    let ranks: Vec<usize> = plain
        .flat_map(|list| {
            let ranks = list.split(',').take(MOST).map(str::parse::<usize>);
            ranks.filter_map(Result::ok).collect::<Vec<_>>()
        })
        .collect();
    let known = ranks.into_iter().filter(|rank| (1..=count).contains(rank));
    known.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ticked;

    #[test]
    fn ticks_are_read_from_a_form_or_from_a_link() {
        let both = BTreeSet::from([1, 3]);
        for query in [
            "papier=1&papier=3",
            "papiers=1,3",
            "papiers=3%2C1",
            "envoyer=1&papiers=1&papier=3",
        ] {
            assert_eq!(ticked(query, 4), both, "{query}");
        }
    }

    #[test]
    fn what_is_no_paper_of_the_list_is_left_out() {
        for query in [
            "",
            "papiers=",
            "papiers=0,5,-1,x,99999999999999999999",
            "papier",
            "autre=1",
            "papiers=%3Cscript%3E",
        ] {
            assert!(ticked(query, 4).is_empty(), "{query}");
        }
    }
}
