//! `/agent/retraits`: papers left for people to take at a borne, day and night.

pub mod nouveau;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use plus_domain::{
    ids::{NodeId, RetraitId},
    machine::Kind,
    retrait::{DAY_MS, Portage, Retrait, State as Stand},
};
use plus_store::{
    Link, StoreError,
    exchange::{machine, node},
    retrait::{self as kept, porte},
};
use serde::Deserialize;

use super::{
    error::WebError,
    noms::Names,
    page::{Answer, Page, render, see_other},
    session::Signed,
    state::App,
    visite::ligne::date_and_clock,
};
use crate::retrait;

const LIST: &str = "/agent/retraits";

/// The bornes of this hub, by identifier.
struct Bornes {
    named: BTreeMap<NodeId, String>,
    /// Those that serve.
    open: Vec<NodeId>,
    /// Those of them that can keep a paper for when they are cut off.
    coffres: Vec<NodeId>,
}

impl Bornes {
    async fn load(link: &mut Link) -> Result<Self, StoreError> {
        let all = machine::all(link).await?;
        let bornes = all.into_iter().filter(|m| m.kind == Kind::Borne);
        let (mut named, mut open) = (BTreeMap::new(), Vec::new());
        for borne in bornes {
            if borne.revoked_at.is_none() {
                open.push(borne.node.clone());
            }
            named.insert(borne.node, borne.name);
        }
        let mut coffres = porte::coffres(link).await?;
        coffres.retain(|node| open.contains(node));
        Ok(Self {
            named,
            open,
            coffres,
        })
    }

    /// Key of the words that say how far a paper is on its way to its borne.
    fn portage(&self, only: Option<&NodeId>, portage: Portage) -> &'static str {
        if only.is_none_or(|node| !self.open.contains(node)) {
            "retrait-porte-perdu"
        } else if portage.is_ready() {
            "retrait-porte-pret"
        } else {
            "retrait-porte-attend"
        }
    }

    /// What people call one; « au relais » for a borne that is this hub itself.
    fn name(&self, page: &Page, node: &NodeId) -> String {
        let known = self.named.get(node).cloned();
        known.unwrap_or_else(|| page.t("retrait-borne-ici"))
    }

    /// Where a paper may be taken.
    fn place(&self, page: &Page, only: Option<&NodeId>) -> String {
        only.map_or_else(
            || page.t("retrait-borne-toutes"),
            |node| self.name(page, node),
        )
    }
}

/// A paper, in the words of the page.
struct Line {
    id: String,
    left: String,
    by: String,
    pages: String,
    place: String,
    /// Code of where it stands: `attend`, `imprime`, or why it is gone.
    state: &'static str,
    /// « Jusqu'au… », « retiré le … à la borne … ».
    told: String,
    has_pin: bool,
    /// Key of how far it is on its way to its borne, empty when none is to keep it.
    porte: &'static str,
    /// Whether it can be given up.
    open: bool,
}

#[derive(Template)]
#[template(path = "retrait/liste.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    /// Whether this machine keeps papers: the hub alone does.
    hub: bool,
    /// When the bornes last reached their cap of wrong codes, empty when not since a day.
    alarm: String,
    /// Key of what was just done, empty when nothing was.
    done: &'static str,
}

/// What may follow the `?`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    fait: String,
}

/// `GET /agent/retraits`.
pub async fn list(State(app): State<App>, page: Page, Query(asked): Query<Asked>) -> Answer {
    let mut link = app.store.read().await?;
    let hub = is_hub(&mut link).await?;
    let papers = kept::list(&mut link).await?;
    let bornes = Bornes::load(&mut link).await?;
    let portes = porte::all(&mut link).await?;
    let alarm = kept::alarm(&mut link).await?;
    let names = Names::load(&app, &mut link).await?;
    drop(link);
    let recent = alarm.filter(|at| app.outside.now_ms() - at < DAY_MS);
    let line = |paper: &Retrait| {
        let porte = portes.get(&paper.id).copied();
        Line::of((&app, &page), (&bornes, &names), (paper, porte))
    };
    render(&ListPage {
        lines: papers.iter().map(line).collect(),
        hub,
        alarm: recent.map_or_else(String::new, |at| date_and_clock(&app, &page, at)),
        done: match asked.fait.as_str() {
            "annule" => "retrait-annule-fait",
            "tard" => "retrait-annule-tard",
            _ => "",
        },
        page: page.titled("retraits-titre"),
    })
}

/// Whether this machine keeps papers: it has no hub above it.
async fn is_hub(link: &mut Link) -> Result<bool, StoreError> {
    Ok(node::enrolled(link).await?.is_none())
}

impl Line {
    fn of(
        (app, page): (&App, &Page),
        (bornes, names): (&Bornes, &Names),
        (paper, porte): (&Retrait, Option<Portage>),
    ) -> Self {
        let state = paper.state(app.outside.now_ms());
        let porte = porte.filter(|_| state == Stand::Attend);
        let told = match (&paper.printed_by, paper.printed_at) {
            (Some(borne), Some(at)) => page
                .arg("quand", date_and_clock(app, page, at))
                .arg("borne", bornes.name(page, borne))
                .t("retrait-retire"),
            _ => page
                .arg("quand", date_and_clock(app, page, paper.expires_at))
                .t("retrait-jusque"),
        };
        Self {
            id: paper.id.to_string(),
            left: date_and_clock(app, page, paper.at),
            by: names.person(&paper.author),
            pages: page.t_count("retrait-pages", paper.pages),
            place: bornes.place(page, paper.borne.as_ref()),
            state: match state {
                Stand::Attend => "attend",
                Stand::Imprime => "imprime",
                Stand::Parti(reason) => reason.code(),
            },
            told,
            has_pin: paper.has_pin,
            porte: porte.map_or("", |porte| bornes.portage(paper.borne.as_ref(), porte)),
            open: !matches!(state, Stand::Parti(_)),
        }
    }
}

/// `POST /agent/retraits/{id}/annuler`.
pub async fn cancel(State(app): State<App>, signed: Signed, Path(id): Path<String>) -> Answer {
    let id = RetraitId::new(id);
    let done = retrait::cancel(&app, &signed.account.id, &id).await;
    let told = if done.map_err(WebError::from)? {
        "annule"
    } else {
        "tard"
    };
    Ok(see_other(&format!("{LIST}?fait={told}")))
}
