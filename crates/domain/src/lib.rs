//! The rules of PLUS: what a visite, a demande, a permanence and a figure are.
//!
//! This crate is pure. It knows no database, no network, no clock, no HTML and
//! nothing asynchronous: what varies is passed in. Every other crate may use it,
//! and it uses none of them.

pub mod abonnement;
pub mod accessibilite;
pub mod account;
pub mod adresse;
pub mod aipd;
pub mod alarme;
pub mod atelier;
pub mod borne;
pub mod catalogue;
pub mod charte;
pub mod convention;
pub mod coop;
pub mod courrier;
pub mod croisement;
pub mod dossier;
pub mod droit;
pub mod eloignement;
pub mod emplacement;
pub mod escalade;
pub mod evenement;
pub mod event;
pub mod exploitation;
pub mod file;
pub mod financement;
pub mod form;
pub mod formation;
pub mod identite;
pub mod ids;
pub mod indicateur;
pub mod installation;
pub mod lexique;
pub mod machine;
pub mod mandat;
pub mod note;
pub mod opendata;
pub mod period;
pub mod permanence;
pub mod pres;
pub mod profile;
pub mod projet;
pub mod rappel;
pub mod recherche;
pub mod reference;
pub mod rendez_vous;
pub mod retrait;
pub mod satisfaction;
pub mod sensitive;
pub mod service;
pub mod signalement;
pub mod sites;
pub mod statement;
pub mod stats;
pub mod territoire;
pub mod tournee;
pub mod traduction;
pub mod traitement;
pub mod visite;
