//! Every reply to a machine is signed with the hub's key, refusals too: a machine that is
//! enrolled believes nothing else.

use axum::{
    body::{Body, to_bytes},
    extract::{OriginalUri, Request, State},
    http::{HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    node::{
        Identity, header,
        reply::{self, Replied},
    },
    web::state::App,
};

/// Largest reply, bytes.
const MOST: usize = 64 << 20;

/// What was asked, as the signature of the reply covers it.
struct Question {
    method: String,
    path: String,
    nonce: String,
}

impl Question {
    fn of(request: &Request) -> Self {
        let uri = request.extensions().get::<OriginalUri>();
        let uri = uri.map_or_else(|| request.uri(), |OriginalUri(uri)| uri);
        let nonce = request.headers().get(header::NONCE);
        Self {
            method: request.method().to_string(),
            path: uri.path_and_query().map_or("", |p| p.as_str()).to_owned(),
            nonce: nonce
                .and_then(|n| n.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// Signs what goes out.
pub async fn sign(State(app): State<App>, request: Request, next: Next) -> Response {
    let question = Question::of(&request);
    let response = next.run(request).await;
    match signed(&app, &question, response).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a reply could not be signed");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

async fn signed(app: &App, question: &Question, response: Response) -> anyhow::Result<Response> {
    let own = Identity::of(&app.store, &app.outside).await?;
    let (mut parts, body) = response.into_parts();
    let body = to_bytes(body, MOST).await?;
    let next_key = own.next_key();
    let replied = Replied {
        method: &question.method,
        path: &question.path,
        nonce: &question.nonce,
        status: parts.status.as_u16(),
        next_key: &next_key,
        // What answers to HEAD carries no body.
        body: if question.method == "HEAD" {
            b""
        } else {
            &body
        },
    };
    let signature = own.sign_reply(&replied);
    let headers = &mut parts.headers;
    headers.insert(reply::header::SIGNATURE, HeaderValue::try_from(signature)?);
    if !next_key.is_empty() {
        headers.insert(reply::header::NEXT_KEY, HeaderValue::try_from(next_key)?);
    }
    Ok(Response::from_parts(parts, Body::from(body)))
}
