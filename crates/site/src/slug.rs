//! The anchor of a heading, as code forges write it, so that a link works in both places.

use std::collections::BTreeMap;

/// Gives each heading of a page its own anchor.
#[derive(Debug, Default)]
pub struct Slugs(BTreeMap<String, usize>);

impl Slugs {
    /// The anchor of the next heading: letters and figures in lower case, a hyphen for each
    /// space; a number after the second of the same name.
    pub fn of(&mut self, heading: &str) -> String {
        let heading = heading.trim().to_lowercase();
        let kept = heading.chars().filter_map(|c| match c {
            ' ' => Some('-'),
            '-' | '_' => Some(c),
            c => c.is_alphanumeric().then_some(c),
        });
        let slug: String = kept.collect();
        let seen = self.0.entry(slug.clone()).or_default();
        *seen += 1;
        if *seen == 1 {
            slug
        } else {
            format!("{slug}-{}", *seen - 1)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Slugs;

    #[test]
    fn an_anchor_is_what_a_forge_makes_of_the_heading() {
        let mut slugs = Slugs::default();
        assert_eq!(
            slugs.of("Derrière un serveur mandataire"),
            "derrière-un-serveur-mandataire"
        );
        assert_eq!(
            slugs.of("1. Écrire l’archive : `plus`"),
            "1-écrire-larchive--plus"
        );
        assert_eq!(slugs.of("Règle"), "règle");
        assert_eq!(slugs.of("Règle"), "règle-1");
    }
}
