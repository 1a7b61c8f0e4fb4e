//! `plus serve`: opens the relay.

use std::net::SocketAddr;

use anyhow::Context;
use clap::Args;
use tokio::net::TcpListener;

use super::{DataArgs, say};
use crate::{
    config::Config,
    outside::Outside,
    web::{
        self,
        page::Relay,
        state::{App, AppState},
    },
};

/// Address when nothing else is said: this machine alone.
const LISTEN: &str = "127.0.0.1:8000";

/// `plus serve`.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    data: DataArgs,
    /// Adresse et port d’écoute (127.0.0.1:8000 si rien n’est dit)
    #[arg(long, env = "PLUS_LISTEN", value_name = "ADRESSE:PORT")]
    listen: Option<String>,
}

impl Serve {
    /// Runs until the machine asks to stop.
    pub async fn run(self) -> anyhow::Result<()> {
        std::fs::create_dir_all(&self.data.data).with_context(|| {
            format!(
                "le dossier {} ne peut pas être créé",
                self.data.data.display()
            )
        })?;
        let config = Config::of_folder(&self.data.data)?;
        let listen = self
            .listen
            .or(config.listen)
            .unwrap_or_else(|| LISTEN.to_owned());
        let app = AppState::new(Outside::machine(), config.web, Relay::default());
        open(&app, &listen).await
    }
}

/// Listens, says where, and serves until asked to stop: then lets what runs finish.
pub async fn open(app: &App, listen: &str) -> anyhow::Result<()> {
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("l’adresse {listen} ne peut pas être ouverte"))?;
    say(&format!(
        "PLUS est ouvert : http://{}",
        listener.local_addr()?
    ))?;
    let service = web::application(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(asked_to_stop())
        .await?;
    say("PLUS est fermé.")
}

/// Ctrl+C, or the signal by which a machine stops a service.
async fn asked_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let interrupt = tokio::signal::ctrl_c();
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
        }
        Err(_) => {
            let _asked = interrupt.await;
        }
    }
}
