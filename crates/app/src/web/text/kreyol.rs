//! The texts in Kréyol: `locales/gcf-MQ/relecture.tsv`, the one file where they are
//! written and reviewed. A guess that nobody has read is not here: it stays in French.

use std::{collections::HashMap, sync::LazyLock};

use fluent_templates::{FluentBundle, fluent_bundle::FluentResource};
use plus_domain::traduction::{Identity, State, Traduction, read_file};

use super::Arguments;

const FILE: &str = include_str!("../../../locales/gcf-MQ/relecture.tsv");
const PATH: &str = "locales/gcf-MQ/relecture.tsv";

static KREYOL: LazyLock<Kreyol> = LazyLock::new(|| Kreyol::new(&lines()));

/// Every line of the file, shown or not; none when it is faulty, which a test says.
pub fn lines() -> Vec<Traduction> {
    read_file(PATH, FILE, "gcf-MQ", Identity::Key).unwrap_or_default()
}

/// The texts that may be shown, and how far each was reviewed.
struct Kreyol {
    bundle: FluentBundle<FluentResource>,
    states: HashMap<String, State>,
}

impl Kreyol {
    fn new(lines: &[Traduction]) -> Self {
        let shown = lines.iter().filter(|line| line.is_shown());
        let text: Vec<String> = shown
            .map(|line| format!("{} = {}\n", line.key, line.text))
            .collect();
        let mut bundle = FluentBundle::new_concurrent(vec![fluent_templates::langid!("gcf-MQ")]);
        super::customise(&mut bundle);
        let resource = FluentResource::try_new(text.concat()).unwrap_or_else(|(whole, faults)| {
            tracing::error!(?faults, "Kréyol texts that cannot be read");
            whole
        });
        if let Err(faults) = bundle.add_resource(resource) {
            tracing::error!(?faults, "Kréyol texts written twice");
        }
        let states = lines.iter().map(|line| (line.key.clone(), line.state));
        Self {
            bundle,
            states: states.collect(),
        }
    }
}

/// The text of a key, when it has one that may be shown.
pub fn text(key: &str, arguments: Option<&Arguments>) -> Option<String> {
    let pattern = KREYOL.bundle.get_message(key)?.value()?;
    let arguments = arguments.map(|all| all.iter().map(|(k, v)| (k.clone(), v.clone())).collect());
    let mut faults = Vec::new();
    let text = KREYOL
        .bundle
        .format_pattern(pattern, arguments.as_ref(), &mut faults);
    if faults.is_empty() {
        Some(text.into_owned())
    } else {
        None
    }
}

/// Whether a key has a line that nobody has heard yet.
pub fn is_unheard(key: &str) -> bool {
    KREYOL
        .states
        .get(key)
        .is_some_and(|state| *state != State::Valide)
}

/// Whether a line of a family of keys waits to be heard.
pub fn has_unheard(family: &str) -> bool {
    let mut lines = KREYOL.states.iter();
    lines.any(|(key, state)| key.starts_with(family) && *state != State::Valide)
}
