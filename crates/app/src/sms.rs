//! Short messages to telephones, by the gateway of `[sms]`: any program that takes `POST` of an
//! identifier, a number and a text, and nothing else. PLUS speaks to no operator itself.
//!
//! A message never says why a person comes, and nothing of it stays once it has left.

use plus_domain::courrier::Refusal;
use plus_store::{
    Store,
    courrier::{self as outbox, Queued, Way},
};
use reqwest::{Client, StatusCode, header::CONTENT_TYPE};
use serde::Serialize;

use crate::{
    config::Sms,
    courrier::{Failed, PostError, note, shortened},
    outside::{self, Outside},
};

/// What the gateway receives.
#[derive(Debug, Serialize)]
struct Message<'a> {
    /// The same at every try of one message: the gateway sends it once.
    id: String,
    /// With its country, `+596696001122`.
    to: &'a str,
    text: &'a str,
}

/// Sends every message that is due; how many the gateway took. Without a gateway they wait, and
/// no try is counted; one that does not answer is left in peace until the next round.
///
/// # Errors
/// When the settings cannot be used, or those of the database.
pub async fn send_due(
    store: &Store,
    outside: &Outside,
    settings: &Sms,
) -> Result<usize, PostError> {
    let Some(gateway) = settings.gateway.as_deref() else {
        return Ok(0);
    };
    if !outbox::is_due(store, Way::Sms, outside.now_ms()).await? {
        return Ok(0);
    }
    let token = settings.token().map_err(PostError::Settings)?;
    let client = outside::sms_client().map_err(|e| PostError::Settings(e.to_string()))?;
    let mut sent = 0;
    while let Some(taken) = outbox::take(store, Way::Sms, outside.now_ms()).await? {
        let answer = given(&client, (gateway, &token), &taken).await;
        let is_away = answer.is_err();
        let failed = answer.unwrap_or_else(Some);
        note(store, outside, &taken, failed.as_ref()).await?;
        sent += usize::from(failed.is_none());
        if is_away {
            break;
        }
    }
    Ok(sent)
}

/// What the gateway answers; the failure apart when it does not.
async fn given(
    client: &Client,
    (gateway, token): (&str, &str),
    taken: &Queued,
) -> Result<Option<Failed>, Failed> {
    let message = Message {
        id: blake3::hash(taken.letter.cause.as_bytes()).to_hex()[..32].to_owned(),
        to: &taken.letter.to,
        text: &taken.letter.text,
    };
    let body = serde_json::to_vec(&message).map_err(|e| Failed {
        refusal: Refusal::Never,
        why: shortened(&e),
    })?;
    let asked = client
        .post(gateway)
        .bearer_auth(token)
        .header(CONTENT_TYPE, "application/json")
        .body(body);
    match asked.send().await {
        Ok(answer) => Ok(failed(answer.status())),
        Err(error) => Err(Failed {
            refusal: Refusal::Later,
            // The address may hold what nobody should read.
            why: format!(
                "la passerelle des SMS n’est pas jointe : {}",
                shortened(&error.without_url())
            ),
        }),
    }
}

fn failed(status: StatusCode) -> Option<Failed> {
    if status.is_success() {
        return None;
    }
    // A token that is refused is mended in the settings: the message waits for that.
    let settings = matches!(
        status,
        StatusCode::UNAUTHORIZED
            | StatusCode::FORBIDDEN
            | StatusCode::NOT_FOUND
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::TOO_MANY_REQUESTS
    );
    let refusal = if status.is_client_error() && !settings {
        Refusal::Never
    } else {
        Refusal::Later
    };
    Some(Failed {
        refusal,
        why: format!("la passerelle des SMS répond : {}", status.as_u16()),
    })
}
