//! Styles, scripts, fonts, icons: embedded in the binary.
//!
//! Pages ask for them with `?v=` and the version of the whole set, so that they
//! can be kept a year and still change with the binary. Asked without it, or
//! with another, they are kept an hour.

use std::sync::LazyLock;

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, include_dir};
use serde::Deserialize;

use super::error::WebError;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/assets");

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hasher = blake3::Hasher::new();
    add(&mut hasher, &FILES);
    hasher.finalize().to_hex()[..10].to_owned()
});

fn add(hasher: &mut blake3::Hasher, dir: &Dir<'_>) {
    for file in dir.files() {
        hasher.update(file.path().as_os_str().as_encoded_bytes());
        hasher.update(file.contents());
    }
    for inner in dir.dirs() {
        add(hasher, inner);
    }
}

/// The version of the set: changes when any file does.
pub fn version() -> &'static str {
    &VERSION
}

/// Whether the set holds a file.
pub fn has(path: &str) -> bool {
    FILES.get_file(path).is_some()
}

/// What follows the `?` of an asset.
#[derive(Debug, Deserialize)]
pub struct Asked {
    v: Option<String>,
}

/// `GET /assets/{*path}`.
pub async fn show(
    Path(path): Path<String>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let file = FILES.get_file(&path).ok_or(WebError::NotFound)?;
    let kind = media_type(&path).ok_or(WebError::NotFound)?;
    let tag = HeaderValue::try_from(format!("\"{}\"", version())).map_err(WebError::internal)?;
    let keep = if asked.v.as_deref() == Some(version()) {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=3600"
    };
    let said = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::ETAG, tag.clone()),
    ];
    if headers.get(header::IF_NONE_MATCH) == Some(&tag) {
        return Ok((StatusCode::NOT_MODIFIED, said).into_response());
    }
    Ok((said, file.contents()).into_response())
}

/// Type of what may be served; the rest of the folder (licences, lists) may not,
/// save as plain text.
fn media_type(path: &str) -> Option<&'static str> {
    let (_, extension) = path.rsplit_once('.')?;
    Some(match extension {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml; charset=utf-8",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
