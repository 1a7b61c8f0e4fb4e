//! The paper of an attestation: the same bytes as long as what it says does not change.

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use plus_domain::formation::Attestation;
use plus_reports::rapport::{Grid, Rapport, Section};

use super::{days, giver, hours, load, until};
use crate::composition;
use crate::web::{
    error::WebError,
    noms::Names,
    page::{Answer, Page},
    session::Signed,
    state::App,
};

/// `GET /pilotage/formation/attestations/{numero}`.
pub async fn file(State(app): State<App>, page: Page, Path(number): Path<String>) -> Answer {
    paper(&app, &page, &number, None).await
}

/// `GET /agent/formation/attestations/{numero}`: hers, and nobody else's.
pub async fn own(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path(number): Path<String>,
) -> Answer {
    paper(&app, &page, &number, Some(&signed)).await
}

async fn paper(app: &App, page: &Page, number: &str, only: Option<&Signed>) -> Answer {
    let register = load(app).await?;
    let one = register.attestation(number).ok_or(WebError::NotFound)?;
    if only.is_some_and(|signed| signed.account.id != *one.account) {
        return Err(WebError::NotFound);
    }
    let names = Names::load(app, &mut app.store.read().await?).await?;
    let rapport = written(app, page, &one, &names.person(one.account));
    let day = one.session.to;
    let made = composition::make(move || plus_reports::pdf::rapport(&rapport, day)).await?;
    let bytes = made.map_err(WebError::internal)?;
    let named = format!("inline; filename=\"attestation-{number}.pdf\"");
    let heads = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((heads, bytes).into_response())
}

fn written(app: &App, page: &Page, one: &Attestation<'_>, name: &str) -> Rapport {
    let (module, session) = (one.module, one.session);
    let done = session.person(one.account).and_then(|p| p.minutes);
    let relay = app.territory().identity.name.clone();
    let said = page
        .arg("relais", relay.as_str())
        .arg("nom", name)
        .arg("module", module.title.as_str())
        .t("formation-papier-atteste");
    let row = |key: &str, value: String| vec![page.t(key), value];
    let mut rows = vec![
        row("formation-papier-jours", days(page, session)),
        row(
            "formation-papier-heures",
            hours(page, u64::from(done.unwrap_or(session.minutes))),
        ),
        row(
            "formation-papier-par",
            giver(app, page, (module, session.to)),
        ),
    ];
    for (key, value) in [
        ("formation-papier-formateur", &session.trainer),
        ("formation-papier-lieu", &session.place),
        ("formation-papier-quoi", &module.attests),
    ] {
        if !value.is_empty() {
            rows.push(row(key, value.clone()));
        }
    }
    rows.push(row("formation-papier-valable", until(page, one)));
    let grid = Grid {
        caption: String::new(),
        head: vec![
            page.t("formation-papier-tete"),
            page.t("formation-papier-tete-dit"),
        ],
        words: 2,
        rows,
        notes: vec![page.t("formation-papier-note")],
        drawing: None,
    };
    Rapport {
        lang: "fr".to_owned(),
        issuer: relay,
        title: page.t("formation-papier-titre"),
        subtitle: page.ta("formation-papier-numero", &[("numero", one.number)]),
        sections: vec![Section {
            title: name.to_owned(),
            paragraphs: vec![said],
            tables: vec![grid],
            ..Section::default()
        }],
        made: page.ta("formation-papier-fait", &[("jour", page.date(session.to))]),
        page: page.t("bilan-page"),
    }
}
