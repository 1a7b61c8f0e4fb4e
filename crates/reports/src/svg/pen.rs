//! The strokes that every chart shares: colours, texts, rectangles, escaping.

/// Rules for the classes used on the web, with the colours of the theme.
/// The web's style sheet includes it; charts carry no colour there.
pub const STYLE: &str = include_str!("../../assets/chart.css");

/// Height of a line of text, in em.
pub(super) const LINE: f64 = 1.25;

/// Longest line of a name in a key, in signs: what a telephone has room for.
pub(super) const KEY_SIGNS: usize = 26;

/// How a chart gets its colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paint {
    /// Classes only; [`STYLE`] gives them the theme's colours, light or dark.
    Web,
    /// Literal colours of the light theme and a fixed width in pixels, for a
    /// file that stands alone.
    Literal {
        /// Width of the drawing, in pixels.
        width: u32,
    },
}

/// What a stroke is for; each has its class and its literal colour.
///
/// No ink changes the size of the text: `em` lengths of an element follow its
/// own text size, and a smaller text would be displaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    First,
    Second,
    Hatch,
    Grid,
    Label,
    Value,
    /// A figure that is left out where the screen is narrow.
    Dense,
    Small,
}

impl Ink {
    fn class(self) -> &'static str {
        match self {
            Self::First => "chart-first",
            Self::Second => "chart-second",
            Self::Hatch => "chart-hatch",
            Self::Grid => "chart-grid",
            Self::Label => "chart-label",
            Self::Value => "chart-value",
            Self::Dense => "chart-value chart-dense",
            Self::Small => "chart-small",
        }
    }

    fn literal(self) -> &'static str {
        match self {
            Self::First => "fill=\"#0A5561\" stroke=\"#0A5561\"",
            Self::Second => "fill=\"#D5C6AA\" stroke=\"#7C7059\"",
            Self::Hatch => "fill=\"none\" stroke=\"#7C7059\" stroke-width=\"1.5\"",
            Self::Grid => "stroke=\"#D5C6AA\"",
            Self::Label => "fill=\"#142A2D\"",
            Self::Value | Self::Dense => "fill=\"#142A2D\" font-weight=\"700\"",
            Self::Small => "fill=\"#465A5B\"",
        }
    }
}

/// Draws with one paint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pen {
    paint: Paint,
}

impl Pen {
    pub(super) fn new(paint: Paint) -> Self {
        Self { paint }
    }

    /// Attributes of the root: size, and font where no style sheet gives one.
    pub(super) fn root(self, height: f64) -> String {
        match self.paint {
            Paint::Web => format!(" class=\"chart\" width=\"100%\" height=\"{height}em\""),
            Paint::Literal { width } => {
                let pixels = height * 16.0;
                format!(
                    " width=\"{width}\" height=\"{pixels}\" viewBox=\"0 0 {width} {pixels}\" \
                     font-family=\"Atkinson Hyperlegible Next, sans-serif\" font-size=\"16\""
                )
            }
        }
    }

    pub(super) fn ink(self, ink: Ink) -> String {
        match self.paint {
            Paint::Web => format!("class=\"{}\"", ink.class()),
            Paint::Literal { .. } => ink.literal().to_owned(),
        }
    }

    /// A text whose baseline is at `y` em, its anchor at `x` percent.
    pub(super) fn text(self, ink: Ink, x: f64, y: f64, anchor: &str, text: &str) -> String {
        format!(
            "<text {ink} x=\"{x}%\" y=\"{y}em\" text-anchor=\"{anchor}\">{text}</text>",
            ink = self.ink(ink),
            x = round(x),
            y = round(y),
            text = escape(text),
        )
    }

    /// Lines of text one under the other, the first baseline at `y` em.
    pub(super) fn lines(self, ink: Ink, x: &str, y: f64, lines: &[String]) -> String {
        let spans = lines.iter().enumerate().map(|(index, line)| {
            let down = if index == 0 { 0.0 } else { LINE };
            format!("<tspan x=\"{x}\" dy=\"{down}em\">{}</tspan>", escape(line))
        });
        format!(
            "<text {} x=\"{x}\" y=\"{}em\">{}</text>",
            self.ink(ink),
            round(y),
            spans.collect::<String>(),
        )
    }

