//! The certificate of the van's own screens: asked of the hub at enrolment, renewed at
//! contact as soon as less than a year is left.

use std::{net::IpAddr, path::PathBuf};

use plus_journal::wire::hex;
use plus_store::{Store, setting};
use rcgen::PublicKeyData;
use serde::{Deserialize, Serialize};

use super::{Files, TlsError, authority, write_public};
use crate::node::{contact::ContactError, road::Road};

/// Its name on a local network when none is chosen.
pub const NAME: &str = "bus.plus.internal";
/// It is renewed when fewer days are left: a year of margin for a van that is far away.
pub const MARGIN_DAYS: i64 = 365;
const DAY_MS: i64 = 24 * 3_600_000;

/// Names of the settings.
const CHOSEN: &str = "local_name";
const ADDRESSES: &str = "local_addresses";
const ISSUED: &str = "local_issued";

/// What a machine asks a certificate for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Public key in hexadecimal: an uncompressed point of P-256.
    pub key: String,
    /// Name on its local network.
    pub name: String,
    /// Addresses on its local network.
    #[serde(default)]
    pub addresses: Vec<IpAddr>,
}

/// What the hub gives.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issued {
    /// The certificate, PEM.
    pub certificate: String,
    /// That of the authority, PEM.
    pub authority: String,
}

/// The names of a machine on its local network.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Name.
    pub name: String,
    /// Addresses, in the order of their text.
    pub addresses: Vec<IpAddr>,
}

impl Names {
    /// Those that were chosen, else the usual name.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn of(store: &Store) -> Result<Self, TlsError> {
        let mut link = store.read().await?;
        let name = setting::get(&mut link, CHOSEN).await?;
        let addresses = setting::get(&mut link, ADDRESSES)
            .await?
            .unwrap_or_default();
        Ok(Self {
            name: name.unwrap_or_else(|| NAME.to_owned()),
            addresses: addresses
                .split(' ')
                .filter_map(|a| a.parse().ok())
                .collect(),
        })
    }

    /// Keeps them: the next certificate carries them.
    ///
    /// # Errors
    /// When the name or an address is not local; those of the database.
    pub async fn keep(&self, store: &Store) -> Result<(), TlsError> {
        if !authority::is_local_name(&self.name) {
            let ends = authority::LOCAL_NAMES.join(", .");
            let said = format!(
                "« {} » n’est pas un nom local : il finit par .{ends}",
                self.name
            );
            return Err(TlsError::Wrong(said));
        }
        if let Some(far) = self
            .addresses
            .iter()
            .find(|a| !authority::is_local_address(**a))
        {
            let said = format!("{far} n’est pas une adresse de réseau local");
            return Err(TlsError::Wrong(said));
        }
        let mut tx = store.begin().await?;
        setting::set(&mut tx, CHOSEN, &self.name).await?;
        setting::set(&mut tx, ADDRESSES, &self.addresses_text()).await?;
        Ok(tx.commit().await?)
    }

    fn addresses_text(&self) -> String {
        let mut texts: Vec<String> = self.addresses.iter().map(IpAddr::to_string).collect();
        texts.sort();
        texts.join(" ")
    }

    fn text(&self) -> String {
        format!("{} {}", self.name, self.addresses_text())
    }
}

/// Files of the certificate of the screens.
pub fn files(store: &Store) -> Files {
    let folder = store.folder().join("https");
    Files {
        certificate: folder.join("ecrans.pem"),
        key: folder.join("ecrans.key"),
    }
}

/// File of the certificate of the authority, to carry to a tablet.
pub fn authority_file(store: &Store) -> PathBuf {
    store.folder().join("https").join("autorite.pem")
}

/// The certificate of the authority that tablets must trust: that of this hub, or the one
/// that the hub of this machine gave. None when there is none yet.
///
/// # Errors
/// Those of the database.
pub async fn trusted(store: &Store) -> Result<Option<String>, TlsError> {
    if let Ok(given) = std::fs::read_to_string(authority_file(store)) {
        return Ok(Some(given));
    }
    authority::certificate(store).await
}

/// Asks the hub for a certificate when there is none, when less than a year is left of it,
/// or when the names changed. Answers whether one came.
///
/// # Errors
/// When the hub cannot be reached or refuses; when files cannot be written. The certificate
/// that serves stays.
pub async fn renew(store: &Store, road: &mut Road<'_>) -> Result<bool, ContactError> {
    let local = |e: TlsError| ContactError::Certificate(e.to_string());
    let names = Names::of(store).await.map_err(local)?;
    let now = road.outside.now_ms() + road.gap;
    if !is_due(store, &names, now).await.map_err(local)? {
        return Ok(false);
    }
    let key = authority::key_of(&files(store).key).map_err(local)?;
    let wanted = Wanted {
        key: hex(key.der_bytes()),
        name: names.name.clone(),
        addresses: names.addresses.clone(),
    };
    let issued: Issued = road.post("certificate", &wanted).await?;
    keep(store, &issued, &names).await.map_err(local)?;
    Ok(true)
}

async fn is_due(store: &Store, names: &Names, now_ms: i64) -> Result<bool, TlsError> {
    let issued = setting::get(&mut store.read().await?, ISSUED).await?;
    if issued.as_deref() != Some(&names.text()) {
        return Ok(true);
    }
    let left = files(store).read().map(|pair| pair.ends_at - now_ms);
    // One that cannot be read is asked again: nothing else would mend it.
    Ok(left.map_or(true, |left| left < MARGIN_DAYS * DAY_MS))
}

async fn keep(store: &Store, issued: &Issued, names: &Names) -> Result<(), TlsError> {
    let (here, authority) = (files(store), authority_file(store));
    write_public(&authority, issued.authority.as_bytes())?;
    write_public(&here.certificate, issued.certificate.as_bytes())?;
    here.read()?;
    let mut tx = store.begin().await?;
    setting::set(&mut tx, ISSUED, &names.text()).await?;
    Ok(tx.commit().await?)
}
