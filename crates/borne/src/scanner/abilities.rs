//! What a scanner says of itself, and what is asked of it: the XML of eSCL.

use std::fmt::Write as _;

use quick_xml::{events::Event, reader::Reader};

use super::ScanError;

/// Longest description that is read, bytes: real ones take four to twenty thousand.
pub(super) const LONGEST: usize = 256 << 10;
/// A4 in three-hundredths of an inch, width and height.
const A4: (u32, u32) = (2480, 3508);
/// Points per inch that are wanted: small print reads well, and a page stays under what
/// sites take.
const RESOLUTION: u32 = 200;

/// Where the paper lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// On the glass.
    Glass,
    /// In the feeder, several sheets at once.
    Feeder,
}

impl Source {
    fn word(self) -> &'static str {
        match self {
            Self::Glass => "Platen",
            Self::Feeder => "Feeder",
        }
    }
}

/// What one source can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Input {
    /// Largest width and height, three-hundredths of an inch; 0 when untold.
    most: (u32, u32),
    formats: Vec<String>,
    colors: Vec<String>,
    resolutions: Vec<u32>,
    /// Lowest and highest, when it takes any between.
    range: (u32, u32),
}

/// What a scanner can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Abilities {
    version: String,
    glass: Option<Input>,
    feeder: Option<Input>,
}

/// How a scanner is now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// It does nothing.
    pub idle: bool,
    /// Sheets wait in the feeder.
    pub loaded: bool,
    /// A sheet is stuck in it.
    pub jammed: bool,
}

impl Abilities {
    /// Reads `ScannerCapabilities`.
    ///
    /// # Errors
    /// [`ScanError::Unreadable`]: no XML, or no source in it.
    pub fn read(xml: &[u8]) -> Result<Self, ScanError> {
        let mut abilities = Self::default();
        walk(xml, |path, text| abilities.hear(path, text))?;
        if abilities.glass.is_none() && abilities.feeder.is_none() {
            return Err(ScanError::Unreadable);
        }
        Ok(abilities)
    }

    fn hear(&mut self, path: &[String], text: &str) {
        let within = |name: &str| path.iter().any(|step| step == name);
        let last = path.last().map_or("", String::as_str);
        if last == "Version" && path.len() == 2 {
            text.clone_into(&mut self.version);
        }
        if within("PlatenInputCaps") {
            self.glass.get_or_insert_default().hear(last, text);
        } else if within("AdfSimplexInputCaps") {
            self.feeder.get_or_insert_default().hear(last, text);
        }
    }

    /// Where the paper is taken from; nothing when there is no place to lay one.
    pub fn source(&self, status: &Status) -> Option<Source> {
        if status.loaded && self.feeder.is_some() {
            return Some(Source::Feeder);
        }
        self.glass.as_ref().map(|_| Source::Glass)
    }

    /// The question that begins a scan (`ScanSettings`): an A4 page, grey, at the resolution
    /// next above 200 points an inch, as a PDF when it makes some.
    pub fn question(&self, source: Source) -> String {
        let none = Input::default();
        let input = match source {
            Source::Glass => self.glass.as_ref(),
            Source::Feeder => self.feeder.as_ref(),
        };
        let input = input.unwrap_or(&none);
        let (width, height) = input.region();
        let (resolution, format) = (input.resolution(), input.format());
        let mut xml = String::from(
            r#"<?xml version="1.0" encoding="UTF-8"?><scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">"#,
        );
        let _written = write!(
            xml,
            "<pwg:Version>{version}</pwg:Version><scan:Intent>TextAndGraphic</scan:Intent>\
             <pwg:ScanRegions><pwg:ScanRegion>\
             <pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>\
             <pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>\
             <pwg:Width>{width}</pwg:Width><pwg:Height>{height}</pwg:Height>\
             </pwg:ScanRegion></pwg:ScanRegions>\
             <pwg:InputSource>{source}</pwg:InputSource>\
             <scan:ColorMode>{color}</scan:ColorMode>\
             <scan:XResolution>{resolution}</scan:XResolution>\
             <scan:YResolution>{resolution}</scan:YResolution>\
             <pwg:DocumentFormat>{format}</pwg:DocumentFormat>",
            version = self.spoken(),
            source = source.word(),
            color = input.color(),
        );
        // Known since 2.1; older ones may stumble on it.
        if self.spoken() != "2.0" {
            let _written = write!(
                xml,
                "<scan:DocumentFormatExt>{format}</scan:DocumentFormatExt>"
            );
        }
        xml + "</scan:ScanSettings>"
    }

