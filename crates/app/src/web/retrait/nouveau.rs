//! `/agent/retraits/nouveau`: a paper is left, and its slip shown this once.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::{HeaderMap, StatusCode},
    response::IntoResponse,
};
use plus_borne::paper::{MOST_BYTES, Paper, PaperError};
use plus_domain::{
    form::FormErrors,
    retrait::{self as rule, DAYS, Given, Wanted, read},
    territoire::PlaceKind,
};
use plus_reports::svg::qr;

use super::{Bornes, LIST, is_hub};
use crate::{
    retrait::{self, Slip},
    web::{
        error::WebError,
        faults::Faults,
        langue::Language,
        page::{Answer, Page, render, see_other},
        router::encoded,
        session::Signed,
        state::App,
        text::Texts,
        upload::{self, Family, Upload},
        visite::ligne::date_and_clock,
    },
};

/// Where papers are sent: a form whose body may be large.
pub const PATH: &str = "/agent/retraits/nouveau";
/// Largest body of that form: the file and what stands around it.
pub const MOST_BODY: usize = MOST_BYTES + 64 * 1024;

#[derive(Template)]
#[template(path = "retrait/nouveau.html")]
struct NewPage {
    page: Page,
    bornes: Vec<Offered>,
    /// Whether one of them can keep a paper for when it is cut off.
    coffre: bool,
    given: Given,
    faults: Faults,
}

/// A borne that may be chosen.
struct Offered {
    id: String,
    name: String,
    chosen: bool,
    /// Whether it can keep a paper for when it is cut off.
    coffre: bool,
}

#[derive(Template)]
#[template(path = "retrait/talon.html")]
struct SlipPage {
    page: Page,
    code: String,
    /// The token as a QR code, an address that holds its own picture.
    qr: String,
    pages: String,
    until: String,
    /// Where it may be taken.
    place: String,
    has_pin: bool,
    /// Whether that borne gives it even without the network.
    porte: bool,
    /// Where the bornes stand: commune, place.
    addresses: Vec<(String, String)>,
    /// What to do, in English.
    english: String,
}

/// The whole body, whatever the usual bound of forms: `csrf` has bounded it.
pub struct Body(pub HeaderMap, pub Bytes);

impl FromRequest<App> for Body {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &App) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, MOST_BODY).await;
        Ok(Self(parts.headers, bytes.map_err(|_| WebError::TooLarge)?))
    }
}

/// `GET /agent/retraits/nouveau`.
pub async fn show(State(app): State<App>, page: Page) -> Answer {
    let mut link = app.store.read().await?;
    if !is_hub(&mut link).await? {
        return Ok(see_other(LIST));
    }
    let bornes = Bornes::load(&mut link).await?;
    drop(link);
    let given = Given {
        jours: DAYS.to_string(),
        ..Given::default()
    };
    render(&new_page(page, &bornes, given, FormErrors::default()))
}

fn new_page(page: Page, bornes: &Bornes, given: Given, errors: FormErrors) -> NewPage {
    let open = bornes.open.iter();
    let listed = open.map(|node| Offered {
        id: node.to_string(),
        name: bornes.name(&page, node),
        chosen: node.as_str() == given.borne,
        coffre: bornes.coffres.contains(node),
    });
    NewPage {
        bornes: listed.collect(),
        coffre: !bornes.coffres.is_empty(),
        faults: Faults::of(&page, errors),
        page: page.titled("retrait-nouveau-titre"),
        given,
    }
}

/// `POST /agent/retraits/nouveau`: cleans the file, seals it, shows the slip.
pub async fn leave(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Body(headers, body): Body,
) -> Answer {
    let mut link = app.store.read().await?;
    if !is_hub(&mut link).await? {
        return Ok(see_other(LIST));
    }
    let bornes = Bornes::load(&mut link).await?;
    drop(link);
    let said = |field| upload::text(&headers, &body, field).unwrap_or_default();
    let given = Given {
        borne: said("borne"),
        jours: said("jours"),
        pin: said("pin"),
        porte: said("porte"),
    };
    let file = upload::file(&headers, &body, "fichier");
    let left = checked(&given, &bornes, file).await;
    match left {
        Ok(left) => {
            let porte = left.1.porte;
            let slip = retrait::deposit(&app, &signed.account.id, left).await;
            let slip = slip.map_err(WebError::internal)?;
            render(&slip_page((&app, page), &bornes, (&slip, porte))?)
        }
        Err(errors) => {
            let template = new_page(page, &bornes, given, errors);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, render(&template)?).into_response())
        }
    }
}

/// The paper and what is wanted of it, or every fault at once.
async fn checked(
    given: &Given,
    bornes: &Bornes,
    file: Option<Upload>,
) -> Result<(Paper, Wanted), FormErrors> {
    let paper = paper(file).await;
    let bornes = rule::Bornes {
        open: &bornes.open,
        coffres: &bornes.coffres,
    };
    let wanted = read(given, bornes);
    match (paper, wanted) {
        (Ok(paper), Ok(wanted)) => Ok((paper, wanted)),
        (paper, wanted) => {
            let mut errors = FormErrors::default();
            if let Err(why) = paper {
                errors.add("fichier", why);
            }
            errors.0.extend(wanted.err().unwrap_or_default().0);
            Err(errors)
        }
    }
}

/// A paper made fit to print, or the key of the sentence that says why it is refused.
async fn paper(file: Option<Upload>) -> Result<Paper, &'static str> {
    if file
        .as_ref()
        .is_some_and(|file| !file.is_named_right(Family::Papers))
    {
        return Err("retrait-fichier-nom");
    }
    let bytes = file.map(|file| file.bytes).unwrap_or_default();
    retrait::clean(bytes).await.map_err(sentence)
}

/// Key of the sentence that says why a file is refused.
pub fn sentence(why: PaperError) -> &'static str {
    match why {
        PaperError::Empty => "retrait-fichier-vide",
        PaperError::TooLarge => "retrait-fichier-lourd",
        PaperError::TooManyPages => "retrait-fichier-pages",
        PaperError::Encrypted => "retrait-fichier-protege",
        PaperError::Broken => "retrait-fichier-abime",
        PaperError::Unknown => "retrait-fichier-inconnu",
        PaperError::TooManyPixels => "retrait-fichier-points",
    }
}

fn slip_page(
    (app, page): (&App, Page),
    bornes: &Bornes,
    (slip, porte): (&Slip, bool),
) -> Result<SlipPage, WebError> {
    let drawn = qr::draw(&slip.token.to_string()).map_err(WebError::internal)?;
    let retrait = &slip.retrait;
    Ok(SlipPage {
        code: slip.code.to_string(),
        qr: format!("data:image/svg+xml,{}", encoded(&drawn)),
        pages: page.t_count("retrait-pages", retrait.pages),
        until: date_and_clock(app, &page, retrait.expires_at),
        place: bornes.place(&page, retrait.borne.as_ref()),
        has_pin: retrait.has_pin,
        porte,
        addresses: addresses(app),
        english: Texts::of(Language::English).get("retrait-talon-aide"),
        page: page.titled("retrait-talon-titre"),
    })
}

/// Where the bornes of the territory stand today.
fn addresses(app: &App) -> Vec<(String, String)> {
    let territory = app.territory();
    let today = territory.places_on(app.today());
    let bornes = today.filter(|place| place.kind == PlaceKind::Borne);
    let address = bornes.map(|place| {
        let commune = territory.commune(&place.commune);
        let commune = commune.map(|commune| commune.name.clone());
        (commune.unwrap_or_default(), place.name.clone())
    });
    address.collect()
}
