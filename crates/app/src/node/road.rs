//! The way to a hub: signs what is asked, compresses it, believes only what the hub signed,
//! and takes the hub's time when it must.

use std::{io::Read, time::Duration};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use plus_journal::wire::{hex, unhex};
use plus_store::{Store, exchange::node};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Asked, Identity,
    contact::{ContactError, Presented, Refusal, Taken},
    header,
    reply::{self, Replied},
};
use crate::{
    config::{Config, Exchange},
    outside::{self, Outside},
};

/// How long one request may take.
const PATIENCE: Duration = Duration::from_mins(1);
/// Largest answer, unpacked, bytes.
const MOST_ANSWER: u64 = 64 << 20;

/// The keys by which a machine knows its hub.
#[derive(Debug, Clone)]
pub struct HubKey {
    /// That of today.
    pub now: Vec<u8>,
    /// That which it said it will have.
    pub next: Option<Vec<u8>>,
}

/// See the module.
pub struct Road<'a> {
    /// Address of the hub.
    pub base: Url,
    /// Clock and randomness.
    pub outside: &'a Outside,
    /// The hub's clock less this one's, milliseconds, as far as it is known.
    pub gap: i64,
    /// Whether the hub answered.
    pub heard: bool,
    /// What `plus.toml` says of exchanges.
    pub settings: Exchange,
    /// Bytes sent and received as bodies.
    pub carried: Carried,
    http: Client,
    identity: &'a Identity,
    store: &'a Store,
    key: Option<HubKey>,
}

/// Bytes that travelled as bodies.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Carried {
    /// To the hub.
    pub sent: u64,
    /// From it.
    pub received: u64,
}

/// What came, and whose it is not known yet.
#[derive(Debug)]
pub struct Came {
    /// Status.
    pub status: StatusCode,
    /// Body, unpacked.
    pub body: Vec<u8>,
    /// Position that the hub says, for an upload.
    pub offset: Option<u64>,
    path: String,
    method: Method,
    nonce: String,
    signature: String,
    next_key: String,
}

impl Came {
    fn is_signed(&self, key: &[u8]) -> bool {
        let replied = Replied {
            method: self.method.as_str(),
            path: &self.path,
            nonce: &self.nonce,
            status: self.status.as_u16(),
            next_key: &self.next_key,
            body: &self.body,
        };
        replied.is_signed(key, &self.signature)
    }

