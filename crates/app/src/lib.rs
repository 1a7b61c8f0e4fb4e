//! PLUS: the command line, the configuration, the web pages and the jobs.
//!
//! The only crate that wires the others together. A page is found by its route:
//! every route stands in `web/router.rs`, each feature has one name in `web/`,
//! `templates/`, `locales/fr/` and `tests/it/`.

pub mod account;
pub mod audit;
pub mod backup;
pub mod borne;
pub mod cli;
pub mod composition;
pub mod config;
pub mod content;
pub mod convention;
pub mod courrier;
pub mod demo;
pub mod dossier;
pub mod efface;
pub mod escalade;
pub mod exploitation;
pub mod formation;
pub mod identite;
pub mod implantation;
pub mod import;
pub mod job;
pub mod maintenance;
pub mod node;
pub mod opendata;
pub mod outside;
pub mod password;
pub mod recherche;
pub mod rendez_vous;
pub mod retrait;
pub mod rgpd;
pub mod seance;
pub mod sms;
pub mod statement;
pub mod territory;
pub mod tls;
pub mod tournee;
pub mod web;
