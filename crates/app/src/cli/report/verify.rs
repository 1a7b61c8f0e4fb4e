//! `plus report verify` and `plus report key`: a file of a statement against its seal, without
//! any data; and the key that seals.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use plus_domain::statement::Sceau;
use plus_journal::wire::hex;

use super::{super::say, DataArgs};
use crate::{node::Identity, outside::Outside, statement::sceau};

/// `plus report verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// Fichier du relevé : PDF, tableur, CSV ou JSON
    #[arg(value_name = "FICHIER")]
    file: PathBuf,
    /// Sa signature (sans cela : le fichier de même nom en .signature.json, à côté)
    #[arg(long, value_name = "FICHIER")]
    signature: Option<PathBuf>,
    /// Clé publique du relais, en entier ou son empreinte, comme il la publie
    #[arg(long, value_name = "CLÉ")]
    key: Option<String>,
}

impl Verify {
    /// Says what the file is, or why nobody vouches for it.
    pub fn run(self) -> anyhow::Result<()> {
        let bytes = read(&self.file)?;
        let beside = self.file.with_extension("signature.json");
        let path = self.signature.unwrap_or(beside);
        let seal: Sceau = serde_json::from_slice(&read(&path)?)
            .with_context(|| format!("{} n’est pas une signature de relevé", path.display()))?;
        let format = sceau::check(&bytes, &seal, self.key.as_deref())?;
        let fingerprint = sceau::of(&seal);
        say(&format!(
            "C’est bien le fichier {format} du relevé {}, signé par la clé {fingerprint}.",
            seal.number
        ))?;
        if self.key.is_none() {
            say(
                "Comparez cette clé avec celle que le relais publie (/opendata/releves/cles.json), ou donnez-la avec --key.",
            )?;
        }
        Ok(())
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("{} ne peut pas être lu", path.display()))
}

/// `plus report key`.
#[derive(Debug, Args)]
pub struct ShowKey {
    #[command(flatten)]
    data: DataArgs,
}

impl ShowKey {
    /// Says it whole, and as people compare it.
    pub async fn run(self) -> anyhow::Result<()> {
        let (store, _) = self.data.open_existing().await?;
        let key = Identity::of(&store, &Outside::machine())
            .await?
            .public_key();
        say(&format!("clé        {}", hex(&key)))?;
        say(&format!("empreinte  {}", sceau::fingerprint(&key)))?;
        store.close().await;
        Ok(())
    }
}