    /// What to say of an answer that is not the hub's. A proxy whose hub is away says so
    /// with 502 to 504.
    fn foreign(&self) -> ContactError {
        match self.status.as_u16() {
            status @ 502..=504 => ContactError::InTheWay(status),
            _ => ContactError::Impostor,
        }
    }
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Sent<'a> {
    method: Method,
    what: &'a str,
    body: Vec<u8>,
    headers: Vec<(&'static str, String)>,
}

impl<'a> Sent<'a> {
    /// Asks for something under `/sync/v1/`, with nothing to give.
    pub fn new(method: Method, what: &'a str) -> Self {
        Self {
            method,
            what,
            body: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// The same with bytes.
    #[must_use]
    pub fn with(self, body: Vec<u8>) -> Self {
        Self { body, ..self }
    }

    /// The same with a header, which the signature does not cover.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

impl<'a> Road<'a> {
    /// A road to an address; `key` is that of the hub, unknown until it enrolled this machine.
    ///
    /// # Errors
    /// When secrets may not be sent to that address.
    pub fn new(
        address: &str,
        key: Option<HubKey>,
        (identity, outside): (&'a Identity, &'a Outside),
        store: &'a Store,
    ) -> Result<Self, ContactError> {
        let wrong = || ContactError::Address(address.to_owned());
        let base = Url::parse(address.trim_end_matches('/')).map_err(|_| wrong())?;
        let here = matches!(base.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if base.scheme() != "https" && !(base.scheme() == "http" && here) {
            return Err(wrong());
        }
        let config = Config::of_folder(store.folder());
        let settings = config
            .map_err(|e| ContactError::Settings(e.to_string()))?
            .exchange;
        let http = outside::hub_client(&settings, PATIENCE).map_err(ContactError::Settings)?;
        Ok(Self {
            base,
            http,
            identity,
            outside,
            settings,
            store,
            key,
            gap: 0,
            heard: false,
            carried: Carried::default(),
        })
    }

    /// Reads what the hub says of something.
    ///
    /// # Errors
    /// When it cannot be reached, refuses, or is not our hub.
    pub async fn get<T: DeserializeOwned>(&mut self, what: &str) -> Result<T, ContactError> {
        self.ask(&Sent::new(Method::GET, what)).await
    }

    /// Gives the hub something, compressed.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn post<B: Serialize, T: DeserializeOwned>(
        &mut self,
        what: &str,
        body: &B,
    ) -> Result<T, ContactError> {
        self.ask(&Sent::new(Method::POST, what).with(packed(body)?))
            .await
    }

    /// Presents this machine: the key that the reply gives must be the one that signed it.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub async fn enrol(&mut self, presented: &Presented) -> Result<Taken, ContactError> {
        let sent = Sent::new(Method::POST, "enrol").with(packed(presented)?);
        let came = self.timed(&sent).await?;
        let taken: Taken = granted(&came)?;
        if came.is_signed(&taken.key) {
            Ok(taken)
        } else {
            Err(came.foreign())
        }
    }

    async fn ask<T: DeserializeOwned>(&mut self, sent: &Sent<'_>) -> Result<T, ContactError> {
        granted(&self.timed(sent).await?)
    }

    /// Asks; once more with the hub's time when it refuses this machine's. What comes back
    /// is the hub's, whatever it says.
    ///
    /// # Errors
    /// When the hub cannot be reached, or what answers is not our hub.
    pub async fn timed(&mut self, sent: &Sent<'_>) -> Result<Came, ContactError> {
        let came = self.send(sent).await?;
        if came.status != StatusCode::UNAUTHORIZED {
            return Ok(came);
        }
        let refusal: Refusal = read(&came.body)?;
        let gap = refusal.time - self.outside.now_ms();
        if (gap - self.gap).abs() <= super::MOST_GAP_MS / 2 {
            return Ok(came);
        }
        self.gap = gap;
        self.send(sent).await
    }

    async fn send(&mut self, sent: &Sent<'_>) -> Result<Came, ContactError> {
        let path = format!("/sync/v1/{}", sent.what);
        let nonce = hex(&self.outside.random_bytes::<16>());
        let request = self.signed(sent, &path, &nonce);
        self.carried.sent += sent.body.len() as u64;
        let answer = request.send().await.map_err(ContactError::Unreachable)?;
        let came = self.receive(answer, sent, (path, nonce)).await?;
        self.believe(&came).await?;
        self.heard = true;
        Ok(came)
    }

    fn signed(&self, sent: &Sent<'_>, path: &str, nonce: &str) -> RequestBuilder {
        let base = self.base.as_str().trim_end_matches('/');
        let time = self.outside.now_ms() + self.gap;
        let signature = self.identity.sign(&Asked {
            method: sent.method.as_str(),
            path,
            body: &sent.body,
            time,
            nonce,
        });
        let request = self
            .http
            .request(sent.method.clone(), format!("{base}{path}"))
            .header(header::NODE, self.identity.node.as_str())
            .header(header::TIME, time)
            .header(header::NONCE, nonce)
            .header(header::SIGNATURE, signature)
            .header(reqwest::header::ACCEPT_ENCODING, "gzip")
            .body(sent.body.clone());
        let headers = sent.headers.iter();
        headers.fold(request, |request, (name, value)| {
            request.header(*name, value)
        })
    }

    async fn receive(
        &mut self,
        answer: Response,
        sent: &Sent<'_>,
        (path, nonce): (String, String),
    ) -> Result<Came, ContactError> {
        let said = |name: &str| {
            let value = answer.headers().get(name).and_then(|v| v.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let came = Came {
            status: answer.status(),
            body: Vec::new(),
            offset: said("upload-offset").parse().ok(),
            path,
            method: sent.method.clone(),
            nonce,
            signature: said(reply::header::SIGNATURE),
            next_key: said(reply::header::NEXT_KEY),
        };
        let packed = !said("content-encoding").is_empty();
        let bytes = body_of(answer).await?;
        self.carried.received += bytes.len() as u64;
        // What answers to HEAD may say that a body would be packed, and has none.
        let body = if packed && !bytes.is_empty() {
            unpacked(&bytes)?
        } else {
            bytes
        };
        Ok(Came { body, ..came })
    }

    /// Believes a reply that the hub signed; keeps the next key that it says, and takes that
    /// key once the hub signs with it.
    async fn believe(&mut self, came: &Came) -> Result<(), ContactError> {
        let Some(key) = &mut self.key else {
            return Ok(());
        };
        let said = unhex::<32>(&came.next_key).map(|k| k.to_vec());
        if came.is_signed(&key.now) {
            if said.is_none() || said == key.next {
                return Ok(());
            }
            key.next = said;
        } else {
            let known = key.next.clone().filter(|next| came.is_signed(next));
            key.now = known.ok_or_else(|| came.foreign())?;
            key.next = said;
        }
        let mut tx = self.store.begin().await?;
        node::keep_hub_key(&mut tx, &key.now, key.next.as_deref()).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn packed<B: Serialize>(body: &B) -> Result<Vec<u8>, ContactError> {
    let unreadable = |e: std::io::Error| ContactError::Unreadable(e.to_string());
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    serde_json::to_writer(&mut packed, body).map_err(|e| unreadable(e.into()))?;
    packed.finish().map_err(unreadable)
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, ContactError> {
    let mut text = Vec::new();
    let read = GzDecoder::new(bytes)
        .take(MOST_ANSWER)
        .read_to_end(&mut text);
    read.map_err(|e| ContactError::Unreadable(e.to_string()))?;
    Ok(text)
}

/// What an answer holds, as it travels. Whoever answers is not known yet: it may not fill
/// the memory of this machine.
async fn body_of(mut answer: Response) -> Result<Vec<u8>, ContactError> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(ContactError::Unreachable)? {
        if (bytes.len() + part.len()) as u64 > MOST_ANSWER {
            return Err(ContactError::Unreadable("réponse trop longue".to_owned()));
        }
        bytes.extend_from_slice(&part);
    }
    Ok(bytes)
}

/// What a reply gives, or why it refuses; or the one other thing that a hub may answer: an
/// order to erase.
///
/// # Errors
/// Its refusal, or its order.
pub fn granted<T: DeserializeOwned>(came: &Came) -> Result<T, ContactError> {
    if came.status == StatusCode::ACCEPTED {
        return Err(ContactError::Ordered(Box::new(read(&came.body)?)));
    }
    if came.status.is_success() {
        return read(&came.body);
    }
    match read::<Refusal>(&came.body) {
        Ok(refusal) => Err(ContactError::Refused(refusal.reason)),
        // An older hub, or none: what it says is no sentence of ours.
        Err(_) => Err(ContactError::Refused(format!(
            "HTTP {}",
            came.status.as_u16()
        ))),
    }
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, ContactError> {
    serde_json::from_slice(text).map_err(|e| ContactError::Unreadable(e.to_string()))
}
