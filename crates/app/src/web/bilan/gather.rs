//! From what the relay knows to the twelve sections of the report.

use std::collections::BTreeSet;

use plus_domain::{
    charte::Charte,
    convention,
    financement::{Cents, Section as Budget, total_paid},
    formation,
    period::{HalfYear, Month, Period},
    permanence::{Permanence, PermanenceState},
    projet::{Gap, JalonState, Projet, Propos, ProposPart, mesure},
    satisfaction::{Comptes, FEWEST},
    statement::{Breakdown, Count, Level, MonthCounts, Names, Restes, Served, Statement, Tally},
    territoire::{PlaceKind, Territoire},
};
use plus_planning::access::geo::Geo;
use plus_reports::table::{Cell, Table};
use plus_store::{
    permanence,
    statement::{self, Stored},
    stats, usage,
};

use super::{
    Bilan, Part, Piece, charte, plain,
    registres::{partnership, training},
    tables::{masked, total, used, whole},
    words,
};
use crate::{
    statement::{merging, names},
    web::{
        error::WebError,
        financement::{Desk, balance_table},
        indicateur::{self, Told},
        page::Page,
        projet::{self, gap_words},
        satisfaction,
        state::App,
    },
};

/// Everything read for one report.
pub(super) struct Facts {
    pub(super) half: HalfYear,
    pub(super) counts: MonthCounts,
    pub(super) served: Served,
    /// What partners would find by taking their statements away from it.
    pub(super) restes: Restes,
    half_days: Vec<Permanence>,
    by_year: Vec<(i16, u64)>,
    uses: usage::Totals,
    /// What people said, at the end of visites and at kiosks.
    answers: Comptes,
    pub(super) kiosks: usize,
    pub(super) issued: Vec<Stored>,
    desk: Desk,
    pub(super) project: Projet,
    pub(super) conventions: convention::Registre,
    pub(super) training: formation::Registre,
    pub(super) indicators: Vec<Told>,
    /// The month of the day when it is written.
    now: Month,
    /// The day until which its figures go, when the half-year is not over.
    until: Option<jiff::civil::Date>,
}

/// The report of a half-year.
///
/// # Errors
/// Those of the database.
pub async fn gather(app: &App, page: &Page, half: HalfYear) -> Result<Bilan, WebError> {
    let facts = Facts::read(app, page, half).await?;
    let territory = app.territory();
    let writer = Writer {
        page,
        territory: &territory,
        geo: app.geo(),
        names: names(&territory, half.last()),
        facts: &facts,
    };
    let period = half.period();
    Ok(Bilan {
        half,
        title: page.arg("semestre", words(page, half)).t("bilan-de"),
        subtitle: page
            .arg("de", page.date(period.from))
            .arg("a", page.date(period.to))
            .t("bilan-jours"),
        issuer: territory.identity.name.clone(),
        parts: writer.parts(),
    })
}

impl Facts {
    async fn read(app: &App, page: &Page, half: HalfYear) -> Result<Self, WebError> {
        let period = half.period();
        let territory = app.territory();
        let indicators = indicateur::told(app, page, period).await?;
        let desk = Desk::load(app).await?;
        let project = projet::load(app).await?;
        let mut link = app.store.read().await?;
        let received = statement::received_by_all(&mut link, half).await?;
        let issued = statement::list(&mut link, None).await?;
        let mut restes = restes(&territory, half, &issued)?;
        let served = statement::served(&mut link, half, &mut restes).await?;
        let half_days = permanence::between(&mut link, period).await?;
        let (from, to) = (period.from.to_string(), period.to.to_string());
        let uses = usage::totals(&mut link, &from, &to).await?;
        let answers = satisfaction::over(&mut link, period).await?.all();
        let conventions = plus_store::convention::registre(&mut link).await?;
        let training = plus_store::formation::registre(&mut link).await?;
        let mut by_year = Vec::new();
        if let Some(span) = stats::span(&mut link).await? {
            for year in span.from.year()..=half.last().year() {
                let to = half.last().last_day();
                let ends = jiff::civil::date(year, 12, 31).min(to);
                let of_year = Period {
                    from: jiff::civil::date(year, 1, 1),
                    to: ends,
                };
                let people = stats::people(&mut link, of_year).await?;
                by_year.push((year, u64::try_from(people.accompanied).unwrap_or(0)));
            }
        }
        drop(link);
        let kiosks = territory.places_on(period.to.min(app.today()));
        Ok(Self {
            counts: Tally::of(merging(&territory), received).month(half.first()),
            kiosks: kiosks.filter(|p| p.kind == PlaceKind::Borne).count(),
            uses: sum(uses.into_values()),
            issued: issued
                .into_iter()
                .filter(|s| s.month >= half.first() && s.month <= half.last())
                .collect(),
            now: Month::of(app.today()),
            until: (app.today() < period.to).then(|| app.today()),
            half,
            served,
            restes,
            answers,
            half_days,
            by_year,
            desk,
            project,
            conventions,
            training,
            indicators,
        })
    }

