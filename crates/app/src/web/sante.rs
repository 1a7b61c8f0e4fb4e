//! What machines ask: alive, and how it goes.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Request, State},
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::state::App;
use crate::{exploitation::mesures, maintenance};

/// Type of the text format of Prometheus.
const METRICS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// `GET /healthz`: the process answers and its database does; or somebody works on it.
pub async fn healthz(State(app): State<App>) -> Result<&'static str, super::error::WebError> {
    if maintenance::standing(app.store.folder()).is_some() {
        return Ok("maintenance\n");
    }
    app.check().await?;
    Ok("ok\n")
}

/// `GET /metrics`: counters of requests and figures of the machine, in the text format of
/// Prometheus.
pub async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics.render() + &mesures::text(&app).await;
    ([(header::CONTENT_TYPE, METRICS)], text).into_response()
}

/// Counts and times every request, by the pattern of its route and not by its
/// address, which would hold what people look for.
#[expect(
    clippy::disallowed_methods,
    reason = "measures how long an answer takes"
)]
pub async fn measure(request: Request, next: Next) -> Response {
    let begun = std::time::Instant::now();
    let method = request.method().to_string();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [("method", method), ("status", status)];
    metrics::counter!("plus_http_requests_total", &labels).increment(1);
    metrics::histogram!("plus_http_request_seconds", &labels).record(begun.elapsed());
    response
}

/// Whether the request comes from the machine itself. A proxy on the same machine
/// makes everybody look so: what it forwards does not count.
pub fn is_local(request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let direct = !["x-forwarded-for", "forwarded", "x-real-ip", "via"]
        .iter()
        .any(|name| request.headers().contains_key(*name));
    direct && peer.is_some_and(|ConnectInfo(address)| address.ip().is_loopback())
}
