//! The same tree as plain text: one walk for search, speech and print.
//!
//! Every word of a document comes out exactly here, each line with its [`Role`], so that what
//! is indexed, read aloud and printed cannot drift from what is shown. The order is that of
//! the page.

use super::{
    Annex, Block, Branch, Document, Guide, Inline, Notice, Office, PageLink, Picture, Reference,
    Service, Table, WebLink,
};

/// What a line of text is, for those who treat lines differently (weights, voice, skipping).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Title of the document.
    Title,
    /// Its one-sentence summary.
    Description,
    /// Heading of a section, a case, a box, a table.
    Heading,
    /// Running text.
    Body,
    /// Services, forms and their numbers.
    Service,
    /// Where to go.
    Office,
    /// Legal texts, related documents, other sites, menus.
    Related,
    /// Definitions and abbreviations.
    Glossary,
    /// Breadcrumb, audience, kind: around the text rather than in it.
    Meta,
}

/// Plain text of inlines.
pub fn inline_text(inlines: &[Inline]) -> String {
    let mut out = String::new();
    push_inlines(&mut out, inlines);
    out
}

fn push_inlines(out: &mut String, inlines: &[Inline]) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Abbreviation { text, .. } => out.push_str(text),
            Inline::Strong(children)
            | Inline::Term(children)
            | Inline::Quote(children)
            | Inline::Value(children)
            | Inline::Blank(children)
            | Inline::Superscript(children)
            | Inline::Subscript(children)
            | Inline::Foreign { text: children, .. }
            | Inline::Link { text: children, .. }
            | Inline::Definition { text: children, .. } => push_inlines(out, children),
            Inline::Picture(picture) => {
                let mut words = Vec::new();
                let mut sink = |_: Role, line: &str| words.push(line.to_owned());
                Lines(&mut sink).picture(Role::Body, picture);
                out.push_str(&words.join(" "));
            }
        }
    }
}

impl Document {
    /// Gives every line of the document, in reading order, with its role.
    pub fn lines(&self, sink: &mut dyn FnMut(Role, &str)) {
        let mut lines = Lines(sink);
        lines.head(self);
        lines.blocks(Role::Body, &self.introduction);
        lines.blocks(Role::Body, &self.body);
        lines.details(self);
        lines.related(self);
        lines.glossary(self);
    }

    /// The text to read aloud or print: everything but what stands around it.
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        self.lines(&mut |role, line| {
            if role != Role::Meta {
                out.push_str(line);
                out.push('\n');
            }
        });
        out
    }
}

/// The walk. Each method gives the lines of one kind of thing to the sink.
struct Lines<'a>(&'a mut dyn FnMut(Role, &str));

