//! A page of Markdown into a page of HTML that everybody can use: headings that lead to each
//! other, tables with their headers, code that the keyboard reaches, links held against the
//! site. What would shut somebody out is a fault, never a silent repair.

mod html;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::{Fault, Page, slug::Slugs, targets::Site};
use html::{Table, escape, unbroken};

/// A heading of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 1 is the title.
    pub level: u8,
    /// Its words, without marks.
    pub text: String,
    /// Its name in an address.
    pub anchor: String,
}

/// What a page says of itself before it is drawn.
#[derive(Debug, Default)]
pub struct Outline {
    /// The words of its one title.
    pub title: String,
    /// All its headings, the title first.
    pub headings: Vec<Heading>,
    /// What is wrong with them.
    pub faults: Vec<Fault>,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The address to write, relative.
    pub href: String,
    /// The page that it leads to is in English.
    pub english: Option<bool>,
    /// A file to bring along: where it is in the house, where it goes in the site.
    pub file: Option<(String, String)>,
}

impl Lead {
    /// Another host.
    pub fn away(address: &str) -> Self {
        Self {
            href: address.to_owned(),
            english: None,
            file: None,
        }
    }

    /// A page of the site; `anchor` with its `#`.
    pub fn page(up: &str, page: &Page, anchor: &str) -> Self {
        Self {
            href: format!("{up}{}{anchor}", page.out),
            english: Some(page.english),
            file: None,
        }
    }

    /// A file that goes with the site.
    pub fn file(up: &str, source: &str, out: String) -> Self {
        Self {
            href: format!("{up}{out}"),
            english: None,
            file: Some((source.to_owned(), out)),
        }
    }
}

/// Words under one heading, for the search.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Passage {
    /// Empty above the first heading after the title.
    pub anchor: String,
    /// The heading.
    pub heading: String,
    /// The words.
    pub text: String,
}

/// A page drawn.
#[derive(Debug, Default)]
pub struct Drawn {
    /// Its title, as HTML.
    pub title: String,
    /// All that follows the title, as HTML.
    pub html: String,
    /// Its words.
    pub passages: Vec<Passage>,
    /// Files that it needs: where they are, where they go.
    pub files: Vec<(String, String)>,
    /// What is wrong in it.
    pub faults: Vec<Fault>,
}

fn parser(text: &str) -> impl Iterator<Item = (Event<'_>, Range<usize>)> {
    Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter()
}

/// The line of a place in a text, from 1.
fn line(text: &str, at: usize) -> usize {
    text[..at].matches('\n').count() + 1
}

/// The title and headings of a page.
pub fn outline(source: &str, text: &str) -> Outline {
    let (mut outline, mut slugs, mut open) = (Outline::default(), Slugs::default(), None);
    for (event, at) in parser(text) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                open = Some((level as u8, String::new(), at.start));
            }
            Event::Text(words) | Event::Code(words) => {
                if let Some((_, heading, _)) = &mut open {
                    heading.push_str(&words);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, text_of, at)) = open.take() else {
                    continue;
                };
                let fault = misplaced(&outline.headings, level);
                outline.faults.extend(fault.map(|what| Fault {
                    file: source.to_owned(),
                    line: line(text, at),
                    what,
                }));
                let anchor = slugs.of(&text_of);
                outline.headings.push(Heading {
                    level,
                    text: text_of,
                    anchor,
                });
            }
            _ => {}
        }
    }
    outline.title = outline
        .headings
        .first()
        .map(|h| h.text.clone())
        .unwrap_or_default();
    if outline.headings.is_empty() {
        let what = "the page has no title".to_owned();
        outline.faults.push(Fault {
            file: source.to_owned(),
            line: 1,
            what,
        });
    }
    outline
}

/// Why a heading may not follow those before it.
fn misplaced(before: &[Heading], level: u8) -> Option<String> {
    match before.last() {
        None if level != 1 => Some("the first heading is not the title".to_owned()),
        Some(_) if level == 1 => Some("a second title".to_owned()),
        Some(last) if level > last.level + 1 => Some(format!(
            "a heading of level {level} under one of level {}",
            last.level
        )),
        _ => None,
    }
}

