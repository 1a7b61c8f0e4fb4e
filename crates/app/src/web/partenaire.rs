//! `/partenaire/catalogue`: a partner's own démarches and services: what is to read
//! again, what readers say is wrong. Another's is « introuvable ».

use askama::Template;
use axum::extract::{Path, State};
use axum_extra::extract::Form;
use plus_domain::{
    catalogue::{Demarche, Item, revision},
    event::{DemarcheConfirmation, Event},
    ids::{DemarcheCode, PartnerCode, ServiceCode},
};
use plus_store::catalogue;

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    services::{self, Read},
    session::Signed,
    signalement,
    state::App,
};

const PAGE: &str = "/partenaire/catalogue";

/// A démarche of the partner.
struct Entry {
    code: String,
    title: String,
    owner: &'static str,
    /// « 23 mai 2027 », empty when nobody ever said a day.
    review: String,
    due: bool,
    /// Points that nobody confirmed.
    to_confirm: usize,
    /// The whole text, as the button sends it.
    text: String,
}

#[derive(Template)]
#[template(path = "partenaire/catalogue.html")]
struct CataloguePage {
    page: Page,
    partner: String,
    demarches: Vec<Entry>,
    services: Vec<services::Line>,
    due: usize,
    open: Vec<signalement::Line>,
    settled: Vec<signalement::Line>,
}

fn own(signed: &Signed) -> Result<PartnerCode, WebError> {
    signed.account.partner.clone().ok_or(WebError::Forbidden)
}

/// `GET /partenaire/catalogue`.
pub async fn show(State(app): State<App>, page: Page, signed: Signed) -> Answer {
    let partner = own(&signed)?;
    let territory = app.territory();
    let demarches = entries(&app, &page, &partner).await?;
    let services = services::lines(&app, &page, |s| s.partner == partner).await?;
    let (open, settled) = signalement::both(&app, &page, Some(&partner)).await?;
    let due =
        demarches.iter().filter(|d| d.due).count() + services.iter().filter(|s| s.due).count();
    let name = territory.partner(&partner);
    let name = name.map(|p| p.name_on(app.today()).to_owned());
    render(&CataloguePage {
        partner: name.unwrap_or_else(|| partner.to_string()),
        demarches,
        services,
        due,
        open,
        settled,
        page: page.titled("partenaire-catalogue-titre"),
    })
}

/// The démarches of a partner, those to read again first.
async fn entries(app: &App, page: &Page, partner: &PartnerCode) -> Result<Vec<Entry>, WebError> {
    let territory = app.territory();
    let mut link = app.store.read().await?;
    let confirmations = catalogue::confirmations(&mut link).await?;
    let voices = super::catalogue::Voices::load(app, &mut link).await?;
    drop(link);
    let confirmed = territory.catalogue.clone();
    let confirmed = confirmed.with_confirmations(&confirmations, |id, day| voices.status(id, day));
    let entry = |d: &Demarche| {
        let review = revision::of_demarche(d, &confirmations);
        let points = d.items();
        let points = points.iter().filter(|(.., status)| status.is_to_confirm());
        Entry {
            code: d.code.to_string(),
            title: d.title.clone(),
            owner: d.owner.code(),
            review: review.map(|day| page.date(day)).unwrap_or_default(),
            due: revision::is_due(review, app.today()),
            to_confirm: points.count(),
            text: d.whole_text(),
        }
    };
    let mut entries: Vec<Entry> = confirmed.of_partner(partner).map(entry).collect();
    entries.sort_by_key(|entry| (!entry.due, entry.to_confirm == 0));
    Ok(entries)
}

/// `POST /partenaire/catalogue/demarches/{code}`: the whole démarche is right.
pub async fn confirm_demarche(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(read): Form<Read>,
) -> Answer {
    let partner = own(&signed)?;
    let territory = app.territory();
    let demarche = territory.catalogue.get(&DemarcheCode::new(code));
    let demarche = demarche.filter(|d| d.partner == partner);
    let demarche = demarche.ok_or(WebError::NotFound)?;
    // A text that changed meanwhile was not read: nothing is written.
    if demarche.whole_text() == read.texte {
        let confirmed = Event::DemarcheConfirmed(DemarcheConfirmation {
            demarche: demarche.code.clone(),
            item: Item::Tout.to_string(),
            text: read.texte,
            author: signed.account.id,
            date: app.today(),
        });
        let mut tx = app.store.begin().await?;
        app.outside.record(&mut tx, &[confirmed]).await?;
        tx.commit().await?;
    }
    Ok(see_other(PAGE))
}

/// `POST /partenaire/catalogue/services/{code}`: the whole service is right.
pub async fn confirm_service(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(read): Form<Read>,
) -> Answer {
    let partner = own(&signed)?;
    let territory = app.territory();
    let service = territory.services.get(&ServiceCode::new(code));
    let service = service.filter(|s| s.partner == partner);
    let service = service.ok_or(WebError::NotFound)?;
    services::write(&app, service, &read.texte, &signed.account.id).await?;
    Ok(see_other(PAGE))
}
