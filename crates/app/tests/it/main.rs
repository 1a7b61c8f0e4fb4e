//! Integration tests of the application: routes called in process, as people
//! with a role call them.

mod actors;
mod comptes;
mod connexion;
mod headers;
mod roles;
mod texts;
