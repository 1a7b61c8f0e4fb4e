//! The register as text: salted hashes, by month. Nothing in it says what was erased.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use plus_domain::period::Month;

/// First line of the file.
const HEADER: &str = "PLUS effacements v1";
/// Begins the line of a salt; the lines after it are hashed with it.
const SALT: &str = "sel ";
const HASH: &str = "PLUS 2026-11 registre des effacements v1";

type Salt = [u8; 32];
type Empreinte = [u8; 32];

/// A register that cannot be read: the line, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ligne {0} : ce n’est pas une ligne d’un registre des effacements")]
pub struct Unreadable(pub usize);

/// Hashes of what was erased, each under the salt of the register that first held it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Registre(BTreeMap<Salt, BTreeMap<Empreinte, Month>>);

impl Registre {
    /// An empty one, which hashes with `salt`.
    pub fn new(salt: Salt) -> Self {
        Self(BTreeMap::from([(salt, BTreeMap::new())]))
    }

    /// Whether it has no salt: it never was written.
    pub fn is_new(&self) -> bool {
        self.0.is_empty()
    }

    /// Erasures that it holds.
    pub fn len(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads one.
    ///
    /// # Errors
    /// The first line that is not one.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let mut registre = Self::default();
        let mut salt = None;
        for (at, line) in text.lines().enumerate() {
            let wrong = Unreadable(at + 1);
            match (at, line.strip_prefix(SALT)) {
                (0, _) if line == HEADER => {}
                (0, _) => return Err(wrong),
                (_, Some(hex)) => {
                    let read = bytes(hex).ok_or(wrong)?;
                    registre.0.entry(read).or_default();
                    salt = Some(read);
                }
                (_, None) => {
                    let (month, hash) = entry(line).ok_or(wrong)?;
                    let under = salt.and_then(|salt| registre.0.get_mut(&salt));
                    under.ok_or(wrong)?.entry(hash).or_insert(month);
                }
            }
        }
        if text.is_empty() {
            Err(Unreadable(1))
        } else {
            Ok(registre)
        }
    }

    /// Writes it.
    pub fn write(&self) -> String {
        let mut text = format!("{HEADER}\n");
        for (salt, hashes) in &self.0 {
            // Writing in a string cannot fail.
            let _written = writeln!(text, "{SALT}{}", hex(salt));
            let by_month: BTreeSet<_> = hashes.iter().map(|(hash, month)| (month, hash)).collect();
            for (month, hash) in by_month {
                let _written = writeln!(text, "{month} {}", hex(hash));
            }
        }
        text
    }

    /// Whether something was erased.
    pub fn holds(&self, subject: &str) -> bool {
        let mut all = self.0.iter();
        all.any(|(salt, hashes)| hashes.contains_key(&hashed(salt, subject)))
    }

    /// Adds an erasure, once.
    pub fn add(&mut self, subject: &str, month: Month) {
        if !self.holds(subject)
            && let Some((salt, hashes)) = self.0.iter_mut().next()
        {
            hashes.insert(hashed(salt, subject), month);
        }
    }

    /// Adds what another register holds.
    pub fn join(&mut self, other: &Self) {
        for (salt, hashes) in &other.0 {
            let mine = self.0.entry(*salt).or_default();
            for (hash, month) in hashes {
                let kept = mine.entry(*hash).or_insert(*month);
                *kept = (*kept).max(*month);
            }
        }
    }

    /// Forgets what was erased before a month, and the salts that served for nothing else.
    pub fn forget_before(&mut self, month: Month) {
        for hashes in self.0.values_mut() {
            hashes.retain(|_, erased| *erased >= month);
        }
        let first = self.0.keys().next().copied();
        self.0
            .retain(|salt, hashes| Some(*salt) == first || !hashes.is_empty());
    }
}

fn hashed(salt: &Salt, subject: &str) -> Empreinte {
    let key = blake3::derive_key(HASH, salt);
    *blake3::keyed_hash(&key, subject.as_bytes()).as_bytes()
}

fn hex(bytes: &[u8; 32]) -> blake3::Hash {
    blake3::Hash::from_bytes(*bytes)
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    blake3::Hash::from_hex(text).ok().map(|h| *h.as_bytes())
}

fn entry(line: &str) -> Option<(Month, Empreinte)> {
    let (month, hash) = line.split_once(' ')?;
    Some((month.parse().ok()?, bytes(hash)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn it_holds_what_was_erased_and_says_nothing_of_it() {
        let mut one = Registre::new([7; 32]);
        one.add("019abc", month("2026-11"));
        one.add("019abc", month("2026-12"));
        assert_eq!(one.len(), 1, "once");
        let text = one.write();
        assert!(!text.contains("019abc"), "{text}");
        let other = Registre::read(&text).unwrap();
        assert_eq!(other, one);
        assert!(other.holds("019abc") && !other.holds("019abd"));
        let mut salted = Registre::new([8; 32]);
        salted.add("019abc", month("2026-11"));
        assert_ne!(salted.write(), text, "the salt hides what is the same");
    }

    #[test]
    fn two_registers_join_and_the_old_ones_are_forgotten() {
        let (mut one, mut two) = (Registre::new([1; 32]), Registre::new([2; 32]));
        one.add("a", month("2026-01"));
        two.add("b", month("2026-11"));
        one.join(&two);
        assert!(one.holds("a") && one.holds("b"));
        one.add("b", month("2026-12"));
        assert_eq!(one.len(), 2);
        one.forget_before(month("2026-02"));
        assert!(!one.holds("a") && one.holds("b"));
        one.add("c", month("2026-12"));
        assert!(one.holds("c"), "a salt is left to write with");
    }

    #[test]
    fn what_is_no_register_is_refused_with_its_line() {
        let hash = "0".repeat(64);
        for (text, line) in [
            (String::new(), 1),
            ("autre chose\n".into(), 1),
            (format!("{HEADER}\n2026-11 {hash}\n"), 2),
            (format!("{HEADER}\nsel {hash}\n2026-13 {hash}\n"), 3),
            (format!("{HEADER}\nsel {hash}\n2026-11 {}\n", &hash[1..]), 3),
            (format!("{HEADER}\nsel court\n"), 2),
        ] {
            assert_eq!(Registre::read(&text), Err(Unreadable(line)), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "(PLUS effacements v1\n)?(?s).{0,200}") {
            let _whatever = Registre::read(&text);
        }

        #[test]
        fn what_is_written_is_read_again(
            erased in prop::collection::vec(("[a-z0-9]{1,20}", 0_usize..40), 0..30),
        ) {
            let mut one = Registre::new([3; 32]);
            for (subject, months) in &erased {
                let erased = (0..*months).fold(month("2026-01"), |m, _| m.next());
                one.add(subject, erased);
            }
            let again = Registre::read(&one.write()).unwrap();
            prop_assert_eq!(&again, &one);
            for (subject, _) in &erased {
                prop_assert!(again.holds(subject));
            }
        }
    }
}
