//! Sends the letters of the outbox, one after the other, for as long as the program runs.

use std::time::Duration;

use plus_store::StoreError;
use tokio::sync::watch;

use crate::{courrier, rendez_vous::lettre, sms, web::state::App};

/// Between two looks at the outbox.
const PACE: Duration = Duration::from_secs(10);

/// Sends what is due until `stop` turns true. A demonstration sends nothing.
pub async fn keep(app: App, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() && !app.config.demo {
        if let Err(error) = lettre::remind(&app).await {
            tracing::error!(%error, "those of tomorrow cannot be reminded");
        }
        let sent = courrier::send_due(&app.store, &app.outside, &app.config.courrier).await;
        if let Err(error) = sent {
            tracing::error!(%error, "letters cannot leave");
        }
        let sent = sms::send_due(&app.store, &app.outside, &app.config.sms).await;
        if let Err(error) = sent {
            tracing::error!(%error, "short messages cannot leave");
        }
        if let Err(error) = forget(&app).await {
            tracing::error!(%error, "old letters cannot be forgotten");
        }
        tokio::select! {
            () = tokio::time::sleep(PACE) => {}
            _ = stop.changed() => {}
        }
    }
}

async fn forget(app: &App) -> Result<(), StoreError> {
    let now = app.outside.now_ms();
    plus_store::abonnement::purge(&app.store, now).await?;
    plus_store::courrier::purge(&app.store, now).await
}
