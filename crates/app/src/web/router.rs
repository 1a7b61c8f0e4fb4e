//! Every route of PLUS, with who may take it.
//!
//! To add a page: one line here, its handler in `web/<feature>.rs`. The test
//! `roles` takes every line with every role. Addresses of people are French
//! nouns; those of machines are English.

use axum::{
    Router,
    extract::{Request, State},
    http::{Method, uri::PathAndQuery},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{MethodFilter, MethodRouter},
};
use plus_domain::identite::Demande;

use super::{
    abonnement, access::Access, accessibilite, accueil, affichage, affiche, agenda, api, assets,
    atelier, aujourdhui, avis, bilan, borne, bornes, calendrier, catalogue, chiffres, compte,
    comptes, connexion, convention, coop, courrier, demarche, dossier, droit, echange, ecoute,
    error::WebError, escalade, evenement, fiche, file, financement, formation, fraicheur, identite,
    implantation, importer, indicateur, installation, installer, lieux, machine, machines, mandat,
    note, opendata, page, partage, partenaire, partenaires, passages, permanence, pilotage, pres,
    projet, rappel, recherche, recherches, releve, rendez_vous, retrait, sante, satisfaction,
    seance, service, services, session::Signed, signalement, state::App, suivi, territoire, theme,
    tournee, trace, traitement, transmission, travaux, usages, visite, visites,
};

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Pattern of the path.
    pub path: &'static str,
    /// Who may take it.
    pub access: Access,
}

macro_rules! table {
    ($($method:ident $path:literal $access:ident => $handler:path;)*) => {
        /// Every route.
        pub const ROUTES: &[Route] = &[$(Route {
            method: stringify!($method),
            path: $path,
            access: Access::$access,
        },)*];

        fn add_all(router: Router<App>, app: &App) -> Router<App> {
            router$(.route($path, guarded(
                MethodRouter::new().on(MethodFilter::$method, $handler),
                Access::$access,
                app,
            )))*
        }
    };
}

