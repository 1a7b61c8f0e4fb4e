//! Plans in words: half-days, rules that are broken, what a plan is worth.

use std::collections::BTreeMap;

use jiff::civil::Date;
use plus_domain::tournee::HalfDay;
use plus_planning::tour::{Fault, Portrait, Terms, Weights};

use crate::{
    tournee::Board,
    web::{noms::Names, page::Page},
};

/// A half-day of a plan, in words.
pub struct Day {
    /// `2027-03-02`.
    pub date: String,
    /// « mardi 2 mars ».
    pub said: String,
    /// Place; empty when the van stays in.
    pub place: String,
    /// Who is on board, the driver first.
    pub crew: String,
    /// Who drives.
    pub driver: String,
    /// The partner on board.
    pub partner: String,
    /// Announced already.
    pub pinned: bool,
    /// Announced, then cancelled.
    pub cancelled: bool,
    /// The permanence that it is; empty before it is announced.
    pub permanence: String,
    /// Sentences: the rules that it breaks.
    pub faults: Vec<String>,
}

impl Day {
    /// Puts one into words.
    pub fn of(page: &Page, names: &Names, day: &HalfDay, faults: Vec<String>) -> Self {
        let crew: Vec<String> = day.crew.iter().map(|id| names.person(id)).collect();
        Self {
            date: day.date.to_string(),
            said: page.day(day.date),
            place: day
                .place
                .as_ref()
                .map_or_else(String::new, |p| names.place(p)),
            crew: crew.join(", "),
            driver: day
                .driver
                .as_ref()
                .map_or_else(String::new, |d| names.person(d)),
            partner: day
                .partner
                .as_ref()
                .map_or_else(String::new, |p| names.partner(p, day.date)),
            pinned: day.pinned,
            cancelled: false,
            permanence: day
                .permanence
                .as_ref()
                .map_or_else(String::new, ToString::to_string),
            faults,
        }
    }
}

/// What somebody does in a plan, and what the share of her contract would be.
pub struct Share {
    /// Her name.
    pub name: String,
    /// Half-days when she is there.
    pub present: usize,
    /// Half-days on board.
    pub boards: usize,
    /// Her share of them; empty when fairness does not count her.
    pub due: String,
    /// Half-days that she drives.
    pub drives: usize,
    /// Her share of them; empty when she does not drive.
    pub due_drives: String,
    /// Kilometres that she drives.
    pub km: String,
    /// Her share of them; empty when she does not drive.
    pub due_km: String,
}

/// What each does in a plan, in the order of the team.
pub fn shares(board: &Board, names: &Names, portrait: &Portrait) -> Vec<Share> {
    let said = |due: Option<f64>| due.map_or_else(String::new, tenth);
    let all = board.team.iter().zip(&portrait.people);
    all.map(|(id, part)| Share {
        name: names.person(id),
        present: part.present,
        boards: part.boards,
        due: said(part.due),
        drives: part.drives,
        due_drives: said(part.due_drives),
        km: tenth(part.km),
        due_km: said(part.due_km),
    })
    .collect()
}

/// A number with one digit after the comma, or none when it is whole.
pub fn tenth(number: f64) -> String {
    // The sum of nothing is −0 in floating point: people would read it.
    let plain = format!("{:.1}", number + 0.0);
    plain.strip_suffix(".0").unwrap_or(&plain).replace('.', ",")
}

/// One thing that a plan is worth.
pub struct Worth {
    /// Its name.
    pub name: String,
    /// Its value; less is better.
    pub value: i64,
}

/// What a plan is worth, by rank; what is nothing is left out.
pub fn worth(page: &Page, terms: &Terms) -> Vec<Worth> {
    let each = terms.each().into_iter().filter(|(_, value)| *value != 0);
    each.map(|(name, value)| Worth {
        name: page.tc("tournee-terme", name),
        value,
    })
    .collect()
}

/// What the points of a plan stand for, from the weights that its search uses.
pub fn points(page: &Page, weights: &Weights) -> String {
    let said = page
        .arg("commune", weights.uncovered)
        .arg("sortie", weights.closed)
        .arg("venue", weights.partner)
        .arg("charge", weights.load)
        .arg("km", weights.km);
    said.t("tournee-points-aide")
}

/// Sentences about the rules that are broken, by half-day; under no date, those of the whole.
pub fn faults(page: &Page, board: &Board, faults: &[Fault]) -> BTreeMap<Option<Date>, Vec<String>> {
    let mut said: BTreeMap<Option<Date>, Vec<String>> = BTreeMap::new();
    for fault in faults {
        let sentence = sentence(page, board, fault);
        said.entry(board.date_of(fault)).or_default().push(sentence);
    }
    said
}

fn sentence(page: &Page, board: &Board, fault: &Fault) -> String {
    let instance = &board.instance;
    let who = |p: &usize| instance.staff.get(*p).map_or("?", |p| p.id.as_str());
    let stop = |q: &usize| instance.stops.get(*q).map_or("?", |q| q.nom.as_str());
    let partner = |p: &usize| instance.partners.get(*p).map_or("?", |p| p.id.as_str());
    let key = format!("tournee-faute-{}", fault.rule());
    let told = match fault {
        Fault::Weekday { stop: q, .. } | Fault::StopTwiceAMonth { stop: q, .. } => {
            page.arg("lieu", stop(q))
        }
        Fault::CommuneTwiceAWeek { insee, .. } => page.arg("lieu", instance.commune_name(insee)),
        Fault::CrewSize { found, .. } => page.arg("nombre", *found),
        Fault::PersonTwice { person, .. }
        | Fault::DriverNotOnBoard { person, .. }
        | Fault::NotADriver { person, .. }
        | Fault::Absent { person, .. }
        | Fault::TwoVans { person, .. } => page.arg("qui", who(person)),
        Fault::WeeklyMax {
            person,
            found,
            most,
            ..
        }
        | Fault::MonthlyMax {
            person,
            found,
            most,
            ..
        } => page
            .arg("qui", who(person))
            .arg("nombre", *found)
            .arg("plus", *most),
        Fault::Skill { skill, .. } => page.arg("savoir", skill.as_str()),
        Fault::NotOffered { partner: p, .. } | Fault::PartnerInTwoVans { partner: p, .. } => {
            page.arg("qui", partner(p))
        }
        Fault::PartnerTooOften {
            partner: p,
            found,
            wanted,
        } => page
            .arg("qui", partner(p))
            .arg("nombre", *found)
            .arg("plus", *wanted),
        Fault::Length { .. } | Fault::Unknown { .. } | Fault::Pinned { .. } => {
            page.arg("nombre", 1)
        }
    };
    told.t(&key)
}

#[cfg(test)]
mod tests {
    use super::tenth;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let nothing: f64 = [0.0_f64; 0].iter().sum();
        for (number, said) in [(nothing, "0"), (-0.0, "0"), (8.0, "8"), (144.62, "144,6")] {
            assert_eq!(tenth(number), said);
        }
    }
}
