//! The authority of the territory: it signs the certificates of the van's own screens.
//!
//! Made at the hub the first time that a machine asks. Its key stays in a file beside the
//! database (`autorite/autorite.key`, mode 600), out of every backup of the database; its
//! certificate is public. It vouches for local names and private addresses alone
//! (RFC 5280, 4.2.1.10): a tablet that trusts it cannot be fooled about any other site.

use std::{net::IpAddr, path::PathBuf};

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use plus_store::{Store, journal, setting};
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType,
    ExtendedKeyUsagePurpose, GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    NameConstraints, PKCS_ECDSA_P256_SHA256, PublicKeyData, SerialNumber, SignatureAlgorithm,
    date_time_ymd,
};

use super::{TlsError, refuse_open, told, write_public, write_secret};
use crate::outside::Outside;

/// Name of the setting that holds its certificate.
const CERTIFICATE: &str = "authority";
/// How long it vouches, years: longer than any tablet lives.
const YEARS: i16 = 20;
/// How long a certificate of a machine serves, days. Apple accepts 825 at most.
pub const LEAF_DAYS: i32 = 730;
/// It serves from a week before: the clock of a tablet may be late.
const EARLIER_DAYS: i32 = 7;
/// Ends of the names that it may vouch for: none of them is on the public network
/// (RFC 6762, RFC 8375; `.internal`, reserved by ICANN in 2024).
pub const LOCAL_NAMES: [&str; 3] = ["internal", "local", "home.arpa"];
/// Networks whose addresses it may vouch for (RFC 1918, 3927, 4193, 4291).
const LOCAL_NETWORKS: [(&str, u8); 8] = [
    ("10.0.0.0", 8),
    ("172.16.0.0", 12),
    ("192.168.0.0", 16),
    ("169.254.0.0", 16),
    ("127.0.0.0", 8),
    ("fc00::", 7),
    ("fe80::", 10),
    ("::1", 128),
];

/// The authority, with its key.
pub struct Authority {
    key: KeyPair,
    /// Its certificate, PEM.
    pub certificate: String,
}

/// What a certificate is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Public key of the machine: an uncompressed point of P-256.
    pub key: &'a [u8],
    /// Its local name.
    pub name: &'a str,
    /// Its addresses on its local network.
    pub addresses: &'a [IpAddr],
}

/// A public key that came from a machine.
struct Point<'a>(&'a [u8]);

impl PublicKeyData for Point<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

/// File of the key.
pub fn key_file(store: &Store) -> PathBuf {
    store.folder().join("autorite").join("autorite.key")
}

/// File of the certificate, to carry to a tablet.
pub fn certificate_file(store: &Store) -> PathBuf {
    store.folder().join("autorite").join("autorite.pem")
}

/// The certificate of the authority, PEM; none when no machine asked yet.
///
/// # Errors
/// Those of the database.
pub async fn certificate(store: &Store) -> Result<Option<String>, TlsError> {
    Ok(setting::get(&mut store.read().await?, CERTIFICATE).await?)
}

impl Authority {
    /// Opens it; makes it the first time.
    ///
    /// # Errors
    /// When it exists and its key is not here; when others may read the key.
    pub async fn open(store: &Store, outside: &Outside) -> Result<Self, TlsError> {
        // One at a time, whichever process of the hub it is.
        let mut tx = store.begin().await?;
        journal::lock(&mut tx).await?;
        let known = setting::get(&mut tx, CERTIFICATE).await?;
        let path = key_file(store);
        if known.is_some() && !path.exists() {
            return Err(TlsError::KeyGone(path.display().to_string()));
        }
        let key = key_of(&path)?;
        let certificate = if let Some(known) = known {
            known
        } else {
            let made = own_params(&key, today(outside.now_ms()))?
                .self_signed(&key)?
                .pem();
            write_public(&certificate_file(store), made.as_bytes())?;
            setting::set(&mut tx, CERTIFICATE, &made).await?;
            made
        };
        tx.commit().await?;
        Ok(Self { key, certificate })
    }

