//! `/installer`: making a tablet trust the screens of the van, once.
//!
//! The page leads to itself at the hub, whose certificate every tablet knows already; the
//! fingerprint lets a person check what was taken from a van alone on its network.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use plus_reports::svg::qr;
use plus_store::exchange::node;
use sha2::{Digest, Sha256};

use super::{
    error::WebError,
    page::{Answer, Page, render},
    state::App,
};
use crate::tls::{self, door::Secured, local};

const PATH: &str = "/installer";

/// How to install it on a kind of device.
struct Appareil {
    titre: &'static str,
    pas: [&'static str; 4],
}

const APPAREILS: [Appareil; 3] = [
    Appareil {
        titre: "installer-android",
        pas: [
            "installer-android-1",
            "installer-android-2",
            "installer-android-3",
            "installer-android-4",
        ],
    },
    Appareil {
        titre: "installer-ipad",
        pas: [
            "installer-ipad-1",
            "installer-ipad-2",
            "installer-ipad-3",
            "installer-ipad-4",
        ],
    },
    Appareil {
        titre: "installer-windows",
        pas: [
            "installer-windows-1",
            "installer-windows-2",
            "installer-windows-3",
            "installer-windows-4",
        ],
    },
];

#[derive(Template)]
#[template(path = "installer/page.html")]
struct InstallPage {
    page: Page,
    appareils: &'static [Appareil],
    empreinte: Option<String>,
    adresse: String,
    bus: String,
}

/// The certificate of the authority.
struct Known {
    pem: String,
    der: Vec<u8>,
}

async fn known(app: &App) -> Result<Option<Known>, WebError> {
    let pem = local::trusted(&app.store).await;
    let pem = pem.map_err(WebError::internal)?;
    Ok(pem.and_then(|pem| tls::der(&pem).map(|der| Known { pem, der })))
}

/// Where this page is reached by everybody: at the hub, when this machine has one.
async fn address(app: &App, page: &Page) -> Result<String, WebError> {
    let mut link = app.store.read().await.map_err(WebError::internal)?;
    let hub = node::enrolled(&mut link)
        .await
        .map_err(WebError::internal)?;
    let site = hub.map_or_else(|| page.origin.clone(), |hub| hub.address);
    Ok(format!("{}{PATH}", site.trim_end_matches('/')))
}

/// `GET /installer`.
pub async fn show(State(app): State<App>, request: Request) -> Answer {
    let secured = request.extensions().get::<Secured>().is_some();
    let (mut parts, _) = request.into_parts();
    let Ok(page) = Page::from_request_parts(&mut parts, &app).await;
    let empreinte = known(&app).await?.map(|known| fingerprint(&known.der));
    let bus = screens(&app, &page, secured).await?;
    render(&InstallPage {
        adresse: address(&app, &page).await?,
        page: page.titled("installer-titre"),
        appareils: &APPAREILS,
        empreinte,
        bus,
    })
}

/// Address of the screens of this machine; nothing at a hub.
async fn screens(app: &App, page: &Page, secured: bool) -> Result<String, WebError> {
    if !local::files(&app.store).certificate.exists() {
        return Ok(String::new());
    }
    if secured {
        return Ok(page.origin.clone());
    }
    let names = local::Names::of(&app.store).await;
    let (name, port) = (
        names.map_err(WebError::internal)?.name,
        app.config.screens_port,
    );
    Ok(port.map_or_else(String::new, |port| format!("https://{name}:{port}")))
}

/// As devices show it: two digits a byte, in groups that are read aloud.
fn fingerprint(der: &[u8]) -> String {
    let hash = Sha256::digest(der);
    let bytes: Vec<String> = hash.iter().map(|b| format!("{b:02X}")).collect();
    let groups: Vec<String> = bytes.chunks(4).map(|g| g.join(":")).collect();
    groups.join(" ")
}

/// `GET /installer/qr.svg`: the address of this page.
pub async fn show_qr(State(app): State<App>, page: Page) -> Result<Response, WebError> {
    let drawn = qr::draw(&address(&app, &page).await?).map_err(WebError::internal)?;
    Ok((
        [(header::CONTENT_TYPE, "image/svg+xml; charset=utf-8")],
        drawn,
    )
        .into_response())
}

/// `GET /installer/autorite.crt`: the certificate, as Android and Windows read it.
pub async fn certificate(State(app): State<App>) -> Result<Response, WebError> {
    let known = known(&app).await?.ok_or(WebError::NotFound)?;
    Ok(file(
        "application/x-x509-ca-cert",
        "plus-autorite.crt",
        known.der,
    ))
}

/// `GET /installer/autorite.mobileconfig`: the same, as an iPad reads it.
pub async fn profile(State(app): State<App>, page: Page) -> Result<Response, WebError> {
    let known = known(&app).await?.ok_or(WebError::NotFound)?;
    let (name, help) = (page.t("installer-profil"), page.t("installer-profil-aide"));
    let text = write_profile(&known, &name, &help);
    let kind = "application/x-apple-aspen-config";
    Ok(file(kind, "plus-autorite.mobileconfig", text.into_bytes()))
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let said = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ),
    ];
    (said, bytes).into_response()
}

fn write_profile(known: &Known, name: &str, help: &str) -> String {
    let base64: String = known
        .pem
        .lines()
        .filter(|l| !l.starts_with("---"))
        .collect();
    let (inner, outer) = (identifier(&known.der, 1), identifier(&known.der, 2));
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0"><dict>
<key>PayloadContent</key><array><dict>
<key>PayloadCertificateFileName</key><string>plus-autorite.crt</string>
<key>PayloadContent</key><data>{base64}</data>
<key>PayloadDisplayName</key><string>{name}</string>
<key>PayloadIdentifier</key><string>internal.plus.autorite.certificat</string>
<key>PayloadType</key><string>com.apple.security.root</string>
<key>PayloadUUID</key><string>{inner}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></array>
<key>PayloadDescription</key><string>{help}</string>
<key>PayloadDisplayName</key><string>{name}</string>
<key>PayloadIdentifier</key><string>internal.plus.autorite</string>
<key>PayloadRemovalDisallowed</key><false/>
<key>PayloadType</key><string>Configuration</string>
<key>PayloadUUID</key><string>{outer}</string>
<key>PayloadVersion</key><integer>1</integer>
</dict></plist>
"#
    )
}

/// The same certificate has the same identifiers: installed twice, it is there once.
fn identifier(der: &[u8], which: u8) -> uuid::Uuid {
    let hash = blake3::hash(&[der, &[which]].concat());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}
