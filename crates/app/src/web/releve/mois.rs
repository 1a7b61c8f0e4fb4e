//! `/pilotage/releves`: where the statement of each partner stands for a month, what the month
//! lacks, and what the coordinator lets be frozen.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::IntoResponse,
};
use axum_extra::extract::Form;
use jiff::civil::Date;
use plus_domain::{
    courrier::State as Stage,
    ids::PartnerCode,
    period::Month,
    statement::{Avancement, Gap, GapKind, Geste, Statement},
    territoire::Territoire,
};
use plus_reports::french;
use plus_store::{
    courrier::{self, Queued},
    preparation::State as Prepared,
};
use serde::Deserialize;

use super::{Issued, ReadPage, issued};
use crate::{
    job::{
        Task,
        task::{Preparation, RapportMensuel},
    },
    statement::{
        Desk, Issuing, StatementError, lettre,
        preparation::{Ligne, Mois},
    },
    web::{
        error::WebError,
        page::{Answer, Page, render, see_other},
        session::Signed,
        state::App,
    },
};

/// Address of the page.
const PATH: &str = "/pilotage/releves";

/// A partner's month on the page.
struct Line {
    code: String,
    partner: String,
    /// Code of an [`Avancement`].
    state: &'static str,
    issued: Option<Issued>,
    /// What its buttons offer.
    offers: Vec<&'static str>,
    /// Why it waits or is refused.
    told: String,
    /// When it is frozen if nobody does anything, or may be once approved.
    day: String,
    /// What became of each letter.
    letters: Vec<String>,
}

impl Line {
    fn may(&self, what: &str) -> bool {
        self.offers.contains(&what)
    }
}

#[derive(Template)]
#[template(path = "releve/liste.html")]
struct MonthPage {
    page: Page,
    month: Month,
    month_name: String,
    before: Month,
    after: Option<Month>,
    over: bool,
    /// What the month lacks, in words; whether it stops approval.
    gaps: Vec<(String, bool)>,
    /// How many may be approved at once.
    ready: usize,
    /// Whether letters can name the address of the portal.
    has_site: bool,
    lines: Vec<Line>,
    told: Vec<String>,
}

/// What may follow `/pilotage/releves?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    mois: String,
}

/// What the buttons send.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    mois: String,
    /// Empty: every partner.
    partenaire: String,
    /// Code of a [`Geste`], or `preparer`.
    geste: String,
}

/// `GET /pilotage/releves`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    match read_month(&app, &asked.mois) {
        Ok(month) => render(&month_page(&app, page, month, Vec::new()).await?),
        Err(told) => refuse(&app, page, last_month(&app), told).await,
    }
}

/// The month asked for, the last that is over when none is; or why it is no month.
fn read_month(app: &App, text: &str) -> Result<Month, String> {
    if text.is_empty() {
        return Ok(last_month(app));
    }
    text.parse()
        .map_err(|e: plus_domain::period::PeriodError| e.to_string())
}

fn last_month(app: &App) -> Month {
    Month::of(app.today()).prev()
}

/// The page again, with what was refused.
async fn refuse(app: &App, page: Page, month: Month, told: String) -> Answer {
    let shown = render(&month_page(app, page, month, vec![told]).await?)?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, shown).into_response())
}

async fn month_page(
    app: &App,
    page: Page,
    month: Month,
    told: Vec<String>,
) -> Result<MonthPage, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let mut link = app.store.read().await?;
    let read = Mois::read(&mut link, &territory, month, today).await?;
    let letters = courrier::about(&mut link, lettre::CAUSE).await?;
    drop(link);
    let over = month.last_day() < today;
    let words = Words {
        app,
        page: &page,
        territory: &territory,
        month,
        letters: &letters,
    };
    let complete = over && read.is_complete();
    let lines: Vec<Line> = read
        .lines
        .iter()
        .map(|line| words.line(line, over, complete))
        .collect();
    let next = month.next();
    Ok(MonthPage {
        month,
        month_name: french::month(month),
        before: month.prev(),
        after: (next.first_day() <= today).then_some(next),
        over,
        gaps: read.gaps.iter().map(|g| words.gap(g)).collect(),
        ready: lines.iter().filter(|l| l.may("approuver")).count(),
        has_site: app.config.public_url.is_some(),
        lines,
        told,
        page: page.titled("releves-titre"),
    })
}

