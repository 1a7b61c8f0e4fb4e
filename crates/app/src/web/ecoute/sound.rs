//! Sounds on the wire: one sentence, whole or by ranges; or a page, as it is being said.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use axum_extra::body::AsyncReadBody;
use plus_borne::voice::{Key, Utterance, VoiceError, wav};
use tokio::io::{AsyncWriteExt, DuplexStream};

use super::{super::state::App, studio::Sound};

/// Bytes made ahead of the listener, about four seconds.
const AHEAD: usize = 64 << 10;
/// The key names what is said, by which voice: the sound never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";

/// One sentence. Telephones ask for sounds by ranges (RFC 9110, 14.2): one is answered,
/// several at once are not, and get the whole.
pub fn answer(sound: Sound, headers: &HeaderMap) -> Result<Response, header::InvalidHeaderValue> {
    let length = sound.file.len();
    let kept = [
        (header::CONTENT_TYPE, sound.media_type),
        (header::CACHE_CONTROL, FOREVER),
        (header::ACCEPT_RANGES, "bytes"),
    ];
    let asked = headers
        .get(header::RANGE)
        .and_then(|range| range.to_str().ok());
    let Some((first, last)) = asked.and_then(|range| within(range, length)) else {
        return Ok((kept, sound.file).into_response());
    };
    let part = sound.file.get(first..=last).unwrap_or_default().to_vec();
    let place = HeaderValue::try_from(format!("bytes {first}-{last}/{length}"))?;
    Ok((
        StatusCode::PARTIAL_CONTENT,
        kept,
        [(header::CONTENT_RANGE, place)],
        part,
    )
        .into_response())
}

/// First and last byte of a range, when it is one that the file has.
fn within(range: &str, length: usize) -> Option<(usize, usize)> {
    let (first, last) = range.strip_prefix("bytes=")?.split_once('-')?;
    let end = length.checked_sub(1)?;
    let (first, last) = match (first, last) {
        ("", suffix) => (length.saturating_sub(suffix.parse().ok()?), end),
        (first, "") => (first.parse().ok()?, end),
        (first, last) => (first.parse().ok()?, last.parse::<usize>().ok()?.min(end)),
    };
    (first <= last).then_some((first, last))
}

/// A page: its sentences one after the other, in one sound without a known end.
pub fn stream(app: App, keys: Vec<Key>) -> Response {
    let (into, out) = tokio::io::duplex(AHEAD);
    tokio::spawn(async move {
        if let Err(error) = say(&app, keys, into).await {
            // A listener who leaves closes the pipe: nothing is wrong.
            tracing::debug!(%error, "page not said to its end");
        }
    });
    let kept = [
        (header::CONTENT_TYPE, wav::MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (kept, Body::new(AsyncReadBody::new(out))).into_response()
}

/// Words that are somebody's, said now, in one sound whose length is known: nothing of it is kept,
/// here or by the browser.
///
/// # Errors
/// Those of the voice.
pub async fn say_once(app: &App, said: &[Utterance]) -> Result<Response, VoiceError> {
    let mut all = Vec::new();
    if let Some(studio) = app.ecoute.studio() {
        for one in said {
            let file = studio.say_once(one).await?;
            all.extend_from_slice(wav::samples(&file).unwrap_or_default());
        }
    }
    let mut file = wav::header(Some(all.len())).to_vec();
    file.append(&mut all);
    let kept = [
        (header::CONTENT_TYPE, wav::MEDIA_TYPE),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((kept, file).into_response())
}

async fn say(app: &App, keys: Vec<Key>, mut into: DuplexStream) -> Result<(), VoiceError> {
    let Some(studio) = app.ecoute.studio() else {
        return Ok(());
    };
    into.write_all(&wav::header(None)).await?;
    for key in keys {
        let Some(sound) = studio.sound(&key).await? else {
            continue;
        };
        if let Some(samples) = sound.samples() {
            into.write_all(samples).await?;
        }
    }
    into.shutdown().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn one_range_is_understood_and_others_are_left() {
        assert_eq!(within("bytes=0-1", 100), Some((0, 1)));
        assert_eq!(within("bytes=10-", 100), Some((10, 99)));
        assert_eq!(within("bytes=-10", 100), Some((90, 99)));
        assert_eq!(within("bytes=90-500", 100), Some((90, 99)));
        for bad in [
            "bytes=100-",
            "bytes=5-2",
            "lines=0-1",
            "bytes=0-1,4-5",
            "bytes=a-b",
            "bytes=-0",
        ] {
            assert_eq!(within(bad, 100), None, "{bad}");
        }
        assert_eq!(within("bytes=0-1", 0), None);
    }
}
