//! What accompanies the tables: other figures of the month as sentences, tables
//! that are absent, method and definitions.

use plus_domain::statement::{Breakdown, Cell, Headline, Level, Suites, values::codes};

use super::{Note, Notes, What, Words, behind::value};
use crate::french;

/// Figures that are not tables. Each says what it is in its own sentence.
pub(super) fn facts(words: Words<'_>) -> Notes {
    let headline = &words.statement.headline;
    let suites = words.statement.suites.as_ref();
    let items = [
        Some(usagers(words, headline)),
        headline
            .median_minutes
            .map(|minutes| words.fact("duree", &[("minutes", &french::number(minutes.into()))])),
        headline
            .kind_untouched_share
            .map(|share| words.fact("habitude", &[("part", &french::percent(share.into()))])),
        Some(permanences(words)),
        suites.map(|suites| rendez_vous(words, suites)),
        suites.map(|suites| escalades(words, suites)),
    ];
    Notes {
        title: words.texts.get("releve-titre-faits").to_owned(),
        items: items.into_iter().flatten().collect(),
    }
}

fn usagers(words: Words<'_>, headline: &Headline) -> Note {
    let count = words.written(headline.usagers_accompagnes).text;
    let exact = matches!(headline.usagers_accompagnes, Cell::Shown(_));
    let answers = headline
        .answers_share
        .map(|share| french::percent(share.into()));
    let key = match (exact && headline.at_least, answers.is_some()) {
        (true, true) => "usagers-au-moins",
        (true, false) => "usagers-au-moins-sans-part",
        (false, true) => "usagers",
        (false, false) => "usagers-sans-part",
    };
    let first = value(Breakdown::First, Level::Fine, codes::PREMIERE);
    let said = words.fact(
        key,
        &[
            ("nombre", &count),
            ("part", answers.as_deref().unwrap_or_default()),
        ],
    );
    Note {
        behind: Some(words.of_month(first)),
        ..said
    }
}

fn permanences(words: Words<'_>) -> Note {
    let done = words.statement.permanences;
    let written = |count: u32| french::number(count.into());
    let said = words.fact(
        if done.cancelled > 0 {
            "permanences-annulees"
        } else {
            "permanences"
        },
        &[
            ("tenues", &written(done.held)),
            ("communes", &written(done.communes)),
            ("annulees", &written(done.cancelled)),
        ],
    );
    Note {
        behind: Some(words.of_month(What::Permanences)),
        ..said
    }
}

fn rendez_vous(words: Words<'_>, suites: &Suites) -> Note {
    let values = [
        ("nombre", &*words.written(suites.rendez_vous).text),
        ("honores", &*words.written(suites.honores).text),
        ("partenaire", &*words.statement.partner.name),
    ];
    words.fact("rendez-vous", &values)
}

fn escalades(words: Words<'_>, suites: &Suites) -> Note {
    let days = suites.median_days.map(|days| french::number(days.into()));
    let key = match days {
        Some(_) => "escalades-delai",
        None => "escalades",
    };
    let values = [
        ("nombre", &*words.written(suites.escalades).text),
        ("repondues", &*words.written(suites.repondues).text),
        ("jours", days.as_deref().unwrap_or_default()),
        ("partenaire", &*words.statement.partner.name),
    ];
    words.fact(key, &values)
}

/// The tables that a reader could look for, and why they are not there.
pub(super) fn absent(words: Words<'_>) -> Notes {
    let items = words.statement.withheld.iter().map(|withheld| Note {
        word: words
            .texts
            .get(&format!("releve-tableau-{}", withheld.id.code()))
            .to_owned(),
        text: words.sentence(&withheld.key()),
        behind: None,
    });
    Notes {
        title: words.texts.get("releve-titre-absents").to_owned(),
        items: items.collect(),
    }
}

/// Definitions, then method, then the number and the cut of the data.
pub(super) fn how_to_read(words: Words<'_>) -> Notes {
    let statement = words.statement;
    let keys = statement.definitions.iter().chain(&statement.method);
    let mut items: Vec<Note> = keys.map(|key| words.note(key)).collect();
    items.push(Note {
        word: words
            .texts
            .fill("releve-numero", &[("numero", &statement.number)]),
        text: words.texts.fill(
            "releve-donnees",
            &[
                ("position", &statement.data.journal_position.to_string()),
                ("programme", &statement.data.code_version),
            ],
        ),
        behind: None,
    });
    Notes {
        title: words.texts.get("releve-titre-lecture").to_owned(),
        items,
    }
}

impl Words<'_> {
    fn fact(self, key: &str, values: &[(&str, &str)]) -> Note {
        split(&self.texts.fill(&format!("releve-fait-{key}"), values))
    }

    fn note(self, key: &str) -> Note {
        split(&self.sentence(key))
    }

    /// A sentence of the method, which may speak of the threshold.
    pub(super) fn sentence(self, key: &str) -> String {
        let threshold = self.statement.threshold;
        let below = threshold.saturating_sub(1);
        self.texts.fill(
            key,
            &[
                ("seuil", &threshold.to_string()),
                ("sous-seuil", &below.to_string()),
                ("partenaire", &self.statement.partner.name),
            ],
        )
    }
}

/// A sentence written "word | sentence" in two parts; the word may be missing.
fn split(sentence: &str) -> Note {
    let (word, text) = sentence.split_once('|').unwrap_or(("", sentence));
    Note {
        word: word.trim().to_owned(),
        text: text.trim().to_owned(),
        behind: None,
    }
}
