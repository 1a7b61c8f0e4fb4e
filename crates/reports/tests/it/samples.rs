//! Statements to try: one that looks like life, and any other.

use jiff::civil::date;
use plus_domain::{
    ids::PartnerCode,
    statement::{
        Breakdown, Cell, Cumul, DEFINITIONS, DataCut, Headline, Label, Level, METHOD, MonthBefore,
        Partner, Permanences, Row, Span, Statement, StatementKind, Table, Withheld, WithheldReason,
        YearToDate,
    },
};
use proptest::prelude::*;

pub fn row(code: &str, label: Label, cell: Cell, share: Option<u16>) -> Row {
    Row {
        code: code.to_owned(),
        group: None,
        label,
        cell,
        share,
    }
}

fn table(id: Breakdown, level: Level, span: Span, rows: Vec<Row>, total: u64) -> Table {
    Table {
        id,
        title_key: id.title_key(level),
        unit: id.unit(),
        span,
        level,
        rows,
        total: Cell::Shown(total),
        notes: vec!["releve-note-masque".to_owned()],
    }
}

fn name(text: &str) -> Label {
    Label::Name(text.to_owned())
}

fn key(text: &str) -> Label {
    Label::Key(text.to_owned())
}

fn kinds(span: Span, accompagnement: u64, other: u64) -> Table {
    let rows = vec![
        row(
            "accompagnement",
            key("nature-accompagnement"),
            Cell::Shown(accompagnement),
            None,
        ),
        row("autre", key("nature-autre"), Cell::Shown(other), None),
    ];
    table(
        Breakdown::Kind,
        Level::Coarse,
        span,
        rows,
        accompagnement + other,
    )
}

fn demarches(span: Span) -> Table {
    let rows = vec![
        row(
            "complement",
            name("Allocations familiales, complément familial"),
            Cell::Shown(15),
            Some(101),
        ),
        row(
            "logement",
            name("Demander une aide au logement"),
            Cell::Shown(38),
            Some(257),
        ),
        row(
            "prime",
            name("Demander la prime d’activité"),
            Cell::Shown(24),
            Some(162),
        ),
        row("rsa", name("Demander le RSA"), Cell::Shown(41), Some(277)),
        row(
            "aucune:famille",
            Label::WithoutDemarche("Famille".to_owned()),
            Cell::Masked,
            None,
        ),
        row("trop-percu", name("Trop-perçu"), Cell::Masked, None),
    ];
    table(Breakdown::Demarche, Level::Fine, span, rows, 148)
}

fn communes(span: Span) -> Table {
    let rows = [
        ("Ducos", 15, 124),
        ("Le François", 24, 198),
        ("Le Marin", 18, 149),
        ("Le Vauclin", 9, 74),
        ("Rivière-Pilote", 21, 174),
        ("Sainte-Luce", 12, 99),
    ];
    let rows = rows
        .iter()
        .map(|(town, count, share)| row(town, name(town), Cell::Shown(*count), Some(*share)));
    table(Breakdown::Commune, Level::Fine, span, rows.collect(), 121)
}

fn outcomes(span: Span) -> Table {
    let rows = vec![
        row(
            "resolu",
            key("resultat-resolu"),
            Cell::Shown(101),
            Some(682),
        ),
        row(
            "non-resolu",
            key("resultat-non-resolu"),
            Cell::Shown(47),
            Some(318),
        ),
    ];
    table(Breakdown::Outcome, Level::Coarse, span, rows, 148)
}

fn ages(span: Span) -> Table {
    let rows = vec![
        row("moins-55", key("age-moins-55"), Cell::Shown(702), Some(694)),
        row("55-plus", key("age-55-plus"), Cell::Shown(304), Some(300)),
        row("nc", key("age-nc"), Cell::Shown(6), Some(6)),
    ];
    table(Breakdown::Age, Level::YearToDate, span, rows, 1012)
}

fn headline() -> Headline {
    Headline {
        visites: Cell::Shown(121),
        demandes: Cell::Shown(148),
        accompagnements: Cell::Shown(109),
        usagers_accompagnes: Cell::Shown(31),
        at_least: true,
        answers_share: Some(740),
        resolved: Cell::Shown(101),
        resolved_share: Some(682),
        kind_untouched_share: Some(120),
        median_minutes: Some(19),
    }
}

fn withheld() -> Vec<Withheld> {
    vec![
        Withheld {
            id: Breakdown::Age,
            level: Level::YearToDate,
            reason: WithheldReason::GivenYearToDate,
        },
        Withheld {
            id: Breakdown::Channel,
            level: Level::Coarse,
            reason: WithheldReason::MostlyMasked,
        },
    ]
}

