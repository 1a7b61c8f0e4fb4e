//! What search engines and browsers read: the list of pages, who may read it, and how
//! to search from a browser's bar.

use std::fmt::Write;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use jiff::{ToSpan, civil::Date};
use plus_domain::territoire::Territoire;
use plus_fiches::pack::Pack;

use super::{error::WebError, langue::Language, page::Answer, router::encoded, state::App};

/// Most addresses of one list (sitemaps.org, protocol 0.9).
const MOST: usize = 50_000;
/// What has its own list of pages under it, and the home page.
const ROOTS: [&str; 8] = [
    "/",
    "/evenements",
    "/partenaires",
    "/services",
    "/fiches",
    "/passages",
    "/bornes",
    "/recherche",
];

/// Where RFC 9116 wants it.
const SECURITY: &str = "/.well-known/security.txt";

/// `GET /sitemap.xml`: every page of the public in every language.
pub async fn sitemap(State(app): State<App>, headers: HeaderMap) -> Answer {
    let site = site(&app, &headers);
    let pack = app.pack().await.map_err(WebError::internal)?;
    let pages = pages(&app.territory(), app.today(), pack.as_deref());
    Ok(xml(write_sitemap(&site, &pages)))
}

/// Addresses of the pages in French, as they are on a day.
fn pages(territory: &Territoire, today: Date, pack: Option<&Pack>) -> Vec<String> {
    let roots = ROOTS.iter().map(|path| (*path).to_owned());
    let themes = territory.themes.iter();
    let themes = themes.map(|theme| format!("/themes/{}", theme.code));
    let events = territory.evenements.iter();
    let events = events.map(|event| format!("/evenements/{}", event.code));
    let partners = territory.partners_on(today);
    let partners = partners.map(|partner| format!("/partenaires/{}", partner.code));
    let demarches = territory.catalogue.demarches().iter();
    let demarches = demarches.map(|d| format!("/demarches/{}", d.code));
    let services = territory.services.all().iter();
    let services = services.map(|s| format!("/services/{}", s.code));
    let fiches = pack.into_iter().flat_map(Pack::entries);
    let fiches = fiches.map(|entry| format!("/fiches/{}", encoded(&entry.id)));
    let places = territory.places_on(today);
    let places = places.map(|p| format!("/lieux/{}", p.code));
    roots
        .chain(places)
        .chain(events)
        .chain(partners)
        .chain(themes)
        .chain(demarches)
        .chain(services)
        .chain(fiches)
        .collect()
}

fn write_sitemap(site: &str, pages: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let most = MOST / Language::ALL.len();
    for page in pages.iter().take(most) {
        let mut alternates = String::new();
        for language in Language::ALL {
            let (tag, path) = (language.tag(), language.address(page));
            // Writing to a string cannot fail.
            let _written = write!(
                alternates,
                "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{site}{path}\"/>"
            );
        }
        for language in Language::ALL {
            let path = language.address(page);
            let _written = writeln!(out, "<url><loc>{site}{path}</loc>{alternates}</url>");
        }
    }
    out.push_str("</urlset>\n");
    out
}

/// `GET /robots.txt`: pages of the public are open, what is signed in is not.
pub async fn robots(State(app): State<App>, headers: HeaderMap) -> Response {
    let site = site(&app, &headers);
    let text = format!(
        "User-agent: *\nDisallow: /agent\nDisallow: /pilotage\nDisallow: /partenaire\nDisallow: /compte\nDisallow: /connexion\nDisallow: /mot-de-passe\nDisallow: /premier-compte\nDisallow: /signalement\nDisallow: /transmission\n\nSitemap: {site}/sitemap.xml\n"
    );
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    (kind, text).into_response()
}

/// `GET /recherche.xml`: searching the portal from a browser's bar (OpenSearch 1.1).
pub async fn search(State(app): State<App>, headers: HeaderMap) -> Response {
    let (site, name) = (site(&app, &headers), app.territory().identity.name.clone());
    // A short name has sixteen characters at most.
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<OpenSearchDescription xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>PLUS</ShortName>\n<Description>{}</Description>\n<InputEncoding>UTF-8</InputEncoding>\n<Language>fr</Language>\n<Image width=\"32\" height=\"32\" type=\"image/svg+xml\">{site}/assets/favicon.svg</Image>\n<Url type=\"text/html\" method=\"get\" template=\"{site}/recherche?q={{searchTerms}}\"/>\n<Url type=\"application/x-suggestions+json\" method=\"get\" template=\"{site}/recherche/suggestions?q={{searchTerms}}\"/>\n</OpenSearchDescription>\n",
        escaped(&name)
    );
    let kind = [(
        header::CONTENT_TYPE,
        "application/opensearchdescription+xml; charset=utf-8",
    )];
    (kind, text).into_response()
}

/// Days for which `security.txt` is to be believed without being read again; RFC 9116 asks for
/// less than a year. It is made from the settings of today each time.
const BELIEVED: i64 = 180;

/// `GET /.well-known/security.txt`: whom to tell of a weakness (RFC 9116); nothing when the
/// settings name nobody.
pub async fn security(State(app): State<App>, headers: HeaderMap) -> Answer {
    let contact = app.config.security_contact.as_deref();
    let contact = contact.ok_or(WebError::NotFound)?;
    let until = app.today().checked_add(BELIEVED.days());
    let until = until.map_err(WebError::internal)?;
    let site = site(&app, &headers);
    let text = format!(
        "Contact: {contact}\nExpires: {until}T00:00:00Z\nPreferred-Languages: fr, en\nCanonical: {site}{SECURITY}\n"
    );
    let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
    Ok((kind, text).into_response())
}

fn xml(text: String) -> Response {
    let said = [
        (header::CONTENT_TYPE, "application/xml; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
    ];
    (said, text).into_response()
}

/// Where this portal is: what the settings say, else where the request came.
fn site(app: &App, headers: &HeaderMap) -> String {
    if let Some(url) = &app.config.public_url {
        return escaped(url.trim_end_matches('/'));
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let is_host = |host: &&str| {
        let known = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        !host.is_empty() && host.bytes().all(known)
    };
    format!("http://{}", host.filter(is_host).unwrap_or("localhost"))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{MOST, write_sitemap};

    #[test]
    fn a_list_never_holds_more_than_the_protocol_lets_it() {
        let many: Vec<String> = (0..MOST).map(|n| format!("/fiches/F{n}")).collect();
        let text = write_sitemap("https://plus.test", &many);
        assert_eq!(text.matches("<url>").count(), MOST / 3 * 3);
    }
}
