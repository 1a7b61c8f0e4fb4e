//! `/ateliers/{id}/{temps}`: the tablet turned to people, one after another, before and after.
//! One question a screen, three pictograms. The answers of somebody travel in the form and are
//! kept nowhere until the last one; then each is a count.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::Uri,
};
use axum_extra::extract::Form;
use plus_domain::atelier::{Aisance, Atelier, Competence, Temps};
use plus_store::atelier as kept;

use super::{found, picture, seal, skill};
use crate::web::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    state::App,
};

#[derive(Template)]
#[template(path = "atelier/evaluer.html")]
struct AskPage {
    page: Page,
    id: String,
    /// Code of the time.
    temps: &'static str,
    /// What is asked about: its code, its words, its picture. Nothing once all is answered.
    asked: Option<(&'static str, String, &'static str)>,
    /// « 1 sur 2 », empty when one thing alone is asked.
    step: String,
    /// What was answered so far.
    said: Vec<String>,
    thanked: bool,
    /// Whether it is the day of the atelier.
    open: bool,
}

/// What somebody said of something; nothing when she passed.
type Said = (Competence, Option<Aisance>);

/// `GET /ateliers/{id}/{temps}`.
pub async fn ask(
    State(app): State<App>,
    page: Page,
    uri: Uri,
    Path((id, temps)): Path<(String, String)>,
) -> Answer {
    let temps = Temps::from_code(&temps).ok_or(WebError::NotFound)?;
    let atelier = found(&app, &id).await?;
    let thanked = uri.query() == Some("merci");
    render(&question(&app, page, (&atelier, temps), &[], thanked))
}

fn question(
    app: &App,
    page: Page,
    (atelier, temps): (&Atelier, Temps),
    said: &[Said],
    thanked: bool,
) -> AskPage {
    let all: Vec<Competence> = atelier.competences.iter().copied().collect();
    let next = all.get(said.len()).copied();
    let open = atelier.may_ask(app.today());
    let step = page
        .arg("rang", said.len() + 1)
        .arg("total", all.len())
        .t("atelier-tablette-etape");
    AskPage {
        id: atelier.id.to_string(),
        temps: temps.code(),
        asked: next.map(|c| (c.code(), skill(&page, c), picture(c))),
        step: if all.len() > 1 { step } else { String::new() },
        said: said.iter().map(|(c, a)| written(*c, *a)).collect(),
        thanked: thanked && open,
        open,
        page: match next.filter(|_| open && !thanked) {
            Some(c) => {
                let title = page.tc("atelier-question", c.code());
                page.titled_text(title)
            }
            None => page.titled("atelier-tablette-titre"),
        },
    }
}

/// « email:aide », or « email: » of who passed.
fn written(competence: Competence, aisance: Option<Aisance>) -> String {
    format!(
        "{}:{}",
        competence.code(),
        aisance.map_or("", Aisance::code)
    )
}

/// The answers of a form: of each thing in its order, once; else nothing.
fn read(atelier: &Atelier, typed: &[(String, String)]) -> Option<Vec<Said>> {
    let said = typed.iter().filter(|(key, _)| key == "dit");
    let said: Vec<&str> = said.map(|(_, text)| text.as_str()).collect();
    if said.is_empty() || said.len() > atelier.competences.len() {
        return None;
    }
    let wanted = atelier.competences.iter().zip(said);
    let one = |(wanted, text): (&Competence, &str)| {
        let (competence, aisance) = text.split_once(':')?;
        let competence = Competence::from_code(competence).filter(|c| c == wanted)?;
        if aisance.is_empty() {
            return Some((competence, None));
        }
        Some((competence, Some(Aisance::from_code(aisance)?)))
    };
    wanted.map(one).collect()
}

/// `POST /ateliers/{id}/{temps}`: the next question, or the thanks.
pub async fn answer(
    State(app): State<App>,
    page: Page,
    Path((id, temps)): Path<(String, String)>,
    Form(typed): Form<Vec<(String, String)>>,
) -> Answer {
    let temps = Temps::from_code(&temps).ok_or(WebError::NotFound)?;
    let atelier = found(&app, &id).await?;
    let said = read(&atelier, &typed).ok_or(WebError::Unreadable)?;
    let over = said.len() == atelier.competences.len();
    if !over || !atelier.may_ask(app.today()) {
        return render(&question(&app, page, (&atelier, temps), &said, false));
    }
    let mut tx = app.store.begin().await?;
    for (competence, aisance) in said {
        if let Some(aisance) = aisance {
            kept::add(&mut tx, (&atelier.id, temps), (competence, aisance)).await?;
        }
    }
    tx.commit().await?;
    seal(&app).await?;
    let thanks = format!("/ateliers/{}/{}?merci", atelier.id, temps.code());
    Ok(see_other(&page.language.address(&thanks)))
}
