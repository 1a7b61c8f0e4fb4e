//! The pages and the API: axum, templates, sessions.
//!
//! Start at `router`: every route stands there, with who may take it. A handler
//! reads its form, calls the domain, calls the store and answers; rules are not
//! here, nor is SQL.

pub mod abonnement;
pub mod access;
mod accessibilite;
pub mod accueil;
pub mod address;
pub mod adresse;
pub mod affichage;
pub mod affiche;
pub mod agenda;
pub mod api;
pub mod assets;
pub mod atelier;
pub mod aujourdhui;
pub mod avis;
pub mod bilan;
pub mod borne;
pub mod bornes;
pub mod browser;
pub mod bus;
pub mod cadence;
pub mod calendrier;
pub mod carte;
pub mod catalogue;
pub mod chiffres;
pub mod compte;
pub mod comptes;
pub mod connexion;
pub mod contact;
pub mod contenu;
pub mod convention;
pub mod cookies;
pub mod coop;
pub mod corps;
pub mod courrier;
pub mod csrf;
pub mod demarche;
pub mod dossier;
mod droit;
pub mod echange;
pub mod ecoute;
pub mod ecriture;
pub mod eloignement;
pub mod error;
pub mod escalade;
pub mod evenement;
pub mod faults;
pub mod fiche;
pub mod fiche_html;
pub mod file;
pub mod financement;
pub mod formation;
pub mod fraicheur;
pub mod frontiere;
pub mod headers;
pub mod ici;
pub mod identite;
pub mod implantation;
pub mod importer;
pub mod indicateur;
pub mod installation;
pub mod installer;
pub mod langue;
pub mod lieu;
pub mod lieux;
pub mod machine;
pub mod machines;
mod maintenance;
pub mod mandat;
pub mod moment;
pub mod nav;
pub mod noms;
pub mod note;
pub mod opendata;
pub mod page;
pub mod partage;
pub mod partenaire;
pub mod partenaires;
pub mod passages;
pub mod permanence;
pub mod pilotage;
pub mod pres;
pub mod projet;
pub mod rappel;
pub mod recherche;
pub mod recherches;
pub mod releve;
pub mod rendez_vous;
pub mod retrait;
pub mod router;
pub mod sante;
pub mod satisfaction;
pub mod schema;
pub mod seance;
mod security_log;
pub mod service;
pub mod services;
pub mod session;
pub mod signalement;
pub mod state;
pub mod suivi;
pub mod sync;
pub mod territoire;
pub mod text;
pub mod theme;
pub mod tournee;
pub mod trace;
pub mod traitement;
mod transmission;
pub mod travaux;
pub mod upload;
pub mod usages;
pub mod visite;
pub mod visites;

use axum::{Router, middleware::from_fn, middleware::from_fn_with_state};
use tower::{Layer, util::MapRequestLayer};
use tower_http::compression::{
    CompressionLayer,
    predicate::{DefaultPredicate, NotForContentType, Predicate},
};

use state::App;

/// The whole application: the routes inside what protects and dresses them.
/// Layers are listed from the inside out.
pub fn application(app: &App) -> Router {
    let with = || app.clone();
    // A sound does not compress, and is asked for by ranges.
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("audio/"));
    let inside = router::routes(app)
        .layer(from_fn_with_state(with(), installation::gate))
        .layer(from_fn_with_state(with(), csrf::protect))
        .layer(from_fn_with_state(with(), trace::write))
        .layer(from_fn_with_state(with(), cadence::hold))
        .layer(from_fn_with_state(with(), session::load))
        .layer(from_fn_with_state(with(), error::contain))
        .layer(from_fn_with_state(with(), eloignement::close))
        .layer(from_fn_with_state(with(), maintenance::close))
        .layer(from_fn_with_state(with(), error::dress))
        .layer(from_fn(langue::dress))
        .layer(from_fn_with_state(with(), headers::secure))
        .layer(from_fn(corps::join))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(from_fn(sante::measure))
        .with_state(with());
    // Outside the router: the language leaves the address before a route is chosen.
    let machines = sync::routes(app)
        .layer(from_fn_with_state(with(), maintenance::close))
        .layer(from_fn_with_state(with(), headers::bare));
    Router::new()
        .nest("/sync/v1", machines)
        .fallback_service(MapRequestLayer::new(langue::take).layer(inside))
        .layer(from_fn(frontiere::close))
}
