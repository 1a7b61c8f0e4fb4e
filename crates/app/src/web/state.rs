//! What every handler may reach: the outside, the configuration, the territory.

use std::sync::{Arc, RwLock};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

use super::{error::WebError, page::Relay};
use crate::{config::Web, outside::Outside};

/// The state, shared by all requests.
pub type App = Arc<AppState>;

/// See [`App`].
#[derive(Debug)]
pub struct AppState {
    /// Clock, identifiers, randomness.
    pub outside: Outside,
    /// Settings of the pages.
    pub config: Web,
    /// Counters.
    pub metrics: Metrics,
    relay: RwLock<Relay>,
}

/// Handle on the counters.
pub struct Metrics(PrometheusHandle);

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Counters of this process: recorded from here on.
    pub fn install() -> Self {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A second application of the same process (tests) counts nothing of its own.
        let _first = metrics::set_global_recorder(recorder);
        Self(handle)
    }

    /// The text format of Prometheus.
    pub fn render(&self) -> String {
        self.0.run_upkeep();
        self.0.render()
    }
}

impl AppState {
    /// The state of an application that begins.
    pub fn new(outside: Outside, config: Web, relay: Relay) -> App {
        Arc::new(Self {
            outside,
            config,
            metrics: Metrics::install(),
            relay: RwLock::new(relay),
        })
    }

    /// What pages say of the territory.
    pub fn relay(&self) -> Relay {
        let held = self.relay.read().unwrap_or_else(|held| held.into_inner());
        held.clone()
    }

    /// Whether the application can answer.
    pub async fn check(&self) -> Result<(), WebError> {
        std::future::ready(Ok(())).await
    }
}
