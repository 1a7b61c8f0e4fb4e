//! Integration tests of the application: routes called in process, as people
//! with a role call them.

#![expect(
    clippy::unwrap_used,
    reason = "people and pages of tests state their expectations plainly"
)]

mod abonnement;
mod abri;
mod accueil;
mod actors;
mod adresses;
mod affichage;
mod api;
mod assets;
mod bad_command;
mod bad_input;
mod bilan;
mod borne;
mod catalogue;
mod command;
mod comptes;
mod connexion;
mod content;
mod contraste;
mod courrier;
mod demarche;
mod documents;
mod dossier;
mod douze_bornes;
mod ecoute;
mod eloignement;
mod evenement;
mod fiche;
mod fiche_guide;
mod fiche_ici;
mod fiche_mots;
mod file;
mod financement;
mod flotte;
mod fraicheur;
mod headers;
mod https;
mod implantation;
mod import;
mod imposteur;
mod indicateur;
mod json;
mod kill;
mod kreyol;
mod langue;
mod lieux;
mod machines;
mod noeud;
mod note;
mod partage;
mod partenaire;
mod passages;
mod permanence;
mod permanence_jour;
mod plan;
mod projet;
mod quatre_formats;
mod rappel;
mod recherche;
mod recherches;
mod refaire;
mod rendez_vous;
mod retrait;
mod roles;
mod satisfaction;
mod sauvegarde;
mod sauvegarde_cle;
mod seance;
mod server;
mod service;
mod signalement;
mod texts;
mod tournee;
mod transmission;
mod travaux;
mod usages;
mod visite;
mod visites;
mod vol;
