//! A job of the printer: what is asked of it, and how it is.

use ipp::{model::DelimiterTag, value::IppValue};

use super::{
    ClientError,
    answer::{Answer, Group},
    request::{Request, keyword},
};

/// Most jobs that are over and looked through; the printer tells the latest first.
const LATEST: i32 = 50;

/// What a document is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As it came.
    Pdf,
    /// Drawn by [`crate::printer::pwg`].
    Pwg,
}

impl Format {
    /// As printers name it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Pwg => "image/pwg-raster",
        }
    }
}

/// How a document is to be printed, always on A4.
#[derive(Debug, Clone, Copy)]
pub struct Order<'a> {
    /// Name of the job: unique, and neutral, because printers show it.
    pub name: &'a str,
    /// What the document is written in.
    pub format: Format,
    /// How many times.
    pub copies: u16,
    /// On both sides, turned by the long edge.
    pub duplex: bool,
    /// In colour.
    pub color: bool,
    /// The printer can make smaller what is larger than the sheet.
    pub fits: bool,
}

impl Order<'_> {
    /// Written into a Print-Job (RFC 8011, 4.2.1 and 5.2; PWG 5100.13 for colour and
    /// fitting). What the printer does not know it leaves out: fidelity is not asked.
    pub(super) fn write(&self, request: Request) -> Result<Request, ClientError> {
        let sides = if self.duplex {
            "two-sided-long-edge"
        } else {
            "one-sided"
        };
        let color = if self.color { "color" } else { "monochrome" };
        let kind = IppValue::new_mime_media_type(self.format.media_type())?;
        let request = request
            .about("job-name", IppValue::new_name_without_language(self.name)?)?
            .about("ipp-attribute-fidelity", IppValue::Boolean(false))?
            .about("document-format", kind)?
            .asking("copies", IppValue::Integer(self.copies.into()))?
            .asking("media", keyword("iso_a4_210x297mm")?)?
            .asking("sides", keyword(sides)?)?
            .asking("print-color-mode", keyword(color)?)?;
        if self.fits {
            return request.asking("print-scaling", keyword("auto-fit")?);
        }
        Ok(request)
    }
}

/// Which jobs are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that wait or print.
    Running,
    /// The latest that ended, however they did.
    Over,
}

impl Which {
    pub(super) fn write(self, request: Request) -> Result<Request, ClientError> {
        match self {
            Self::Running => request.about("which-jobs", keyword("not-completed")?),
            Self::Over => request
                .about("limit", IppValue::Integer(LATEST))?
                .about("which-jobs", keyword("completed")?),
        }
    }
}

/// `job-state` (RFC 8011, 5.3.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for the printer.
    Pending,
    /// Waits for a person.
    Held,
    /// Prints, or stands still without saying so: out of paper too.
    Processing,
    /// Stands still.
    Stopped,
    /// Taken back.
    Canceled,
    /// Given up by the printer.
    Aborted,
    /// Every sheet is out.
    Completed,
}

/// How a job is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobStatus {
    /// Number that the printer gave it; it may give it again after it was switched off.
    pub id: i32,
    /// Its name, empty when the printer keeps it.
    pub name: String,
    /// Where it stands.
    pub state: JobState,
    /// Sides printed so far, when the printer counts them.
    pub printed: Option<u32>,
    /// `job-state-reasons`, as they are written.
    pub reasons: Vec<String>,
}

impl JobStatus {
    pub(super) const ATTRIBUTES: &[&str] = &[
        "job-id",
        "job-name",
        "job-state",
        "job-state-reasons",
        "job-impressions-completed",
    ];

    /// Whether the printer is ending it: it promised to, and does when it can, which may
    /// be after paper is put in (`processing-to-stop-point`, RFC 8011, 5.3.8).
    pub fn is_ending(&self) -> bool {
        self.reasons
            .iter()
            .any(|reason| reason == "processing-to-stop-point")
    }

    /// The jobs that an answer tells, as its bytes came. One that lacks its number or its
    /// state is left out.
    ///
    /// # Errors
    /// When it is too long, no IPP, or a refusal.
    pub fn of_answer(bytes: &[u8]) -> Result<Vec<Self>, ClientError> {
        let answer = Answer::read(bytes)?.accepted()?;
        let jobs = answer.all(DelimiterTag::JobAttributes);
        Ok(jobs.filter_map(Self::read).collect())
    }

    /// A job that is told, if its number and its state are.
    pub(super) fn read(group: Group<'_>) -> Option<Self> {
        Some(Self {
            id: group.number("job-id")?,
            name: group.text("job-name").unwrap_or_default(),
            state: state(group.number("job-state")?)?,
            printed: group
                .number("job-impressions-completed")
                .and_then(|sides| u32::try_from(sides).ok()),
            reasons: group.texts("job-state-reasons"),
        })
    }
}

fn state(number: i32) -> Option<JobState> {
    Some(match number {
        3 => JobState::Pending,
        4 => JobState::Held,
        5 => JobState::Processing,
        6 => JobState::Stopped,
        7 => JobState::Canceled,
        8 => JobState::Aborted,
        9 => JobState::Completed,
        _ => return None,
    })
}
