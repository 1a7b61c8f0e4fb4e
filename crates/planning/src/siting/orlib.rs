//! Reads the p-median files of the OR-Library (J. E. Beasley, 1985).
//!
//! Numbers separated by any blanks: `n m p`, then m times `a b cost`, an undirected edge
//! between nodes counted from 1. A repeated edge takes its **last** cost. Every node is a
//! point of demand and a candidate site; the distances are the shortest paths.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use thiserror::Error;

use super::problem::{Problem, ProblemError};

/// The most nodes that are read: the table of distances grows with their square.
pub const MOST_NODES: usize = 3_000;
/// The most edges that are read.
pub const MOST_EDGES: usize = 9_000_000;
/// The greatest cost of an edge, so that no path goes beyond 32 bits.
pub const MOST_COST: u32 = 1_000_000;

/// Why a file could not be read. Lines are counted from 1, and so are the words of the file.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum OrlibError {
    /// The file ends before all that its first line promises.
    #[error("le fichier s'arrête après {words} nombres : il manque {what}")]
    Short {
        /// How many words the file holds.
        words: usize,
        /// What should have come next.
        what: &'static str,
    },
    /// A word is not a whole number.
    #[error("ligne {line}, mot {word} : « {text} » n'est pas un nombre entier attendu pour {what}")]
    NotANumber {
        /// Line of the file.
        line: usize,
        /// Word of the file.
        word: usize,
        /// The first characters of the word.
        text: String,
        /// What the number should have been.
        what: &'static str,
    },
    /// A number is not between its bounds.
    #[error("ligne {line}, mot {word} : {what} vaut {value}, mais doit être entre {low} et {high}")]
    OutOfBounds {
        /// Line of the file.
        line: usize,
        /// Word of the file.
        word: usize,
        /// What the number is.
        what: &'static str,
        /// The number read.
        value: u64,
        /// The least that is accepted.
        low: u64,
        /// The most that is accepted.
        high: u64,
    },
    /// Something follows the last edge.
    #[error("ligne {line}, mot {word} : « {text} » vient après la dernière arête annoncée")]
    TooLong {
        /// Line of the file.
        line: usize,
        /// Word of the file.
        word: usize,
        /// The first characters of the word.
        text: String,
    },
    /// Two nodes have no path between them.
    #[error("aucun chemin ne mène du nœud {from} au nœud {to}")]
    Apart {
        /// A node, counted from 1.
        from: usize,
        /// A node that cannot be reached from it, counted from 1.
        to: usize,
    },
    /// The numbers do not make a problem.
    #[error(transparent)]
    Problem(#[from] ProblemError),
}

/// Reads a file and computes its distances.
pub fn read(text: &str) -> Result<Problem, OrlibError> {
    let mut words = Words::new(text);
    let nodes = words.take("le nombre de nœuds", 1, MOST_NODES as u64)?;
    let edges = words.take("le nombre d'arêtes", 0, MOST_EDGES as u64)?;
    let open = words.take("le nombre de sites à ouvrir", 1, nodes as u64)?;
    let mut graph = Graph::new(nodes);
    for _ in 0..edges {
        let from = words.take("un nœud", 1, nodes as u64)?;
        let to = words.take("un nœud", 1, nodes as u64)?;
        let cost = words.take("un coût", 0, u64::from(MOST_COST))?;
        graph.set(from - 1, to - 1, u32::try_from(cost).unwrap_or(MOST_COST));
    }
    words.end()?;
    let times = graph.shortest_paths()?;
    Ok(Problem::new(vec![1.0; nodes], times, nodes, open)?)
}

/// The words of a text with the place of each.
struct Words<'a> {
    words: Box<dyn Iterator<Item = (usize, &'a str)> + 'a>,
    read: usize,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        let lines = text.lines().enumerate();
        let words = lines.flat_map(|(at, line)| line.split_whitespace().map(move |w| (at + 1, w)));
        Self {
            words: Box::new(words),
            read: 0,
        }
    }

    fn take(&mut self, what: &'static str, low: u64, high: u64) -> Result<usize, OrlibError> {
        let Some((line, text)) = self.words.next() else {
            let words = self.read;
            return Err(OrlibError::Short { words, what });
        };
        self.read += 1;
        let word = self.read;
        let Ok(value) = text.parse::<u64>() else {
            let text = beginning(text);
            return Err(OrlibError::NotANumber {
                line,
                word,
                text,
                what,
            });
        };
        match usize::try_from(value) {
            Ok(small) if (low..=high).contains(&value) => Ok(small),
            _ => Err(OrlibError::OutOfBounds {
                line,
                word,
                what,
                value,
                low,
                high,
            }),
        }
    }

    fn end(&mut self) -> Result<(), OrlibError> {
        match self.words.next() {
            None => Ok(()),
            Some((line, text)) => Err(OrlibError::TooLong {
                line,
                word: self.read + 1,
                text: beginning(text),
            }),
        }
    }
}

/// Enough of a word to find it again in the file.
fn beginning(word: &str) -> String {
    word.chars().take(20).collect()
}

/// The edges, then the lengths of the shortest paths.
struct Graph {
    edges: BTreeMap<(usize, usize), u32>,
    nodes: usize,
}

/// Longer than any path: 3,000 edges of a million stay below it.
const NO_PATH: u32 = u32::MAX;

impl Graph {
    fn new(nodes: usize) -> Self {
        Self {
            edges: BTreeMap::new(),
            nodes,
        }
    }

    /// The last cost said of an edge is the right one. A loop never shortens a path.
    fn set(&mut self, from: usize, to: usize, cost: u32) {
        if from != to {
            self.edges.insert((from.min(to), from.max(to)), cost);
        }
    }

    /// Dijkstra from every node.
    fn shortest_paths(&self) -> Result<Vec<f64>, OrlibError> {
        let mut neighbours = vec![Vec::new(); self.nodes];
        for ((from, to), cost) in &self.edges {
            neighbours[*from].push((*to, *cost));
            neighbours[*to].push((*from, *cost));
        }
        let mut all = Vec::with_capacity(self.nodes * self.nodes);
        for from in 0..self.nodes {
            let lengths = lengths(&neighbours, from);
            if let Some(to) = lengths.iter().position(|length| *length == NO_PATH) {
                let (from, to) = (from + 1, to + 1);
                return Err(OrlibError::Apart { from, to });
            }
            all.extend(lengths.into_iter().map(f64::from));
        }
        Ok(all)
    }
}

/// The lengths of the shortest paths from one node.
fn lengths(neighbours: &[Vec<(usize, u32)>], from: usize) -> Vec<u32> {
    let mut lengths = vec![NO_PATH; neighbours.len()];
    let mut waiting = BinaryHeap::from([Reverse((0, from))]);
    lengths[from] = 0;
    while let Some(Reverse((length, node))) = waiting.pop() {
        if length > lengths[node] {
            continue;
        }
        for (next, cost) in &neighbours[node] {
            let through = length + cost;
            if through < lengths[*next] {
                lengths[*next] = through;
                waiting.push(Reverse((through, *next)));
            }
        }
    }
    lengths
}
