//! What pages say to machines, in the words of schema.org: `GovernmentService` and
//! the way to the page. Only what the page says; nothing surer than it.

use plus_domain::{
    catalogue::Demarche,
    ids::{PartnerCode, ThemeCode},
    service::Service,
    territoire::Territoire,
};
use serde_json::{Map, Value, json};

use super::state::App;

/// The description of a démarche, ready to stand inside a page.
pub fn demarche(app: &App, territory: &Territoire, demarche: &Demarche) -> String {
    let page = format!("/demarches/{}", demarche.code);
    let mut own = government_service(
        app,
        territory,
        &demarche.partner,
        (&demarche.title, &demarche.summary, &page),
    );
    own.insert(
        "audience".into(),
        json!({"@type": "Audience", "audienceType": demarche.who}),
    );
    if let Some(online) = &demarche.online {
        own.insert(
            "availableChannel".into(),
            channel(online.shown().value.as_str()),
        );
    }
    let way = way(app, territory, &demarche.theme, (&demarche.title, &page));
    block(&json!({"@context": "https://schema.org", "@graph": [own, way]}))
}

/// The description of a service on line.
pub fn service(app: &App, territory: &Territoire, service: &Service) -> String {
    let page = format!("/services/{}", service.code);
    let mut own = government_service(
        app,
        territory,
        &service.partner,
        (&service.name, &service.purpose, &page),
    );
    own.insert(
        "availableChannel".into(),
        channel(service.address.shown().value.as_str()),
    );
    let way = way(app, territory, &service.theme, (&service.name, &page));
    block(&json!({"@context": "https://schema.org", "@graph": [own, way]}))
}

/// Name, description, address, provider and area: what both have.
fn government_service(
    app: &App,
    territory: &Territoire,
    partner: &PartnerCode,
    (name, description, page): (&str, &str, &str),
) -> Map<String, Value> {
    let partner = territory.partner(partner);
    let mut provider = json!({"@type": "GovernmentOrganization"});
    if let Some(partner) = partner {
        provider["name"] = json!(partner.name_on(app.today()));
        if let Some(site) = &partner.site {
            provider["url"] = json!(site);
        }
    }
    let address = absolute(app, page);
    let area = json!({"@type": "AdministrativeArea", "name": territory.identity.name});
    let Value::Object(own) = json!({
        "@type": "GovernmentService",
        "@id": address,
        "name": name,
        "description": description,
        "url": address,
        "inLanguage": "fr",
        "serviceOperator": provider,
        "areaServed": area,
    }) else {
        return Map::new();
    };
    own
}

fn channel(address: &str) -> Value {
    json!({"@type": "ServiceChannel", "serviceUrl": address})
}

/// The way from the home page, through the theme.
fn way(app: &App, territory: &Territoire, theme: &ThemeCode, (name, page): (&str, &str)) -> Value {
    let mut steps = vec![(territory.identity.name.clone(), "/".to_owned())];
    if let Some(theme) = territory.theme(theme) {
        steps.push((theme.label.fr.clone(), format!("/themes/{}", theme.code)));
    }
    steps.push((name.to_owned(), page.to_owned()));
    let items = steps.iter().enumerate().map(|(at, (name, path))| {
        json!({"@type": "ListItem", "position": at + 1, "name": name, "item": absolute(app, path)})
    });
    json!({"@type": "BreadcrumbList", "itemListElement": items.collect::<Vec<_>>()})
}

/// The whole address of a page, when the relay knows its own.
fn absolute(app: &App, path: &str) -> String {
    let root = app.config.public_url.as_deref().unwrap_or_default();
    format!("{}{path}", root.trim_end_matches('/'))
}

/// JSON that cannot end the block it stands in.
fn block(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}
