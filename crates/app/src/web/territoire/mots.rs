//! Words for the files of a territory and for the keys inside: these are French already, without
//! their accents.

/// Files that a territory may hold, to be begun from the list.
pub const MAY_BE: [&str; 7] = [
    "themes.toml",
    "evenements.toml",
    "services.toml",
    "sites.toml",
    "financement.toml",
    "projet.toml",
    "indicateurs.toml",
];

/// Keys whose word has an accent or several words.
const WORDS: [(&str, &str); 27] = [
    ("metier", "métier"),
    ("resume", "résumé"),
    ("vehicule", "véhicule"),
    ("equipement", "équipement"),
    ("ferie", "jour férié"),
    ("reel", "date réelle"),
    ("prevu", "date prévue"),
    ("definition", "définition"),
    ("periode", "période"),
    ("demarche", "démarche"),
    ("demarches", "démarches"),
    ("releve", "relevé"),
    ("depart", "départ"),
    ("jusqu_au", "jusqu’au"),
    ("nom_date", "ancien nom"),
    ("libelle", "libellé"),
    ("telephone", "téléphone"),
    ("numero", "numéro"),
    ("theme", "thème"),
    ("themes", "thèmes"),
    ("intitule", "intitulé"),
    ("unite", "unité"),
    ("unites", "unités"),
    ("materiel", "matériel"),
    ("controle", "contrôle"),
    ("code_insee", "code Insee"),
    ("etat", "état"),
];

/// What a file holds, as the texts name it.
pub fn kind(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if path.starts_with("methode/") {
        return "methode";
    }
    if path.starts_with("demarches/") {
        return "demarches";
    }
    if path.starts_with("traductions/") {
        return "traductions";
    }
    match (path, extension) {
        ("territoire.toml", _) => "territoire",
        ("partenaires.toml", _) => "partenaires",
        ("communes.csv", _) => "communes",
        ("lieux.csv", _) => "lieux",
        ("themes.toml", _) => "themes",
        ("evenements.toml", _) => "evenements",
        ("services.toml", _) => "services",
        ("sites.toml", _) => "sites",
        ("financement.toml", _) => "financement",
        ("projet.toml", _) => "projet",
        ("indicateurs.toml", _) => "indicateurs",
        ("demo.toml", _) => "demo",
        (_, "svg") => "logo",
        (_, "md") => "notes",
        _ => "autre",
    }
}

/// « Escalade, jours »: the words of a key.
pub fn label(key: &str) -> String {
    let parts = key.split('.').map(|part| match part.parse::<usize>() {
        Ok(rank) => (rank + 1).to_string(),
        Err(_) => word(part),
    });
    let said = parts.collect::<Vec<_>>().join(", ");
    let mut letters = said.chars();
    let first = letters.next().map(char::to_uppercase);
    first.map_or_else(String::new, |first| first.chain(letters).collect())
}

fn word(part: &str) -> String {
    let known = WORDS.iter().find(|(key, _)| *key == part);
    known.map_or_else(|| part.replace('_', " "), |(_, word)| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_key_reads_as_words() {
        assert_eq!(label("couleur_principale"), "Couleur principale");
        assert_eq!(label("nom_date.0.jusqu_au"), "Ancien nom, 1, jusqu’au");
        assert_eq!(label("equipement"), "Équipement");
    }
}