/// Draws a page.
pub fn render(page: &Page, site: &Site<'_>) -> Drawn {
    let mut writer = Writer::new(page, site);
    for (event, at) in parser(&page.text) {
        writer.take(event, &at);
    }
    writer.drawn
}

/// A picture being read: its address, its alternative, where it began.
struct Picture {
    address: String,
    alternative: String,
    at: usize,
}

struct Writer<'a> {
    page: &'a Page,
    site: &'a Site<'a>,
    drawn: Drawn,
    headings: std::slice::Iter<'a, Heading>,
    in_title: bool,
    in_code: bool,
    picture: Option<Picture>,
    /// Where the words of the link begin in the HTML, and in the Markdown.
    link: Option<(usize, usize)>,
    table: Option<Table>,
}

impl<'a> Writer<'a> {
    fn new(page: &'a Page, site: &'a Site<'a>) -> Self {
        let first = Passage::default();
        Self {
            page,
            site,
            drawn: Drawn {
                passages: vec![first],
                ..Drawn::default()
            },
            headings: page.outline.headings.iter(),
            in_title: false,
            in_code: false,
            picture: None,
            link: None,
            table: None,
        }
    }

    fn fault(&mut self, at: usize, what: String) {
        let (file, line) = (self.page.source.clone(), line(&self.page.text, at));
        self.drawn.faults.push(Fault { file, line, what });
    }

    /// Where HTML goes now.
    fn html(&mut self) -> &mut String {
        match &mut self.table {
            Some(table) => table.cell(),
            None if self.in_title => &mut self.drawn.title,
            None => &mut self.drawn.html,
        }
    }

    fn put(&mut self, html: &str) {
        self.html().push_str(html);
    }

    fn words(&mut self, words: &str) {
        if let Some(picture) = &mut self.picture {
            picture.alternative.push_str(words);
            return;
        }
        if let Some(passage) = self.drawn.passages.last_mut() {
            passage.text.push_str(words);
        }
        let html = escape(words);
        let html = if self.page.english || self.in_code {
            html
        } else {
            unbroken(&html)
        };
        self.put(&html);
    }