    /// Half-days announced; one that moved is announced elsewhere.
    pub(super) fn announced(&self) -> u64 {
        self.half_days.len() as u64 - self.held(PermanenceState::Moved)
    }

    pub(super) fn held(&self, state: PermanenceState) -> u64 {
        let held = self.half_days.iter().filter(|p| p.state == state);
        held.count() as u64
    }
}

/// For the partners to which statements of the half-year were issued, in the order of issue.
fn restes(territory: &Territoire, half: HalfYear, issued: &[Stored]) -> Result<Restes, WebError> {
    let mut own: Vec<&Stored> = issued
        .iter()
        .filter(|s| s.month >= half.first() && s.month <= half.last())
        .collect();
    own.sort_by_key(|stored| stored.at);
    let statements: Result<Vec<Statement>, _> = own.iter().map(|s| s.statement()).collect();
    Ok(Restes::new(&merging(territory), half, &statements?))
}

fn sum(all: impl Iterator<Item = usage::Totals>) -> usage::Totals {
    all.fold(usage::Totals::default(), |mut sum, one| {
        sum.uses += one.uses;
        sum.at_night += one.at_night;
        sum.pages += one.pages;
        for (avis, count) in one.avis {
            *sum.avis.entry(avis).or_default() += count;
        }
        sum
    })
}

/// What writes the sections, from what was read.
pub(super) struct Writer<'a> {
    pub(super) page: &'a Page,
    pub(super) territory: &'a Territoire,
    pub(super) geo: Option<&'a Geo>,
    pub(super) names: Names,
    pub(super) facts: &'a Facts,
}

/// Writes one section.
type Write<'a> = fn(&Writer<'a>) -> (Vec<String>, Vec<Piece>);

