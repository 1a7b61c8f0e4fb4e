//! The papers of the person who is there: pages on their way to the printer, files that a
//! site gave. In memory alone, never on the disk, and gone with the session.

use std::{collections::BTreeMap, sync::Arc};

use plus_borne::printer::queue::JobId;

/// Bytes of all papers of one person.
const MOST_BYTES: usize = 60 << 20;
/// Papers of one person.
const MOST: usize = 20;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papier {
    /// PDF.
    pub pdf: Arc<Vec<u8>>,
    /// Pages.
    pub pages: u32,
    /// The name that a site gave it, if one did.
    pub name: Option<String>,
    /// Its place in the queue of the printer, once it was sent.
    pub job: Option<JobId>,
    /// Name of the opening, for a paper that was picked up by its code.
    pub opening: Option<String>,
}

/// There are too many papers, or they are too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many papers for one session")]
pub struct TooMuch;

/// The papers of the person.
#[derive(Debug, Default)]
pub struct Papiers {
    held: BTreeMap<u32, Papier>,
    made: u32,
}

impl Papiers {
    /// Keeps a paper and gives it a number, never given again in this process.
    ///
    /// # Errors
    /// When there would be too many.
    pub fn keep(&mut self, papier: Papier) -> Result<u32, TooMuch> {
        let bytes: usize = self.held.values().map(|held| held.pdf.len()).sum();
        if self.held.len() >= MOST || bytes + papier.pdf.len() > MOST_BYTES {
            return Err(TooMuch);
        }
        self.made += 1;
        self.held.insert(self.made, papier);
        Ok(self.made)
    }

    /// The paper of a number.
    pub fn get(&self, number: u32) -> Option<Papier> {
        self.held.get(&number).cloned()
    }

    /// All of them, in the order of their coming.
    pub fn all(&self) -> Vec<(u32, Papier)> {
        let held = self.held.iter();
        held.map(|(number, papier)| (*number, papier.clone()))
            .collect()
    }

    /// A paper was sent to the printer.
    pub fn sent(&mut self, number: u32, job: JobId) {
        if let Some(papier) = self.held.get_mut(&number) {
            papier.job = Some(job);
        }
    }

    /// Forgets one.
    pub fn drop(&mut self, number: u32) {
        self.held.remove(&number);
    }

    /// Forgets all; how many there were.
    pub fn clear(&mut self) -> usize {
        let count = self.held.len();
        self.held.clear();
        count
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{MOST, Papier, Papiers, TooMuch};

    fn papier(bytes: usize) -> Papier {
        Papier {
            pdf: Arc::new(vec![0; bytes]),
            pages: 1,
            name: None,
            job: None,
            opening: None,
        }
    }

    #[test]
    fn the_papers_of_one_person_are_bounded() {
        let mut papiers = Papiers::default();
        for _paper in 0..MOST {
            papiers.keep(papier(1)).unwrap();
        }
        assert_eq!(papiers.keep(papier(1)), Err(TooMuch));
        assert_eq!(papiers.clear(), MOST);
        assert_eq!(papiers.keep(papier(61 << 20)), Err(TooMuch));
    }

    #[test]
    fn p25_the_number_of_a_paper_is_never_given_to_the_next_person() {
        let mut papiers = Papiers::default();
        let first = papiers.keep(papier(1)).unwrap();
        papiers.clear();
        let second = papiers.keep(papier(1)).unwrap();
        assert_ne!(first, second);
        assert_eq!(papiers.get(first), None);
    }
}
