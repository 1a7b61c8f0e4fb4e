//! What a person asks of the rendez-vous, and what she is answered: on the portal, here; at a
//! borne, by its hub (`POST /sync/v1/rendez-vous`).

use jiff::civil::Time;
use plus_domain::{
    ids::{DemarcheCode, NodeId, ThemeCode},
    permanence::Permanence,
    rendez_vous::{Geste, RendezVous, Voulu, read},
};
use plus_store::permanence;
use serde::{Deserialize, Serialize};

use super::{Agenda, Opened, Taken, Wanted, act, by_code, shift, take};
use crate::{
    dossier::DossierError,
    web::{abonnement, state::App},
};

/// A question. What is typed travels as it was typed: who answers reads it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What may be taken?
    Agenda,
    /// This one, for her.
    Take(Asked),
    /// Hers?
    Open {
        /// Code, as typed.
        code: String,
    },
    /// A gesture on hers: `annuler` or `confirmer`.
    Act {
        /// Code, as typed.
        code: String,
        /// Code of the gesture.
        geste: String,
    },
    /// Hers, in another slot.
    Shift {
        /// Code, as typed.
        code: String,
        /// The slot, as the choice sends it.
        creneau: String,
    },
}

/// What is asked for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The slot, as the choice sends it.
    pub creneau: String,
    /// Telephone or e-mail, as typed.
    pub joindre: String,
    /// Code of a theme; another word: none.
    pub theme: String,
    /// Code of the démarche that was being read.
    pub demarche: String,
    /// Tag of the language of the page.
    pub language: String,
}

/// What is answered.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// What may be taken.
    Agenda(Vec<Half>),
    /// It is hers.
    Taken {
        /// The rendez-vous.
        one: Box<RendezVous>,
        /// Its half-day.
        permanence: Option<Permanence>,
        /// Its code, said this once.
        code: String,
        /// Whether a letter says it too.
        by_mail: bool,
    },
    /// Somebody was quicker, or the half-day changed.
    Gone,
    /// She holds enough of them.
    Enough,
    /// Hers.
    Mine(Box<Mine>),
    /// The code opens nothing.
    Nothing,
    /// No code before so many milliseconds.
    Wait(i64),
}

/// A rendez-vous that its code opened.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mine {
    /// As it is now.
    pub one: RendezVous,
    /// Its half-day.
    pub permanence: Option<Permanence>,
    /// Where it could be moved.
    pub agenda: Vec<Half>,
    /// Whether what was asked was done.
    pub done: bool,
}

/// A half-day in which something may be taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Half {
    /// The half-day.
    pub permanence: Permanence,
    /// Beginnings of the slots that are free, local.
    pub free: Vec<Time>,
    /// Whether one may wait for a slot in it.
    pub may_wait: bool,
}

impl Agenda {
    /// The half-days in which something may be taken, by date and hour.
    pub fn halves(&self) -> Vec<Half> {
        let half = |permanence: &Permanence| {
            let free = self.free(permanence);
            let half = Half {
                free: free.iter().map(|creneau| creneau.start).collect(),
                may_wait: self.to_wait(permanence).is_some(),
                permanence: permanence.clone(),
            };
            (half.may_wait || !half.free.is_empty()).then_some(half)
        };
        self.permanences.iter().filter_map(half).collect()
    }
}

/// Answers a question that came by this door.
///
/// # Errors
/// Those of the database and of the key; nothing was then done.
pub async fn answer(app: &App, door: &NodeId, question: Question) -> Result<Answer, DossierError> {
    match question {
        Question::Agenda => {
            let agenda = Agenda::load(app, &mut app.store.read().await?, false).await?;
            Ok(Answer::Agenda(agenda.halves()))
        }
        Question::Take(asked) => taken(app, asked).await,
        Question::Open { code } => opened(app, (door, &code), |one| async { Ok(Some(one)) }).await,
        Question::Act { code, geste } => {
            // What the team alone says is not said with a code.
            let geste = Geste::from_code(&geste)
                .filter(|geste| matches!(geste, Geste::Annuler | Geste::Confirmer));
            let Some(geste) = geste else {
                return Ok(Answer::Nothing);
            };
            opened(app, (door, &code), |one| async move {
                act(app, &one.id, (geste, None)).await
            })
            .await
        }
        Question::Shift { code, creneau } => {
            opened(app, (door, &code), |one| async move {
                match Voulu::read(&creneau) {
                    Some(to) => shift(app, &one.id, (&to, None)).await,
                    None => Ok(None),
                }
            })
            .await
        }
    }
}

async fn taken(app: &App, asked: Asked) -> Result<Answer, DossierError> {
    let Ok((slot, joint)) = read(&asked.creneau, &asked.joindre, false) else {
        return Ok(Answer::Gone);
    };
    let territory = app.territory();
    let theme = territory.theme(&ThemeCode::new(&asked.theme));
    let demarche = territory.catalogue.get(&DemarcheCode::new(&asked.demarche));
    let by_mail = joint.1.is_some() && abonnement::is_open(app);
    let wanted = Wanted {
        slot,
        joint,
        theme: theme.map(|t| t.code.clone()),
        demarche: demarche.map(|d| d.code.clone()),
        language: asked.language,
        author: None,
    };
    Ok(match take(app, wanted).await? {
        Taken::Hers(one, code) => Answer::Taken {
            permanence: half_day(app, &one).await?,
            one,
            code: code.to_string(),
            by_mail,
        },
        Taken::Gone => Answer::Gone,
        Taken::Enough => Answer::Enough,
    })
}

/// Hers, once what she asks was tried; `act` answers it as it then is, nothing when it was not
/// done.
async fn opened<F>(
    app: &App,
    (door, code): (&NodeId, &str),
    act: impl FnOnce(RendezVous) -> F,
) -> Result<Answer, DossierError>
where
    F: Future<Output = Result<Option<RendezVous>, DossierError>>,
{
    let one = match by_code(app, door, code).await? {
        Opened::One(one) => *one,
        Opened::Nothing => return Ok(Answer::Nothing),
        Opened::Wait(ms) => return Ok(Answer::Wait(ms)),
    };
    let after = act(one.clone()).await?;
    let done = after.is_some();
    let one = after.unwrap_or(one);
    let agenda = Agenda::load(app, &mut app.store.read().await?, false).await?;
    Ok(Answer::Mine(Box::new(Mine {
        permanence: half_day(app, &one).await?,
        agenda: agenda.halves(),
        one,
        done,
    })))
}

async fn half_day(app: &App, one: &RendezVous) -> Result<Option<Permanence>, DossierError> {
    let mut link = app.store.read().await?;
    Ok(permanence::by_id(&mut link, one.permanence.as_str()).await?)
}