impl<'a> Writer<'a> {
    fn parts(&self) -> Vec<Part> {
        let all: [(&str, Write<'a>); 12] = [
            ("identite", Self::identity),
            ("calendrier", Self::calendar),
            ("avancement", Self::progress),
            ("activite", Self::activity),
            ("publics", Self::publics),
            ("partenaires", Self::partners),
            ("qualite", Self::quality),
            ("moyens", Self::means),
            ("impact", Self::impact),
            ("financier", Self::money),
            ("difficultes", |w| w.said(ProposPart::Difficultes)),
            ("perspectives", |w| w.said(ProposPart::Perspectives)),
        ];
        let mut parts: Vec<Part> = all
            .into_iter()
            .enumerate()
            .map(|(at, (code, write))| {
                let (paragraphs, tables) = write(self);
                let title = self.page.tc("bilan-partie", code);
                Part {
                    title: format!("{}. {title}", at + 1),
                    paragraphs,
                    tables,
                }
            })
            .collect();
        parts.push(self.annex());
        parts
    }

    pub(super) fn t(&self, key: &str) -> String {
        self.page.t(key)
    }

    /// A table of two columns: what, how many.
    pub(super) fn counted(&self, title: &str, rows: Vec<(String, Cell)>) -> Table {
        Table {
            title: self.t(title),
            columns: vec![self.t("bilan-colonne-quoi"), self.t("bilan-colonne-nombre")],
            rows: rows
                .into_iter()
                .map(|(label, cell)| vec![label.into(), cell])
                .collect(),
            notes: Vec::new(),
        }
    }

    fn identity(&self) -> (Vec<String>, Vec<Piece>) {
        let identity = &self.territory.identity;
        let people = i64::try_from(self.territory.population()).unwrap_or(i64::MAX);
        let siret = identity.siret.clone();
        let siret = siret.unwrap_or_else(|| self.t("bilan-non-dit"));
        let rows = vec![
            (
                self.t("bilan-porteur"),
                Cell::from(identity.carrier.clone()),
            ),
            (self.t("bilan-siret"), Cell::from(siret)),
            (
                self.t("bilan-communes"),
                whole(self.territory.communes.len() as u64),
            ),
            (self.t("bilan-habitants"), Cell::Count(people)),
            (
                self.t("bilan-projet"),
                Cell::from(self.facts.project.title.clone()),
            ),
        ];
        let mut table = self.counted("bilan-identite", rows);
        table.columns[1] = self.page.tc("bilan-colonne", "valeur");
        let until = self
            .facts
            .until
            .map(|day| self.page.arg("jour", self.page.date(day)));
        let warned = until.map(|day| day.t("bilan-en-cours"));
        (warned.into_iter().collect(), plain([table]))
    }

    fn calendar(&self) -> (Vec<String>, Vec<Piece>) {
        let jalons = self.facts.project.jalons.iter();
        let rows = jalons.map(|jalon| {
            let planned = jalon.planned.map(plus_domain::projet::Stretch::french);
            vec![
                Cell::from(jalon.label.clone()),
                Cell::from(jalon.phase.clone()),
                Cell::from(planned.unwrap_or_else(|| self.t("bilan-non-dit"))),
            ]
        });
        let table = Table {
            title: self.t("bilan-calendrier"),
            columns: ["jalon", "phase", "prevu"]
                .map(|code| self.page.tc("bilan-colonne", code))
                .to_vec(),
            rows: rows.collect(),
            notes: vec![self.facts.project.source.clone()],
        };
        (Vec::new(), plain([table]))
    }

    fn progress(&self) -> (Vec<String>, Vec<Piece>) {
        let project = &self.facts.project;
        let end = self.facts.half.last().last_day();
        let reached = project.jalons.iter();
        let reached = reached.filter(|j| j.state == JalonState::Atteint).count();
        let said = self
            .page
            .arg("atteints", reached)
            .arg("tous", project.jalons.len())
            .t("bilan-avancement");
        let rows = project.jalons.iter().map(|jalon| {
            let actual = jalon.actual.map(plus_domain::projet::Stretch::french);
            let gap = match jalon.gap(end) {
                Gap::None => String::new(),
                gap => gap_words(self.page, gap),
            };
            let state = self.page.tc("projet-etat", jalon.state.code());
            [
                jalon.label.clone(),
                state,
                actual.unwrap_or_default(),
                gap,
                jalon.cause.clone(),
            ]
            .map(Cell::from)
            .to_vec()
        });
        let table = Table {
            title: self.t("bilan-jalons"),
            columns: ["jalon", "etat", "reel", "ecart", "cause"]
                .map(|code| self.page.tc("bilan-colonne", code))
                .to_vec(),
            rows: rows.collect(),
            notes: Vec::new(),
        };
        (vec![said], plain([table]))
    }

    fn activity(&self) -> (Vec<String>, Vec<Piece>) {
        let (facts, counts) = (self.facts, &self.facts.counts);
        let desk = vec![
            (self.t("bilan-visites"), total(self.page, counts.visites)),
            (self.t("bilan-demandes"), total(self.page, counts.demandes)),
            (
                self.t("bilan-accompagnements"),
                total(self.page, counts.accompanied),
            ),
        ];
        let tour = vec![
            (self.t("bilan-annoncees"), whole(facts.announced())),
            (
                self.t("bilan-tenues"),
                whole(facts.held(PermanenceState::Closed)),
            ),
            (
                self.t("bilan-annulees"),
                whole(facts.held(PermanenceState::Cancelled)),
            ),
        ];
        let kiosks = vec![(self.t("bilan-bornes"), whole(facts.kiosks as u64))];
        let kiosks = [kiosks, used(self.page, &facts.uses)].concat();
        let desk = Piece::from(self.counted("bilan-accueil", desk)).open(self.first_figures());
        let tour = Piece::from(self.counted("bilan-tournees", tour)).open(self.half_days());
        let tables = vec![
            desk,
            self.by_month(),
            self.by_partner(),
            self.broken(Breakdown::Kind, Level::Fine),
            self.barred("themes", Breakdown::Demarche, Level::Coarse),
            tour,
            self.counted("bilan-usage-bornes", kiosks).into(),
        ];
        (vec![self.t("bilan-usage-note")], tables)
    }

    /// Half-days announced, held, cancelled.
    fn half_days(&self) -> [String; 3] {
        let choice = self.choice();
        let announced: Vec<PermanenceState> = PermanenceState::ALL
            .iter()
            .copied()
            .filter(|state| *state != PermanenceState::Moved)
            .collect();
        [
            choice.half_days(&announced),
            choice.half_days(&[PermanenceState::Closed]),
            choice.half_days(&[PermanenceState::Cancelled]),
        ]
    }

    fn publics(&self) -> (Vec<String>, Vec<Piece>) {
        let years = self.facts.by_year.iter();
        let rows = years.map(|(year, people)| {
            let of = self.page.arg("annee", year.to_string());
            (
                of.t("bilan-annee"),
                Count {
                    count: *people,
                    persons: *people,
                },
            )
        });
        let mut accompanied = Table {
            title: self.t("bilan-accompagnes"),
            columns: vec![self.t("bilan-colonne-quoi"), self.t("bilan-colonne-nombre")],
            ..Table::default()
        };
        let all = self.t("bilan-depuis-le-debut");
        let none = BTreeSet::new();
        masked(
            self.page,
            &mut accompanied,
            rows.collect(),
            &none,
            (all, None),
        );
        accompanied.notes.push(self.t("bilan-accompagnes-note"));
        let years: Vec<i16> = self.facts.by_year.iter().map(|(year, _)| *year).collect();
        let tables = vec![
            Piece::from(accompanied).open(self.first_times(&years)),
            self.by_commune(),
            self.barred("ages", Breakdown::Age, Level::Fine),
        ];
        (Vec::new(), tables)
    }

    fn partners(&self) -> (Vec<String>, Vec<Piece>) {
        let day = self.facts.half.last().last_day();
        let rows = self.territory.partners_on(day).map(|partner| {
            let mut months: Vec<Month> = self
                .facts
                .issued
                .iter()
                .filter(|statement| statement.partner == partner.code)
                .map(|statement| statement.month)
                .collect();
            months.sort_unstable();
            months.dedup();
            (partner.name_on(day).to_owned(), whole(months.len() as u64))
        });
        let mut table = self.counted("bilan-releves", rows.collect());
        table.notes.push(self.t("bilan-releves-note"));
        let (register, half) = (&self.facts.conventions, self.facts.half);
        let mut tables = partnership(self.page, self.territory, register, half);
        tables.push(table);
        (Vec::new(), plain(tables))
    }

    fn quality(&self) -> (Vec<String>, Vec<Piece>) {
        let avis = self.facts.answers;
        let answers = avis.total();
        // Fewer answers say nothing (requirement T12).
        let said = if answers < FEWEST {
            self.t("bilan-avis-trop-peu")
        } else {
            self.page
                .arg("reponses", answers)
                .arg("bien", avis.bien)
                .t("bilan-avis")
        };
        let results = self.barred("resultats", Breakdown::Outcome, Level::Fine);
        let mut paragraphs = vec![said];
        let mut pieces = vec![results];
        if let Ok(charter) = Charte::shipped() {
            let (told, tables) = charte::tables(self, &charter);
            paragraphs.push(told);
            let own = self
                .facts
                .project
                .propos(self.facts.half, ProposPart::Charte);
            paragraphs.extend(Propos::paragraphs(own));
            pieces.extend(plain(tables));
        }
        (paragraphs, pieces)
    }

    fn means(&self) -> (Vec<String>, Vec<Piece>) {
        let project = &self.facts.project;
        let posts = project.postes.iter();
        let posts = posts.map(|p| (p.label.clone(), whole(u64::from(p.count))));
        let things = project.materiels.iter().map(|thing| {
            let since = thing.since.map(plus_domain::projet::Moment::french);
            let kind = self.page.tc("projet-genre", thing.kind.code());
            [thing.label.clone(), kind, since.unwrap_or_default()]
                .map(Cell::from)
                .to_vec()
        });
        let equipment = Table {
            title: self.t("bilan-materiel"),
            columns: ["materiel", "genre", "depuis"]
                .map(|code| self.page.tc("bilan-colonne", code))
                .to_vec(),
            rows: things.collect(),
            notes: Vec::new(),
        };
        let posts = self.counted("bilan-postes", posts.collect());
        let training = training(self.page, &self.facts.training, self.facts.half);
        (
            vec![self.t("bilan-donnees")],
            plain([posts, training, equipment]),
        )
    }

    fn impact(&self) -> (Vec<String>, Vec<Piece>) {
        let period = self.facts.half.period();
        let noted = mesure::over(&self.facts.project.mesures, period, self.facts.now);
        let rows = mesure::MESURES.iter().filter_map(|(figure, _)| {
            let value = noted.get(figure)?;
            let cell = if indicateur::is_few_people(figure, *value) {
                Cell::Hidden(self.t("bilan-masque"))
            } else {
                match value.scaled(1) {
                    number if number % 10 == 0 => Cell::Count(number / 10),
                    tenths => Cell::Tenths(tenths),
                }
            };
            Some((self.page.tc("mesure-nom", figure), cell))
        });
        let rows: Vec<(String, Cell)> = rows.collect();
        if rows.is_empty() {
            return (vec![self.t("bilan-impact-rien")], Vec::new());
        }
        let table = self.counted("bilan-impact-nombres", rows);
        (vec![self.t("bilan-impact")], plain([table]))
    }

    fn money(&self) -> (Vec<String>, Vec<Piece>) {
        let desk = &self.facts.desk;
        let plan = balance_table(self.page, desk);
        let period = self.facts.half.period();
        let paid = |section| -> Cents {
            total_paid(&desk.plan, &desk.depenses, Some(section), Some(period))
        };
        let rows = [Budget::Investissement, Budget::Fonctionnement].map(|section| {
            let label = self.page.tc("financement-section", section.code());
            (label, Cell::Cents(paid(section).get()))
        });
        let spent = self.counted("bilan-paye", rows.to_vec());
        (vec![desk.plan.source.clone()], plain([plan, spent]))
    }

    fn said(&self, part: ProposPart) -> (Vec<String>, Vec<Piece>) {
        let text = self.facts.project.propos(self.facts.half, part);
        let mut said: Vec<String> = Propos::paragraphs(text).collect();
        if said.is_empty() {
            said.push(self.t("bilan-rien-dit"));
        }
        (said, Vec::new())
    }

    fn annex(&self) -> Part {
        let rows = self.facts.indicators.iter().map(|indicator| {
            [
                &indicator.family,
                &indicator.name,
                &indicator.value,
                &indicator.target,
            ]
            .map(|text| Cell::from(text.clone()))
            .to_vec()
        });
        let table = Table {
            title: self.t("bilan-indicateurs"),
            columns: ["famille", "indicateur", "valeur", "cible"]
                .map(|code| self.page.tc("bilan-colonne", code))
                .to_vec(),
            rows: rows.collect(),
            notes: vec![self.t("bilan-definitions")],
        };
        let (from, to) = (self.facts.half.first(), self.facts.half.last());
        let page = format!("/pilotage/indicateurs?de={from}&a={to}");
        let lines = self.facts.indicators.iter().enumerate();
        let opens = lines.map(|(line, told)| ((line, 2), format!("{page}#{}", told.code)));
        let piece = Piece {
            opens: opens.collect(),
            ..Piece::from(table)
        };
        Part {
            title: self.t("bilan-annexe"),
            paragraphs: Vec::new(),
            tables: vec![piece],
        }
    }
}
