//! The body: blocks, recursively.

use plus_fiches::model::{
    Block, Callout, CalloutKind, Cell, Emphasis, List, Picture, Row, Section, Table,
};

use super::markup::Html;

impl Html<'_> {
    /// Blocks whose headings start at this level. A part meant for this territory comes
    /// before the other parts; nothing else moves.
    pub(super) fn blocks(&mut self, blocks: &[Block], level: u8) {
        let ours = |block: &Block| matches!(block, Block::Section(it) if self.is_ours(it));
        if !blocks.iter().any(ours) {
            return blocks.iter().for_each(|block| self.block(block, level));
        }
        let is_part = |block: &Block| matches!(block, Block::Section(_));
        let parts = blocks.iter().position(is_part).unwrap_or_default();
        let (before, parts) = blocks.split_at(parts);
        let (first, others): (Vec<&Block>, Vec<&Block>) = parts.iter().partition(|it| ours(it));
        for block in before.iter().chain(first).chain(others) {
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
        let titled = self.section_title(section, level);
        if self.is_ours(section) {
            self.raw("<p>");
            self.mark("map-pin", "fiche-html-ici");
            self.raw("</p>");
        }
        self.blocks(&section.blocks, level + u8::from(titled));
        self.raw("</section>");
    }

    /// Without answers the alternative heading (« Si vous avez des enfants ») tells more; the
    /// other one stands below it. True: there was one.
    fn section_title(&mut self, section: &Section, level: u8) -> bool {
        let alternative = section.alternative_title.as_ref();
        let alternative = alternative.filter(|_| !self.answered);
        let (heading, below) = match (alternative, section.title.as_ref()) {
            (Some(alternative), title) => {
                (Some(alternative), title.filter(|it| *it != alternative))
            }
            (None, title) => (title, None),
        };
        if let Some(heading) = heading {
            self.heading(level, heading);
        }
        if let Some(below) = below {
            self.wrapped("<p class=\"doux\">", below, "</p>");
        }
        heading.is_some()
    }

    fn is_ours(&self, section: &Section) -> bool {
        let title = section.title.as_deref().unwrap_or_default();
        self.manner.ici.is_meant_by(title)
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
}