/// What may be done with a statement: `lire` what is prepared, `approuver`, `sans-attendre`,
/// `rectifier`.
fn offers(line: &Ligne, over: bool, complete: bool) -> Vec<&'static str> {
    let prepared = line.prepared.as_ref();
    let is_frozen = !line.issued.is_empty();
    let amends = prepared.is_some_and(|p| p.state == Prepared::Rectificatif);
    let is_free = over && !is_frozen && line.approval().is_none();
    let is_read = prepared.is_some_and(|p| p.json.is_some()) && (!is_frozen || amends);
    let all = [
        ("lire", is_read),
        (
            "approuver",
            is_free && complete && line.avancement == Avancement::AApprouver,
        ),
        ("sans-attendre", is_free && !complete),
        ("rectifier", is_frozen && amends),
    ];
    let offered = all.into_iter().filter(|(_, is_offered)| *is_offered);
    offered.map(|(what, _)| what).collect()
}

/// What the words of the page need.
#[derive(Clone, Copy)]
struct Words<'a> {
    app: &'a App,
    page: &'a Page,
    territory: &'a Territoire,
    month: Month,
    letters: &'a [Queued],
}

impl Words<'_> {
    fn line(self, line: &Ligne, over: bool, complete: bool) -> Line {
        let partner = self.territory.partner(&line.partner);
        let name = partner.map(|p| p.name_on(self.month.last_day()).to_owned());
        let prepared = line.prepared.as_ref();
        Line {
            code: line.partner.to_string(),
            partner: name.unwrap_or_else(|| line.partner.to_string()),
            state: line.avancement.code(),
            issued: line.last().map(|s| issued(self.app, s, PATH)),
            offers: offers(line, over, complete),
            told: prepared.and_then(|p| p.told.clone()).unwrap_or_default(),
            day: self.day(line),
            letters: self.letters(line),
        }
    }

    fn day(self, line: &Ligne) -> String {
        let said = |key: &str, day: Date| {
            let day = french::date(day);
            self.page.ta(key, &[("jour", day.as_str())])
        };
        match line.approval() {
            _ if !line.issued.is_empty() => String::new(),
            Some(_) => said("releves-gel-approuve", line.regle.first_day(self.month)),
            None => line
                .by_default(self.territory, self.month)
                .map_or_else(String::new, |day| said("releves-gel-defaut", day)),
        }
    }

    fn letters(self, line: &Ligne) -> Vec<String> {
        let lost = line.unreached.iter();
        let lost = lost.map(|f| self.said("releves-sans-adresse", f, ""));
        let Some(stored) = line.last() else {
            return lost.collect();
        };
        let told: Vec<&str> = line.told().collect();
        let letters = line.to_tell.iter().map(|(function, to)| {
            let cause = lettre::cause(&stored.number, to);
            let letter = self.letters.iter().find(|l| l.letter.cause == cause);
            let reason = letter.and_then(|l| l.reason.as_deref()).unwrap_or_default();
            let key = match letter.map(|l| l.state) {
                _ if told.contains(&function.as_str()) => "releves-lettre-remise",
                Some(Stage::Sent) => "releves-lettre-remise",
                Some(Stage::ToSend) if !reason.is_empty() => "releves-lettre-reessayee",
                Some(Stage::Failed | Stage::Abandoned) => "releves-lettre-refusee",
                _ => "releves-lettre-attend",
            };
            self.said(key, function, reason)
        });
        letters.chain(lost).collect()
    }

    fn said(self, key: &str, function: &str, reason: &str) -> String {
        let said = self.page.arg("fonction", function);
        said.arg("raison", reason).t(key)
    }

    fn gap(self, gap: &Gap) -> (String, bool) {
        let key = match gap.kind {
            GapKind::NonClose => "releves-manque-non-close",
            GapKind::Machine => "releves-manque-machine",
            GapKind::SansVisite => "releves-manque-sans-visite",
            GapKind::Manquantes => "releves-manque-visites",
        };
        let said = self.page.arg("site", gap.site.as_str());
        (said.arg("count", gap.count).t(key), gap.kind.blocks())
    }
}

