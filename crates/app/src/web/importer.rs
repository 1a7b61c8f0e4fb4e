//! `/pilotage/importer`: past visites from a file, checked, confirmed, then written
//! as a long work.

use askama::Template;
use axum::{
    body::Bytes,
    extract::{FromRequest, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use plus_domain::visite::import::Column;
use plus_store::{
    document,
    job::{self, Job},
};
use serde::Deserialize;

use super::{
    error::WebError,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    upload::{self, Family, Upload},
};
use crate::{
    import::{self, Desk, MOST_BYTES, Refusal},
    job::{Outcome, Task, outcome::Import, task::ImportVisites, withdraw},
};

/// Where files are sent: the one form whose body may be large.
pub const PATH: &str = "/pilotage/importer";
/// Largest body of that form: the file and what stands around it.
pub const MOST_BODY: usize = MOST_BYTES + 64 * 1024;

#[derive(Template)]
#[template(path = "importer/page.html")]
struct ImportPage {
    page: Page,
    /// Each column and what it contains.
    columns: Vec<(&'static str, String)>,
    fault: String,
    refusal: Option<Refusal>,
    told: String,
}

#[derive(Template)]
#[template(path = "importer/confirmer.html")]
struct ConfirmPage {
    page: Page,
    id: String,
    import: Import,
    from: String,
    to: String,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// `1`: a file was just given up.
    renonce: String,
}

/// The whole body, whatever the usual bound of forms: `csrf` has bounded it.
pub struct Body(HeaderMap, Bytes);

impl FromRequest<App> for Body {
    type Rejection = WebError;

    async fn from_request(request: Request, _: &App) -> Result<Self, WebError> {
        let (parts, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, MOST_BODY).await;
        Ok(Self(parts.headers, bytes.map_err(|_| WebError::TooLarge)?))
    }
}

/// `GET /pilotage/importer`.
pub async fn show(page: Page, Query(asked): Query<Asked>) -> Answer {
    let told = if asked.renonce.is_empty() {
        String::new()
    } else {
        page.t("import-renonce")
    };
    render(&import_page(page, String::new(), None, told))
}

fn import_page(page: Page, fault: String, refusal: Option<Refusal>, told: String) -> ImportPage {
    ImportPage {
        columns: Column::ALL
            .iter()
            .map(|c| (c.code(), page.tc("import-colonne", c.code())))
            .collect(),
        fault,
        refusal,
        told,
        page: page.titled("import-titre"),
    }
}

/// `GET /pilotage/importer/modele`.
pub async fn template() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"visites-modele.csv\"",
        ),
    ];
    (headers, import::template()).into_response()
}

/// `POST /pilotage/importer`: checks a file; a good one is kept until confirmed.
pub async fn check(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Body(headers, body): Body,
) -> Answer {
    let Some(upload) = upload::file(&headers, &body, "fichier") else {
        let fault = page.t("import-fichier-vide");
        return refused(&import_page(page, fault, None, String::new()));
    };
    if !upload.is_named_right(Family::Tables) {
        let fault = page.t("import-fichier-nom");
        return refused(&import_page(page, fault, None, String::new()));
    }
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: app.territory(),
        author: signed.account.id.clone(),
    };
    match desk.check(upload.bytes.clone()).await {
        Ok(checked) => {
            let import = Import::of(&checked, &upload.name);
            let id = keep(&app, upload, &import, &signed).await?;
            Ok(see_other(&format!("{PATH}/{id}")))
        }
        Err(error) => {
            let refusal = Refusal::of(error, page.texts()).map_err(WebError::internal)?;
            refused(&import_page(
                page,
                refusal.reason.clone(),
                Some(refusal).filter(|r| r.count > 0),
                String::new(),
            ))
        }
    }
}

fn refused(template: &ImportPage) -> Answer {
    Ok((StatusCode::UNPROCESSABLE_ENTITY, render(template)?).into_response())
}

async fn keep(
    app: &App,
    upload: Upload,
    import: &Import,
    signed: &Signed,
) -> Result<String, WebError> {
    let document = document::keep(&app.store, upload.bytes).await?;
    let task = Task::ImportVisites(ImportVisites {
        document,
        file: upload.name,
    });
    let outcome = Outcome::ImportVerifie(import.clone());
    Ok(task
        .propose(app, &signed.account.id, &outcome, import.fresh)
        .await?)
}

/// `GET /pilotage/importer/{id}`: what the file would add. Once confirmed, the work.
pub async fn read(State(app): State<App>, page: Page, Path(id): Path<String>) -> Answer {
    let found = proposed(&app, &id).await?;
    let Some(Outcome::ImportVerifie(import)) = Outcome::read(&found.outcome) else {
        return Ok(see_other(&format!("/pilotage/travaux/{id}")));
    };
    let template = ConfirmPage {
        id,
        from: page.date(import.from),
        to: page.date(import.to),
        import,
        page: page.titled("import-verifie-titre"),
    };
    render(&template)
}

async fn proposed(app: &App, id: &str) -> Result<Job, WebError> {
    let found = job::by_id(&mut app.store.read().await?, id).await?;
    found
        .filter(|j| j.name == "import-visites")
        .ok_or(WebError::NotFound)
}

/// `POST /pilotage/importer/{id}/confirmer`.
pub async fn confirm(State(app): State<App>, Path(id): Path<String>) -> Answer {
    proposed(&app, &id).await?;
    let mut tx = app.store.begin().await?;
    job::confirm(&mut tx, &id, app.outside.now_ms()).await?;
    tx.commit().await?;
    app.jobs.notify_one();
    Ok(see_other(&format!("/pilotage/travaux/{id}")))
}

/// `POST /pilotage/importer/{id}/renoncer`.
pub async fn give_up(State(app): State<App>, Path(id): Path<String>) -> Answer {
    let found = proposed(&app, &id).await?;
    withdraw(&app, &found).await?;
    Ok(see_other(&format!("{PATH}?renonce=1")))
}
