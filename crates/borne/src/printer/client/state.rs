//! What a printer is, and how it is now.

use ipp::model::DelimiterTag;

use super::{
    super::pwg::{Back, Dpi},
    ClientError,
    answer::{Answer, Group},
    supply::{self, Supply},
};

/// Something that the printer wants known (`printer-state-reasons`, RFC 8011, 5.4.12).
/// Its severity is not kept: printers do not agree on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Little paper left.
    PaperLow,
    /// No paper, in one tray at least.
    PaperOut,
    /// Little toner or ink left.
    TonerLow,
    /// No toner or ink.
    TonerOut,
    /// Paper is stuck.
    Jam,
    /// A door or a cover is open.
    DoorOpen,
    /// No room for printed sheets.
    OutputFull,
    /// Switched off, unplugged or out of reach.
    Offline,
    /// The waste box is full.
    WasteFull,
    /// Anything else, as it is written, without its severity.
    Other(String),
}

impl Reason {
    /// The reason that a word says; `none` is no reason.
    pub fn read(word: &str) -> Option<Self> {
        let severity = ["-report", "-warning", "-error"];
        let bare = severity.iter().find_map(|end| word.strip_suffix(end));
        Some(match bare.unwrap_or(word) {
            "none" | "" => return None,
            "media-low" => Self::PaperLow,
            "media-empty" | "media-needed" => Self::PaperOut,
            "toner-low" | "marker-supply-low" => Self::TonerLow,
            "toner-empty" | "marker-supply-empty" => Self::TonerOut,
            "media-jam" => Self::Jam,
            "door-open" | "cover-open" | "interlock-open" => Self::DoorOpen,
            "output-area-full" => Self::OutputFull,
            "offline" | "shutdown" | "connecting-to-device" => Self::Offline,
            "marker-waste-full" => Self::WasteFull,
            other => Self::Other(other.to_owned()),
        })
    }

    /// Whether printing stops by this alone. An empty tray among others is said in the
    /// same word as no paper at all: the queue looks at the sheets too.
    pub fn blocks(&self) -> bool {
        matches!(
            self,
            Self::PaperOut | Self::Jam | Self::DoorOpen | Self::OutputFull | Self::Offline
        )
    }
}

/// `printer-state` (RFC 8011, 5.4.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrinterState {
    /// Would begin at once.
    Idle,
    /// Prints, or waits for paper.
    Processing,
    /// Stands still until a person comes.
    Stopped,
}

/// A printer as it tells itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own"
)]
pub struct Printer {
    /// Make and model, or the name that was given to it.
    pub name: String,
    /// It takes PDF.
    pub accepts_pdf: bool,
    /// It takes PWG raster in 8 bits of grey.
    pub accepts_pwg: bool,
    /// Resolutions of PWG raster that are square.
    pub resolutions: Vec<Dpi>,
    /// How backs are fed.
    pub back: Back,
    /// It prints on both sides.
    pub duplex: bool,
    /// It prints in colour.
    pub color: bool,
    /// It makes smaller what is too large, when asked.
    pub fits: bool,
    /// Most copies of one job.
    pub copies: u16,
    /// Where it stands.
    pub state: PrinterState,
    /// It takes jobs.
    pub accepting: bool,
    /// What it wants known, without doubles.
    pub reasons: Vec<Reason>,
    /// Toner, ink and the waste box.
    pub supplies: Vec<Supply>,
    /// Sheets in its trays, or else those it could hold (PWG 5101.1 names).
    pub media: Vec<String>,
}

impl Printer {
    pub(super) const ATTRIBUTES: &[&str] = &[
        "printer-make-and-model",
        "printer-info",
        "printer-name",
        "document-format-supported",
        "pwg-raster-document-resolution-supported",
        "pwg-raster-document-sheet-back",
        "pwg-raster-document-type-supported",
        "sides-supported",
        "color-supported",
        "print-scaling-supported",
        "copies-supported",
        "printer-state",
        "printer-state-reasons",
        "printer-is-accepting-jobs",
        "marker-names",
        "marker-types",
        "marker-levels",
        "printer-supply",
        "printer-supply-description",
        "media-ready",
        "media-supported",
    ];

    /// The printer that an answer tells, as its bytes came.
    ///
    /// # Errors
    /// When it is too long, no IPP, or a refusal.
    pub fn of_answer(bytes: &[u8]) -> Result<Self, ClientError> {
        let answer = Answer::read(bytes)?.accepted()?;
        Ok(Self::read(answer.first(DelimiterTag::PrinterAttributes)))
    }

    /// A printer from its attributes; what it does not tell is the least it could be.
    pub(crate) fn read(group: Group<'_>) -> Self {
        let grey = "pwg-raster-document-type-supported";
        let accepts = |kind| group.has("document-format-supported", kind);
        Self {
            name: name(group),
            accepts_pdf: accepts("application/pdf"),
            accepts_pwg: accepts("image/pwg-raster")
                && (group.texts(grey).is_empty() || group.has(grey, "sgray_8")),
            resolutions: group.resolutions("pwg-raster-document-resolution-supported"),
            back: back(group),
            duplex: group.has("sides-supported", "two-sided-long-edge"),
            color: group.flag("color-supported").unwrap_or(false),
            fits: group.has("print-scaling-supported", "auto-fit"),
            copies: group.number("copies-supported").map_or(1, most),
            state: state(group),
            accepting: group.flag("printer-is-accepting-jobs").unwrap_or(true),
            reasons: reasons(group),
            supplies: supply::read(group),
            media: media(group),
        }
    }

    /// The resolution to draw at: the usual one, else the coarsest above it, else the
    /// finest there is.
    pub fn resolution(&self) -> Dpi {
        let enough = self.resolutions.iter().filter(|dpi| **dpi >= Dpi::USUAL);
        let best = enough.min().or_else(|| self.resolutions.iter().max());
        best.copied().unwrap_or(Dpi::USUAL)
    }
}

fn name(group: Group<'_>) -> String {
    let names = ["printer-make-and-model", "printer-info", "printer-name"];
    let told = names.iter().find_map(|name| group.text(name));
    told.unwrap_or_default()
}

fn back(group: Group<'_>) -> Back {
    let told = group.text("pwg-raster-document-sheet-back");
    match told.as_deref() {
        Some("flipped") => Back::Flipped,
        Some("rotated") => Back::Rotated,
        _ => Back::Normal,
    }
}

fn most(copies: i32) -> u16 {
    u16::try_from(copies.max(1)).unwrap_or(u16::MAX)
}

fn state(group: Group<'_>) -> PrinterState {
    match group.number("printer-state") {
        Some(3) => PrinterState::Idle,
        Some(4) => PrinterState::Processing,
        _ => PrinterState::Stopped,
    }
}

fn reasons(group: Group<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for word in group.texts("printer-state-reasons") {
        reasons.extend(Reason::read(&word).filter(|reason| !reasons.contains(reason)));
    }
    reasons
}

fn media(group: Group<'_>) -> Vec<String> {
    let ready = group.texts("media-ready");
    if ready.is_empty() {
        group.texts("media-supported")
    } else {
        ready
    }
}
