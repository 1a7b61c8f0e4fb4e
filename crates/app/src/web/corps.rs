//! The reading part of a page (*corps*), compressed once and put into as many pages
//! as are asked for.
//!
//! A fiche is long and the same for everybody; what stands around it is short and is
//! not. Deflate streams follow one another (RFC 1951): the frame of the page is
//! compressed anew, the body is joined to it as it was kept, and the checks of gzip
//! are combined (RFC 1952). Nobody's page is ever kept.

use std::{io::Read, sync::Arc};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use flate2::{Compress, Compression, Crc, FlushCompress, Status, read::DeflateDecoder};

use super::error::WebError;

/// Stands in the page where the body goes. A private character of Unicode (U+E002):
/// no text of ours holds one.
pub const PLACE: char = '\u{E002}';
/// Largest frame of a page, bytes.
const MOST_FRAME: usize = 4 << 20;
/// Bytes that a deflate block may add to what does not compress.
const SLACK: usize = 64;
/// Header of gzip: deflate, no name, no date, unknown system (RFC 1952, 2.3).
const GZIP: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A body, compressed.
#[derive(Debug)]
pub struct Corps {
    deflated: Box<[u8]>,
    check: Crc,
}

impl Corps {
    /// Compresses a body.
    pub fn new(html: &str) -> std::io::Result<Self> {
        let mut deflated = Vec::new();
        let check = deflate(
            &mut deflated,
            html.as_bytes(),
            Compression::default(),
            false,
        )?;
        Ok(Self {
            deflated: deflated.into_boxed_slice(),
            check,
        })
    }

    /// Bytes that it takes in memory.
    pub fn weight(&self) -> usize {
        self.deflated.len()
    }

    /// The body as it was.
    pub fn html(&self) -> std::io::Result<String> {
        let mut html = String::new();
        // The last block is not marked as such: the end of the bytes is the end.
        let ended = [3, 0];
        DeflateDecoder::new(self.deflated.chain(&ended[..])).read_to_string(&mut html)?;
        Ok(html)
    }

    /// A whole gzip stream: what stands before, the body, what stands after.
    fn gzip_between(&self, before: &[u8], after: &[u8]) -> std::io::Result<Vec<u8>> {
        let room = self.deflated.len() + usize::midpoint(before.len(), after.len()) + SLACK;
        let mut out = Vec::with_capacity(room);
        out.extend(GZIP);
        let mut check = deflate(&mut out, before, Compression::fast(), false)?;
        out.extend(&*self.deflated);
        check.combine(&self.check);
        check.combine(&deflate(&mut out, after, Compression::fast(), true)?);
        out.extend(check.sum().to_le_bytes());
        out.extend(check.amount().to_le_bytes());
        Ok(out)
    }
}

/// Adds a text to a deflate stream: up to a whole byte, or to the end of the stream.
fn deflate(out: &mut Vec<u8>, text: &[u8], level: Compression, ends: bool) -> std::io::Result<Crc> {
    let mut compress = Compress::new(level, false);
    let flush = if ends {
        FlushCompress::Finish
    } else {
        FlushCompress::Full
    };
    loop {
        out.reserve(text.len() / 4 + SLACK);
        let done = usize::try_from(compress.total_in()).unwrap_or(usize::MAX);
        let rest = text.get(done..).unwrap_or_default();
        let status = compress.compress_vec(rest, out, flush)?;
        let whole = compress.total_in() == text.len() as u64;
        // Room left over: nothing more waits to come out.
        let drained = out.len() < out.capacity();
        if status == Status::StreamEnd || !ends && whole && drained {
            break;
        }
    }
    let mut check = Crc::new();
    check.update(text);
    Ok(check)
}

/// Puts the body of a page in its place, for readers who take gzip and for others.
pub async fn join(request: Request, next: Next) -> Result<Response, WebError> {
    let gzip = takes_gzip(request.headers());
    let mut response = next.run(request).await;
    match response.extensions_mut().remove::<Arc<Corps>>() {
        Some(corps) => joined(response, &corps, gzip).await,
        None => Ok(response),
    }
}

async fn joined(response: Response, corps: &Corps, gzip: bool) -> Result<Response, WebError> {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, MOST_FRAME)
        .await
        .map_err(WebError::internal)?;
    let frame = std::str::from_utf8(&bytes).map_err(WebError::internal)?;
    parts.headers.remove(header::CONTENT_LENGTH);
    // An answer to HEAD has no body, hence no place.
    let Some((before, after)) = frame.split_once(PLACE) else {
        return Ok(Response::from_parts(parts, Body::from(bytes)));
    };
    let whole = if gzip {
        tell_gzip(&mut parts.headers);
        corps.gzip_between(before.as_bytes(), after.as_bytes())
    } else {
        corps
            .html()
            .map(|html| format!("{before}{html}{after}").into_bytes())
    };
    let whole = whole.map_err(WebError::internal)?;
    Ok(Response::from_parts(parts, Body::from(whole)))
}

fn tell_gzip(headers: &mut HeaderMap) {
    let gzip = HeaderValue::from_static("gzip");
    headers.insert(header::CONTENT_ENCODING, gzip);
    let vary = HeaderValue::from_static("accept-encoding");
    headers.append(header::VARY, vary);
}

/// Whether a reader takes gzip (RFC 9110, 12.5.3).
fn takes_gzip(headers: &HeaderMap) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter();
    let codings = said
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.into_iter().any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

#[cfg(test)]
mod tests {
    use flate2::read::GzDecoder;
    use proptest::prelude::*;
    use std::io::Read as _;

    use super::*;

    fn opened(gzip: &[u8]) -> String {
        let mut text = String::new();
        // Fails when a check or the length is wrong.
        GzDecoder::new(gzip).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_long_body_is_one_stream_with_its_frame() {
        let body = "<p>Vos papiers, s’il vous plaît.</p>".repeat(40_000);
        let corps = Corps::new(&body).unwrap();
        assert!(corps.weight() * 20 < body.len());
        let page = corps.gzip_between(b"<main>", b"</main>").unwrap();
        assert_eq!(opened(&page), format!("<main>{body}</main>"));
        assert_eq!(corps.html().unwrap(), body);
    }

    #[test]
    fn a_reader_says_whether_it_takes_gzip() {
        let takes = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(line));
            takes_gzip(&headers)
        };
        assert!(takes("gzip, deflate, br") && takes("br;q=1.0, GZIP;q=0.8"));
        assert!(!takes("br") && !takes("gzip;q=0, br") && !takes("x-gzippo"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }

    proptest! {
        #[test]
        fn every_page_comes_out_whole(before in ".{0,300}", body in "(<p>|é|.){0,600}", after in ".{0,300}") {
            let corps = Corps::new(&body).unwrap();
            let page = corps.gzip_between(before.as_bytes(), after.as_bytes()).unwrap();
            prop_assert_eq!(opened(&page), format!("{before}{body}{after}"));
            prop_assert_eq!(corps.html().unwrap(), body);
        }
    }
}
