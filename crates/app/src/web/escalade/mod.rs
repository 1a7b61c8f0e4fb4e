//! Procedures carried to a partner: asked from a follow-up (`nouvelle`), followed by the team
//! (`equipe`), answered by the partner (`partenaire`). Each side reads the same thread; the
//! partner reads of the person what its convention lists, and never whose follow-up it is.

pub mod equipe;
pub mod nouvelle;
pub mod partenaire;

use std::collections::BTreeMap;

use plus_domain::{
    escalade::{Convention, Cote, Escalade, Geste, MOST_SIGNS, text},
    form::FormErrors,
    ids::EscaladeId,
};
use plus_store::{Link, escalade as kept};
use serde::Deserialize;

use super::{
    error::WebError, noms::Names, page::Page, session::Signed, state::App,
    visite::ligne::date_and_clock,
};
use crate::{
    dossier::DossierError,
    escalade::{self, Said, answer_days},
};

/// An escalade, in the words of a list.
pub struct Line {
    /// Which.
    pub id: String,
    /// The partner; empty when it looks itself.
    pub partner: String,
    /// The démarche; empty when none was named.
    pub subject: String,
    /// Code of why.
    pub motif: &'static str,
    /// Code of where it stands.
    pub state: &'static str,
    /// When it was asked.
    pub asked: String,
    /// When an answer is due.
    pub due: String,
    /// Days by which the partner is late; 0: it is not.
    pub late: i32,
    /// Whether the coordination must take it up.
    pub taken_up: bool,
}

impl Line {
    fn of(app: &App, page: &Page, names: &Names, (escalade, cote): (&Escalade, Cote)) -> Self {
        let today = app.today();
        let convention = convention(app, escalade);
        let demarche = escalade.demarche.as_ref();
        Self {
            id: escalade.id.to_string(),
            partner: match cote {
                Cote::Equipe => names.partner(&escalade.partner, today),
                Cote::Partenaire => String::new(),
            },
            subject: demarche
                .and_then(|code| {
                    app.territory()
                        .catalogue
                        .get(code)
                        .map(|d| page.say(&d.title))
                })
                .unwrap_or_default(),
            motif: escalade.motif.code(),
            state: escalade.state.code(),
            asked: date_and_clock(app, page, escalade.opened_at),
            due: page.date(escalade.due),
            late: escalade.late(today).unwrap_or_default(),
            taken_up: convention.is_some_and(|c| escalade.is_for_coordination(&c, today)),
        }
    }
}

/// A message, in the words of the page.
pub struct Told {
    /// Whether who looks is on the side that wrote it.
    pub own: bool,
    /// Who wrote it: a name for one's own side, the side alone for the other.
    pub who: String,
    /// When.
    pub when: String,
    /// What.
    pub text: String,
}

/// What a page shows of an escalade, whoever looks.
pub struct Thread {
    /// In the words of a list.
    pub line: Line,
    /// What the partner may read: code of the field, value.
    pub fields: Vec<(&'static str, String)>,
    /// What was written; none once it cannot be read any more.
    pub said: Vec<Told>,
    /// Whether it can be read on this machine.
    pub readable: bool,
    /// Whether something may still be written.
    pub open: bool,
}

/// What the form of a thread sends.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Given {
    /// The words.
    pub texte: String,
    /// Code of the gesture.
    pub geste: String,
}

fn convention(app: &App, escalade: &Escalade) -> Option<Convention> {
    let territory = app.territory();
    let partner = territory.partner(&escalade.partner)?;
    partner.escalade.clone()
}

async fn found(link: &mut Link, id: &str) -> Result<Escalade, WebError> {
    let found = kept::get(link, &EscaladeId::new(id)).await?;
    found.ok_or(WebError::NotFound)
}

async fn thread(
    app: &App,
    page: &Page,
    link: &mut Link,
    (escalade, cote): (&Escalade, Cote),
) -> Result<Thread, WebError> {
    let names = Names::load(app, link).await?;
    let (fields, said, readable) = match escalade::read(app, link, escalade).await {
        Ok((fields, said)) => (fields, said, true),
        Err(DossierError::Closed) => (BTreeMap::new(), Vec::new(), false),
        Err(other) => return Err(other.into()),
    };
    let other = match cote {
        Cote::Equipe => names.partner(&escalade.partner, app.today()),
        Cote::Partenaire => page.territory.name.clone(),
    };
    let told = |said: &Said| Told {
        own: said.cote == cote,
        who: if said.cote == cote {
            names.person(&said.author)
        } else {
            other.clone()
        },
        when: date_and_clock(app, page, said.at),
        text: said.text.clone(),
    };
    Ok(Thread {
        line: Line::of(app, page, &names, (escalade, cote)),
        fields: fields.iter().map(|(f, v)| (f.code(), v.clone())).collect(),
        said: said.iter().map(told).collect(),
        readable,
        open: readable && escalade.state != plus_domain::escalade::EscaladeState::Close,
    })
}

/// Writes what a form says. Words are needed to write and to redirect, and free otherwise.
async fn answer(
    app: &App,
    signed: &Signed,
    (escalade, cote): (&Escalade, Cote),
    given: &Given,
) -> Result<Result<(), FormErrors>, WebError> {
    let geste = Geste::from_code(&given.geste).ok_or(WebError::NotFound)?;
    let convention = convention(app, escalade).ok_or(WebError::NotFound)?;
    let needed = matches!(geste, Geste::Ecrire | Geste::Rediriger);
    let words = match text(&given.texte, MOST_SIGNS) {
        Ok(words) => words,
        Err(_) if !needed && given.texte.trim().is_empty() => String::new(),
        Err(key) => {
            let mut errors = FormErrors::default();
            errors.add("texte", key);
            return Ok(Err(errors));
        }
    };
    let now = (app.today(), app.outside.now_ms());
    let changed = escalade.after((cote, geste), &convention, &signed.account.id, now);
    let Some(changed) = changed else {
        let mut errors = FormErrors::default();
        errors.add("texte", "escalade-erreur-trop-tard");
        return Ok(Err(errors));
    };
    escalade::write(app, &convention, cote, (changed, &words)).await?;
    Ok(Ok(()))
}

/// How a partner answers, over the escalades that it answered or that are over.
pub struct Pace {
    /// Its name.
    pub partner: String,
    /// Asked in all.
    pub asked: usize,
    /// Waiting for it.
    pub waiting: usize,
    /// Solved.
    pub solved: usize,
    /// Redirected.
    pub redirected: usize,
    /// Median of the days to its first answer; empty when it never answered.
    pub days: String,
}

fn paces(app: &App, page: &Page, names: &Names, all: &[Escalade]) -> Vec<Pace> {
    use plus_domain::escalade::EscaladeState::{ChezPartenaire, Redirigee, Resolue};
    let mut by: BTreeMap<_, Vec<&Escalade>> = BTreeMap::new();
    for escalade in all {
        by.entry(&escalade.partner).or_default().push(escalade);
    }
    let pace = |(partner, of): (&_, Vec<&Escalade>)| {
        let count = |state| of.iter().filter(|e| e.state == state).count();
        let mut days: Vec<i64> = of.iter().filter_map(|e| answer_days(e)).collect();
        days.sort_unstable();
        Pace {
            partner: names.partner(partner, app.today()),
            asked: of.len(),
            waiting: count(ChezPartenaire),
            solved: count(Resolue),
            redirected: count(Redirigee),
            days: days
                .get(days.len() / 2)
                .map_or_else(String::new, |days| page.t_count("escalade-jours", *days)),
        }
    };
    by.into_iter().map(pace).collect()
}
