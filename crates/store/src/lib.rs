//! The store: SQLite on every node, PostgreSQL for a hub that outgrows one machine.
//!
//! Statements are written once, in the subset that both engines understand, and
//! run through one thin layer (`engine`). Every business fact goes through one
//! write path: `append` writes the journal entry, its projection and the roll-ups
//! in one transaction. Nothing here knows the web or makes a clock or an id.

pub mod abonnement;
pub mod account;
pub mod adresse;
pub mod agenda;
pub mod append;
pub mod atelier;
pub mod audit;
pub mod backup;
pub mod borne;
pub mod bulk;
pub mod catalogue;
pub mod content;
pub mod convention;
pub mod copy;
pub mod courrier;
pub mod credential;
pub mod document;
pub mod dossier;
pub mod draft;
pub mod droit;
pub mod efface;
pub mod engine;
mod error;
pub mod escalade;
pub mod exchange;
pub mod file;
pub mod financement;
pub mod formation;
pub mod fraicheur;
pub mod habit;
pub mod identite;
pub mod job;
pub mod journal;
pub mod lexique;
pub mod note;
pub mod permanence;
pub mod preparation;
mod project;
pub mod projet;
pub mod rappel;
pub mod raw;
pub mod rebuild;
pub mod recherche;
pub mod rendez_vous;
pub mod retrait;
pub mod review;
mod rollup;
pub mod satisfaction;
mod schema;
pub mod service;
pub mod session;
pub mod setting;
pub mod signalement;
pub mod statement;
pub mod stats;
pub mod territory;
pub mod throttle;
pub mod tournee;
pub mod transfer;
pub mod usage;
pub mod visite;
pub mod vue;

pub use append::{Stamp, append};
pub use engine::{Arg, Durability, Engine, FILE, Link, Options, Row, Sql, Store, Tx};
pub use error::StoreError;
