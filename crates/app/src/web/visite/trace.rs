//! `/agent/visites/{id}`: a visite as it stands, and who changed what, when.

use askama::Template;
use axum::extract::{Path, Query, State};
use jiff::civil::Date;
use plus_domain::{
    event::Event,
    ids::{AccountId, CommuneCode, PlaceCode},
    visite::{Change, Demande, Visite},
};
use plus_store::journal;
use serde::Deserialize;
use serde_json::Value;

use super::{
    champs::title,
    found,
    ligne::{clock, date_and_clock},
};
use crate::web::{
    noms::Names,
    page::{Answer, Page, render},
    session::Signed,
    state::App,
};

/// One thing that somebody did.
struct Step {
    when: String,
    who: String,
    what: String,
    changes: Vec<Changed>,
}

/// A field before and after.
struct Changed {
    field: String,
    before: String,
    after: String,
}

/// A demande, in full.
struct Detail {
    title: String,
    outcome: &'static str,
    kind: String,
    from_habit: bool,
    redirected_to: String,
    to_finish: bool,
}

#[derive(Template)]
#[template(path = "visite/fiche.html")]
struct ShowPage {
    page: Page,
    id: String,
    date: String,
    hour: String,
    author: String,
    pairs: Vec<(String, String)>,
    demandes: Vec<Detail>,
    note: String,
    cancelled: bool,
    steps: Vec<Step>,
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    fait: String,
}

/// `GET /agent/visites/{id}`.
pub async fn show(
    State(app): State<App>,
    page: Page,
    _signed: Signed,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Answer {
    let mut link = app.store.read().await?;
    let line = found(&mut link, &id).await?;
    let names = Names::load(&app, &mut link).await?;
    let stored = journal::about(&mut link, &id).await?;
    let facts = stored.iter().filter_map(|s| {
        let (_, body) = s.entry.body.as_ref()?;
        Event::read(&s.entry.kind, s.entry.version, body).ok()
    });
    let steps = facts
        .filter_map(|event| step(&app, &page, &names, event))
        .collect();
    let visite = &line.visite;
    render(&ShowPage {
        id,
        date: page.day(visite.date),
        hour: clock(&app, &page, visite.at),
        author: names.person(&visite.author),
        pairs: pairs(visite, &names, &page),
        demandes: visite
            .demandes
            .iter()
            .map(|d| detail(d, &names, &page, visite.date))
            .collect(),
        note: visite.note.clone().unwrap_or_default(),
        cancelled: line.cancelled,
        steps,
        done: match asked.fait.as_str() {
            "corrigee" => "visite-corrigee",
            "annulee" => "visite-annulee",
            "remise" => "visite-remise",
            _ => "",
        },
        page: page.titled("visite-fiche"),
    })
}

fn detail(demande: &Demande, names: &Names, page: &Page, day: Date) -> Detail {
    Detail {
        title: title(demande, names, page, day),
        outcome: demande.outcome.code(),
        kind: page.tc("nature", demande.kind.code()),
        from_habit: !demande.kind_confirmed,
        redirected_to: demande.redirected_to.clone().unwrap_or_default(),
        to_finish: demande.to_finish,
    }
}

/// What is known of the visite, without what was not said.
fn pairs(visite: &Visite, names: &Names, page: &Page) -> Vec<(String, String)> {
    let shown = [
        "place",
        "channel",
        "minutes",
        "first",
        "age",
        "sex",
        "status",
        "residence",
        "autonomy",
        "pages_printed",
    ];
    let fields = visite.fields();
    let pair = |field: &str| {
        let value = fields.get(field)?;
        let said = !matches!(value.as_str(), Some("nc" | "ne-sait-pas"))
            && !value.is_null()
            && *value != 0;
        said.then(|| {
            (
                page.tc("visite-champ", field),
                words(field, value, visite.date, names, page),
            )
        })
    };
    shown.into_iter().filter_map(pair).collect()
}

fn step(app: &App, page: &Page, names: &Names, event: Event) -> Option<Step> {
    let made = |at: i64, who: &AccountId, what: &str, changes: Vec<Changed>| Step {
        when: date_and_clock(app, page, at),
        who: names.person(who),
        what: page.tc("visite-trace", what),
        changes,
    };
    Some(match event {
        Event::VisiteRecorded(v) => made(v.at, &v.author, "enregistree", Vec::new()),
        Event::VisiteCancelled(c) if c.cancelled => made(c.at, &c.author, "annulee", Vec::new()),
        Event::VisiteCancelled(c) => made(c.at, &c.author, "remise", Vec::new()),
        Event::VisiteReviewed(r) => made(
            r.at,
            &r.author,
            "relue",
            vec![Changed {
                field: field_words(&r.field, page),
                before: words(&r.field, &r.lost, app.today(), names, page),
                after: words(&r.field, &r.kept, app.today(), names, page),
            }],
        ),
        Event::VisiteCorrected(c) => {
            let day = app.today();
            let changes = c
                .changes
                .iter()
                .map(|change| changed(change, day, names, page));
            made(c.at, &c.author, "corrigee", changes.collect())
        }
        _ => return None,
    })
}

fn changed(change: &Change, day: Date, names: &Names, page: &Page) -> Changed {
    let field = change.field.as_str();
    Changed {
        field: field_words(field, page),
        before: words(field, &change.base, day, names, page),
        after: words(field, &change.value, day, names, page),
    }
}

/// The name of a field as people say it.
pub(super) fn field_words(field: &str, page: &Page) -> String {
    let family = if field.starts_with("demande:") {
        "demande"
    } else {
        field
    };
    page.tc("visite-champ", family)
}

/// The value of a field as people say it.
pub(super) fn words(field: &str, value: &Value, day: Date, names: &Names, page: &Page) -> String {
    if field.starts_with("demande:") {
        return demande_words(value, day, names, page);
    }
    let text = match value {
        Value::Null => return page.t("visite-rien"),
        Value::String(text) => text.as_str(),
        other => return number_words(field, other, page),
    };
    match field {
        "place" => names.place(&PlaceCode::new(text)),
        "residence" if text == plus_domain::reference::ELSEWHERE => page.tc("residence", text),
        "commune" | "residence" => names.commune(&CommuneCode::new(text)),
        "channel" => page.tc("canal", text),
        "first" => page.tc("premiere-fois", text),
        "age" => page.tc("age", text),
        "sex" => page.tc("sexe", text),
        "status" => page.tc("statut", text),
        "autonomy" => page.tc("autonomie", text),
        "date" => {
            plus_domain::period::parse_date(text).map_or_else(|_| text.to_owned(), |d| page.date(d))
        }
        _ => text.to_owned(),
    }
}

fn number_words(field: &str, value: &Value, page: &Page) -> String {
    let number = value.as_i64().unwrap_or(0);
    match field {
        "minutes" => page.t_count("visite-minutes", number),
        _ => page.number(number),
    }
}

fn demande_words(value: &Value, day: Date, names: &Names, page: &Page) -> String {
    let Ok(demande) = serde_json::from_value::<Demande>(value.clone()) else {
        return page.t("visite-rien");
    };
    let mut said = vec![
        title(&demande, names, page, day),
        page.tc("nature", demande.kind.code()),
        page.tc("resultat", demande.outcome.code()),
    ];
    said.extend(demande.redirected_to);
    if demande.to_finish {
        said.push(page.t("visite-a-finir"));
    }
    said.join(" · ")
}
