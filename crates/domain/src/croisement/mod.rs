//! Two breakdowns crossed: how the small numbers of what leaves are masked, and the views that
//! the coordination keeps.

pub mod masque;
pub mod vue;

#[cfg(test)]
mod tests;

pub use masque::{Masque, Tableau, masked};
pub use vue::{Duree, Vue, VueForm};
