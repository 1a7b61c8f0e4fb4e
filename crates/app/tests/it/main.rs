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
mod catalogue;
mod command;
mod comptes;
mod connexion;
mod content;
mod demarche;
mod fiche;
mod headers;
mod json;
mod langue;
mod passages;
mod permanence;
mod recherche;
mod roles;
mod texts;
mod visite;
mod visites;