impl Lines<'_> {
    /// One line, its white space reduced to single spaces; nothing when it is empty.
    fn line(&mut self, role: Role, text: &str) {
        let clean = text
            .split(|c: char| c.is_ascii_whitespace())
            .filter(|word| !word.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        if !clean.is_empty() {
            (self.0)(role, &clean);
        }
    }

    fn optional(&mut self, role: Role, text: Option<&str>) {
        if let Some(text) = text {
            self.line(role, text);
        }
    }

    fn head(&mut self, document: &Document) {
        for level in &document.breadcrumb {
            self.line(Role::Meta, &level.title);
        }
        for text in document.audiences.iter().chain(&document.targets) {
            self.line(Role::Meta, text);
        }
        for text in [&document.over_title, &document.subject, &document.coverage] {
            self.line(Role::Meta, text);
        }
        self.line(Role::Title, &document.title);
        self.line(Role::Description, &document.description);
        for warning in &document.warnings {
            self.line(Role::Heading, &warning.title);
            self.blocks(Role::Body, &warning.blocks);
        }
    }

    fn details(&mut self, document: &Document) {
        if let Some(details) = &document.service {
            for number in details.cerfa.iter().chain(&details.other_numbers) {
                self.line(Role::Service, number);
            }
            details
                .links
                .iter()
                .for_each(|link| self.web_link(Role::Service, link));
            details.annexes.iter().for_each(|annex| self.annex(annex));
            details
                .notices
                .iter()
                .for_each(|notice| self.notice(notice));
            self.page_links(Role::Service, &details.alternatives);
        }
        document
            .services
            .iter()
            .for_each(|service| self.service(service));
        document
            .offices
            .iter()
            .for_each(|office| self.office(office));
    }

    fn related(&mut self, document: &Document) {
        for section in &document.menu {
            self.optional(Role::Related, section.title.as_deref());
            self.page_links(Role::Related, &section.entries);
        }
        for links in [
            &document.questions,
            &document.how_to,
            &document.guided,
            &document.fiches,
        ] {
            self.page_links(Role::Related, links);
        }
        for group in &document.see_also {
            self.page_links(Role::Related, &group.entries);
        }
        for link in document.learn_more.iter().chain(&document.partners) {
            self.web_link(Role::Related, link);
        }
        self.references(&document.references);
    }

    fn glossary(&mut self, document: &Document) {
        for definition in &document.definitions {
            self.line(Role::Glossary, &definition.title);
            self.blocks(Role::Glossary, &definition.blocks);
            self.references(&definition.references);
        }
        for abbreviation in &document.abbreviations {
            let line = format!("{} : {}", abbreviation.short, abbreviation.long);
            self.line(Role::Glossary, &line);
        }
    }

    fn blocks(&mut self, role: Role, blocks: &[Block]) {
        for block in blocks {
            self.block(role, block);
        }
    }

    fn block(&mut self, role: Role, block: &Block) {
        match block {
            Block::Paragraph(inlines) => self.line(role, &inline_text(inlines)),
            Block::List(list) => {
                list.items
                    .iter()
                    .for_each(|item| self.blocks(role, &item.blocks));
            }
            Block::Table(table) => self.table(role, table),
            Block::Section(section) => {
                self.optional(heading(role), section.title.as_deref());
                self.optional(heading(role), section.alternative_title.as_deref());
                self.blocks(role, &section.blocks);
            }
            Block::Cases(cases) => {
                for case in &cases.cases {
                    self.line(heading(role), &case.title);
                    self.blocks(role, &case.blocks);
                }
            }
            Block::Callout(callout) => {
                self.optional(heading(role), callout.title.as_deref());
                self.blocks(role, &callout.blocks);
            }
            Block::Service(service) => self.service(service),
            Block::Office(office) => self.office(office),
            Block::Picture(picture) => self.picture(role, picture),
            Block::Group(group) => self.blocks(role, &group.blocks),
            Block::Resource(link) => self.web_link(role, link),
            Block::Guide(guide) => self.guide(role, guide),
        }
    }

    fn table(&mut self, role: Role, table: &Table) {
        self.optional(heading(role), table.title.as_deref());
        self.blocks(role, &table.summary);
        for row in &table.rows {
            let cells: Vec<String> = row.cells.iter().map(|cell| joined(&cell.blocks)).collect();
            self.line(role, &cells.join(" ; "));
        }
    }

    fn picture(&mut self, role: Role, picture: &Picture) {
        for text in [&picture.alternative, &picture.caption] {
            self.line(role, text);
        }
        self.blocks(role, &picture.description);
        self.line(role, &picture.credits);
    }

    fn guide(&mut self, role: Role, guide: &Guide) {
        self.blocks(role, &guide.introduction);
        guide
            .branches
            .iter()
            .for_each(|branch| self.branch(role, branch));
        for question in &guide.questions {
            self.line(heading(role), &question.title);
            self.blocks(role, &question.blocks);
            for choice in &question.choices {
                self.line(role, &choice.title);
                self.line(role, &choice.selected);
            }
        }
    }

    fn branch(&mut self, role: Role, branch: &Branch) {
        self.line(heading(role), &branch.title);
        self.blocks(role, &branch.blocks);
        branch.links.iter().for_each(|link| {
            self.line(role, &inline_text(std::slice::from_ref(link)));
        });
        branch
            .branches
            .iter()
            .for_each(|inner| self.branch(role, inner));
    }

    fn service(&mut self, service: &Service) {
        self.line(Role::Service, &service.title);
        for text in [&service.cerfa, &service.other_number, &service.comment] {
            self.optional(Role::Service, text.as_deref());
        }
        self.blocks(Role::Service, &service.blocks);
        self.optional(Role::Office, service.source.as_deref());
        service.annexes.iter().for_each(|annex| self.annex(annex));
        service
            .notices
            .iter()
            .for_each(|notice| self.notice(notice));
        self.page_links(Role::Service, &service.alternatives);
    }

    fn annex(&mut self, annex: &Annex) {
        self.line(Role::Service, &annex.title);
        self.optional(Role::Service, annex.cerfa.as_deref());
        self.blocks(Role::Service, &annex.blocks);
        annex.notices.iter().for_each(|notice| self.notice(notice));
    }

    fn notice(&mut self, notice: &Notice) {
        self.line(Role::Service, &notice.title);
        self.optional(Role::Service, notice.number.as_deref());
    }

    fn office(&mut self, office: &Office) {
        self.line(Role::Office, &office.title);
        self.optional(Role::Office, office.complement.as_deref());
        self.blocks(Role::Office, &office.blocks);
        self.optional(Role::Office, office.source.as_deref());
    }

    fn web_link(&mut self, role: Role, link: &WebLink) {
        self.blocks(role, &link.blocks);
        self.line(role, &link.title);
        self.optional(role, link.source.as_deref());
    }

    fn page_links(&mut self, role: Role, links: &[PageLink]) {
        for link in links {
            self.line(role, &link.title);
            self.optional(role, link.context.as_deref());
        }
    }

    fn references(&mut self, references: &[Reference]) {
        for reference in references {
            self.line(Role::Related, &reference.title);
            self.optional(Role::Related, reference.complement.as_deref());
            self.optional(Role::Related, reference.source.as_deref());
        }
    }
}

/// Headings of the body are headings; those of a service or a definition stay what they are.
const fn heading(role: Role) -> Role {
    match role {
        Role::Body => Role::Heading,
        other => other,
    }
}

/// The blocks of a table cell on one line.
fn joined(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    let mut sink = |_: Role, line: &str| parts.push(line.to_owned());
    Lines(&mut sink).blocks(Role::Body, blocks);
    parts.join(", ")
}
