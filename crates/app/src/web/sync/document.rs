//! Documents for machines and from them, by parts, named by the BLAKE3 of their bytes.
//!
//! Down: HTTP Range. Up: the position is asked with `HEAD`, then parts come with `PATCH`
//! and `Upload-Offset`, as in tus 1.0; a part that is not the next one is answered 409 with
//! the position. What is whole is checked against its name before it is kept.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use plus_domain::ids::NodeId;
use plus_store::{
    StoreError,
    document::{self, Arriving},
    transfer,
};
use serde::Deserialize;
use tokio::sync::Mutex;

use super::{Answer, Refused, Signed};
use crate::{
    content::travel::{self, Contents},
    dossier::mandat,
    node::{disk, documents::PART},
    web::state::App,
};

/// Largest document that a machine may send, bytes.
const MOST: u64 = 64 << 20;
/// Most that one machine may leave here, bytes.
const QUOTA: u64 = 2 << 30;
const OFFSET: &str = "upload-offset";

/// One part is written at a time: the position is read, then the part added.
static WRITING: Mutex<()> = Mutex::const_new(());

/// `GET contents`: what may be fetched.
pub async fn contents(State(app): State<App>, signed: Signed) -> Answer<Contents> {
    signed.machine(&app).await?;
    let contents = travel::contents(&app.store, app.outside.now_ms()).await;
    contents.map(Json).map_err(|error| {
        tracing::error!(%error, "the content cannot be offered to machines");
        let reason = "le contenu officiel n’est pas prêt à être envoyé";
        Refused::new(&app, StatusCode::SERVICE_UNAVAILABLE, reason)
    })
}

/// `GET document/{hash}`: a part of what is offered, one mebibyte at most.
pub async fn part(
    State(app): State<App>,
    Path(hash): Path<String>,
    signed: Signed,
) -> Result<Response, Refused> {
    signed.machine(&app).await?;
    let given = give(&app, &hash, signed.header(header::RANGE.as_str())).await;
    given
        .map_err(|e| Refused::internal(&app, &e))?
        .ok_or_else(|| {
            let reason = "ce document n’est pas proposé";
            Refused::new(&app, StatusCode::NOT_FOUND, reason)
        })
}

async fn give(app: &App, hash: &str, asked: &str) -> Result<Option<Response>, StoreError> {
    let offered = transfer::offered(&mut app.store.read().await?, hash).await?;
    let Some(offered) = offered else {
        return Ok(None);
    };
    let from = first(asked);
    if from >= offered.size {
        let all = format!("bytes */{}", offered.size);
        let said = [(header::CONTENT_RANGE, all)];
        return Ok(Some(
            (StatusCode::RANGE_NOT_SATISFIABLE, said).into_response(),
        ));
    }
    let bytes = document::part(&app.store, hash, (from, PART)).await?;
    let last = (from + bytes.len() as u64).saturating_sub(1);
    let said = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (
            header::CONTENT_RANGE,
            format!("bytes {from}-{last}/{}", offered.size),
        ),
    ];
    Ok(Some(
        (StatusCode::PARTIAL_CONTENT, said, bytes).into_response(),
    ))
}

/// First byte of a `Range`; what is not understood begins at the beginning (RFC 9110, 14.2).
fn first(range: &str) -> u64 {
    let bytes = range.strip_prefix("bytes=").unwrap_or_default();
    let first = bytes.split('-').next().unwrap_or_default();
    first.parse().unwrap_or(0)
}

/// Size that a machine says of what it sends.
#[derive(Debug, Deserialize)]
pub struct Size {
    size: u64,
}

/// `HEAD upload/{hash}?size=`: where the document stands.
pub async fn position(
    State(app): State<App>,
    Path(hash): Path<String>,
    Query(Size { size }): Query<Size>,
    signed: Signed,
) -> Result<Response, Refused> {
    let from = signed.machine(&app).await?;
    let at = stands(&app, &from.node, &hash, size).await;
    let at = at.map_err(|e| unnamed(&app, &e))?;
    Ok(at_offset(StatusCode::OK, at))
}

