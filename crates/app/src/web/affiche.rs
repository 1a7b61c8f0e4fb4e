//! `/passages/affiche.pdf`: the poster of a commune and a month, A4 or A3, to be printed by
//! the town hall, the shop, the association.

use axum::{
    extract::{Query, State},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use plus_domain::{period::Month, permanence::Permanence};
use plus_reports::pdf::{Affiche, Line, Paper, affiche};
use plus_store::permanence;
use serde::Deserialize;

use super::{
    bus::{Passage, at_commune, on_board},
    error::WebError,
    langue::Language,
    page::Page,
    partage::Partage,
    passages::clamped,
    state::App,
};
use crate::composition;

/// How long a poster may be kept, seconds.
const KEEP: &str = "public, max-age=60";

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// INSEE code of the commune.
    commune: String,
    /// `2026-11`; that of today when absent.
    mois: String,
    /// `a3`, else A4.
    format: String,
}

/// `GET /passages/affiche.pdf`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = printable(&app, page);
    let (territory, today) = (app.territory(), app.today());
    let mut communes = territory.communes.iter();
    let commune = communes
        .find(|c| c.code.as_str() == asked.commune)
        .ok_or(WebError::NotFound)?;
    let month = clamped(&asked.mois, today);
    let mut link = app.store.read().await?;
    let held = permanence::between(&mut link, month.period()).await?;
    drop(link);
    let here = held.iter().filter(|p| {
        let place = territory.place(&p.place);
        place.is_some_and(|place| place.commune == commune.code)
    });
    let aboard = on_board(&app, month.first_day()).await?;
    let lines = here.map(|p| {
        let passage = Passage::new(&page, &territory, p);
        line(&page, p, &passage.aboard(&page, &territory, p, &aboard))
    });
    let lines = lines.collect();
    let paper = if asked.format == "a3" {
        Paper::A3
    } else {
        Paper::A4
    };
    let sheet = words(
        &app,
        page,
        (&commune.name, commune.code.as_str()),
        month,
        paper,
        lines,
    );
    let name = format!("affiche-{}-{month}.pdf", commune.code);
    let made = composition::make(move || affiche(&sheet, today)).await?;
    let bytes = made.map_err(WebError::internal)?;
    let said = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CACHE_CONTROL, KEEP.to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("inline; filename=\"{name}\""),
        ),
    ];
    Ok((said, bytes).into_response())
}

/// Kréyol that nobody has heard yet is not put up on walls: its poster is in French.
fn printable(app: &App, page: Page) -> Page {
    if page.language != Language::Kreyol {
        return page;
    }
    let nowhere = Uri::from_static("/passages");
    let mut french = Page::new(app, &nowhere, &HeaderMap::new(), None, Language::French);
    french.origin = page.origin;
    french
}

fn line(page: &Page, permanence: &Permanence, passage: &Passage) -> Line {
    let weekday = page.weekday(permanence.date);
    let changed = match passage.state {
        "annulee" | "deplacee" => page.tc("passages-etat", passage.state),
        _ => String::new(),
    };
    let reason = permanence.reason.clone().unwrap_or_default();
    let note = [changed, reason, passage.partner.clone()];
    let note = note.into_iter().filter(|part| !part.is_empty());
    Line {
        day: format!("{weekday} {}", passage.number),
        hours: passage.hours.clone(),
        place: passage.place.clone(),
        note: note.collect::<Vec<_>>().join(". "),
        off: passage.state == "annulee",
    }
}

fn words(
    app: &App,
    page: Page,
    (commune, code): (&str, &str),
    month: Month,
    paper: Paper,
    lines: Vec<Line>,
) -> Affiche {
    // The name of the commune stays whole on its line.
    let at = at_commune(&page, commune).replace(' ', "\u{a0}");
    let title = page.arg("lieu", at).t("affiche-titre");
    let page = page.titled_text(title);
    let share = Partage::of(&page, &format!("/passages?commune={code}"));
    let phone = page.territory.phone.clone();
    let label = if phone.is_empty() {
        String::new()
    } else {
        page.t("affiche-telephone")
    };
    Affiche {
        lang: page.lang.clone(),
        paper,
        issuer: page.territory.name.clone(),
        month: page.month(month),
        columns: ["affiche-jour", "affiche-heures", "affiche-lieu"].map(|key| page.t(key)),
        lines,
        none: page.t("passages-vide-mois"),
        advice: vec![page.t("bus-sans-rendez-vous"), page.t("affiche-verifiez")],
        phone: [label, phone],
        code_alt: page.arg("adresse", share.shown.as_str()).t("partage-qr"),
        address: share.address,
        shown: share.shown,
        made: page.arg("jour", page.date(app.today())).t("affiche-fait"),
        title: page.title.clone(),
    }
}
