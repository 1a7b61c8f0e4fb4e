//! The links between the files of a territory: every code is defined once, and
//! every code that is named is defined.

use std::{collections::BTreeMap, fmt::Display};

use crate::{
    ids::ThemeCode,
    traduction::{self, Traduction},
};

use super::{
    Theme, Vehicle,
    problem::{At, Found, Problems},
    read::Parts,
};

/// Checks the parts of a territory against each other.
pub(super) fn check(parts: &Parts, problems: &Problems) {
    check_once(
        "bassin",
        parts.basins.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "commune",
        parts.communes.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "thème",
        parts.themes.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "lieu",
        parts.places.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "démarche",
        parts.demarches.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "événement",
        parts.evenements.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_once(
        "service",
        parts.services.iter().map(|f| (&f.value.code, &f.at)),
        problems,
    );
    check_services(parts, problems);
    check_operators(parts, problems);
    check_evenements(parts, problems);
    check_not_empty(parts, problems);
    check_communes(parts, problems);
    check_themes(parts, problems);
}

fn check_once<'a, C: Display + Ord + 'a>(
    what: &str,
    codes: impl Iterator<Item = (C, &'a At)>,
    problems: &Problems,
) {
    let mut seen: BTreeMap<C, &At> = BTreeMap::new();
    for (code, at) in codes {
        if let Some(first) = seen.get(&code) {
            problems.add(
                at.clone(),
                format!(
                    "le code de {what} « {code} » est déjà pris ({}:{})",
                    first.file, first.line
                ),
                "donnez un autre code, ou effacez l’un des deux",
            );
        } else {
            seen.insert(code, at);
        }
    }
}

/// A partner code and what partners stand for share one space of names.
fn check_operators(parts: &Parts, problems: &Problems) {
    let partners = parts.partners.iter();
    let codes = partners.flat_map(|found| {
        let own = std::iter::once(found.value.code.as_str());
        own.chain(found.value.stands_for.iter().map(String::as_str))
            .map(|code| (code, &found.at))
    });
    check_once("partenaire", codes, problems);
}

fn check_not_empty(parts: &Parts, problems: &Problems) {
    let counts = [
        ("communes.csv", "commune", parts.communes.len()),
        ("lieux.csv", "lieu", parts.places.len()),
        ("partenaires.toml", "partenaire", parts.partners.len()),
        ("themes.toml", "thème", parts.themes.len()),
    ];
    for (file, what, _) in counts.into_iter().filter(|(_, _, count)| *count == 0) {
        problems.add(
            At::start_of(file),
            format!("il n’y a aucun {what} à lire"),
            "ajoutez-en un au moins",
        );
    }
}

fn check_communes(parts: &Parts, problems: &Problems) {
    for Found { value: commune, at } in &parts.communes {
        if !parts
            .basins
            .iter()
            .any(|basin| basin.value.code == commune.basin)
        {
            dangling(at, "bassin", &commune.basin, "territoire.toml", problems);
        }
    }
    for Found { value: basin, at } in &parts.basins {
        if !parts
            .communes
            .iter()
            .any(|commune| commune.value.basin == basin.code)
        {
            problems.add(
                at.clone(),
                format!("le bassin « {} » n’a pas de commune", basin.code),
                "effacez-le, ou mettez-y une commune",
            );
        }
    }
    for Found { value: place, at } in &parts.places {
        if !parts
            .communes
            .iter()
            .any(|commune| commune.value.code == place.commune)
        {
            dangling(at, "commune", &place.commune, "communes.csv", problems);
        }
    }
}

/// The van sleeps at a place that exists: without it no distance of the tour is counted.
pub(super) fn check_base(vehicle: Option<&Vehicle>, parts: &Parts, problems: &Problems) {
    let base = vehicle.and_then(|vehicle| vehicle.base.as_ref());
    let places = || parts.places.iter();
    if let Some(base) = base.filter(|base| places().all(|place| place.value.code != **base)) {
        let at = At::start_of("territoire.toml");
        dangling(&at, "lieu", base, "lieux.csv", problems);
    }
}

fn check_themes(parts: &Parts, problems: &Problems) {
    let common = traduction::common().unwrap_or_default();
    let lines: Vec<&Traduction> = common.iter().chain(&parts.translations).collect();
    for Found { value: theme, at } in &parts.themes {
        check_translations(theme, at, &parts.languages, &lines, problems);
    }
    let exists = |code: &ThemeCode| parts.themes.iter().any(|theme| theme.value.code == *code);
    for Found { value: partner, at } in &parts.partners {
        for code in partner.themes.iter().filter(|code| !exists(code)) {
            dangling(at, "thème", code, "themes.toml", problems);
        }
    }
    for Found {
        value: demarche,
        at,
    } in &parts.demarches
    {
        if !exists(&demarche.theme) {
            dangling(at, "thème", &demarche.theme, "themes.toml", problems);
        }
    }
}

/// Every démarche and theme that a life event names exists.
fn check_evenements(parts: &Parts, problems: &Problems) {
    let demarches = || parts.demarches.iter().map(|found| &found.value.code);
    for Found { value: event, at } in &parts.evenements {
        if !parts
            .themes
            .iter()
            .any(|theme| theme.value.code == event.theme)
        {
            dangling(at, "thème", &event.theme, "themes.toml", problems);
        }
        let named = event.steps.iter().flat_map(|step| &step.demarches);
        for code in named.filter(|code| !demarches().any(|known| known == *code)) {
            dangling(at, "démarche", code, "demarches", problems);
        }
    }
}

/// A service belongs to a theme, and serves démarches that exist.
fn check_services(parts: &Parts, problems: &Problems) {
    for Found { value: service, at } in &parts.services {
        let has_theme = parts.themes.iter().any(|t| t.value.code == service.theme);
        if !has_theme {
            dangling(at, "thème", &service.theme, "themes.toml", problems);
        }
        for code in &service.demarches {
            if !parts.demarches.iter().any(|d| d.value.code == *code) {
                dangling(at, "démarche", code, "demarches", problems);
            }
        }
    }
}

/// A language that the territory announces is complete in what everybody reads.
fn check_translations(
    theme: &Theme,
    at: &At,
    languages: &[String],
    lines: &[&Traduction],
    problems: &Problems,
) {
    for tag in languages.iter().filter(|tag| *tag != "fr") {
        let is_told = |line: &&Traduction| line.language == *tag && line.french == theme.label.fr;
        if !theme.label.others.contains_key(tag) && !lines.iter().any(is_told) {
            problems.add(
                at.clone(),
                format!("le thème « {} » n’est pas traduit en « {tag} »", theme.code),
                format!("ajoutez {tag} = \"…\" à son libellé ou une ligne dans traductions/{tag}.tsv, ou retirez cette langue de territoire.toml"),
            );
        }
    }
}

/// A code that nothing defines, unless the file that defines it could not be read whole.
fn dangling(at: &At, what: &str, code: &impl Display, file: &str, problems: &Problems) {
    if problems.concern(file) {
        return;
    }
    problems.add(
        at.clone(),
        format!("{what} « {code} » : ce code n’existe pas"),
        format!("corrigez-le, ou ajoutez-le dans {file}"),
    );
}