/// October 2026 for the CAF, as the relay of the south could send it.
pub fn october() -> Statement {
    let month = "2026-10".parse().unwrap();
    let before = "2026-09".parse().unwrap();
    let span = Span::Month(month);
    let year = Span::YearToDate(month);
    Statement {
        format: 1,
        number: "2026-10-caf-1".to_owned(),
        kind: StatementKind::Initial,
        month,
        frozen_on: date(2026, 11, 3),
        partner: Partner {
            code: PartnerCode::new("caf"),
            name: "CAF de la Martinique".to_owned(),
        },
        relay: "Communauté d’agglomération de l’Espace Sud de la Martinique".to_owned(),
        threshold: 5,
        headline: headline(),
        month_before: Some(MonthBefore {
            number: "2026-09-caf-1".to_owned(),
            month: before,
            visites: Cell::Shown(98),
            demandes: Cell::Shown(121),
            kinds: Some(kinds(Span::Month(before), 90, 31)),
        }),
        year_to_date: YearToDate {
            totals: Some(Cumul {
                through: month,
                visites: Cell::Shown(1012),
                demandes: Cell::Shown(1304),
            }),
            tables: vec![kinds(year, 904, 400), ages(year)],
        },
        tables: vec![
            kinds(span, 109, 39),
            outcomes(span),
            demarches(span),
            communes(span),
        ],
        withheld: withheld(),
        permanences: Permanences {
            held: 17,
            cancelled: 1,
            communes: 12,
        },
        suites: None,
        method: METHOD.iter().map(|key| (*key).to_owned()).collect(),
        definitions: DEFINITIONS.iter().map(|key| (*key).to_owned()).collect(),
        missing: Vec::new(),
        signer: None,
        data: DataCut {
            journal_position: 48_213,
            at: 1_793_720_000_000,
            code_version: "0.1.0".to_owned(),
        },
    }
}

/// A month with too few people: « moins de 5 », and no table.
pub fn too_few() -> Statement {
    let mut statement = october();
    statement.headline = Headline {
        visites: Cell::LessThan(5),
        demandes: Cell::LessThan(5),
        accompagnements: Cell::Masked,
        usagers_accompagnes: Cell::Masked,
        at_least: false,
        answers_share: None,
        resolved: Cell::Masked,
        resolved_share: None,
        kind_untouched_share: None,
        median_minutes: None,
    };
    statement.tables.clear();
    statement.month_before = None;
    statement.year_to_date = YearToDate::default();
    statement.withheld = Breakdown::ALL
        .iter()
        .map(|id| Withheld {
            id: *id,
            level: Level::Fine,
            reason: WithheldReason::TotalUnderThreshold,
        })
        .collect();
    statement
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        4 => (0..2_000_000_u64).prop_map(Cell::Shown),
        1 => Just(Cell::Masked),
        1 => (5..20_u32).prop_map(Cell::LessThan),
    ]
}

/// Names as people type them, hostile ones among them.
fn any_name() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-zéèêçôœ’ -]{1,30}",
        "[=+@\t-]?[a-zA-Z0-9;\"<>&#\\[\\]{}$*_\\\\ ]{1,20}",
        "\\PC{1,20}",
    ]
}

fn any_table(span: Span) -> impl Strategy<Value = Table> {
    let rows = prop::collection::vec(
        (any_name(), any_cell(), prop::option::of(0..1000_u16)),
        0..9,
    );
    (prop::sample::select(Breakdown::ALL), rows, 0..2_000_000_u64).prop_map(
        move |(id, rows, total)| {
            let rows = rows.into_iter().enumerate();
            // Names are unique in a real table: a number keeps them so here.
            let rows = rows.map(|(index, (label, cell, share))| {
                let label = name(&format!("{label} {index}"));
                row(&format!("code-{index}"), label, cell, share)
            });
            table(id, Level::Fine, span, rows.collect(), total)
        },
    )
}

/// Any statement: the figures of `october`, replaced at random.
pub fn any_statement() -> impl Strategy<Value = Statement> {
    let month = "2026-10".parse().unwrap();
    let tables = prop::collection::vec(any_table(Span::Month(month)), 0..4);
    let year = prop::collection::vec(any_table(Span::YearToDate(month)), 0..3);
    (tables, year, prop::array::uniform5(any_cell()), any_name()).prop_map(
        |(mut tables, mut year, cells, partner)| {
            one_each(&mut tables);
            one_each(&mut year);
            let mut statement = october();
            statement.tables = tables;
            statement.year_to_date.tables = year;
            statement.partner.name = partner;
            let headline = &mut statement.headline;
            headline.visites = cells[0];
            headline.demandes = cells[1];
            headline.accompagnements = cells[2];
            headline.usagers_accompagnes = cells[3];
            headline.resolved = cells[4];
            statement
        },
    )
}

/// A statement never has two tables of the same breakdown.
fn one_each(tables: &mut Vec<Table>) {
    let mut seen = Vec::new();
    tables.retain(|table| {
        let new = !seen.contains(&table.id);
        seen.push(table.id);
        new
    });
}