table! {
    // Machines
    GET  "/healthz"                 Public  => sante::healthz;
    GET  "/metrics"                 Machine => sante::metrics;
    GET  "/assets/{*path}"          Public  => assets::show;
    GET  "/assets/territoire.css"   Public  => theme::colours;
    GET  "/sitemap.xml"             Public  => machines::sitemap;
    GET  "/robots.txt"              Public  => machines::robots;
    GET  "/.well-known/security.txt" Public => machines::security;
    GET  "/recherche.xml"           Public  => machines::search;
    GET  "/assets/qr.svg"           Public  => partage::show_qr;
    GET  "/passages.ics"            Public  => agenda::all;
    GET  "/avis.xml"                Public  => avis::show;

    // The public
    GET  "/"                            Public => accueil::show;
    GET  "/themes/{code}"               Public => theme::show;
    GET  "/evenements"                  Public => evenement::index;
    GET  "/evenements/{code}"           Public => evenement::show;
    GET  "/partenaires"                 Public => partenaires::index;
    GET  "/partenaires/{code}"          Public => partenaires::show;
    GET  "/demarches/{code}"            Public => demarche::show;
    GET  "/demarches/{code}/imprimer"   Public => demarche::print;
    GET  "/fiches"                      Public => fiche::index;
    GET  "/fiches/{id}"                 Public => fiche::show;
    GET  "/recherche"                   Public => recherche::show;
    GET  "/recherche/suggestions"       Public => recherche::propositions::show;
    GET  "/passages"                    Public => passages::index;
    GET  "/passages/{id}/agenda.ics"    Public => agenda::one;
    GET  "/passages/pres"               Public => pres::again;
    POST "/passages/pres"               Public => pres::by_position;
    GET  "/passages/calendrier"         Public => calendrier::show;
    GET  "/passages/affiche.pdf"        Public => affiche::show;
    GET  "/passages/abonnement"         Public => abonnement::show;
    POST "/passages/abonnement"         Public => abonnement::ask;
    GET  "/passages/abonnement/{jeton}" Public => abonnement::show_link;
    POST "/passages/abonnement/{jeton}/confirmer" Public => abonnement::confirm;
    POST "/passages/abonnement/{jeton}/quitter"   Public => abonnement::leave;
    GET  "/lieux/{code}"                Public => lieux::show;
    GET  "/bornes"                      Public => bornes::index;
    GET  "/services"                    Public => service::index;
    GET  "/services/{code}"             Public => service::show;
    GET  "/signalement"                 Public => signalement::show;
    POST "/signalement"                 Public => signalement::say;
    GET  "/rappel"                      Public => rappel::show;
    POST "/rappel"                      Public => rappel::ask;
    GET  "/suivi"                       Public => suivi::ask;
    POST "/suivi"                       Public => suivi::read;
    POST "/suivi/mandat"                Public => suivi::stop;
    POST "/suivi/retrait"               Public => suivi::withdraw;
    GET  "/mandat"                      Public => mandat::explique::show;

    // A slot, for who says only how to reach her
    GET  "/rendez-vous"                 Public => rendez_vous::show;
    POST "/rendez-vous"                 Public => rendez_vous::take;
    GET  "/rendez-vous/mien"            Public => rendez_vous::ask;
    POST "/rendez-vous/mien"            Public => rendez_vous::read;
    POST "/rendez-vous/deplacer"        Public => rendez_vous::shift;
    POST "/rendez-vous/annuler"         Public => rendez_vous::cancel;
    POST "/rendez-vous/confirmer"       Public => rendez_vous::confirm;
    POST "/rendez-vous/agenda"          Public => rendez_vous::file;

    // What people say at the end of a visite
    GET  "/satisfaction"                Public => satisfaction::public::show;
    GET  "/satisfaction/donner"         Agent  => satisfaction::donner::show;
    POST "/satisfaction/donner"         Agent  => satisfaction::donner::say;
    GET  "/pilotage/satisfaction"                Coordination => satisfaction::pilotage::show;
    POST "/pilotage/satisfaction"                Coordination => satisfaction::pilotage::write;
    POST "/pilotage/satisfaction/{id}/retirer"   Coordination => satisfaction::pilotage::remove;

    // Ateliers: those that come, what people can do before and after, the progress
    GET  "/ateliers"                    Public => atelier::announced;
    GET  "/ateliers/{id}/{temps}"       Agent  => atelier::ask;
    POST "/ateliers/{id}/{temps}"       Agent  => atelier::answer;
    GET  "/agent/ateliers"                     Agent => atelier::list;
    POST "/agent/ateliers"                     Agent => atelier::plan;
    GET  "/agent/ateliers/nouveau"             Agent => atelier::show_new;
    GET  "/agent/ateliers/{id}"                Agent => atelier::show;
    GET  "/agent/ateliers/{id}/corriger"       Agent => atelier::show_change;
    POST "/agent/ateliers/{id}/corriger"       Agent => atelier::change;
    POST "/agent/ateliers/{id}/tenir"          Agent => atelier::hold;
    POST "/agent/ateliers/{id}/annuler"        Agent => atelier::cancel;
    POST "/agent/ateliers/{id}/remettre"       Agent => atelier::restore;
    GET  "/pilotage/ateliers"                  Coordination => atelier::progress;
    GET  "/pilotage/coop"                      Coordination => coop::show;
    GET  "/pilotage/coop/fichier"              Coordination => coop::file;

    // A kiosk, by its own door
    GET  "/borne"                            Borne => seance::show;
    GET  "/borne/encore"                     Borne => seance::still;
    GET  "/borne/attente"                    Borne => seance::awaited;
    POST "/borne/attendre"                   Borne => seance::wait;
    POST "/borne/rester"                     Borne => seance::stay;
    POST "/borne/fin"                        Borne => seance::finish;
    GET  "/borne/fini"                       Borne => seance::ended;
    POST "/borne/avis"                       Borne => seance::say;
    GET  "/borne/ferme"                      Borne => seance::closed;
    GET  "/borne/indisponible"               Borne => seance::away;
    GET  "/borne/retrait"                    Borne => seance::show_code;
    POST "/borne/retrait"                    Borne => seance::take_code;
    GET  "/borne/numero"                     Borne => seance::show_number;
    POST "/borne/numero"                     Borne => seance::take_number;
    GET  "/borne/joindre"                    Borne => seance::joindre::show;
    POST "/borne/joindre"                    Borne => seance::joindre::give;
    POST "/borne/joindre/numeriser"          Borne => seance::joindre::scan;
    GET  "/borne/pause"                      Borne => seance::paused;
    GET  "/borne/equipe"                     Borne => seance::equipe::show;
    POST "/borne/equipe"                     Borne => seance::equipe::enter;
    POST "/borne/equipe/{geste}"             Borne => seance::equipe::act;
    POST "/borne/imprimer"                   Borne => seance::print;
    POST "/borne/retour"                     Borne => seance::uncover;
    GET  "/borne/impression/{numero}"        Borne => seance::read;
    POST "/borne/impression/{numero}"        Borne => seance::confirm;
    POST "/borne/impression/{numero}/arreter" Borne => seance::cancel;

    // Pages read aloud
    GET  "/ecoute"                      Public => ecoute::show;
    GET  "/ecoute/phrases"              Public => ecoute::sentences;
    GET  "/ecoute/son/{cle}"            Public => ecoute::sound;
    GET  "/ecoute/page"                 Public => ecoute::whole;

    // Programs: read only
    GET  "/api/v1/openapi.json"         Public  => api::document;
    GET  "/api/v1/territory"            Public  => api::open::territory;
    GET  "/api/v1/partners"             Public  => api::open::partners;
    GET  "/api/v1/places"               Public  => api::open::places;
    GET  "/api/v1/places.geojson"       Public  => api::lieux::geojson;
    GET  "/accessibilite"               Public  => accessibilite::show;
    GET  "/opendata"                    Public  => opendata::show;
    GET  "/opendata/catalogue.jsonld"   Public  => opendata::catalogue::show;
    GET  "/opendata/visites/{fichier}"  Public  => opendata::file;
    GET  "/opendata/data-inclusion/structures.json" Public => opendata::inclusion::structures;
    GET  "/opendata/data-inclusion/services.json"   Public => opendata::inclusion::services;
    GET  "/opendata/lieux-mediation-numerique.json" Public => api::lieux::json;
    GET  "/opendata/lieux-mediation-numerique.csv"  Public => api::lieux::csv;
    GET  "/opendata/hsds/service.json"  Public  => api::hsds::service;
    GET  "/opendata/releves/cles.json"  Public  => releve::cles::keys;
    GET  "/api/v1/procedures"           Public  => api::open::procedures;
    GET  "/api/v1/procedures/{code}"    Public  => api::open::procedure;
    GET  "/api/v1/services"             Public  => api::services::services;
    GET  "/api/v1/services/{code}"      Public  => api::services::service;
    GET  "/api/v1/sessions"             Public  => api::open::sessions;
    GET  "/api/v1/statements"           Partner => api::releves::statements;
    GET  "/api/v1/statements/{number}"  Partner => api::releves::statement;

    // A tablet that must trust the screens of the van
    GET  "/installer"                       Public => installer::show;
    GET  "/installer/qr.svg"                Public => installer::show_qr;
    GET  "/installer/autorite.crt"          Public => installer::certificate;
    GET  "/installer/autorite.mobileconfig" Public => installer::profile;

    // Coming in
    GET  "/connexion"               Public  => connexion::show;
    POST "/connexion"               Public  => connexion::enter;
    GET  "/connexion/code"          Public  => identite::entree::show;
    POST "/connexion/code"          Public  => identite::entree::enter;
    POST "/connexion/cle/defi"      Public  => identite::cle::ask_in;
    POST "/connexion/cle"           Public  => identite::cle::come_in;
    POST "/connexion/proconnect"          Public => identite::proconnect::enter;
    GET  "/connexion/proconnect/retour"   Public => identite::proconnect::come_back;
    GET  "/connexion/proconnect/fin"      Public => identite::proconnect::left;
    POST "/deconnexion"             Signed  => connexion::leave;
    POST "/session"                 Signed  => connexion::stay;
    POST "/session/choisir"         Public  => connexion::switch;
    POST "/affichage"               Public  => affichage::set;

    // One's own account, and links used once
    GET  "/compte"                  Signed  => compte::show;
    GET  "/compte/agenda"           Signed  => agenda::personnel::show;
    POST "/compte/agenda"           Signed  => agenda::personnel::open;
    POST "/compte/agenda/fermer"    Signed  => agenda::personnel::close;
    GET  "/agenda/{jeton}"          Public  => agenda::personnel::read;
    GET  "/agent/escalades"         Agent   => escalade::equipe::list;
    GET  "/agent/escalades/{id}"    Agent   => escalade::equipe::show;
    POST "/agent/escalades/{id}"    Agent   => escalade::equipe::reply;
    GET  "/agent/dossiers/{id}/escalader"  Agent => escalade::nouvelle::show;
    POST "/agent/dossiers/{id}/escalader"  Agent => escalade::nouvelle::send;
    GET  "/agent/echanges"          Agent   => echange::show;
    POST "/agent/echanges"          Agent   => echange::ask;
    POST "/agent/echanges/{id}"     Agent   => echange::answer;
    POST "/compte/mot-de-passe"     Signed  => compte::change;
    GET  "/compte/second-facteur"             Signed => identite::show;
    POST "/compte/second-facteur"             Signed => identite::change;
    GET  "/compte/second-facteur/code"        Signed => identite::code::show;
    POST "/compte/second-facteur/code"        Signed => identite::code::begin;
    POST "/compte/second-facteur/confirmer"   Signed => identite::code::confirm;
    POST "/compte/cles/defi"                  Signed => identite::cle::begin;
    POST "/compte/cles"                       Signed => identite::cle::add;
    POST "/compte/cles/{id}/retirer"          Signed => identite::cle::remove;
    POST "/compte/proconnect"                 Signed => identite::proconnect::begin;
    POST "/compte/proconnect/retirer"         Signed => identite::proconnect::remove;
    GET  "/compte/sessions"                   Signed => identite::sessions::show;
    POST "/compte/sessions/fermer"            Signed => identite::sessions::close_all;
    POST "/compte/sessions/{id}/fermer"       Signed => identite::sessions::close;
    GET  "/mot-de-passe"            Public  => compte::show_link;
    POST "/mot-de-passe"            Public  => compte::choose_by_link;
    POST "/mot-de-passe/proconnect" Public  => identite::proconnect::by_invitation;
    GET  "/installation"            Public  => installation::start;
    GET  "/installation/{etape}"    Public  => installation::show;
    POST "/installation/{etape}"    Public  => installation::keep;
    GET  "/premier-compte"          Public  => compte::show_link;
    POST "/premier-compte"          Public  => compte::make_first;

    // Pilotage
    GET  "/pilotage"                        Coordination => pilotage::show;
    GET  "/pilotage/chiffres"               Coordination => chiffres::show;
    GET  "/pilotage/chiffres/lignes"        Coordination => chiffres::list;
    GET  "/pilotage/chiffres/tableur"       Coordination => chiffres::export;
    GET  "/pilotage/releves"                Coordination => releve::mois::list;
    POST "/pilotage/releves"                Coordination => releve::mois::issue;
    POST "/pilotage/releves/approuver"      Coordination => releve::mois::approve;
    GET  "/pilotage/releves/annee/{partenaire}" Coordination => releve::serie::of;
    GET  "/pilotage/releves/preparation/{partenaire}/{mois}" Coordination => releve::mois::draft;
    GET  "/pilotage/releves/{number}"       Coordination => releve::read;
    GET  "/pilotage/releves/{number}/{format}" Coordination => releve::file;

    // The tour: plans, team, places, days of partners
    GET  "/pilotage/tournees"                       Coordination => tournee::plans::list;
    POST "/pilotage/tournees"                       Coordination => tournee::plans::ask;
    GET  "/pilotage/tournees/{id}"                  Coordination => tournee::plan::show;
    POST "/pilotage/tournees/{id}/publier"          Coordination => tournee::plan::publish;
    POST "/pilotage/tournees/{id}/refaire"          Coordination => tournee::plan::again;
    POST "/pilotage/tournees/{id}/revenir"          Coordination => tournee::retour::back;
    GET  "/pilotage/tournees/{id}/et-si"            Coordination => tournee::si::show;
    POST "/pilotage/tournees/{id}/abandonner"       Coordination => tournee::plan::give_up;
    GET  "/pilotage/tournees/{id}/jours/{date}"     Coordination => tournee::jour::show;
    POST "/pilotage/tournees/{id}/jours/{date}"     Coordination => tournee::jour::change;
    GET  "/pilotage/tableur"               Coordination => tournee::tableur::show;
    POST "/pilotage/tableur"               Coordination => tournee::tableur::check;
    POST "/pilotage/tableur/garder"        Coordination => tournee::tableur::keep;
    GET  "/pilotage/tableur/{sujet}"       Coordination => tournee::tableur::download;
    GET  "/pilotage/histoire"              Coordination => tournee::histoire::show;
    POST "/pilotage/histoire"              Coordination => tournee::histoire::take_back;
    GET  "/pilotage/equipe"                         Coordination => tournee::equipe::list;
    GET  "/pilotage/equipe/{id}"                    Coordination => tournee::equipe::show;
    POST "/pilotage/equipe/{id}"                    Coordination => tournee::equipe::change;
    POST "/pilotage/equipe/{id}/absences"           Coordination => tournee::equipe::add_absence;
    POST "/pilotage/absences/{id}/annuler"          Coordination => tournee::equipe::cancel_absence;
    GET  "/pilotage/besoin"                         Coordination => tournee::besoin::show;
    POST "/pilotage/besoin"                         Coordination => tournee::besoin::keep;
    GET  "/pilotage/escales"                        Coordination => tournee::escales::list;
    GET  "/pilotage/escales/{code}"                 Coordination => tournee::escales::show;
    POST "/pilotage/escales/{code}"                 Coordination => tournee::escales::change;
    GET  "/pilotage/presences"                      Coordination => tournee::presences::list;
    POST "/pilotage/presences"                      Coordination => tournee::presences::set;
    // The half-yearly report to the State
    GET  "/pilotage/bilans"                         Coordination => bilan::list;
    GET  "/pilotage/bilans/{half}"                  Coordination => bilan::show;
    POST "/pilotage/bilans/{half}"                  Coordination => bilan::say;
    GET  "/pilotage/bilans/{half}/{format}"         Coordination => bilan::files::file;
    // Where the kiosks go
    GET  "/pilotage/emplacements"                   Coordination => implantation::emplacements::list;
    POST "/pilotage/emplacements"                   Coordination => implantation::emplacements::set;
    POST "/pilotage/emplacements/{id}/retirer"      Coordination => implantation::emplacements::withdraw;
    GET  "/pilotage/implantation"                   Coordination => implantation::show;
    GET  "/pilotage/implantation/rapport"           Coordination => implantation::report;
    GET  "/pilotage/implantation/sites"             Coordination => implantation::sites;

    GET  "/pilotage/usages"                 Coordination => usages::show;
    GET  "/pilotage/catalogue"              Coordination => catalogue::list;
    POST "/pilotage/catalogue/{code}"       Coordination => catalogue::confirm;

    // Words that nobody answered, and the lexicon
    GET  "/pilotage/recherches"             Coordination => recherches::list;
    POST "/pilotage/recherches"             Coordination => recherches::propose;
    POST "/pilotage/recherches/ligne"       Coordination => recherches::review;
    POST "/pilotage/recherches/oublier"     Coordination => recherches::forget;
    // Services on line, and what readers say is wrong
    GET  "/pilotage/services"               Coordination => services::list;
    POST "/pilotage/services/verifier"      Coordination => services::look;
    POST "/pilotage/services/{code}"        Coordination => services::confirm;
    GET  "/pilotage/signalements"           Coordination => signalement::list;
    POST "/pilotage/signalements/{id}"      Coordination => signalement::settle;
    // Local notes
    GET  "/pilotage/notes"                  Coordination => note::liste::list;
    POST "/pilotage/notes"                  Coordination => note::ecrire::create;
    GET  "/pilotage/notes/nouvelle"         Coordination => note::ecrire::show_new;
    GET  "/pilotage/notes/{id}"             Coordination => note::ecrire::show;
    POST "/pilotage/notes/{id}"             Coordination => note::ecrire::change;
    POST "/pilotage/notes/{id}/relire"      Coordination => note::ecrire::reread;
    POST "/pilotage/notes/{id}/fermer"      Coordination => note::ecrire::close;
    POST "/pilotage/notes/{id}/rouvrir"     Coordination => note::ecrire::reopen;

    // The plan of financing, its spending, its claims
    GET  "/pilotage/financement"                          Coordination => financement::page::show;
    GET  "/pilotage/financement/tableur"                  Coordination => financement::export;
    GET  "/pilotage/financement/plan"                     Coordination => financement::plan::show;
    POST "/pilotage/financement/plan"                     Coordination => financement::plan::change;
    POST "/pilotage/financement/plan/definitif"           Coordination => financement::plan::finish;
    POST "/pilotage/financement/plan/rouvrir"             Coordination => financement::plan::reopen;
    POST "/pilotage/financement/lignes"                   Coordination => financement::plan::add_line;
    GET  "/pilotage/financement/lignes/nouvelle"          Coordination => financement::plan::new_line;
    GET  "/pilotage/financement/lignes/{code}"            Coordination => financement::plan::show_line;
    POST "/pilotage/financement/lignes/{code}"            Coordination => financement::plan::change_line;
    POST "/pilotage/financement/lignes/{code}/retirer"    Coordination => financement::plan::remove_line;
    GET  "/pilotage/financement/depenses"                 Coordination => financement::depenses::list;
    POST "/pilotage/financement/depenses"                 Coordination => financement::depenses::add;
    POST "/pilotage/financement/depenses/fichier"         Coordination => financement::depenses::add_file;
    POST "/pilotage/financement/depenses/{id}/payer"      Coordination => financement::depenses::pay;
    POST "/pilotage/financement/depenses/{id}/retirer"    Coordination => financement::depenses::cancel;
    GET  "/pilotage/financement/appels"                   Coordination => financement::appels::list;
    POST "/pilotage/financement/appels"                   Coordination => financement::appels::add;
    POST "/pilotage/financement/appels/{id}/recu"         Coordination => financement::appels::receive;
    POST "/pilotage/financement/appels/{id}/retirer"      Coordination => financement::appels::cancel;

    // Indicators
    GET  "/pilotage/indicateurs"                          Coordination => indicateur::show;

    // The project: milestones, equipment, reports sent
    GET  "/pilotage/projet"                               Coordination => projet::show;
    POST "/pilotage/projet/envois"                        Coordination => projet::send;
    GET  "/pilotage/projet/mesures"                       Coordination => projet::mesures::show;
    POST "/pilotage/projet/mesures"                       Coordination => projet::mesures::keep;
    POST "/pilotage/projet/jalons"                        Coordination => projet::jalons::add;
    GET  "/pilotage/projet/jalons/nouveau"                Coordination => projet::jalons::show_new;
    GET  "/pilotage/projet/jalons/{code}"                 Coordination => projet::jalons::show;
    POST "/pilotage/projet/jalons/{code}"                 Coordination => projet::jalons::change;
    POST "/pilotage/projet/jalons/{code}/retirer"         Coordination => projet::jalons::remove;
    POST "/pilotage/projet/materiels"                     Coordination => projet::materiels::add;
    GET  "/pilotage/projet/materiels/nouveau"             Coordination => projet::materiels::show_new;
    GET  "/pilotage/projet/materiels/{code}"              Coordination => projet::materiels::show;
    POST "/pilotage/projet/materiels/{code}"              Coordination => projet::materiels::change;
    POST "/pilotage/projet/materiels/{code}/controles"    Coordination => projet::materiels::check;
    POST "/pilotage/projet/materiels/{code}/retirer"      Coordination => projet::materiels::remove;

    // Conventions and partners
    GET  "/pilotage/conventions"                          Coordination => convention::show;
    POST "/pilotage/conventions"                          Coordination => convention::ecrire::add;
    GET  "/pilotage/conventions/nouvelle"                 Coordination => convention::ecrire::show_new;
    POST "/pilotage/conventions/reunions"                 Coordination => convention::reunions::add;
    GET  "/pilotage/conventions/reunions/nouvelle"        Coordination => convention::reunions::show_new;
    GET  "/pilotage/conventions/reunions/{code}"          Coordination => convention::reunions::show;
    POST "/pilotage/conventions/reunions/{code}"          Coordination => convention::reunions::change;
    POST "/pilotage/conventions/reunions/{code}/retirer"  Coordination => convention::reunions::remove;
    GET  "/pilotage/conventions/{code}"                   Coordination => convention::une::show;
    POST "/pilotage/conventions/{code}"                   Coordination => convention::ecrire::change;
    GET  "/pilotage/conventions/{code}/changer"           Coordination => convention::ecrire::show;
    POST "/pilotage/conventions/{code}/lignes/{nature}"   Coordination => convention::lignes::add;
    POST "/pilotage/conventions/{code}/obligations/{ligne}" Coordination => convention::lignes::keep;
    POST "/pilotage/conventions/{code}/retirer"           Coordination => convention::une::remove;
    POST "/pilotage/conventions/{code}/retirer/{ligne}"   Coordination => convention::lignes::remove;
    POST "/pilotage/conventions/{code}/revenir"           Coordination => convention::une::back;

    // Training: modules, sessions, attestations, steps of who arrives
    GET  "/pilotage/formation"                            Coordination => formation::tableau::show;
    POST "/pilotage/formation/modules"                    Coordination => formation::modules::add;
    GET  "/pilotage/formation/modules/nouveau"            Coordination => formation::modules::show_new;
    GET  "/pilotage/formation/modules/{code}"             Coordination => formation::modules::show;
    POST "/pilotage/formation/modules/{code}"             Coordination => formation::modules::change;
    POST "/pilotage/formation/modules/{code}/retirer"     Coordination => formation::modules::remove;
    POST "/pilotage/formation/sessions"                   Coordination => formation::sessions::add;
    GET  "/pilotage/formation/sessions/nouvelle"          Coordination => formation::sessions::show_new;
    GET  "/pilotage/formation/sessions/{code}"            Coordination => formation::sessions::show;
    POST "/pilotage/formation/sessions/{code}"            Coordination => formation::sessions::change;
    POST "/pilotage/formation/sessions/{code}/inscrits"   Coordination => formation::sessions::register;
    POST "/pilotage/formation/sessions/{code}/presences"  Coordination => formation::sessions::attend;
    POST "/pilotage/formation/sessions/{code}/annuler"    Coordination => formation::sessions::cancel;
    GET  "/pilotage/formation/attestations/{numero}"      Coordination => formation::attestation::file;
    GET  "/pilotage/formation/parcours"                   Coordination => formation::parcours::show;
    POST "/pilotage/formation/parcours"                   Coordination => formation::parcours::add;
    POST "/pilotage/formation/parcours/etapes/{code}"     Coordination => formation::parcours::change;
    POST "/pilotage/formation/parcours/personnes"         Coordination => formation::parcours::arrive;
    GET  "/pilotage/formation/parcours/{id}"              Coordination => formation::parcours::person;
    POST "/pilotage/formation/parcours/{id}"              Coordination => formation::parcours::tick;
    GET  "/agent/formation"                               Agent => formation::mienne::show;
    POST "/agent/formation"                               Agent => formation::parcours::tick_own;
    GET  "/agent/formation/attestations/{numero}"         Agent => formation::attestation::own;

    // Two breakdowns crossed
    GET  "/pilotage/croisement"             Coordination => chiffres::croisement::show;
    GET  "/pilotage/croisement/fichier/{format}" Coordination => chiffres::croisement::sortie::file;
    GET  "/pilotage/croisement/{id}"        Coordination => chiffres::croisement::made;
    GET  "/pilotage/croisement/{id}/fichier/{format}" Coordination => chiffres::croisement::sortie::file_made;
    GET  "/pilotage/vues"                   Coordination => chiffres::vue::list;
    POST "/pilotage/vues"                   Coordination => chiffres::vue::add;
    GET  "/pilotage/vues/{id}"              Coordination => chiffres::vue::une::show;
    POST "/pilotage/vues/{id}"              Coordination => chiffres::vue::une::rename;
    POST "/pilotage/vues/{id}/abandonner"   Coordination => chiffres::vue::une::give_up;
    POST "/pilotage/vues/{id}/lien"         Coordination => chiffres::vue::lien::open;
    POST "/pilotage/vues/{id}/lien/fermer"  Coordination => chiffres::vue::lien::close;
    GET  "/vue/{jeton}"                     Public => chiffres::vue::lien::read;

    // The files of the territory
    GET  "/pilotage/territoire"                         Coordination => territoire::list;
    POST "/pilotage/territoire"                         Admin => territoire::publish_folder;
    GET  "/pilotage/territoire/fichier"                 Coordination => territoire::fichier::show;
    POST "/pilotage/territoire/fichier"                 Coordination => territoire::fichier::keep;
    GET  "/pilotage/territoire/changements/{id}"        Coordination => territoire::changement::show;
    POST "/pilotage/territoire/changements/{id}"        Coordination => territoire::changement::decide;
    GET  "/pilotage/territoire/changements/{id}/apercu" Coordination => territoire::apercu::show;

    // Past visites from a file
    GET  "/pilotage/importer"               Coordination => importer::show;
    POST "/pilotage/importer"               Coordination => importer::check;
    GET  "/pilotage/importer/modele"        Coordination => importer::template;
    GET  "/pilotage/importer/{id}"          Coordination => importer::read;
    POST "/pilotage/importer/{id}/confirmer" Coordination => importer::confirm;
    POST "/pilotage/importer/{id}/renoncer" Coordination => importer::give_up;

    // The official content
    GET  "/pilotage/contenu"                Coordination => fraicheur::show;
    POST "/pilotage/contenu/chercher"       Coordination => fraicheur::look;
    POST "/pilotage/contenu/{code}/vu"      Coordination => fraicheur::saw;

    // Long work
    GET  "/pilotage/travaux"                Coordination => travaux::list;
    GET  "/pilotage/travaux/{id}"           Coordination => travaux::show;
    POST "/pilotage/travaux/{id}/arreter"   Coordination => travaux::cancel;

    // Partners: their own statements
    GET  "/partenaire"                      Partner => releve::own;
    GET  "/partenaire/annee"                Partner => releve::serie::own;
    GET  "/partenaire/releves/{number}"     Partner => releve::read_own;
    GET  "/partenaire/releves/{number}/{format}" Partner => releve::own_file;

    // Partners: their own pages of the catalogue
    GET  "/partenaire/escalades"                   Partner => escalade::partenaire::list;
    GET  "/partenaire/escalades/{id}"              Partner => escalade::partenaire::show;
    POST "/partenaire/escalades/{id}"              Partner => escalade::partenaire::reply;
    GET  "/partenaire/catalogue"                   Partner => partenaire::show;
    POST "/partenaire/catalogue/demarches/{code}"  Partner => partenaire::confirm_demarche;
    POST "/partenaire/catalogue/services/{code}"   Partner => partenaire::confirm_service;

    // Accounts of others
    GET  "/pilotage/trace"               Admin        => trace::show;
    GET  "/pilotage/trace/fichier"       Admin        => trace::file;
    GET  "/pilotage/comptes"             Coordination => comptes::list;
    POST "/pilotage/comptes"             Coordination => comptes::make;
    GET  "/pilotage/comptes/{id}"              Coordination => identite::compte::show;
    POST "/pilotage/comptes/{id}/deconnecter"  Coordination => identite::compte::close_sessions;
    POST "/pilotage/comptes/{id}/reprise"      Coordination => identite::compte::agree;
    POST "/pilotage/comptes/{id}/proconnect"   Coordination => identite::proconnect::remove_of;
    GET  "/pilotage/comptes/{id}/depart"       Coordination => identite::depart::show;
    POST "/pilotage/comptes/{id}/depart"       Coordination => identite::depart::leave;
    POST "/pilotage/comptes/{id}/depart/remettre" Coordination => identite::depart::hand;
    POST "/pilotage/comptes/{id}/lien"   Coordination => comptes::renew;
    POST "/pilotage/comptes/{id}/fermer" Coordination => comptes::close;
    POST "/pilotage/comptes/{id}/ouvrir" Coordination => comptes::reopen;

    // Machines: where this one stands, and those of the hub
    GET  "/transmission"                       Team         => transmission::show;
    POST "/transmission"                       Team         => transmission::exchange;
    GET  "/pilotage/machines"                  Coordination => machine::list;
    POST "/pilotage/machines"                  Coordination => machine::invite;
    GET  "/pilotage/machines/{id}"             Coordination => machine::one::show;
    GET  "/pilotage/machines/{id}/revoquer"    Coordination => machine::one::ask;
    POST "/pilotage/machines/{id}/revoquer"    Coordination => machine::one::revoke;
    POST "/pilotage/machines/{id}/lots/{lot}"  Coordination => machine::one::decide;

    // The kiosks, and the letters to the team
    GET  "/pilotage/bornes"                                Coordination => borne::list;
    GET  "/pilotage/bornes/{id}"                           Coordination => borne::une::show;
    POST "/pilotage/bornes/{id}/alarmes/{kind}/vu"         Coordination => borne::une::acknowledge;
    POST "/pilotage/bornes/{id}/demandes"                  Coordination => borne::ask;
    GET  "/pilotage/bornes/{id}/ecran/{demande}"           Coordination => borne::picture;
    POST "/pilotage/bornes/{id}/reglages"                  Coordination => borne::set;
    POST "/pilotage/bornes/{id}/pannes"                    Coordination => borne::report;
    POST "/pilotage/bornes/{id}/pannes/{panne}/fermer"     Coordination => borne::close;
    GET  "/pilotage/courrier"                              Coordination => courrier::show;
    POST "/pilotage/courrier"                              Coordination => courrier::decide;
    POST "/pilotage/courrier/essai"                        Coordination => courrier::test;

    // The day of the team, and its visites
    GET  "/agent"                           Agent => aujourdhui::show;
    POST "/agent/lieu"                      Agent => aujourdhui::choose_place;
    GET  "/agent/a-finir"                   Agent => visites::to_finish;
    GET  "/agent/conflits"                  Agent => visite::conflits::list;
    POST "/agent/conflits"                  Agent => visite::conflits::settle;

    // People to call back
    GET  "/agent/rappels"                Agent=> rappel::list;
    POST "/agent/rappels/{id}/prendre"   Agent => rappel::take;
    POST "/agent/rappels/{id}/rendre"    Agent => rappel::leave;
    POST "/agent/rappels/{id}/fait"      Agent => rappel::done;

    // The queue of the half-day
    GET  "/agent/rendez-vous"               Agent => rendez_vous::list;
    POST "/agent/rendez-vous"               Agent => rendez_vous::take_for;
    POST "/agent/rendez-vous/{id}/{geste}"  Agent => rendez_vous::act;
    GET  "/agent/file"               Agent => file::show;
    POST "/agent/file"               Agent => file::add;
    POST "/agent/file/suivant"       Agent => file::call_next;
    GET  "/agent/file/porte"         Agent => file::door;
    POST "/agent/file/porte"         Agent => file::take_at_door;
    GET  "/agent/file/ecran"         Agent => file::screen;
    POST "/agent/file/{id}/{geste}"  Agent => file::act;

    // Follow-ups and mandates
    GET  "/agent/dossiers"                             Agent => dossier::list;
    POST "/agent/dossiers"                             Agent => dossier::nouveau::open;
    GET  "/agent/dossiers/nouveau"                     Agent => dossier::nouveau::ask;
    GET  "/agent/dossiers/{id}"                        Agent => dossier::show;
    POST "/agent/dossiers/{id}/identite"               Agent => dossier::gestes::identify;
    POST "/agent/dossiers/{id}/etapes"                 Agent => dossier::gestes::add_step;
    POST "/agent/dossiers/{id}/etapes/{etape}"         Agent => dossier::gestes::finish_step;
    POST "/agent/dossiers/{id}/papiers"                Agent => dossier::gestes::add_paper;
    POST "/agent/dossiers/{id}/papiers/{papier}"       Agent => dossier::gestes::receive_paper;
    POST "/agent/dossiers/{id}/promesses"              Agent => dossier::gestes::promise;
    POST "/agent/dossiers/{id}/promesses/{promesse}"   Agent => dossier::gestes::keep_promise;
    POST "/agent/dossiers/{id}/equipe"                 Agent => dossier::gestes::share;
    POST "/agent/dossiers/{id}/visites"                Agent => dossier::visites::attach;
    POST "/agent/dossiers/{id}/visites/{visite}/retirer" Agent => dossier::visites::detach;
    POST "/agent/dossiers/{id}/clore"                  Agent => dossier::gestes::close;
    POST "/agent/dossiers/{id}/effacer"                Agent => dossier::gestes::erase;
    POST "/agent/dossiers/{id}/talon"                  Agent => dossier::talon::make;
    GET  "/agent/dossiers/{id}/fusion"                 Agent => dossier::fusion::choose;
    POST "/agent/dossiers/{id}/fusion"                 Agent => dossier::fusion::join;
    POST "/agent/dossiers/{id}/fusion/{autre}/separer" Agent => dossier::fusion::separate;
    GET  "/agent/droits"                               Agent => droit::list;
    POST "/agent/droits"                               Agent => droit::nouveau::open;
    GET  "/agent/droits/nouveau"                       Agent => droit::nouveau::ask;
    GET  "/agent/droits/{id}"                          Agent => droit::un::show;
    POST "/pilotage/droits/{id}/repondre"              Coordination => droit::un::answer;
    POST "/pilotage/droits/{id}/prolonger"             Coordination => droit::un::extend;
    POST "/pilotage/droits/{id}/lever"                 Coordination => droit::un::lift;
    GET  "/agent/dossiers/{id}/acces/{format}"         Agent => dossier::acces::file;
    GET  "/agent/dossiers/{id}/mandats/nouveau"        Agent => mandat::nouveau::ask;
    POST "/agent/dossiers/{id}/mandats"                Agent => mandat::nouveau::sign;
    GET  "/agent/dossiers/{id}/mandats/lu"             Agent => mandat::lu::to_sign;
    GET  "/agent/mandats/{id}/lu"                      Agent => mandat::lu::signed;
    GET  "/agent/mandats/{id}"                         Agent => mandat::show;
    GET  "/agent/mandats/{id}/{exemplaire}"            Agent => mandat::file;
    GET  "/agent/mandats/{id}/numerise"                Agent => mandat::numerise::file;
    POST "/agent/mandats/{id}/numerise"                Agent => mandat::numerise::keep;
    POST "/agent/mandats/{id}/actes"                   Agent => mandat::act;
    POST "/agent/mandats/{id}/arreter"                 Agent => mandat::stop;
    GET  "/pilotage/traitements"                       Coordination => traitement::show;
    GET  "/pilotage/traitements/analyse"               Coordination => traitement::assess;
    GET  "/pilotage/mandats"                           Coordination => mandat::equipe::show;
    POST "/pilotage/mandats"                           Coordination => mandat::equipe::say;

    // Papers left at a borne
    GET  "/agent/retraits"               Agent => retrait::list;
    GET  "/agent/retraits/nouveau"       Agent => retrait::nouveau::show;
    POST "/agent/retraits/nouveau"       Agent => retrait::nouveau::leave;
    POST "/agent/retraits/{id}/annuler"  Agent => retrait::cancel;
    GET  "/agent/visites"                   Agent => visites::list;
    POST "/agent/visites"                   Agent => visite::nouvelle::create;
    GET  "/agent/visites/nouvelle"          Agent => visite::nouvelle::show;
    GET  "/agent/visites/{id}"              Agent => visite::trace::show;
    GET  "/agent/visites/{id}/enregistree"  Agent => visite::enregistree::show;
    POST "/agent/visites/{id}/completer"    Agent => visite::correction::complete;
    POST "/agent/visites/{id}/demandes"     Agent => visite::demande::add;
    POST "/agent/visites/{id}/brouillon"    Agent => visite::brouillon::save;
    GET  "/agent/visites/{id}/corriger"     Agent => visite::correction::edit;
    POST "/agent/visites/{id}/corriger"     Agent => visite::correction::correct;
    POST "/agent/visites/{id}/annuler"      Agent => visite::correction::cancel;
    POST "/agent/visites/{id}/remettre"     Agent => visite::correction::restore;
    POST "/agent/permanences/{id}/ouvrir"   Agent => permanence::changer::open;
    POST "/agent/permanences/{id}/fermer"   Agent => permanence::changer::close;
    POST "/agent/permanences/{id}/dire"     Agent => permanence::dire::say;

    // Permanences
    GET  "/pilotage/permanences"                Coordination => permanence::prevoir::list;
    POST "/pilotage/permanences"                Coordination => permanence::prevoir::plan;
    POST "/pilotage/permanences/fichier"        Coordination => permanence::prevoir::plan_file;
    GET  "/pilotage/permanences/{id}"           Coordination => permanence::changer::show;
    POST "/pilotage/permanences/{id}/dire"      Coordination => permanence::dire::say_from_afar;
    POST "/pilotage/permanences/{id}/deplacer"  Coordination => permanence::changer::move_it;
    POST "/pilotage/permanences/{id}/annuler"   Coordination => permanence::changer::cancel;
    POST "/pilotage/permanences/{id}/retablir"  Coordination => permanence::changer::restore;
}

