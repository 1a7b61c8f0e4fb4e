//! Integration tests of the application: routes called in process, as people
//! with a role call them.

#![expect(
    clippy::unwrap_used,
    reason = "people and pages of tests state their expectations plainly"
)]

mod accueil;
mod actors;
mod api;
mod assets;
mod bad_command;
mod bad_input;
mod catalogue;
mod command;
mod comptes;
mod connexion;
mod content;
mod demarche;
mod fiche;
mod fraicheur;
mod headers;
mod import;
mod json;
mod kill;
mod langue;
mod passages;
mod permanence;
mod quatre_formats;
mod rappel;
mod recherche;
mod refaire;
mod roles;
mod sauvegarde;
mod server;
mod texts;
mod travaux;
mod visite;
mod visites;