    /// The version that is spoken with it: its own when that looks like one.
    fn spoken(&self) -> &str {
        let fair =
            self.version.len() <= 5 && self.version.chars().all(|c| c.is_ascii_digit() || c == '.');
        if fair && !self.version.is_empty() {
            &self.version
        } else {
            "2.0"
        }
    }
}

impl Input {
    fn hear(&mut self, name: &str, text: &str) {
        let number = || text.parse::<u32>().unwrap_or_default();
        match name {
            "MaxWidth" => self.most.0 = number(),
            "MaxHeight" => self.most.1 = number(),
            "DocumentFormat" | "DocumentFormatExt" => self.formats.push(text.to_owned()),
            "ColorMode" => self.colors.push(text.to_owned()),
            "XResolution" => self.resolutions.push(number()),
            "Min" => self.range.0 = number(),
            "Max" => self.range.1 = number(),
            _ => {}
        }
    }

    fn region(&self) -> (u32, u32) {
        let bound = |wanted: u32, most: u32| if most == 0 { wanted } else { wanted.min(most) };
        (bound(A4.0, self.most.0), bound(A4.1, self.most.1))
    }

    fn color(&self) -> &'static str {
        let has = |color: &str| self.colors.iter().any(|known| known == color);
        if has("Grayscale8") || !has("RGB24") {
            "Grayscale8"
        } else {
            "RGB24"
        }
    }

    /// The lowest that is fine enough, else the finest.
    fn resolution(&self) -> u32 {
        let known = self.resolutions.iter().copied().filter(|&r| r > 0);
        let enough = known.clone().filter(|&r| r >= RESOLUTION).min();
        let (low, high) = self.range;
        let between = (low > 0 && high >= low).then(|| RESOLUTION.clamp(low, high));
        enough
            .or(between)
            .or_else(|| known.max())
            .unwrap_or(RESOLUTION)
    }

    fn format(&self) -> &'static str {
        if self
            .formats
            .iter()
            .any(|format| format == "application/pdf")
        {
            "application/pdf"
        } else {
            "image/jpeg"
        }
    }
}

impl Status {
    /// Reads `ScannerStatus`.
    ///
    /// # Errors
    /// [`ScanError::Unreadable`].
    pub fn read(xml: &[u8]) -> Result<Self, ScanError> {
        let (mut status, mut told) = (Self::default(), false);
        walk(xml, |path, text| {
            let last = path.last().map_or("", String::as_str);
            // Jobs that are listed have states of their own, deeper.
            if last == "State" && path.len() == 2 {
                (status.idle, told) = (text == "Idle", true);
            } else if last == "AdfState" {
                status.loaded = text == "ScannerAdfLoaded";
                status.jammed = text == "ScannerAdfJam" || text == "ScannerAdfMispick";
            }
        })?;
        if told {
            Ok(status)
        } else {
            Err(ScanError::Unreadable)
        }
    }
}

/// Walks over the texts of a document, each with the names above it, without their prefixes.
/// No entity but the five of XML is known, and a document type is refused.
fn walk(xml: &[u8], mut hear: impl FnMut(&[String], &str)) -> Result<(), ScanError> {
    if xml.len() > LONGEST {
        return Err(ScanError::TooLong);
    }
    let xml = std::str::from_utf8(xml).map_err(|_| ScanError::Unreadable)?;
    let mut reader = Reader::from_str(xml);
    let mut path: Vec<String> = Vec::new();
    loop {
        match reader.read_event().map_err(|_| ScanError::Unreadable)? {
            Event::Start(tag) => {
                let name = tag.local_name();
                path.push(name.as_ref().to_owned());
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => {
                let text = text.xml10_content();
                let text = text.trim();
                if !text.is_empty() {
                    hear(&path, text);
                }
            }
            Event::DocType(_) => return Err(ScanError::Unreadable),
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}