    fn take(&mut self, event: Event<'_>, at: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, at.start),
            Event::End(tag) => self.end(tag),
            Event::Text(words) => self.words(&words),
            Event::Code(words) => {
                self.put("<code>");
                self.in_code = true;
                self.words(&words);
                self.in_code = false;
                self.put("</code>");
            }
            Event::SoftBreak => self.words("\n"),
            Event::HardBreak => self.put("<br>\n"),
            Event::Rule => self.put("<hr>\n"),
            Event::Html(html) | Event::InlineHtml(html) if html.starts_with("<!--") => {}
            other => self.fault(at.start, format!("not used in this house: {other:?}")),
        }
    }

    fn start(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::Paragraph => self.put("<p>"),
            Tag::Heading { level, .. } => self.heading(level),
            Tag::BlockQuote(_) => self.put("<blockquote>\n"),
            Tag::CodeBlock(kind) => self.code(&kind),
            Tag::List(None) => self.put("<ul>\n"),
            Tag::List(Some(first)) => self.put(&format!("<ol start=\"{first}\">\n")),
            Tag::Item => self.put("<li>"),
            Tag::Emphasis => self.put("<em>"),
            Tag::Strong => self.put("<strong>"),
            Tag::Table(sides) => self.table = Some(Table::new(&sides)),
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.row();
                }
            }
            Tag::TableCell => {
                if let Some(table) = &mut self.table {
                    table.next();
                }
            }
            Tag::Link { dest_url, .. } => self.link(&dest_url, at),
            Tag::Image { dest_url, .. } => {
                self.picture = Some(Picture {
                    address: dest_url.to_string(),
                    alternative: String::new(),
                    at,
                });
            }
            // What it holds is told on its own event.
            Tag::HtmlBlock => {}
            other => self.fault(at, format!("not used in this house: {other:?}")),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => self.put("</p>\n"),
            TagEnd::Heading(level) => self.heading_ends(level),
            TagEnd::BlockQuote(_) => self.put("</blockquote>\n"),
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.put("</code></pre>\n");
            }
            TagEnd::List(false) => self.put("</ul>\n"),
            TagEnd::List(true) => self.put("</ol>\n"),
            TagEnd::Item => self.put("</li>\n"),
            TagEnd::Emphasis => self.put("</em>"),
            TagEnd::Strong => self.put("</strong>"),
            TagEnd::Table => self.table_ends(),
            TagEnd::Link => self.link_ends(),
            TagEnd::Image => self.picture_ends(),
            _ => {}
        }
        let blocks = matches!(
            tag,
            TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock
        );
        if let (true, Some(passage)) = (blocks, self.drawn.passages.last_mut()) {
            passage.text.push(' ');
        }
    }

    fn heading(&mut self, level: HeadingLevel) {
        let heading = self.headings.next();
        if level == HeadingLevel::H1 {
            self.in_title = true;
            return;
        }
        let anchor = heading.map(|h| h.anchor.clone()).unwrap_or_default();
        self.put(&format!("<{level} id=\"{}\">", escape(&anchor)));
        self.drawn.passages.push(Passage {
            anchor,
            heading: heading.map(|h| h.text.clone()).unwrap_or_default(),
            text: String::new(),
        });
    }

    fn heading_ends(&mut self, level: HeadingLevel) {
        if self.in_title {
            self.in_title = false;
        } else {
            self.put(&format!("</{level}>\n"));
        }
        // The heading stands apart in the passage: its words are not its text.
        if let Some(passage) = self.drawn.passages.last_mut() {
            passage.text.clear();
        }
    }

    fn code(&mut self, kind: &CodeBlockKind<'_>) {
        let language = match kind {
            CodeBlockKind::Fenced(language) => language.as_ref(),
            CodeBlockKind::Indented => "",
        };
        // Reached by the keyboard, since it may be wider than the page.
        let html = format!(
            "<pre tabindex=\"0\"><code data-langue=\"{}\">",
            escape(language)
        );
        self.put(&html);
        self.in_code = true;
    }

    fn link(&mut self, address: &str, at: usize) {
        let lead = self.site.follow(self.page, address).unwrap_or_else(|why| {
            self.fault(at, why);
            Lead::away("")
        });
        self.drawn.files.extend(lead.file);
        let language = match lead.english {
            Some(english) if english != self.page.english => {
                if english {
                    " hreflang=\"en\""
                } else {
                    " hreflang=\"fr\""
                }
            }
            _ => "",
        };
        let html = format!("<a href=\"{}\"{language}>", escape(&lead.href));
        self.put(&html);
        self.link = Some((self.html().len(), at));
    }

    fn link_ends(&mut self) {
        if let Some((from, at)) = self.link.take()
            && self.html()[from..].trim().is_empty()
        {
            self.fault(at, "a link without a word".to_owned());
        }
        self.put("</a>");
    }

    fn picture_ends(&mut self) {
        let Some(picture) = self.picture.take() else {
            return;
        };
        let alternative = picture.alternative.trim();
        if alternative.is_empty() {
            self.fault(
                picture.at,
                format!(
                    "the picture {} says nothing to who does not see it",
                    picture.address
                ),
            );
        }
        match self.site.picture(self.page, &picture.address) {
            Ok((lead, size)) => {
                let size = size.map_or(String::new(), |(w, h)| {
                    format!(" width=\"{w}\" height=\"{h}\"")
                });
                let html = format!(
                    "<img src=\"{}\" alt=\"{}\"{size} loading=\"lazy\">",
                    escape(&lead.href),
                    escape(alternative)
                );
                self.drawn.files.extend(lead.file);
                self.put(&html);
            }
            Err(why) => self.fault(picture.at, why),
        }
    }

    fn table_ends(&mut self) {
        if let Some(table) = self.table.take() {
            let under = self.drawn.passages.last().map(|p| p.heading.as_str());
            let named = under
                .filter(|h| !h.is_empty())
                .unwrap_or(&self.page.outline.title);
            let html = table.html(named);
            self.drawn.html.push_str(&html);
        }
    }
}
