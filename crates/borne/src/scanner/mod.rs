//! Speaks eSCL with one scanner: the protocol of AirScan, that office machines share (Mopria
//! eSCL 2.x). A page laid on its glass, or the sheets of its feeder, come as papers.
//!
//! The machine stands in the same room: no proxy, plain questions. What it answers is as
//! little trusted as any file: bounded, then cleaned by [`crate::paper`] by who asked.

mod abilities;

use std::time::Duration;

use reqwest::{Method, StatusCode, Url, header};

use crate::paper::MOST_BYTES;

pub use abilities::{Abilities, Source, Status};

/// How long one answer may take: a lamp that warms, a carriage that goes its way.
const ANSWER: Duration = Duration::from_mins(1);
/// How long the whole may take.
const WHOLE: Duration = Duration::from_mins(2);
/// How long to wait before a page that is not ready is asked again.
const AGAIN: Duration = Duration::from_millis(500);
/// Pages of one scan.
const MOST_PAGES: usize = 20;

/// Why no paper came.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The address is none of a scanner.
    #[error("not the address of a scanner: {0}")]
    Address(String),
    /// No answer.
    #[error("the scanner does not answer: {0}")]
    Unreachable(#[from] reqwest::Error),
    /// Somebody else uses it.
    #[error("the scanner is busy")]
    Busy,
    /// It has no glass, and nothing is in its feeder.
    #[error("no paper in the scanner")]
    NoPaper,
    /// A sheet is stuck.
    #[error("a sheet is stuck in the scanner")]
    Jam,
    /// It answered by another status than those of the protocol.
    #[error("the scanner answers with HTTP status {0}")]
    Http(u16),
    /// What it sends is longer than a paper may be.
    #[error("the scanner sends too much")]
    TooLong,
    /// What it sends is no eSCL.
    #[error("the answer of the scanner cannot be read")]
    Unreadable,
    /// It takes longer than two minutes.
    #[error("the scanner takes too long")]
    Slow,
}

/// A scanner at an address.
#[derive(Debug, Clone)]
pub struct Scanner {
    http: reqwest::Client,
    /// Ends with `/`.
    base: Url,
}

impl Scanner {
    /// The scanner at `http://…/eSCL`. The client that is passed in must have no proxy and
    /// follow no redirection.
    ///
    /// # Errors
    /// [`ScanError::Address`].
    pub fn new(http: reqwest::Client, address: &str) -> Result<Self, ScanError> {
        let wrong = || ScanError::Address(address.to_owned());
        let base = format!("{}/", address.trim_end_matches('/'));
        let base = Url::parse(&base).map_err(|_| wrong())?;
        let fair = matches!(base.scheme(), "http" | "https")
            && base.has_host()
            && base.username().is_empty()
            && base.query().is_none();
        if fair {
            Ok(Self { http, base })
        } else {
            Err(wrong())
        }
    }

    /// Takes what is laid in it: one file for each page or for all of them, PDF or JPEG, in
    /// order. Never empty.
    ///
    /// # Errors
    /// All of [`ScanError`]; the scan is then taken back, as far as the scanner hears.
    pub async fn scan(&self) -> Result<Vec<Vec<u8>>, ScanError> {
        let whole = tokio::time::timeout(WHOLE, self.pages()).await;
        whole.unwrap_or(Err(ScanError::Slow))
    }

    /// How it is now.
    ///
    /// # Errors
    /// When it does not answer, or not in eSCL.
    pub async fn status(&self) -> Result<Status, ScanError> {
        Status::read(&self.ask("ScannerStatus", abilities::LONGEST).await?)
    }

    async fn pages(&self) -> Result<Vec<Vec<u8>>, ScanError> {
        let abilities = self.ask("ScannerCapabilities", abilities::LONGEST).await?;
        let abilities = Abilities::read(&abilities)?;
        let status = self.status().await?;
        if status.jammed {
            return Err(ScanError::Jam);
        }
        if !status.idle {
            return Err(ScanError::Busy);
        }
        let source = abilities.source(&status).ok_or(ScanError::NoPaper)?;
        let job = self.begin(abilities.question(source)).await?;
        let pages = self.drain(&job).await;
        if pages.is_err() {
            // Best effort: it is the next person's scanner too.
            let _taken_back = self.send(Method::DELETE, job, None).await;
        }
        pages
    }

    /// Begins a scan; where its pages are asked for.
    async fn begin(&self, question: String) -> Result<Url, ScanError> {
        let at = self.at("ScanJobs")?;
        let answer = self.send(Method::POST, at, Some(question)).await?;
        match answer.status() {
            StatusCode::CREATED => {}
            StatusCode::SERVICE_UNAVAILABLE => return Err(ScanError::Busy),
            StatusCode::CONFLICT => return Err(ScanError::NoPaper),
            other => return Err(ScanError::Http(other.as_u16())),
        }
        let told = answer.headers().get(header::LOCATION);
        let told = told.and_then(|value| value.to_str().ok());
        self.of_job(told.ok_or(ScanError::Unreadable)?)
    }

    /// The address of a job, on this scanner whatever name it gives itself: only the path of
    /// what it tells is followed.
    fn of_job(&self, told: &str) -> Result<Url, ScanError> {
        let told = self.base.join(told).map_err(|_| ScanError::Unreadable)?;
        let mut job = self.base.clone();
        job.set_path(&format!("{}/", told.path().trim_end_matches('/')));
        Ok(job)
    }

    /// Takes the pages of a job until there are no more.
    async fn drain(&self, job: &Url) -> Result<Vec<Vec<u8>>, ScanError> {
        let next = job
            .join("NextDocument")
            .map_err(|_| ScanError::Unreadable)?;
        let mut pages = Vec::new();
        while pages.len() < MOST_PAGES {
            let answer = self.send(Method::GET, next.clone(), None).await?;
            match answer.status() {
                StatusCode::OK => pages.push(whole(answer, MOST_BYTES).await?),
                StatusCode::NOT_FOUND | StatusCode::GONE => break,
                StatusCode::SERVICE_UNAVAILABLE => tokio::time::sleep(AGAIN).await,
                StatusCode::CONFLICT => return Err(ScanError::Jam),
                other => return Err(ScanError::Http(other.as_u16())),
            }
        }
        if pages.is_empty() {
            return Err(ScanError::NoPaper);
        }
        Ok(pages)
    }

    async fn ask(&self, name: &str, most: usize) -> Result<Vec<u8>, ScanError> {
        let answer = self.send(Method::GET, self.at(name)?, None).await?;
        match answer.status() {
            StatusCode::OK => whole(answer, most).await,
            StatusCode::SERVICE_UNAVAILABLE => Err(ScanError::Busy),
            other => Err(ScanError::Http(other.as_u16())),
        }
    }

    fn at(&self, name: &str) -> Result<Url, ScanError> {
        self.base.join(name).map_err(|_| ScanError::Unreadable)
    }

    async fn send(
        &self,
        method: Method,
        to: Url,
        xml: Option<String>,
    ) -> Result<reqwest::Response, ScanError> {
        let mut question = self.http.request(method, to).timeout(ANSWER);
        if let Some(xml) = xml {
            question = question.header(header::CONTENT_TYPE, "text/xml").body(xml);
        }
        Ok(question.send().await?)
    }
}

/// The body of an answer, within a bound.
async fn whole(mut answer: reqwest::Response, most: usize) -> Result<Vec<u8>, ScanError> {
    let mut bytes = Vec::new();
    while let Some(part) = answer.chunk().await? {
        bytes.extend_from_slice(&part);
        if bytes.len() > most {
            return Err(ScanError::TooLong);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
