//! The store, on SQLite always and on PostgreSQL when `PLUS_TEST_POSTGRES` names
//! a server: every test takes both through `engines`.

#![expect(
    clippy::unwrap_used,
    reason = "what a test needs to set up is there, or the test fails"
)]

mod abonnement;
mod agenda;
mod append;
mod atelier;
mod audit;
mod backup;
mod borne;
mod columns;
mod convention;
mod courrier;
mod dossier;
mod escalade;
mod exchange;
mod financement;
mod fraicheur;
mod house;
mod identite;
mod job;
mod journal;
mod note;
mod preparation;
mod projet;
mod rappel;
mod recherche;
mod rendez_vous;
mod retrait;
mod review;
mod satisfaction;
mod scope;
mod session;
mod signalement;
mod solved;
mod stats;
mod together;
mod tournee;
mod transfer;
mod vue;
mod wipe;
