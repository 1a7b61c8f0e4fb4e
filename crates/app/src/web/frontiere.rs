//! Where a request ends (RFC 9112, 6.1): no other is read on the same connection after a body
//! in chunks.
//!
//! The library that reads HTTP refuses what leaves a doubt, but takes the chunks when a length
//! is said beside them, forgets that length, and would read on. Such a connection must be closed
//! after its answer; as what was forgotten cannot be seen, it is after any body in chunks.
//! Browsers send none.

use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};

/// Closes the connection after a body in chunks.
pub async fn close(request: Request, next: Next) -> Response {
    let in_chunks = request.headers().contains_key(header::TRANSFER_ENCODING);
    let mut response = next.run(request).await;
    if in_chunks {
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    response
}
