//! `/opendata/catalogue.jsonld`: what is open, as DCAT-AP 3 tells it, for the catalogues that
//! gather it (data.gouv.fr, data.europa.eu).

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::{FILES, PATH, SETS, published};
use crate::{
    opendata::{Edition, SCHEMA_NAME, proof_name},
    web::{error::WebError, page::Page, state::App},
};

/// Under which everything is given.
pub const LICENCE: &str = "http://publications.europa.eu/resource/authority/licence/ETALAB_2_0";
const FRENCH: &str = "http://publications.europa.eu/resource/authority/language/FRA";
const GOVERNMENT: &str = "http://publications.europa.eu/resource/authority/data-theme/GOVE";
const YEARLY: &str = "http://publications.europa.eu/resource/authority/frequency/ANNUAL";
const ALWAYS: &str = "http://publications.europa.eu/resource/authority/frequency/CONT";
const IANA: &str = "https://www.iana.org/assignments/media-types/";

/// `GET /opendata/catalogue.jsonld`.
pub async fn show(State(app): State<App>, page: Page) -> Result<Response, WebError> {
    let years = published(&app).await?;
    let told = Writer {
        page: &page,
        publisher: app.territory().identity.carrier.clone(),
    };
    let catalogue = told.catalogue(&years);
    let body = serde_json::to_string_pretty(&catalogue).map_err(WebError::internal)?;
    let heads = [
        ("access-control-allow-origin", "*"),
        (header::CONTENT_TYPE.as_str(), "application/ld+json"),
    ];
    Ok((heads, body).into_response())
}

struct Writer<'a> {
    page: &'a Page,
    publisher: String,
}

impl Writer<'_> {
    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.page.origin)
    }

    fn catalogue(&self, years: &[Edition]) -> Value {
        let sets = SETS.iter().map(|code| self.set(code));
        let all: Vec<Value> = sets.chain(years.iter().map(|one| self.year(one))).collect();
        json!({
            "@context": {
                "dcat": "http://www.w3.org/ns/dcat#",
                "dct": "http://purl.org/dc/terms/",
                "foaf": "http://xmlns.com/foaf/0.1/",
                "xsd": "http://www.w3.org/2001/XMLSchema#",
            },
            "@id": self.at(PATH),
            "@type": "dcat:Catalog",
            "dct:title": said(&self.page.t("opendata-page")),
            "dct:description": said(&self.page.t("opendata-chapeau")),
            "dct:publisher": self.publisher(),
            "dct:language": id(FRENCH),
            "dct:license": id(LICENCE),
            "foaf:homepage": id(&self.at(PATH)),
            "dcat:dataset": all,
        })
    }

    fn publisher(&self) -> Value {
        json!({ "@type": "foaf:Agent", "foaf:name": self.publisher })
    }

    fn set(&self, code: &str) -> Value {
        let files = FILES.iter().filter(|(of, ..)| *of == code);
        let files: Vec<Value> = files
            .map(|(_, path, kind)| self.distribution(path, kind))
            .collect();
        json!({
            "@id": self.at(&format!("{PATH}#{code}")),
            "@type": "dcat:Dataset",
            "dct:title": said(&self.page.tc("opendata-titre", code)),
            "dct:description": said(&self.page.tc("opendata-texte", code)),
            "dct:publisher": self.publisher(),
            "dct:language": id(FRENCH),
            "dct:accrualPeriodicity": id(ALWAYS),
            "dcat:theme": id(GOVERNMENT),
            "dcat:distribution": files,
        })
    }

    fn year(&self, edition: &Edition) -> Value {
        let year = edition.annee;
        let of = self.page.arg("annee", year.to_string());
        let file = format!("{PATH}/visites/{}", edition.fichier);
        let proof = format!("{PATH}/visites/{}", proof_name(year));
        let mut lines = self.distribution(&file, "text/csv");
        lines["dct:conformsTo"] = id(&self.at(&format!("{PATH}/visites/{SCHEMA_NAME}")));
        json!({
            "@id": self.at(&format!("{PATH}#visites-{year}")),
            "@type": "dcat:Dataset",
            "dct:title": said(&of.t("opendata-visites-de")),
            "dct:description": said(&self.page.t("opendata-texte-visites")),
            "dct:publisher": self.publisher(),
            "dct:language": id(FRENCH),
            "dct:issued": { "@value": edition.publiee.to_string(), "@type": "xsd:date" },
            "dct:temporal": {
                "@type": "dct:PeriodOfTime",
                "dcat:startDate": { "@value": format!("{year}-01-01"), "@type": "xsd:date" },
                "dcat:endDate": { "@value": format!("{year}-12-31"), "@type": "xsd:date" },
            },
            "dct:accrualPeriodicity": id(YEARLY),
            "dcat:theme": id(GOVERNMENT),
            "dcat:distribution": [lines, self.distribution(&proof, "application/json")],
        })
    }

    fn distribution(&self, path: &str, kind: &str) -> Value {
        json!({
            "@type": "dcat:Distribution",
            "dcat:accessURL": id(&self.at(path)),
            "dcat:downloadURL": id(&self.at(path)),
            "dcat:mediaType": id(&format!("{IANA}{kind}")),
            "dct:license": id(LICENCE),
        })
    }
}

/// A text, in French.
fn said(text: &str) -> Value {
    json!({ "@value": text, "@language": "fr" })
}

fn id(address: &str) -> Value {
    json!({ "@id": address })
}
