//! `/agent/mandats/{id}/{exemplaire}.pdf`: the mandate as it was signed, the same bytes each
//! time. One copy for the person, one for the relay.

use std::{collections::BTreeMap, fmt::Write as _};

use axum::{
    extract::{Path, State},
    http::header,
    response::IntoResponse,
};
use jiff::{Timestamp, civil::Date};
use plus_domain::mandat::{Duree, Mandat, Modele, Signed as Words};
use plus_reports::rapport::{Drawing, Rapport, Section};

use super::{actes, found};
use crate::composition;
use crate::web::{
    error::WebError,
    page::{Answer, Page},
    session::Signed,
    state::App,
};

/// `GET /agent/mandats/{id}/{exemplaire}`: `personne` or `relais`.
pub async fn file(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Path((id, copy)): Path<(String, String)>,
) -> Answer {
    if !["personne", "relais"].contains(&copy.as_str()) {
        return Err(WebError::NotFound);
    }
    let mut link = app.store.read().await?;
    let (mandat, _) = found(&app, &mut link, (&signed, &id)).await?;
    let words = actes::signed(&app, &mut link, &mandat).await?;
    drop(link);
    let paper = paper(&app, &page, (&mandat, &words), &copy)?;
    let instant = Timestamp::from_millisecond(mandat.at).unwrap_or(Timestamp::UNIX_EPOCH);
    let day = instant.to_zoned_datetime(app.zone()).date();
    let made = composition::make(move || plus_reports::pdf::rapport(&paper, day)).await?;
    let bytes = made.map_err(WebError::internal)?;
    let named = format!("inline; filename=\"mandat-{copy}.pdf\"");
    let heads = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((heads, bytes).into_response())
}

fn paper(
    app: &App,
    page: &Page,
    (mandat, words): (&Mandat, &Words),
    copy: &str,
) -> Result<Rapport, WebError> {
    let modele = Modele::of_version(&mandat.modele).map_err(WebError::internal)?;
    let values = values(page, (mandat, words));
    let filled = modele.filled(&values).map_err(WebError::internal)?;
    let last = filled.len();
    let sections = filled
        .into_iter()
        .enumerate()
        .map(|(at, (title, text))| Section {
            title,
            paragraphs: vec![text],
            drawing: (at + 1 == last).then(|| Drawing {
                svg: signature(&words.signature),
                alt: page.t("mandat-signature-dessin"),
                key: Vec::new(),
                width: None,
            }),
            ..Section::default()
        });
    Ok(Rapport {
        lang: "fr".to_owned(),
        issuer: app.territory().identity.name.clone(),
        title: modele.title.clone(),
        subtitle: page.tc("mandat-exemplaire", copy),
        sections: sections.collect(),
        made: page
            .arg("empreinte", mandat.hash.as_str())
            .t("mandat-empreinte"),
        page: page.t("mandat-page"),
    })
}

/// What stands between the braces of a mandate that was signed.
pub(super) fn values(
    page: &Page,
    (mandat, words): (&Mandat, &Words),
) -> BTreeMap<&'static str, String> {
    let protection = match &words.tuteur {
        None => page.t("mandat-sans-protection"),
        Some(tuteur) => page
            .arg("nom", tuteur.nom.as_str())
            .arg("jour", page.date(tuteur.jugement))
            .t("mandat-avec-protection"),
    };
    let signature = if words.signature.is_empty() {
        "mandat-signe-papier"
    } else {
        "mandat-signe-ecran"
    };
    let said = said(page, (mandat.from, mandat.duree), (protection, signature));
    actes::values(words, said)
}

/// Words of a page in a mandate; `signature`: the key of what is said of it.
pub(super) fn said(
    page: &Page,
    (from, duree): (Date, Duree),
    (protection, signature): (String, &str),
) -> actes::Said {
    actes::Said {
        duree: page.tc("mandat-duree", duree.code()),
        protection,
        signature: page.t(signature),
        from: page.date(from),
        until: page.date(duree.last(from)),
    }
}

/// A drawn signature, or the frame where a hand signs.
fn signature(strokes: &str) -> String {
    let mut path = String::new();
    for stroke in strokes.split(';') {
        for (at, point) in stroke.split(' ').filter(|p| !p.is_empty()).enumerate() {
            let order = if at == 0 { 'M' } else { 'L' };
            let (x, y) = point.split_once(',').unwrap_or_default();
            // Writing to a string cannot fail.
            let _written = write!(path, "{order}{x} {} ", y.parse::<u16>().unwrap_or(0) / 3);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 340\" width=\"500\" height=\"170\">\
         <rect x=\"2\" y=\"2\" width=\"996\" height=\"336\" fill=\"none\" stroke=\"#5b6b70\" stroke-width=\"2\"/>\
         <path d=\"{path}\" fill=\"none\" stroke=\"#10242a\" stroke-width=\"5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_is_its_strokes_and_nothing_typed_enters_the_drawing() {
        let drawn = signature("0,0 500,999;10,30");
        assert!(drawn.contains("d=\"M0 0 L500 333 M10 10 \""), "{drawn}");
        assert!(signature("").contains("d=\"\""));
    }
}