/// The router of the table.
pub fn routes(app: &App) -> Router<App> {
    add_all(Router::new(), app).fallback(nowhere)
}

/// Who may take the page of a path, if there is one (as it is written in the table).
pub fn access_of(path: &str) -> Option<Access> {
    let page = |route: &&Route| route.method == "GET" && route.path == path;
    ROUTES.iter().find(page).map(|route| route.access)
}

/// The pattern that an address follows, for the log: an address itself may hold the link of a
/// person. Among several the first of the table; nothing when there is none.
pub fn pattern_of(path: &str) -> &'static str {
    let found = ROUTES.iter().find(|route| follows(route.path, path));
    found.map_or("", |route| route.path)
}

fn follows(pattern: &str, path: &str) -> bool {
    if let Some((start, _)) = pattern.split_once("{*") {
        return path.starts_with(start);
    }
    let (mut words, mut parts) = (pattern.split('/'), path.split('/'));
    loop {
        match (words.next(), parts.next()) {
            (None, None) => return true,
            (Some(word), Some(part)) if word == part || word.starts_with('{') => {}
            _ => return false,
        }
    }
}

async fn nowhere() -> WebError {
    WebError::NotFound
}

fn guarded(routes: MethodRouter<App>, access: Access, app: &App) -> MethodRouter<App> {
    let key = (access, app.clone());
    routes.layer(from_fn_with_state(key, guard))
}