/// `POST /pilotage/releves`: freezes one partner's statement now, or asks for all of them as a
/// long work.
pub async fn issue(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(wanted): Form<Wanted>,
) -> Answer {
    let month = match read_month(&app, &wanted.mois) {
        Ok(month) => month,
        Err(told) => return refuse(&app, page, last_month(&app), told).await,
    };
    if wanted.partenaire.is_empty() {
        let id = Task::RapportMensuel(RapportMensuel { month })
            .ask(&app, &signed.account.id)
            .await?;
        return Ok(see_other(&format!("/pilotage/travaux/{id}")));
    }
    let territory = app.territory();
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: &territory,
    };
    let partner = PartnerCode::new(wanted.partenaire.as_str());
    match desk.monthly(&partner, month, &signed.account.id).await {
        Ok(Issuing::Held(stored, reason)) => {
            let told = vec![format!("{} : {reason}", stored.number)];
            render(&month_page(&app, page, month, told).await?)
        }
        Ok(Issuing::New(_) | Issuing::Already(_)) => {
            lettre::tell(&app).await?;
            // What was prepared is now what was frozen.
            if let Err(StatementError::Store(e)) = desk.prepare(&partner, month).await {
                return Err(e.into());
            }
            Ok(see_other(&format!("{PATH}?mois={month}")))
        }
        Err(StatementError::Store(e)) => Err(e.into()),
        Err(StatementError::Report(e)) => Err(WebError::internal(e)),
        Err(refused) => refuse(&app, page, month, refused.to_string()).await,
    }
}

/// `POST /pilotage/releves/approuver`: lets one statement, or every one that is complete, be
/// frozen; `preparer`: prepares them now.
pub async fn approve(
    State(app): State<App>,
    page: Page,
    signed: Signed,
    Form(wanted): Form<Wanted>,
) -> Answer {
    let month = match read_month(&app, &wanted.mois) {
        Ok(month) if month.last_day() < app.today() => month,
        Ok(month) => {
            let told = page.t("releves-mois-en-cours");
            return refuse(&app, page, month, told).await;
        }
        Err(told) => return refuse(&app, page, last_month(&app), told).await,
    };
    if wanted.geste != "preparer" {
        let gesture = match wanted.geste.as_str() {
            "approuver" => Geste::Approuver,
            "sans-attendre" => Geste::SansAttendre,
            _ => return Err(WebError::Unreadable),
        };
        if let Err(told) = allow(&app, &page, &signed, (month, gesture), &wanted.partenaire).await?
        {
            return refuse(&app, page, month, told).await;
        }
    }
    let asked = Task::Preparation(Preparation { month });
    let id = asked.ask(&app, &signed.account.id).await?;
    Ok(see_other(&format!("/pilotage/travaux/{id}")))
}

/// Writes who lets what be frozen; or why it may not.
async fn allow(
    app: &App,
    page: &Page,
    signed: &Signed,
    (month, gesture): (Month, Geste),
    only: &str,
) -> Result<Result<(), String>, WebError> {
    let (territory, today) = (app.territory(), app.today());
    let mut link = app.store.read().await?;
    let read = Mois::read(&mut link, &territory, month, today).await?;
    drop(link);
    if gesture == Geste::Approuver && !read.is_complete() {
        return Ok(Err(page.t("releves-approuver-manque")));
    }
    let free = read.lines.iter().filter(|line| {
        let is_asked = only.is_empty() || line.partner.as_str() == only;
        is_asked && line.issued.is_empty() && line.approval().is_none()
    });
    let partners: Vec<PartnerCode> = free.map(|line| line.partner.clone()).collect();
    if partners.is_empty() {
        return Ok(Err(page.t("releves-approuver-rien")));
    }
    let desk = Desk {
        store: &app.store,
        outside: &app.outside,
        territory: &territory,
    };
    desk.mark(&partners, (month, gesture), &signed.account.id)
        .await?;
    Ok(Ok(()))
}

/// `GET /pilotage/releves/preparation/{partenaire}/{mois}`: as it would be frozen now.
pub async fn draft(
    State(app): State<App>,
    page: Page,
    Path((partner, month)): Path<(String, String)>,
) -> Answer {
    let month: Month = month.parse().map_err(|_| WebError::NotFound)?;
    let prepared = plus_store::preparation::of_month(&mut app.store.read().await?, month).await?;
    let found = prepared.get(&PartnerCode::new(partner.as_str()));
    let json = found
        .and_then(|p| p.json.as_ref())
        .ok_or(WebError::NotFound)?;
    let statement = Statement::from_json(json.as_bytes()).map_err(WebError::internal)?;
    render(&ReadPage::of(page, &statement, PATH, Vec::new()))
}
