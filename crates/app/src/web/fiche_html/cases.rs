//! Alternatives: each case folds, up to five deep, and needs no script.
//!
//! A case alone is open. A case that the answers make certain, or that is meant for this
//! territory, is open and comes first; no case is ever left out here.

use plus_fiches::model::{Case, CaseDisplay, Cases, Channel, Truth};

use super::markup::Html;

/// Why a case comes first, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// The answers make it certain.
    Yours,
    /// It is meant for this territory.
    Ours,
    /// Like any other.
    Other,
}

impl Html<'_> {
    pub(super) fn cases(&mut self, cases: &Cases, level: u8) {
        let mut placed: Vec<(Place, &Case)> = cases
            .cases
            .iter()
            .map(|case| (self.place(case), case))
            .collect();
        placed.sort_by_key(|(place, _)| *place);
        let sequence = cases.display == CaseDisplay::Sequence;
        let alone = placed.len() == 1;
        self.raw("<div class=\"fiche-cas\">");
        for (place, case) in placed {
            if sequence && !case.title.trim().is_empty() {
                self.step_of_sequence(case, place, level);
            } else {
                self.case(case, place, alone, level);
            }
        }
        self.raw("</div>");
    }

    fn place(&self, case: &Case) -> Place {
        let certain =
            |it: &plus_fiches::model::Condition| it.evaluate(self.manner.answers) == Truth::True;
        if self.answered && case.condition.as_ref().is_some_and(certain) {
            Place::Yours
        } else if self.manner.ici.is_meant_by(&case.title) {
            Place::Ours
        } else {
            Place::Other
        }
    }

    fn case(&mut self, case: &Case, place: Place, alone: bool, level: u8) {
        let open = alone || place != Place::Other;
        self.raw("<details class=\"depliant\"");
        self.raw(if open {
            " open><summary>"
        } else {
            "><summary>"
        });
        match case.channel {
            Some(Channel::OnSite) => self.icon("bank"),
            Some(Channel::Online) => self.icon("monitor"),
            Some(Channel::Post) => self.icon("envelope-simple"),
            None => {}
        }
        if case.title.trim().is_empty() {
            self.text("fiche-html-cas");
        } else {
            self.wrapped("<span>", &case.title, "</span>");
        }
        self.why_first(place);
        self.raw("</summary><div class=\"texte\">");
        self.blocks(&case.blocks, level);
        self.raw("</div></details>");
    }

    /// Cases that are read one after the other do not fold.
    fn step_of_sequence(&mut self, case: &Case, place: Place, level: u8) {
        self.raw("<section class=\"fiche-suite texte\">");
        self.heading(level, &case.title);
        if place != Place::Other {
            self.raw("<p>");
            self.why_first(place);
            self.raw("</p>");
        }
        self.blocks(&case.blocks, level + 1);
        self.raw("</section>");
    }

    fn why_first(&mut self, place: Place) {
        match place {
            Place::Yours => self.mark("check", "fiche-html-vous"),
            Place::Ours => self.mark("map-pin", "fiche-html-ici"),
            Place::Other => {}
        }
    }
}
