//! One convention: what it says, its lines, its meetings, and everything that was written of it.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum_extra::extract::Form;
use plus_domain::{
    convention::{
        Apport, Convention, Frequence, Item, Obligation, ObligationState, Partie, Referent,
        Registre,
    },
    event::ConventionWriting,
    form::FormErrors,
    ids::AccountId,
};
use plus_store::convention as kept;
use serde::Deserialize;

use super::{
    Alarm, Choice, Met, PATH, alarms, day_or, days_of, done, ecrire::found, euros_of,
    lignes::Forms, load, met, partner_name, state, told, write,
};
use crate::{
    convention::alerts,
    web::{
        error::WebError,
        faults::Faults,
        noms::Names,
        page::{Answer, Page, render},
        session::Signed,
        state::App,
        visite::ligne::date_and_clock,
    },
};

/// Writings shown: further back, the journal has them all.
const SHOWN: usize = 20;

/// Something owed, in words.
struct Owed {
    code: String,
    what: String,
    by: &'static str,
    detail: String,
    note: String,
    state: &'static str,
    is_late: bool,
}

/// Something given, in words.
struct Given {
    code: String,
    what: String,
    by: &'static str,
    year: String,
    days: String,
    euros: String,
}

/// A renewal, in words.
struct Renewed {
    code: String,
    words: String,
    note: String,
}

/// A writing of the past.
struct Past {
    /// Its rank among the writings of this convention.
    rank: usize,
    when: String,
    who: String,
    /// Codes of what changed.
    parts: Vec<&'static str>,
    is_now: bool,
}

#[derive(Template)]
#[template(path = "convention/une.html")]
pub(super) struct ConventionPage {
    page: Page,
    code: String,
    is_removed: bool,
    state: &'static str,
    object: String,
    done: String,
    alarms: Vec<Alarm>,
    /// What it says: name and value.
    facts: Vec<(String, String)>,
    obligations: Vec<Owed>,
    apports: Vec<Given>,
    referents: Vec<Referent>,
    renewals: Vec<Renewed>,
    meetings: Vec<Met>,
    /// What the territory says of procedures that are stuck, and the address that they reach.
    stuck: String,
    past: Vec<Past>,
    forms: Forms,
    sides: Vec<Choice>,
    givers: Vec<Choice>,
    frequencies: Vec<Choice>,
    today: String,
    faults: Faults,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
    /// A line to change.
    ligne: String,
}

/// `GET /pilotage/conventions/{code}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let held = found(&app, &code).await?;
    let forms = Forms::changing(&held, &asked.ligne);
    let said = told(&page, &asked.fait);
    let shown = convention_page(&app, page, &code, forms, FormErrors::default()).await?;
    render(&ConventionPage {
        done: said,
        ..shown
    })
}

pub(super) async fn convention_page(
    app: &App,
    page: Page,
    code: &str,
    forms: Forms,
    errors: FormErrors,
) -> Result<ConventionPage, WebError> {
    let register = load(app).await?;
    let c = register.convention(code).ok_or(WebError::NotFound)?;
    let (today, territory) = (app.today(), app.territory());
    let mut told = alerts(&register, &territory, today);
    told.retain(|a| a.convention == code);
    let side = |chosen: &str| -> Vec<Choice> {
        let of = |p: &Partie| {
            let words = page.tc("convention-partie", p.code());
            (p.code().to_owned(), words, chosen == p.code())
        };
        Partie::ALL.iter().map(of).collect()
    };
    let frequency = |f: &Frequence| {
        let words = page.tc("convention-frequence", f.code());
        let is_chosen = forms.obligation.frequency == f.code();
        (f.code().to_owned(), words, is_chosen)
    };
    Ok(ConventionPage {
        is_removed: c.removed,
        state: state(c, &told, today),
        object: c.object.clone(),
        done: String::new(),
        alarms: alarms(&page, app, &told),
        facts: facts(&page, app, &register, c),
        obligations: c.obligations.iter().map(|o| owed(&page, app, o)).collect(),
        apports: c.apports.iter().map(|a| given(&page, a)).collect(),
        referents: c.referents.clone(),
        renewals: c.renewals.iter().map(|r| renewed(&page, r)).collect(),
        meetings: register
            .with(&c.partner)
            .map(|r| met(&page, app, r))
            .collect(),
        stuck: stuck(&page, app, c),
        past: past(app, &page, code).await?,
        sides: side(&forms.obligation.by),
        givers: side(&forms.apport.by),
        frequencies: Frequence::ALL.iter().map(frequency).collect(),
        today: today.to_string(),
        faults: Faults::of(&page, errors),
        code: code.to_owned(),
        forms,
        page: page.titled_text(title(app, c)),
    })
}

fn title(app: &App, c: &Convention) -> String {
    let name = partner_name(&app.territory(), &c.partner, app.today());
    format!("{name}, {}", c.reference)
}

