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

use super::{
    access::Access, accueil, api, assets, aujourdhui, bornes, catalogue, chiffres, compte, comptes,
    connexion, demarche, error::WebError, fiche, fraicheur, importer, page, passages, permanence,
    pilotage, rappel, recherche, releve, sante, session::Signed, state::App, theme, travaux,
    visite, visites,
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

    // The public
    GET  "/"                            Public => accueil::show;
    GET  "/themes/{code}"               Public => theme::show;
    GET  "/demarches/{code}"            Public => demarche::show;
    GET  "/demarches/{code}/imprimer"   Public => demarche::print;
    GET  "/fiches"                      Public => fiche::index;
    GET  "/fiches/{id}"                 Public => fiche::show;
    GET  "/recherche"                   Public => recherche::show;
    GET  "/passages"                    Public => passages::index;
    GET  "/bornes"                      Public => bornes::index;
    GET  "/rappel"                      Public => rappel::show;
    POST "/rappel"                      Public => rappel::ask;

    // Programs: read only
    GET  "/api/v1/openapi.json"         Public  => api::document;
    GET  "/api/v1/territory"            Public  => api::open::territory;
    GET  "/api/v1/partners"             Public  => api::open::partners;
    GET  "/api/v1/places"               Public  => api::open::places;
    GET  "/api/v1/procedures"           Public  => api::open::procedures;
    GET  "/api/v1/procedures/{code}"    Public  => api::open::procedure;
    GET  "/api/v1/sessions"             Public  => api::open::sessions;
    GET  "/api/v1/statements"           Partner => api::releves::statements;
    GET  "/api/v1/statements/{number}"  Partner => api::releves::statement;

    // Coming in
    GET  "/connexion"               Public  => connexion::show;
    POST "/connexion"               Public  => connexion::enter;
    POST "/deconnexion"             Signed  => connexion::leave;
    POST "/session"                 Signed  => connexion::stay;
    POST "/session/choisir"         Public  => connexion::switch;
    POST "/affichage"               Public  => connexion::set_theme;

    // One's own account, and links used once
    GET  "/compte"                  Signed  => compte::show;
    POST "/compte/mot-de-passe"     Signed  => compte::change;
    GET  "/mot-de-passe"            Public  => compte::show_link;
    POST "/mot-de-passe"            Public  => compte::choose_by_link;
    GET  "/premier-compte"          Public  => compte::show_link;
    POST "/premier-compte"          Public  => compte::make_first;

    // Pilotage
    GET  "/pilotage"                        Coordination => pilotage::show;
    GET  "/pilotage/chiffres"               Coordination => chiffres::show;
    GET  "/pilotage/chiffres/lignes"        Coordination => chiffres::list;
    GET  "/pilotage/chiffres/tableur"       Coordination => chiffres::export;
    GET  "/pilotage/releves"                Coordination => releve::list;
    POST "/pilotage/releves"                Coordination => releve::issue;
    GET  "/pilotage/releves/{number}"       Coordination => releve::read;
    GET  "/pilotage/releves/{number}/{format}" Coordination => releve::file;

    GET  "/pilotage/catalogue"              Coordination => catalogue::list;
    POST "/pilotage/catalogue/{code}"       Coordination => catalogue::confirm;

    // Two breakdowns crossed
    GET  "/pilotage/croisement"             Coordination => chiffres::croisement::show;
    GET  "/pilotage/croisement/tableur"     Coordination => chiffres::croisement::export;
    GET  "/pilotage/croisement/{id}"        Coordination => chiffres::croisement::made;
    GET  "/pilotage/croisement/{id}/tableur" Coordination => chiffres::croisement::export_made;

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
    GET  "/partenaire/releves/{number}"     Partner => releve::read_own;
    GET  "/partenaire/releves/{number}/{format}" Partner => releve::own_file;

    // Accounts of others
    GET  "/pilotage/comptes"             Coordination => comptes::list;
    POST "/pilotage/comptes"             Coordination => comptes::make;
    POST "/pilotage/comptes/{id}/lien"   Coordination => comptes::renew;
    POST "/pilotage/comptes/{id}/fermer" Coordination => comptes::close;
    POST "/pilotage/comptes/{id}/ouvrir" Coordination => comptes::reopen;

    // The day of the team, and its visites
    GET  "/agent"                           Agent => aujourdhui::show;
    POST "/agent/lieu"                      Agent => aujourdhui::choose_place;
    GET  "/agent/a-finir"                   Agent => visites::to_finish;

    // People to call back
    GET  "/agent/rappels"                Agent=> rappel::list;
    POST "/agent/rappels/{id}/prendre"   Agent => rappel::take;
    POST "/agent/rappels/{id}/rendre"    Agent => rappel::leave;
    POST "/agent/rappels/{id}/fait"      Agent => rappel::done;
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

    // Permanences
    GET  "/pilotage/permanences"                Coordination => permanence::prevoir::list;
    POST "/pilotage/permanences"                Coordination => permanence::prevoir::plan;
    POST "/pilotage/permanences/fichier"        Coordination => permanence::prevoir::plan_file;
    GET  "/pilotage/permanences/{id}"           Coordination => permanence::changer::show;
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

async fn nowhere() -> WebError {
    WebError::NotFound
}

fn guarded(routes: MethodRouter<App>, access: Access, app: &App) -> MethodRouter<App> {
    let key = (access, app.clone());
    routes.layer(from_fn_with_state(key, guard))
}

/// Lets in who may; sends the others to sign in, or says that it is not theirs.
async fn guard(State((access, _)): State<(Access, App)>, request: Request, next: Next) -> Response {
    let role = request.extensions().get::<Signed>().map(|s| s.account.role);
    if access.allows(role) || access == Access::Machine && sante::is_local(&request) {
        return next.run(request).await;
    }
    match role {
        Some(_) => WebError::Forbidden.into_response(),
        None if access == Access::Machine || request.uri().path().starts_with("/api/") => {
            WebError::Unauthenticated.into_response()
        }
        None => to_sign_in(&request),
    }
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
