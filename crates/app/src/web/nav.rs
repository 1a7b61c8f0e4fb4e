//! The places of the navigation, per role.
//!
//! A place is shown when its route exists and the role may take it, so that no
//! link is ever dead.

use plus_domain::account::Role;

use super::router;

/// A place as the template shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    /// Address.
    pub href: &'static str,
    /// Key of its word.
    pub key: &'static str,
    /// Icon of the sprite.
    pub icon: &'static str,
    /// Whether the page is there.
    pub current: bool,
    /// What waits there, 0 when nothing does or nothing is known.
    pub count: u32,
}

type Place = (&'static str, &'static str, &'static str);

const PUBLIC: &[Place] = &[
    ("/", "nav-accueil", "house"),
    ("/passages", "nav-bus", "van"),
    ("/bornes", "nav-bornes", "monitor"),
    ("/recherche", "nav-recherche", "magnifying-glass"),
    ("/services", "nav-services", "squares-four"),
];

const AGENT: &[Place] = &[
    ("/agent", "nav-aujourdhui", "sun-horizon"),
    (
        "/agent/visites/nouvelle",
        "nav-nouvelle-visite",
        "plus-circle",
    ),
    ("/agent/visites", "nav-visites", "list-checks"),
    ("/agent/permanences", "nav-permanences", "calendar-dots"),
    ("/agent/a-finir", "nav-a-finir", "hourglass"),
    ("/agent/file", "nav-file", "hourglass"),
    ("/agent/rendez-vous", "nav-rendez-vous", "calendar-check"),
    ("/agent/dossiers", "nav-dossiers", "users"),
    ("/agent/escalades", "nav-escalades", "handshake"),
    ("/agent/droits", "nav-droits", "shield-check"),
    ("/agent/ateliers", "nav-ateliers", "users-three"),
    ("/agent/rappels", "nav-rappels", "phone"),
    ("/agent/retraits", "nav-retraits", "printer"),
    ("/agent/formation", "nav-ma-formation", "seal-check"),
    ("/recherche", "nav-fiches", "book-open"),
];

const COORDINATION: &[Place] = &[
    ("/pilotage", "nav-tableau", "gauge"),
    ("/pilotage/chiffres", "nav-chiffres", "chart-bar-horizontal"),
    ("/pilotage/releves", "nav-releves", "file-text"),
    ("/pilotage/indicateurs", "nav-indicateurs", "list-checks"),
    ("/pilotage/ateliers", "nav-ateliers", "users-three"),
    ("/pilotage/permanences", "nav-permanences", "calendar-dots"),
    ("/pilotage/tournees", "nav-tournees", "van"),
    ("/pilotage/financement", "nav-financement", "currency-eur"),
    ("/pilotage/projet", "nav-projet", "flag"),
    ("/pilotage/conventions", "nav-conventions", "handshake"),
    ("/pilotage/formation", "nav-formation", "seal-check"),
    ("/pilotage/usages", "nav-usages", "monitor"),
    ("/pilotage/catalogue", "nav-catalogue", "book-open"),
    ("/pilotage/recherches", "nav-recherches", "magnifying-glass"),
    ("/pilotage/services", "nav-services", "squares-four"),
    ("/pilotage/signalements", "nav-signalements", "flag"),
    ("/pilotage/notes", "nav-notes", "note-pencil"),
    ("/pilotage/contenu", "nav-contenu", "cloud-check"),
    ("/pilotage/importer", "nav-importer", "upload-simple"),
    (
        "/pilotage/travaux",
        "nav-travaux",
        "clock-counter-clockwise",
    ),
    ("/pilotage/bornes", "nav-flotte", "map-pin"),
    ("/pilotage/bilans", "nav-bilans", "file-text"),
    ("/pilotage/implantation", "nav-implantation", "map-trifold"),
    ("/pilotage/machines", "nav-machines", "monitor"),
    ("/pilotage/courrier", "nav-courrier", "envelope-simple"),
    ("/agent/droits", "nav-droits", "shield-check"),
    ("/pilotage/mandats", "nav-mandats", "note-pencil"),
    ("/pilotage/territoire", "nav-territoire", "map-trifold"),
    ("/pilotage/comptes", "nav-comptes", "users"),
    ("/pilotage/trace", "nav-trace", "shield-check"),
    ("/agent", "nav-espace-agent", "van"),
];

const PARTNER: &[Place] = &[
    ("/partenaire", "nav-vos-releves", "file-text"),
    ("/partenaire/escalades", "nav-vos-demandes", "handshake"),
    ("/partenaire/catalogue", "nav-vos-pages", "book-open"),
];

/// The places of a role, `None` for the public; `path` is that of the page.
pub fn places(role: Option<Role>, path: &str) -> Vec<NavItem> {
    let places = match role {
        None => PUBLIC,
        Some(Role::Animatrice) => AGENT,
        Some(Role::Coordinateur | Role::Administrateur) => COORDINATION,
        Some(Role::Partenaire) => PARTNER,
    };
    let open: Vec<&Place> = places
        .iter()
        .filter(|(href, ..)| router::access_of(href).is_some_and(|a| a.allows(role)))
        .collect();
    let within = WITHIN.iter().find(|(page, _)| path.starts_with(page));
    let here = nearest(
        open.iter().map(|(href, ..)| *href),
        within.map_or(path, |(_, place)| *place),
    );
    open.into_iter()
        .map(|&(href, key, icon)| NavItem {
            href,
            key,
            icon,
            current: here == Some(href),
            count: 0,
        })
        .collect()
}

/// Pages that stand elsewhere than where their address says.
const WITHIN: &[(&str, &str)] = &[
    ("/pilotage/croisement", "/pilotage/chiffres"),
    ("/pilotage/vues", "/pilotage/chiffres"),
    ("/pilotage/equipe", "/pilotage/tournees"),
    ("/pilotage/satisfaction", "/pilotage/indicateurs"),
    ("/pilotage/besoin", "/pilotage/tournees"),
    ("/pilotage/coop", "/pilotage/ateliers"),
    ("/pilotage/escales", "/pilotage/tournees"),
    ("/pilotage/presences", "/pilotage/tournees"),
    ("/pilotage/tableur", "/pilotage/tournees"),
    ("/pilotage/emplacements", "/pilotage/implantation"),
    ("/pilotage/histoire", "/pilotage/tournees"),
    ("/agent/echanges", "/agent/permanences"),
    ("/agent/mandats", "/agent/dossiers"),
];

/// The longest place that the path stands under.
fn nearest<'a>(places: impl Iterator<Item = &'a str>, path: &str) -> Option<&'a str> {
    places
        .filter(|href| {
            let rest = path.strip_prefix(href);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && *href != "/")
        })
        .max_by_key(|href| href.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_current_place_is_the_closest_one_above_the_page() {
        let places = ["/", "/agent", "/agent/visites", "/agent/visites/nouvelle"];
        let at = |path| nearest(places.into_iter(), path);
        assert_eq!(at("/agent"), Some("/agent"));
        assert_eq!(at("/agent/visites/0190"), Some("/agent/visites"));
        assert_eq!(
            at("/agent/visites/nouvelle"),
            Some("/agent/visites/nouvelle")
        );
        assert_eq!(at("/agenda"), None);
        assert_eq!(at("/"), Some("/"));
    }
}