fn facts(page: &Page, app: &App, register: &Registre, c: &Convention) -> Vec<(String, String)> {
    let today = app.today();
    let fact = |key: &str, value: String| (page.t(key), value);
    let next = register.next_meeting(&c.partner, today);
    let months = |n: u16| page.t_count("convention-mois-compte", i64::from(n));
    let mut facts = vec![
        fact(
            "convention-signee-le",
            day_or(page, c.signed, "convention-non-signee"),
        ),
        fact("convention-du", page.date(c.from)),
        fact(
            "convention-fin",
            day_or(page, c.ends(today), "convention-sans-fin"),
        ),
        fact(
            "convention-suite",
            page.tc("convention-suite", c.suite.code()),
        ),
        fact("convention-preavis-dit", months(c.notice)),
        fact("convention-signataire-relais", or_dash(&c.relay_signer)),
        fact(
            "convention-signataire-partenaire",
            or_dash(&c.partner_signer),
        ),
        fact(
            "convention-prochaine",
            day_or(page, next, "convention-aucune-date"),
        ),
    ];
    if let Some(ended) = c.ended {
        facts.push(fact("convention-fin-le", page.date(ended)));
    }
    facts
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "–" } else { text }.to_owned()
}

fn owed(page: &Page, app: &App, o: &Obligation) -> Owed {
    let often = page.tc("convention-frequence", o.frequency.code());
    let due = o.due.filter(|_| o.state == ObligationState::ATenir);
    let due = due.map(|due| page.ta("convention-pour-le", &[("jour", page.date(due))]));
    let kept = o
        .done
        .map(|on| page.ta("convention-tenue-le", &[("jour", page.date(on))]));
    let detail: Vec<String> = [Some(often), due, kept].into_iter().flatten().collect();
    Owed {
        code: o.code.clone(),
        what: o.what.clone(),
        by: o.by.code(),
        detail: detail.join(" · "),
        note: o.note.clone(),
        state: o.state.code(),
        is_late: o.is_late(app.today()),
    }
}

fn given(page: &Page, a: &Apport) -> Given {
    Given {
        code: a.code.clone(),
        what: a.what.clone(),
        by: a.by.code(),
        year: a.year.to_string(),
        days: days_of(page, a.planned, a.given),
        euros: euros_of(page, a.planned, a.given),
    }
}

fn renewed(page: &Page, r: &plus_domain::convention::Renouvellement) -> Renewed {
    Renewed {
        code: r.code.clone(),
        words: page
            .arg("signe", page.date(r.on))
            .arg("jusqu", page.date(r.until))
            .t("convention-renouvelee"),
        note: r.note.clone(),
    }
}

/// What the territory says of this partner for what is stuck: it is said there, and only there.
fn stuck(page: &Page, app: &App, c: &Convention) -> String {
    let territory = app.territory();
    let partner = territory.partner(&c.partner);
    let Some(rules) = partner.and_then(|p| p.escalade.as_ref()) else {
        return page.t("convention-bloque-rien");
    };
    let told = page.arg("jours", i64::from(rules.days));
    let address = rules.email.as_deref();
    told.arg(
        "adresse",
        address.map_or_else(|| page.t("convention-bloque-sans-adresse"), Into::into),
    )
    .t("convention-bloque")
}

/// Everything that was written of it, the last first.
async fn past(app: &App, page: &Page, code: &str) -> Result<Vec<Past>, WebError> {
    let mut link = app.store.read().await?;
    let written = kept::versions(&mut link, code).await?;
    let names = Names::load(app, &mut link).await?;
    drop(link);
    let of = |w: ConventionWriting| match w.item {
        Item::Convention(c) => Some((c, w.author, w.at)),
        Item::Reunion(_) => None,
    };
    let all: Vec<(Convention, AccountId, i64)> = written.into_iter().filter_map(of).collect();
    let last = all.len().saturating_sub(1);
    let each = all.iter().enumerate().map(|(rank, (c, author, at))| Past {
        rank,
        when: date_and_clock(app, page, *at),
        who: names.person(author),
        parts: c.changes(rank.checked_sub(1).map(|before| &all[before].0)),
        is_now: rank == last,
    });
    let mut past: Vec<Past> = each.collect();
    past.reverse();
    past.truncate(SHOWN);
    Ok(past)
}

/// `POST /pilotage/conventions/{code}/retirer`, or puts it back.
pub async fn remove(State(app): State<App>, signed: Signed, Path(code): Path<String>) -> Answer {
    let held = found(&app, &code).await?;
    let what = if held.removed { "remise" } else { "retiree" };
    let changed = Convention {
        removed: !held.removed,
        ..held
    };
    write(&app, &signed, Item::Convention(changed)).await?;
    Ok(done(PATH, what))
}

/// What the button of a writing sends.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    rang: usize,
}

/// `POST /pilotage/conventions/{code}/revenir`: the convention is again what it was after a
/// writing. Going back is one more writing.
pub async fn back(
    State(app): State<App>,
    signed: Signed,
    Path(code): Path<String>,
    Form(given): Form<Back>,
) -> Answer {
    let written = kept::versions(&mut app.store.read().await?, &code).await?;
    let mut conventions = written.into_iter().filter_map(|w| match w.item {
        Item::Convention(c) => Some(c),
        Item::Reunion(_) => None,
    });
    let was = conventions.nth(given.rang);
    let was = was.ok_or(WebError::NotFound)?;
    write(&app, &signed, Item::Convention(was)).await?;
    Ok(done(&format!("{PATH}/{code}"), "revenue"))
}
