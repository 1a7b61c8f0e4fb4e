//! The 3,000 commonest passwords that our length allows (`data/mots-de-passe-courants.txt`):
//! refused whatever their capitals and the signs that stand for letters.

use super::undisguised;

const LIST: &str = include_str!("../../data/mots-de-passe-courants.txt");

/// Each of them, the commonest first.
pub fn all() -> impl Iterator<Item = &'static str> {
    LIST.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a password is one of them. The list is read through: a password is chosen a few
/// times a year, and keeping it ready would hold its memory all the time.
pub fn holds(password: &str) -> bool {
    let bare = |text: &str| undisguised(&text.to_lowercase());
    let wanted = bare(password.trim());
    all().any(|one| one.len() <= password.len() && bare(one) == wanted)
}