    /// A certificate for a machine, PEM, that serves from now.
    ///
    /// # Errors
    /// The sentence for people, when the name or an address is not local.
    pub fn issue(self, asked: Asked<'_>, outside: &Outside) -> Result<String, TlsError> {
        asked.check().map_err(TlsError::Wrong)?;
        let today = today(outside.now_ms());
        let names = std::iter::once(asked.name.to_owned());
        let names: Vec<String> = names
            .chain(asked.addresses.iter().map(IpAddr::to_string))
            .collect();
        let mut params = CertificateParams::new(names)?;
        serve(
            &mut params,
            today - EARLIER_DAYS.days(),
            today + LEAF_DAYS.days(),
        );
        params.serial_number = Some(SerialNumber::from_slice(&serial(outside)));
        params.distinguished_name = named(asked.name);
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let issuer = Issuer::new(own_params(&self.key, today)?, self.key);
        Ok(params.signed_by(&Point(asked.key), &issuer)?.pem())
    }
}

impl Asked<'_> {
    fn check(&self) -> Result<(), String> {
        if self.key.len() != 65 || self.key.first() != Some(&4) {
            return Err("la clé publique n’est pas un point P-256".to_owned());
        }
        if !is_local_name(self.name) {
            let ends = LOCAL_NAMES.join(", .");
            return Err(format!(
                "« {} » n’est pas un nom local : il finit par .{ends}",
                self.name
            ));
        }
        match self.addresses.iter().find(|a| !is_local_address(**a)) {
            Some(far) => Err(format!("{far} n’est pas une adresse de réseau local")),
            None => Ok(()),
        }
    }
}

/// Whether a name is one that the authority may vouch for.
pub fn is_local_name(name: &str) -> bool {
    let plain = |label: &str| {
        let known = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(known)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let under = |end: &&str| {
        name.strip_suffix(*end)
            .is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
    };
    name.len() <= 200 && name.split('.').all(plain) && LOCAL_NAMES.iter().any(under)
}

/// Whether an address is one of a local network.
pub fn is_local_address(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local() || v4.is_loopback(),
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_loopback(),
    }
}

/// What the authority says of itself. Its name follows from its key, so that it is the same
/// each time that a certificate names it.
fn own_params(key: &KeyPair, today: Date) -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::new(Vec::new())?;
    let hash = blake3::hash(key.der_bytes()).to_hex();
    params.distinguished_name = named(&format!("PLUS autorite locale {}", &hash[..8]));
    serve(
        &mut params,
        today - EARLIER_DAYS.days(),
        today + YEARS.years(),
    );
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let names = LOCAL_NAMES.map(|end| GeneralSubtree::DnsName(end.to_owned()));
    let networks = LOCAL_NETWORKS.iter().filter_map(|(address, prefix)| {
        let address = address.parse().ok()?;
        Some(GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
            address, *prefix,
        )))
    });
    params.name_constraints = Some(NameConstraints {
        permitted_subtrees: names.into_iter().chain(networks).collect(),
        excluded_subtrees: Vec::new(),
    });
    Ok(params)
}

fn named(name: &str) -> DistinguishedName {
    let mut whole = DistinguishedName::new();
    whole.push(DnType::CommonName, name);
    whole
}

/// The key of a file; made there the first time.
pub(super) fn key_of(path: &std::path::Path) -> Result<KeyPair, TlsError> {
    if path.exists() {
        refuse_open(path)?;
        let text = std::fs::read_to_string(path).map_err(told(path))?;
        return Ok(KeyPair::from_pem(&text)?);
    }
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    write_secret(path, key.serialize_pem().as_bytes())?;
    Ok(key)
}

/// Sixteen random bytes, positive (RFC 5280, 4.1.2.2).
fn serial(outside: &Outside) -> [u8; 16] {
    let mut bytes = outside.random_bytes::<16>();
    bytes[0] = bytes[0] & 0x7f | 0x01;
    bytes
}

fn today(now_ms: i64) -> Date {
    let instant = Timestamp::from_millisecond(now_ms).unwrap_or(Timestamp::UNIX_EPOCH);
    instant.to_zoned_datetime(TimeZone::UTC).date()
}

/// Serves from one day to another, at midnight UTC.
fn serve(params: &mut CertificateParams, from: Date, to: Date) {
    let part = |n: i8| u8::try_from(n).unwrap_or(1);
    let day = |d: Date| date_time_ymd(i32::from(d.year()), part(d.month()), part(d.day()));
    params.not_before = day(from);
    params.not_after = day(to);
}
