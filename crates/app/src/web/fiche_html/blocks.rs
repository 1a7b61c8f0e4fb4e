//! The body: blocks and inlines, recursively.

use plus_fiches::model::{
    Block, Branch, Callout, CalloutKind, Case, Cases, Cell, Emphasis, Guide, Inline, LinkTarget,
    List, Picture, Question, Row, Section, Table,
};

use super::markup::{Html, is_followable};

impl Html<'_> {
    /// Blocks whose headings start at this level.
    pub(super) fn blocks(&mut self, blocks: &[Block], level: u8) {
        for block in blocks {
            self.block(block, level);
        }
    }

    fn block(&mut self, block: &Block, level: u8) {
        match block {
            Block::Paragraph(inlines) => {
                self.raw("<p>");
                self.inlines(inlines);
                self.raw("</p>");
            }
            Block::List(list) => self.list(list, level),
            Block::Table(table) => self.table(table, level),
            Block::Section(section) => self.section(section, level),
            Block::Cases(cases) => self.cases(cases, level),
            Block::Callout(callout) => self.callout(callout, level),
            Block::Service(service) => self.service(service, level),
            Block::Office(office) => self.office(office, level),
            Block::Picture(picture) => self.picture(picture, level),
            Block::Group(group) => self.blocks(&group.blocks, level),
            Block::Resource(link) => {
                self.blocks(&link.blocks, level);
                self.raw("<p>");
                self.web_link(link);
                self.raw("</p>");
            }
            Block::Guide(guide) => self.guide(guide, level),
        }
    }

    fn list(&mut self, list: &List, level: u8) {
        self.raw(if list.ordered { "<ol>" } else { "<ul>" });
        for item in &list.items {
            self.raw("<li>");
            // A lone paragraph needs no paragraph of its own: lists read tighter.
            match item.blocks.as_slice() {
                [Block::Paragraph(inlines)] => self.inlines(inlines),
                blocks => self.blocks(blocks, level),
            }
            self.raw("</li>");
        }
        self.raw(if list.ordered { "</ol>" } else { "</ul>" });
    }

    /// A table in a frame that scrolls by itself and can be reached with the keyboard.
    fn table(&mut self, table: &Table, level: u8) {
        self.blocks(&table.summary, level);
        self.raw("<div class=\"cadre-tableau\" role=\"region\" tabindex=\"0\"");
        match &table.title {
            Some(title) => self.attribute("aria-label", title),
            None => self.label("fiche-html-tableau"),
        }
        self.raw("><table class=\"tableau\">");
        if let Some(title) = &table.title {
            self.wrapped("<caption>", title, "</caption>");
        }
        let head = table.rows.iter().take_while(|row| row.header).count();
        let (head, body) = table.rows.split_at(head);
        self.rows("<thead>", head, "</thead>", level);
        self.rows("<tbody>", body, "</tbody>", level);
        self.raw("</table></div>");
    }

    fn rows(&mut self, open: &'static str, rows: &[Row], close: &'static str, level: u8) {
        if rows.is_empty() {
            return;
        }
        self.raw(open);
        for row in rows {
            self.raw("<tr>");
            row.cells
                .iter()
                .for_each(|cell| self.cell(cell, row.header, level));
            self.raw("</tr>");
        }
        self.raw(close);
    }

    fn cell(&mut self, cell: &Cell, header_row: bool, level: u8) {
        let header = header_row || cell.header;
        self.raw(if header { "<th" } else { "<td" });
        match (header_row, cell.header) {
            (true, _) if cell.columns > 1 => self.raw(" scope=\"colgroup\""),
            (true, _) => self.raw(" scope=\"col\""),
            (_, true) if cell.rows > 1 => self.raw(" scope=\"rowgroup\""),
            (_, true) => self.raw(" scope=\"row\""),
            _ => {}
        }
        for (name, span) in [("colspan", cell.columns), ("rowspan", cell.rows)] {
            if span > 1 {
                self.attribute(name, &span.to_string());
            }
        }
        self.raw(">");
        match cell.blocks.as_slice() {
            [Block::Paragraph(inlines)] => self.inlines(inlines),
            blocks => self.blocks(blocks, level),
        }
        self.raw(if header { "</th>" } else { "</td>" });
    }

    fn section(&mut self, section: &Section, level: u8) {
        self.raw("<section");
        if let Some(id) = &section.id {
            self.anchor("id", "partie", id);
        }
        match section.emphasis {
            Some(Emphasis::Papers) => self.raw(" class=\"fiche-pieces\""),
            Some(Emphasis::Important) => self.raw(" class=\"fiche-important\""),
            None => {}
        }
        self.raw(">");
        // Without answers the alternative heading (« Si vous avez des enfants ») tells more.
        let title = section
            .alternative_title
            .as_ref()
            .or(section.title.as_ref());
        if let Some(title) = title {
            self.heading(level, title);
        }
        self.blocks(&section.blocks, level + u8::from(title.is_some()));
        self.raw("</section>");
    }

    /// Each case folds; a case that stands alone is open. Nesting needs no more than this.
    fn cases(&mut self, cases: &Cases, level: u8) {
        self.raw("<div class=\"fiche-cas pile pile-serree\">");
        let alone = cases.cases.len() == 1;
        cases
            .cases
            .iter()
            .for_each(|case| self.case(case, alone, level));
        self.raw("</div>");
    }

    fn case(&mut self, case: &Case, open: bool, level: u8) {
        self.raw("<details class=\"depliant\"");
        self.raw(if open {
            " open><summary>"
        } else {
            "><summary>"
        });
        if case.title.trim().is_empty() {
            self.text("fiche-html-cas");
        } else {
            self.words(&case.title);
        }
        self.raw("</summary><div class=\"texte\">");
        self.blocks(&case.blocks, level);
        self.raw("</div></details>");
    }

    fn callout(&mut self, callout: &Callout, level: u8) {
        let (open, key) = match callout.kind {
            CalloutKind::Note => ("note", "fiche-html-a-noter"),
            CalloutKind::Know => ("savoir", "fiche-html-a-savoir"),
            CalloutKind::Caution => ("attention", "fiche-html-attention"),
            CalloutKind::Reminder => ("rappel", "fiche-html-rappel"),
            CalloutKind::Help => ("aide", "fiche-html-aide"),
        };
        self.raw("<div class=\"carte carte-creuse fiche-encart fiche-");
        self.raw(open);
        self.raw("\" role=\"note\"><p><strong>");
        match &callout.title {
            Some(title) => self.words(title),
            None => self.text(key),
        }
        self.raw("</strong></p>");
        self.blocks(&callout.blocks, level);
        self.raw("</div>");
    }

    /// The image file is not in the pack: its words stand in for it.
    fn picture(&mut self, picture: &Picture, level: u8) {
        self.raw("<div class=\"fiche-image doux\">");
        if !picture.alternative.is_empty() {
            self.raw("<p>");
            self.text("fiche-html-image");
            self.raw(" ");
            self.words(&picture.alternative);
            self.raw("</p>");
        }
        self.wrapped("<p>", &picture.caption, "</p>");
        self.blocks(&picture.description, level);
        self.wrapped("<p><small>", &picture.credits, "</small></p>");
        self.raw("</div>");
    }

    fn guide(&mut self, guide: &Guide, level: u8) {
        self.blocks(&guide.introduction, level);
        guide
            .branches
            .iter()
            .for_each(|branch| self.branch(branch, level));
        guide
            .questions
            .iter()
            .for_each(|question| self.question(question, level));
    }

    fn branch(&mut self, branch: &Branch, level: u8) {
        self.raw("<details class=\"depliant\"><summary>");
        self.words(&branch.title);
        self.raw("</summary><div class=\"texte\">");
        self.blocks(&branch.blocks, level);
        branch
            .branches
            .iter()
            .for_each(|inner| self.branch(inner, level));
        for link in &branch.links {
            self.raw("<p>");
            self.inlines(std::slice::from_ref(link));
            self.raw("</p>");
        }
        self.raw("</div></details>");
    }

    /// What a simulator asks, to read: its answers are not taken here.
    fn question(&mut self, question: &Question, level: u8) {
        self.heading(level, &question.title);
        self.blocks(&question.blocks, level + 1);
        self.raw("<ul>");
        for choice in &question.choices {
            self.wrapped("<li>", &choice.title, "</li>");
        }
        self.raw("</ul>");
    }

    /// Running text.
    pub(super) fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &Inline) {
        match inline {
            Inline::Text(text) => self.words(text),
            Inline::Strong(inner) => self.tagged("<strong>", inner, "</strong>"),
            Inline::Term(inner) => self.tagged("<em>", inner, "</em>"),
            Inline::Quote(inner) => self.tagged("<q>", inner, "</q>"),
            Inline::Value(inner) => self.tagged("<span class=\"insecable\">", inner, "</span>"),
            Inline::Blank(inner) => self.tagged("<span class=\"fiche-blanc\">", inner, "</span>"),
            Inline::Superscript(inner) => self.tagged("<sup>", inner, "</sup>"),
            Inline::Subscript(inner) => self.tagged("<sub>", inner, "</sub>"),
            Inline::Foreign { language, text } => {
                self.raw("<i");
                if let Some(language) = language {
                    self.attribute("lang", language);
                }
                self.tagged(">", text, "</i>");
            }
            Inline::Link { target, text } => self.link(target, text),
            Inline::Definition { id, text } => {
                self.raw("<a class=\"fiche-mot\"");
                self.anchor("href", "#mot", id);
                self.tagged(">", text, "</a>");
            }
            Inline::Abbreviation { text, expansion } => {
                self.raw("<abbr");
                self.attribute("title", expansion);
                self.raw(">");
                self.words(text);
                self.raw("</abbr>");
            }
            Inline::Picture(picture) => self.words(&picture.alternative),
        }
    }

    fn tagged(&mut self, open: &'static str, inner: &[Inline], close: &'static str) {
        self.raw(open);
        self.inlines(inner);
        self.raw(close);
    }

    fn link(&mut self, target: &LinkTarget, text: &[Inline]) {
        match target {
            LinkTarget::Page(id) => self.open_page(id),
            LinkTarget::Anchor(id) => {
                self.raw("<a");
                self.anchor("href", "#partie", id);
                self.raw(">");
            }
            LinkTarget::Official(url) | LinkTarget::Web(url) if is_followable(url) => {
                self.open_link(url, true);
            }
            LinkTarget::Official(_) | LinkTarget::Web(_) => return self.inlines(text),
        }
        self.inlines(text);
        self.raw("</a>");
    }
}
