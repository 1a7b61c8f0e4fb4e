//! `POST certificate`: a certificate for the screens of a machine, signed by the authority
//! of the territory.

use axum::{Json, extract::State, http::StatusCode};

use super::{Answer, Refused, Signed};
use crate::{
    tls::{
        TlsError,
        authority::{Asked, Authority},
        local::{Issued, Wanted},
    },
    web::state::App,
};

pub async fn issue(State(app): State<App>, signed: Signed) -> Answer<Issued> {
    signed.machine(&app).await?;
    let wanted: Wanted = signed.read(&app)?;
    let issued = make(&app, &wanted).await;
    issued.map(Json).map_err(|error| refusal(&app, &error))
}

async fn make(app: &App, wanted: &Wanted) -> Result<Issued, TlsError> {
    let key = bytes(&wanted.key);
    let authority = Authority::open(&app.store, &app.outside).await?;
    let own = authority.certificate.clone();
    let asked = Asked {
        key: &key,
        name: &wanted.name,
        addresses: &wanted.addresses,
    };
    Ok(Issued {
        certificate: authority.issue(asked, &app.outside)?,
        authority: own,
    })
}

/// Nothing, when it is not hexadecimal: no key is empty.
fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let read = pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    read.collect::<Option<_>>().unwrap_or_default()
}

fn refusal(app: &App, error: &TlsError) -> Refused {
    match error {
        TlsError::Wrong(said) => Refused::new(app, StatusCode::BAD_REQUEST, said),
        error => {
            tracing::error!(%error, "no certificate for a machine");
            let said = "le portail central ne peut pas faire de certificat maintenant";
            Refused::new(app, StatusCode::SERVICE_UNAVAILABLE, said)
        }
    }
}
