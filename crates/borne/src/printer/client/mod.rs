//! Speaks IPP with one printer: asks what it is, gives it a document, follows a job, takes
//! it back (RFC 8011; PWG 5100.14 for what office printers have in common).
//!
//! Every order is one HTTP POST by a `reqwest` client that is passed in. It must have
//! [`CONNECT`] as its time to connect and no proxy: a printer stands in the same room.
//! Nothing is tried twice here; whether to try again is a rule of the queue.

pub(crate) mod answer;
mod job;
mod request;
mod state;
mod supply;

use std::time::Duration;

use ipp::model::{DelimiterTag, Operation};
use reqwest::header::CONTENT_TYPE;

pub use job::{Format, JobState, JobStatus, Order, Which};
pub use state::{Printer, PrinterState, Reason};
pub use supply::{Supply, SupplyKind};

use self::{answer::Answer, request::Request};

/// How long a connection may take.
pub const CONNECT: Duration = Duration::from_secs(3);
/// How long an answer may take once the question has left.
pub const ANSWER: Duration = Duration::from_secs(10);
/// The slowest network that a document is sent through, in bytes a second.
const SLOWEST: usize = 128 << 10;

/// Why the printer did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The address is none of a printer.
    #[error("not the address of a printer: {0}")]
    Address(String),
    /// No connection: the printer certainly took nothing.
    #[error("the printer cannot be reached: {0}")]
    Unreachable(reqwest::Error),
    /// The question left and no answer came: the printer may have taken it.
    #[error("the answer of the printer was lost: {0}")]
    NoAnswer(reqwest::Error),
    /// It answered by an HTTP status, not by IPP.
    #[error("the printer answers with HTTP status {0}")]
    Http(u16),
    /// The answer is longer than [`answer::LONGEST`] bytes.
    #[error("the answer of the printer is too long")]
    TooLong,
    /// The answer is no IPP.
    #[error("the answer of the printer cannot be read: {0}")]
    Unreadable(#[from] ipp::parser::IppParseError),
    /// The answer lacks an attribute that the standard requires.
    #[error("the printer does not tell its {0}")]
    Missing(&'static str),
    /// The printer refused, by a status code (RFC 8011, appendix B).
    #[error("the printer refused: status 0x{0:04x}")]
    Refused(u16),
}

impl ClientError {
    /// The printer does something else: asked again later, it may accept.
    pub fn is_busy(&self) -> bool {
        // Service unavailable, temporary error, not accepting jobs, busy.
        matches!(
            self,
            Self::Refused(0x0502 | 0x0505..=0x0507) | Self::Http(503)
        )
    }

    /// The printer knows no such job, or knows it no more.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Refused(0x0406 | 0x0407))
    }

    /// The job is over: there is nothing to cancel.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Refused(0x0404))
    }
}

/// A printer at an address, and the name under which it is spoken to.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    /// `ipp://…`, as the printer knows itself.
    uri: String,
    /// `http://…`, where questions go.
    url: String,
    origin: String,
}

impl Client {
    /// A printer at `ipp://`, `ipps://`, `http://` or `https://`, without a port 631 for
    /// the first two. `origin` names the kiosk, never a person: the printer shows it.
    ///
    /// # Errors
    /// [`ClientError::Address`].
    pub fn new(http: reqwest::Client, uri: &str, origin: &str) -> Result<Self, ClientError> {
        let (uri, url) = addresses(uri).ok_or_else(|| ClientError::Address(uri.to_owned()))?;
        let origin = origin.to_owned();
        Ok(Self {
            http,
            uri,
            url,
            origin,
        })
    }

    /// The name under which jobs are given.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What the printer is, and how it is now (Get-Printer-Attributes).
    pub async fn printer(&self) -> Result<Printer, ClientError> {
        let request = self.request(Operation::GetPrinterAttributes)?;
        let request = request.wanted(Printer::ATTRIBUTES)?;
        Printer::of_answer(&self.ask(request.into_bytes(), Vec::new()).await?)
    }

    /// Gives a document (Print-Job): the number that the printer gives its job.
    ///
    /// # Errors
    /// Only after [`ClientError::Unreachable`] and [`ClientError::Refused`] is it certain
    /// that the printer did not take it.
    pub async fn print(&self, order: &Order<'_>, document: Vec<u8>) -> Result<i32, ClientError> {
        let request = order.write(self.request(Operation::PrintJob)?)?;
        let answer = self.ask(request.into_bytes(), document).await?;
        let answer = Answer::read(&answer)?.accepted()?;
        let job = answer.first(DelimiterTag::JobAttributes);
        job.number("job-id").ok_or(ClientError::Missing("job-id"))
    }

