//! Integration tests of the application: routes called in process, as people
//! with a role call them.

#![expect(
    clippy::unwrap_used,
    reason = "people and pages of tests state their expectations plainly"
)]

mod abri;
mod accueil;
mod actors;
mod adresses;
mod affichage;
mod api;
mod assets;
mod bad_command;
mod bad_input;
mod catalogue;
mod command;
mod comptes;
mod connexion;
mod content;
mod contraste;
mod demarche;
mod documents;
mod ecoute;
mod eloignement;
mod evenement;
mod fiche;
mod fiche_guide;
mod fiche_ici;
mod fiche_mots;
mod flotte;
mod fraicheur;
mod headers;
mod https;
mod import;
mod imposteur;
mod json;
mod kill;
mod kreyol;
mod langue;
mod machines;
mod noeud;
mod note;
mod partage;
mod partenaire;
mod passages;
mod permanence;
mod quatre_formats;
mod rappel;
mod recherche;
mod recherches;
mod refaire;
mod roles;
mod sauvegarde;
mod sauvegarde_cle;
mod server;
mod service;
mod signalement;
mod texts;
mod transmission;
mod travaux;
mod visite;
mod visites;
mod vol;
