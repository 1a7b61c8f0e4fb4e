//! What the registers say of a half-year: conventions, meetings, what each side gave, what the
//! team learnt. Sums by module, never by person (requirement P29).

use jiff::civil::Date;
use plus_domain::{
    convention::{self, Convention, Mesure, Partie},
    formation,
    period::HalfYear,
    territoire::Territoire,
};
use plus_reports::table::{Cell, Table};

use super::tables::whole;
use crate::web::{convention::partner_name, page::Page};

fn table(page: &Page, title: &str, columns: &[&str], rows: Vec<Vec<Cell>>) -> Table {
    let columns = columns.iter().map(|code| page.tc("bilan-colonne", code));
    Table {
        title: page.t(title),
        columns: columns.collect(),
        rows,
        notes: Vec::new(),
    }
}

/// The life of the partnership: conventions that ran, meetings, what was given in the year.
pub fn partnership(
    page: &Page,
    territory: &Territoire,
    register: &convention::Registre,
    half: HalfYear,
) -> Vec<Table> {
    let period = half.period();
    let ran = |c: &&Convention| {
        let end = c.ends(period.to);
        c.from <= period.to && end.is_none_or(|end| end >= period.from)
    };
    let conventions = register.conventions().filter(ran).map(|c| {
        let day = |day: Option<Date>, none: &str| {
            Cell::from(day.map_or_else(|| page.t(none), |day| page.date(day)))
        };
        let met = register.with(&c.partner);
        let met = met.filter(|r| period.contains(r.on)).count();
        vec![
            Cell::from(partner_name(territory, &c.partner, period.to)),
            Cell::from(c.reference.clone()),
            day(c.signed, "convention-non-signee"),
            day(c.ends(period.to), "convention-sans-fin"),
            whole(met as u64),
        ]
    });
    let columns = ["partenaire", "reference", "signee", "fin", "reunions"];
    let conventions = table(page, "bilan-conventions", &columns, conventions.collect());
    let met = register.met_in(period).into_iter().map(|r| {
        let with = r.partners.iter();
        let with: Vec<String> = with.map(|p| partner_name(territory, p, r.on)).collect();
        [
            page.date(r.on),
            page.tc("convention-reunion", r.kind.code()),
            with.join(", "),
            r.decided.replace('\n', " "),
        ]
        .map(Cell::from)
        .to_vec()
    });
    let columns = ["jour", "genre", "partenaires", "decide"];
    let meetings = table(page, "bilan-reunions", &columns, met.collect());
    vec![conventions, meetings, given(page, register, half)]
}

/// Days and money of each side, planned and given in the year of the half.
fn given(page: &Page, register: &convention::Registre, half: HalfYear) -> Table {
    let year = half.last().year();
    let rows = Partie::ALL.iter().map(|side| {
        let (planned, given) = register.given(*side, year);
        let days = |m: Mesure| {
            let said = m.days();
            Cell::from(if said.is_empty() {
                "0".to_owned()
            } else {
                said
            })
        };
        vec![
            Cell::from(page.tc("convention-cote", side.code())),
            days(planned),
            days(given),
            Cell::Cents(planned.cents.get()),
            Cell::Cents(given.cents.get()),
        ]
    });
    let columns = ["qui", "jours-prevus", "jours-donnes", "prevu", "donne"];
    let mut table = table(page, "bilan-apports", &columns, rows.collect());
    let year = page.ta("bilan-apports-note", &[("annee", year.to_string())]);
    table.notes.push(year);
    table
}

/// What the team learnt in the half-year, module by module.
pub fn training(page: &Page, register: &formation::Registre, half: HalfYear) -> Table {
    let learnt = register.learnt(half.period());
    let row = |label: Cell, giver: String, done: formation::Done| {
        vec![
            label,
            Cell::from(giver),
            whole(done.sessions),
            whole(done.came),
            Cell::from(decimal_hours(done.minutes)),
            whole(done.attested),
        ]
    };
    let all = learnt
        .iter()
        .fold(formation::Done::default(), |sum, (_, done)| {
            formation::Done {
                sessions: sum.sessions + done.sessions,
                came: sum.came + done.came,
                minutes: sum.minutes + done.minutes,
                attested: sum.attested + done.attested,
            }
        });
    let mut rows: Vec<Vec<Cell>> = learnt
        .iter()
        .map(|(module, done)| {
            let giver = page.tc("formation-donneur", module.giver.code());
            row(Cell::from(module.title.clone()), giver, *done)
        })
        .collect();
    rows.push(row(Cell::from(page.t("bilan-total")), String::new(), all));
    let columns = [
        "module",
        "donneur",
        "sessions",
        "venues",
        "heures",
        "attestations",
    ];
    let mut table = table(page, "bilan-formation", &columns, rows);
    table.notes.push(page.t("bilan-formation-note"));
    table
}

/// Hours with one decimal at most: « 14 », « 3,5 ».
fn decimal_hours(minutes: u64) -> String {
    let tenths = (minutes * 10 + 30) / 60;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{},{rest}", tenths / 10),
    }
}