    /// How a job is (Get-Job-Attributes).
    pub async fn job(&self, id: i32) -> Result<JobStatus, ClientError> {
        let request = self.request(Operation::GetJobAttributes)?;
        let request = request.job(id)?.wanted(JobStatus::ATTRIBUTES)?;
        let answer = self.ask(request.into_bytes(), Vec::new()).await?;
        let answer = Answer::read(&answer)?.accepted()?;
        JobStatus::read(answer.first(DelimiterTag::JobAttributes))
            .ok_or(ClientError::Missing("job-state"))
    }

    /// The jobs that the printer knows, whoever gave them (Get-Jobs).
    pub async fn jobs(&self, which: Which) -> Result<Vec<JobStatus>, ClientError> {
        let request = which.write(self.request(Operation::GetJobs)?)?;
        let request = request.wanted(JobStatus::ATTRIBUTES)?;
        JobStatus::of_answer(&self.ask(request.into_bytes(), Vec::new()).await?)
    }

    /// The job of this exact name, running or over, if the printer knows one.
    pub async fn find(&self, name: &str) -> Result<Option<JobStatus>, ClientError> {
        for which in [Which::Running, Which::Over] {
            let jobs = self.jobs(which).await?;
            if let Some(job) = jobs.into_iter().find(|job| job.name == name) {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }

    /// Takes a job back (Cancel-Job). The printer may finish the sheet it is at.
    ///
    /// # Errors
    /// [`ClientError::is_over`] when it had ended.
    pub async fn cancel(&self, id: i32) -> Result<(), ClientError> {
        let request = self.request(Operation::CancelJob)?.job(id)?;
        self.done(request).await
    }

    /// Makes the printer blink or beep (Identify-Printer, PWG 5100.13).
    pub async fn identify(&self) -> Result<(), ClientError> {
        let request = self.request(Operation::IdentifyPrinter)?;
        self.done(request).await
    }

    /// An order whose answer says nothing more than whether it was taken.
    async fn done(&self, request: Request) -> Result<(), ClientError> {
        let answer = self.ask(request.into_bytes(), Vec::new()).await?;
        Answer::read(&answer)?.accepted().map(drop)
    }

    fn request(&self, operation: Operation) -> Result<Request, ClientError> {
        Request::new(operation, &self.uri, &self.origin)
    }

    /// One question and the bytes of its answer. The length is told: old printers stumble on pieces.
    async fn ask(&self, mut body: Vec<u8>, document: Vec<u8>) -> Result<Vec<u8>, ClientError> {
        let seconds = u64::try_from(document.len() / SLOWEST).unwrap_or(0);
        body.extend_from_slice(&document);
        drop(document);
        let sent = self.http.post(&self.url);
        let sent = sent.header(CONTENT_TYPE, "application/ipp").body(body);
        let answer = sent
            .timeout(ANSWER + Duration::from_secs(seconds))
            .send()
            .await;
        let answer = answer.map_err(|error| {
            if error.is_connect() {
                ClientError::Unreachable(error)
            } else {
                ClientError::NoAnswer(error)
            }
        })?;
        if !answer.status().is_success() {
            return Err(ClientError::Http(answer.status().as_u16()));
        }
        whole(answer).await
    }
}

/// The body of an answer, within its bound.
async fn whole(mut answer: reqwest::Response) -> Result<Vec<u8>, ClientError> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await.map_err(ClientError::NoAnswer)? {
        bytes.extend_from_slice(&part);
        if bytes.len() > answer::LONGEST {
            return Err(ClientError::TooLong);
        }
    }
    Ok(bytes)
}

/// The address that the printer knows, and where questions are posted.
fn addresses(uri: &str) -> Option<(String, String)> {
    let (scheme, rest) = uri.split_once("://")?;
    let (over, web) = match scheme {
        "ipp" | "http" => ("ipp", "http"),
        "ipps" | "https" => ("ipps", "https"),
        _ => return None,
    };
    let mut url = reqwest::Url::parse(&format!("{web}://{rest}")).ok()?;
    if scheme.starts_with("ipp") && !has_port(rest) {
        url.set_port(Some(631)).ok()?;
    }
    let place = url.as_str().split_once("://")?.1;
    let fair = url.has_host() && url.username().is_empty() && place.len() < 1000;
    fair.then(|| (format!("{over}://{place}"), url.to_string()))
}

/// Whether a port is written, be it the usual one, which an address forgets.
fn has_port(rest: &str) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    let host = authority.rsplit(']').next().unwrap_or_default();
    host.rsplit_once(':')
        .is_some_and(|(_, port)| !port.is_empty())
}

#[cfg(test)]
mod tests;
