//! Integration tests of the application: routes called in process, as people
//! with a role call them.

mod accueil;
mod actors;
mod assets;
mod comptes;
mod connexion;
mod demarche;
mod headers;
mod passages;
mod recherche;
mod roles;
mod texts;
