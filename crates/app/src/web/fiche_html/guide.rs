//! Guides: one question at a time, large targets, no script. The address holds the answers,
//! so the back button undoes the last one.

use plus_fiches::model::{
    Block, Branch, Choices, Guide, Inline, LinkTarget, Next, Question, Standing,
};

use super::{FIRST_LEVEL, Way, markup::Html};

impl Html<'_> {
    /// The guide of a whole document: its first question, then all of it, folded. Under
    /// answers the questions have been asked already.
    pub(super) fn guide(&mut self, guide: &Guide, level: u8) {
        if self.answered {
            return;
        }
        let choices = Choices::default();
        if let Some(standing) = guide.at(&choices) {
            let id = self.id;
            self.ask(id, &choices, &standing);
        }
        self.raw("<details class=\"depliant\"><summary>");
        self.text(if guide.questions.is_empty() {
            "fiche-html-guide-entier"
        } else {
            "fiche-html-guide-questions"
        });
        self.raw("</summary><div class=\"texte\">");
        self.blocks(&guide.introduction, level);
        guide
            .branches
            .iter()
            .for_each(|branch| self.branch(branch, level));
        guide
            .questions
            .iter()
            .for_each(|question| self.question(question, level));
        self.raw("</div></details>");
    }

    /// One step of a way: a question, or the links where it ends.
    pub(super) fn step(&mut self, way: Way<'_>) {
        self.ask(way.guide, way.choices, way.standing);
    }

    fn ask(&mut self, guide: &str, choices: &Choices, standing: &Standing<'_>) {
        self.raw("<section class=\"fiche-guide\">");
        match standing.next {
            Next::Branches {
                branches,
                blocks,
                links,
            } => {
                self.between("<h2>", "fiche-html-guide-question", "</h2>");
                self.blocks(blocks, FIRST_LEVEL + 1);
                self.destinations(guide, choices, links);
                let options = branches.iter().map(|it| (it.title.as_str(), &*it.blocks));
                self.options(guide, choices, options);
            }
            Next::Question(question) => {
                self.heading(FIRST_LEVEL, &question.title);
                self.blocks(&question.blocks, FIRST_LEVEL + 1);
                let options = question
                    .choices
                    .iter()
                    .map(|it| (it.title.as_str(), &[][..]));
                self.options(guide, choices, options);
                self.raw("<p class=\"fiche-choix\">");
                self.open_choice(guide, &choices.then(0));
                self.text("fiche-html-guide-sais-pas");
                self.raw("</a></p>");
            }
            Next::Links { blocks, links } => {
                self.between("<h2>", "fiche-html-guide-fin", "</h2>");
                self.blocks(blocks, FIRST_LEVEL + 1);
                self.destinations(guide, choices, links);
            }
            Next::Document => {}
        }
        self.raw("</section>");
    }

    fn options<'b>(
        &mut self,
        guide: &str,
        choices: &Choices,
        options: impl Iterator<Item = (&'b str, &'b [Block])>,
    ) {
        self.raw("<ul class=\"fiche-choix\">");
        for (number, (title, help)) in (1..).zip(options) {
            self.raw("<li>");
            self.open_choice(guide, &choices.then(number));
            self.wrapped("<span>", title, "</span>");
            self.icon("caret-right");
            self.raw("</a>");
            if !help.is_empty() {
                self.raw("<details class=\"fiche-aide-choix\"><summary>");
                self.icon("question");
                self.text("fiche-html-guide-aide");
                self.raw("<span class=\"oreille\"> ");
                self.words(title);
                self.raw("</span></summary><div class=\"texte\">");
                self.blocks(help, FIRST_LEVEL + 1);
                self.raw("</div></details>");
            }
            self.raw("</li>");
        }
        self.raw("</ul>");
    }

    /// Where a guide ends: large links, which carry the answers along.
    fn destinations(&mut self, guide: &str, choices: &Choices, links: &[Inline]) {
        if links.is_empty() {
            return;
        }
        self.raw("<ul class=\"fiche-choix fiche-arrivee\">");
        for link in links {
            self.raw("<li>");
            match link {
                Inline::Link {
                    target: LinkTarget::Page(id),
                    text,
                } => {
                    self.open_answered(id, guide, choices);
                    self.raw("<span>");
                    self.inlines_in_link(text);
                    self.raw("</span>");
                    self.icon("arrow-right");
                    self.raw("</a>");
                }
                other => self.inlines(std::slice::from_ref(other)),
            }
            self.raw("</li>");
        }
        self.raw("</ul>");
    }

    /// The answers given, each with the way back to its question, and the way out of them.
    pub(super) fn answers_given(&mut self, way: Way<'_>, reading: &str) {
        self.raw("<section class=\"carte carte-creuse fiche-reponses\">");
        self.between("<h2>", "fiche-html-reponses", "</h2><ul>");
        for said in &way.standing.said {
            self.raw("<li><span>");
            match said.words {
                Some(words) => self.words(words),
                None => self.text("fiche-html-guide-sais-pas"),
            }
            self.raw("</span>");
            if let Some(before) = said.before {
                self.raw(" ");
                self.open_question(way.guide, &way.choices.first(before));
                self.text("fiche-html-changer");
                self.wrapped(
                    "<span class=\"oreille\"> ",
                    said.words.unwrap_or_default(),
                    "</span>",
                );
                self.raw("</a>");
            }
            self.raw("</li>");
        }
        self.raw("</ul><p>");
        if way.standing.next == Next::Document || reading != way.guide {
            self.text("fiche-html-cache");
            self.raw(" ");
        }
        self.open_question(reading, &Choices::default());
        self.text("fiche-html-tout");
        self.raw("</a></p></section>");
    }

    fn branch(&mut self, branch: &Branch, level: u8) {
        self.raw("<details class=\"depliant\"><summary>");
        self.wrapped("<span>", &branch.title, "</span>");
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

    /// A question to read, with how each answer is then said.
    fn question(&mut self, question: &Question, level: u8) {
        self.heading(level, &question.title);
        self.blocks(&question.blocks, level + 1);
        self.raw("<ul>");
        for choice in &question.choices {
            self.raw("<li>");
            self.words(&choice.title);
            if !choice.selected.is_empty() {
                self.wrapped("<br><span class=\"doux\">", &choice.selected, "</span>");
            }
            self.raw("</li>");
        }
        self.raw("</ul>");
    }
}
