//! The bar over the sites of partners, and the keyboard on the screen, in a language.

use plus_borne::browser::Bar;

use crate::{
    config,
    web::{langue::Language, text::Texts},
};

/// The bar over the sites of partners, in a language.
pub fn barre(base: &str, language: Language, settings: &config::Borne) -> Bar {
    let texts = Texts::of(language);
    Bar {
        own: base.to_owned(),
        home: texts.get("seance-accueil"),
        listen: texts.get("ecoute-ecouter"),
        larger: texts.get("seance-plus-grand"),
        print: texts.get("base-imprimer"),
        waits: texts.get("seance-attente-bouton"),
        noted: texts.get("seance-attente-note"),
        done: texts.get("seance-fini"),
        name: texts.get("seance-barre"),
        keyboard: settings.screen_keyboard,
        keys: texts.get("seance-clavier"),
        back: texts.get("seance-clavier-effacer"),
        space: texts.get("seance-clavier-espace"),
        enter: texts.get("seance-clavier-valider"),
        hide: texts.get("seance-clavier-fermer"),
        switch: settings.switch_key.clone(),
        pace: settings.switch_ms,
    }
}