/// Lets in who may; sends the others to sign in, or says that it is not theirs.
async fn guard(
    State((access, app)): State<(Access, App)>,
    request: Request,
    next: Next,
) -> Response {
    let signed = request.extensions().get::<Signed>();
    let role = signed.map(|s| s.account.role);
    // Her own account, and what everybody may take, stay open.
    let first_change = signed.is_some_and(|s| s.must_change);
    if first_change && !matches!(access, Access::Public | Access::Signed) && access.allows(role) {
        return to_own(&request, "/compte");
    }
    let factor = signed.is_some_and(|s| s.factor == Demande::Maintenant);
    if factor && !matches!(access, Access::Public | Access::Signed) && access.allows(role) {
        return to_own(&request, identite::PATH);
    }
    let at_kiosk = request.extensions().get::<seance::Kiosk>().is_some();
    let may = match access {
        Access::Borne => at_kiosk,
        // The browser of a kiosk comes from its machine too.
        Access::Machine => access.allows(role) || !at_kiosk && sante::is_local(&request),
        _ => access.allows(role),
    };
    if may {
        let writes = request.method() != Method::GET;
        let answer = next.run(request).await;
        if writes {
            // What was just written may wait for the hub: the next page says so.
            app.glance.forget();
        }
        return answer;
    }
    // Elsewhere than at a kiosk these pages are not there.
    if access == Access::Borne {
        return WebError::NotFound.into_response();
    }
    match role {
        Some(_) => WebError::Forbidden.into_response(),
        None if access == Access::Machine || request.uri().path().starts_with("/api/") => {
            WebError::Unauthenticated.into_response()
        }
        None => to_sign_in(&request),
    }
}

/// A password to change, a second factor to set up, before anything else; programs have to be
/// told otherwise.
fn to_own(request: &Request, path: &str) -> Response {
    if request.uri().path().starts_with("/api/") {
        return WebError::Unauthenticated.into_response();
    }
    page::see_other(path)
}

/// To `/connexion`, and back here afterwards when here is a page to read.
fn to_sign_in(request: &Request) -> Response {
    let here = request.uri().path_and_query().map(PathAndQuery::as_str);
    match here.filter(|_| request.method() == Method::GET) {
        Some(here) => page::see_other(&format!("/connexion?suite={}", encoded(here))),
        None => page::see_other("/connexion"),
    }
}

/// A path inside a query string.
pub fn encoded(text: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.".contains(&byte);
    let written = text.bytes().map(|byte| match byte {
        byte if kept(byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    written.collect()
}