async fn stands(app: &App, node: &NodeId, hash: &str, size: u64) -> Result<u64, StoreError> {
    let (_, held) = transfer::received(&mut app.store.read().await?, node, hash).await?;
    if held {
        return Ok(size);
    }
    Ok(Arriving::of(&app.store, hash)?.length())
}

fn at_offset(status: StatusCode, at: u64) -> Response {
    (status, [(OFFSET, at.to_string())], Body::empty()).into_response()
}

/// `PATCH upload/{hash}?size=`: the next part.
pub async fn append(
    State(app): State<App>,
    Path(hash): Path<String>,
    Query(Size { size }): Query<Size>,
    signed: Signed,
) -> Result<Response, Refused> {
    let from = signed.machine(&app).await?;
    let _alone = WRITING.lock().await;
    let at = stands(&app, &from.node, &hash, size).await;
    let at = at.map_err(|e| unnamed(&app, &e))?;
    if signed.header(OFFSET).parse() != Ok(at) {
        return Ok(at_offset(StatusCode::CONFLICT, at));
    }
    check_room(&app, &from.node, (&hash, size, at)).await?;
    if at + signed.body.len() as u64 > size || signed.body.len() > PART as usize {
        let reason = "cette part dépasse la taille annoncée";
        return Err(Refused::new(&app, StatusCode::PAYLOAD_TOO_LARGE, reason));
    }
    let kept = keep(&app, &from.node, (&hash, size), signed.body.to_vec()).await;
    let kept = kept.map_err(|e| Refused::internal(&app, &e))?;
    kept.map(|at| at_offset(StatusCode::NO_CONTENT, at))
        .ok_or_else(|| {
            let reason =
                "ce document n’est pas celui que son nom dit : il est repris depuis le début";
            Refused::new(&app, StatusCode::UNPROCESSABLE_ENTITY, reason)
        })
}

/// A name that is not a BLAKE3 is the machine's fault, the rest is not.
fn unnamed(app: &App, error: &StoreError) -> Refused {
    match error {
        StoreError::NotFound(_) => {
            Refused::new(app, StatusCode::BAD_REQUEST, "ce nom n’est pas un BLAKE3")
        }
        error => Refused::internal(app, error),
    }
}

async fn check_room(
    app: &App,
    node: &NodeId,
    (hash, size, at): (&str, u64, u64),
) -> Result<(), Refused> {
    let held = async { transfer::received(&mut app.store.read().await?, node, hash).await };
    let (sum, _) = held.await.map_err(|e| Refused::internal(app, &e))?;
    let reason = if size > MOST {
        "ce document dépasse 64 Mo"
    } else if sum + size > QUOTA {
        "les documents de cette machine dépassent 2 Go : le portail central doit en retirer"
    } else if !disk::has_room(&document::folder(&app.store), size.saturating_sub(at)) {
        "le portail central n’a plus assez de place : le document attend"
    } else {
        return Ok(());
    };
    Err(Refused::new(app, StatusCode::INSUFFICIENT_STORAGE, reason))
}

/// Adds a part; the last one makes the document. Nothing when it is not what its name says.
async fn keep(
    app: &App,
    node: &NodeId,
    (hash, size): (&str, u64),
    bytes: Vec<u8>,
) -> Result<Option<u64>, StoreError> {
    let arriving = Arriving::of(&app.store, hash)?;
    arriving.append(bytes).await?;
    let at = arriving.length();
    if at < size {
        return Ok(Some(at));
    }
    if !arriving.is_whole().await? {
        return Ok(None);
    }
    document::adopt(&app.store, arriving.file()).await?;
    let mut tx = app.store.begin().await?;
    transfer::receive(&mut tx, hash, (node, size), app.outside.now_ms()).await?;
    tx.commit().await?;
    mandat::paper_arrived(app, hash).await?;
    Ok(Some(size))
}
