//! `import-visites`: a file that was checked and confirmed, written batch by batch.
//!
//! Taken again after a kill, it finds what the killed try wrote and adds the rest.

use plus_store::document;

use super::{Outcome, Step, Stop, outcome::Import, task::ImportVisites};
use crate::{
    import::{BATCH, Desk, Refusal},
    web::text::Texts,
};

/// Imports the file.
pub async fn visites(step: &Step<'_>, wanted: &ImportVisites) -> Result<Outcome, Stop> {
    let app = step.app;
    let bytes = document::fetch(&app.store, &wanted.document).await?;
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: app.territory(),
        author: step.job.author.as_str().into(),
    };
    let checked = match desk.check(bytes).await {
        Ok(checked) => checked,
        Err(error) => {
            let refusal = Refusal::of(error, &Texts::french()).map_err(Stop::failed)?;
            return Ok(Outcome::ImportRefuse(refusal));
        }
    };
    let total = checked.fresh.len();
    let mut report = Import::of(&checked, &wanted.file);
    for (index, batch) in checked.fresh.chunks(BATCH).enumerate() {
        step.at(index * BATCH, total).await?;
        report.added += desk.write(batch).await?;
    }
    app.store.count_again().await?;
    step.at(total, total).await?;
    Ok(Outcome::Import(report))
}
