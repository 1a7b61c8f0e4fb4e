//! A relay with the whole official content, kept between runs.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{Place, filled, places};

/// Folder of a relay that holds the content of an archive.
pub async fn folder(archive: &Path) -> PathBuf {
    let place = places(100_000).await.remove(0);
    let data = place.options.folder.with_extension("contenu");
    if !data.exists() {
        let options = plus_store::Options::folder(&data);
        filled(&Place { options, ..place }, 0).await.close().await;
        let imported = Command::new(env!("CARGO_BIN_EXE_plus"))
            .args(["content", "import"])
            .arg(archive)
            .arg("--data")
            .arg(&data)
            .status();
        assert!(imported.is_ok_and(|s| s.success()), "imported");
    }
    data
}