    /// A rectangle: horizontal lengths in percent, vertical in em.
    pub(super) fn rect(self, ink: Ink, x: f64, y: f64, width: f64, height: f64) -> String {
        let place = place(x, y, width, height);
        format!("<rect {} {place}/>", self.ink(ink))
    }

    /// A rectangle filled with the chart's hatching.
    pub(super) fn hatched(id: &str, x: f64, y: f64, width: f64, height: f64) -> String {
        let place = place(x, y, width, height);
        format!("<rect fill=\"url(#{}-h)\" {place}/>", escape(id))
    }

    /// The hatching itself, told apart without colour.
    pub(super) fn hatching(self, id: &str) -> String {
        format!(
            "<defs><pattern id=\"{}-h\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" \
             patternTransform=\"rotate(45)\"><path {} d=\"M0 0V7\"/></pattern></defs>",
            escape(id),
            self.ink(Ink::Hatch),
        )
    }

    /// A straight line; `dashed` tells a second series apart without colour.
    pub(super) fn line(self, ink: Ink, from: (f64, f64), to: (f64, f64), dashed: bool) -> String {
        let dash = dashes(dashed);
        let width = if ink == Ink::Grid { 1.0 } else { 2.5 };
        format!(
            "<line {} x1=\"{}%\" y1=\"{}em\" x2=\"{}%\" y2=\"{}em\" stroke-width=\"{width}\"{dash}/>",
            self.ink(ink),
            round(from.0),
            round(from.1),
            round(to.0),
            round(to.1),
        )
    }

    /// A dot, `x` in percent and `y` in em.
    pub(super) fn dot(self, ink: Ink, x: f64, y: f64) -> String {
        format!(
            "<circle {} cx=\"{}%\" cy=\"{}em\" r=\"4\"/>",
            self.ink(ink),
            round(x),
            round(y)
        )
    }

    /// The square of a key, its top at `y` em.
    pub(super) fn square(self, ink: Ink, y: f64) -> String {
        format!("<rect {} {}/>", self.ink(ink), square_at(y))
    }

    /// The hatched square of a key.
    pub(super) fn hatched_square(id: &str, y: f64) -> String {
        format!("<rect fill=\"url(#{}-h)\" {}/>", escape(id), square_at(y))
    }

    /// The short line of a key, at `y` em.
    pub(super) fn dash(self, ink: Ink, y: f64, dashed: bool) -> String {
        let y = round(y);
        format!(
            "<line {} x1=\"0\" y1=\"{y}em\" x2=\"2em\" y2=\"{y}em\" stroke-width=\"2.5\"{}/>",
            self.ink(ink),
            dashes(dashed),
        )
    }
}

fn square_at(y: f64) -> String {
    format!(
        "x=\"0\" y=\"{}em\" width=\"1em\" height=\"1em\" rx=\"2\"",
        round(y)
    )
}

fn dashes(dashed: bool) -> &'static str {
    if dashed {
        " stroke-dasharray=\"6 4\""
    } else {
        ""
    }
}

fn place(x: f64, y: f64, width: f64, height: f64) -> String {
    format!(
        "x=\"{}%\" y=\"{}em\" width=\"{}%\" height=\"{}em\" rx=\"2\"",
        round(x),
        round(y),
        round(width),
        round(height),
    )
}

/// Three decimals: the same drawing gives the same bytes, and a short file.
pub(super) fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

/// A name cut between its words into lines of at most so many signs; a word that
/// is longer keeps a line of its own.
pub(super) fn wrap(name: &str, signs: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name
        .split([' ', '\t', '\n'])
        .filter(|word| !word.is_empty())
    {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + length <= signs => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Text made safe between tags and inside a quoted attribute.
/// Characters that XML forbids are dropped.
pub(super) fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\t' | '\n' | '\r' => safe.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            character if character.is_control() => {}
            character => safe.push(character),
        }
    }
    safe
}
