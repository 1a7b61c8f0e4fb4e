//! Procedures carried to a partner: opened, written, read by the two sides, reminded, erased.
//! Called by the pages of the team, by those of the partner, and by the clock.

use std::collections::BTreeMap;

use jiff::Timestamp;
use plus_domain::{
    escalade::{
        Champ, Convention, Cote, Escalade, EscaladeState, KEPT_DAYS, LONGEST_DAYS, Message, Motif,
    },
    event::Event,
    ids::{AccountId, DemarcheCode, DossierId, EscaladeId, PartnerCode},
    retrait::DAY_MS,
};
use plus_store::{
    Link, StoreError, Tx,
    courrier::{Letter, queue},
    dossier as keys, escalade as kept,
};

use crate::{
    dossier::{DossierError, key::DossierKey, key_of, seal::Key},
    web::{state::App, text::Texts},
};

/// What a partner may read of a person.
pub type Fields = BTreeMap<Champ, String>;

/// What is asked of a partner.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The follow-up that it comes from.
    pub dossier: DossierId,
    /// Who can unblock it.
    pub partner: PartnerCode,
    /// The démarche that is stuck.
    pub demarche: Option<DemarcheCode>,
    /// Why.
    pub motif: Motif,
    /// What the partner may read; what its convention does not list is left out, whoever sent
    /// it.
    pub fields: Fields,
    /// The first message.
    pub text: String,
}

/// A message, opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who speaks.
    pub cote: Cote,
    /// Who wrote it.
    pub author: AccountId,
    /// When, milliseconds UTC.
    pub at: i64,
    /// What.
    pub text: String,
}

/// Carries a procedure to a partner: sealed, written and told in one transaction.
///
/// # Errors
/// Those of the database and of the key; nothing is then sent.
pub async fn open(
    app: &App,
    author: &AccountId,
    convention: &Convention,
    mut asked: Asked,
) -> Result<EscaladeId, DossierError> {
    asked
        .fields
        .retain(|field, _| convention.fields.contains(field));
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let id = EscaladeId::new(app.outside.new_id());
    let key = Key::draw(&app.outside);
    let wrapped = key.wrapped(id.as_str(), &machine, &app.outside)?;
    let plain = serde_json::to_vec(&asked.fields)?;
    let now = app.outside.now_ms();
    let escalade = Escalade {
        sealed: key.seal(id.as_str(), &plain, &app.outside)?,
        id: id.clone(),
        dossier: asked.dossier,
        partner: asked.partner,
        demarche: asked.demarche,
        motif: asked.motif,
        state: EscaladeState::ChezPartenaire,
        due: convention.due(app.today()),
        opened_at: now,
        answered_at: None,
        author: author.clone(),
        at: now,
    };
    let message = message(app, (&id, &key), (Cote::Equipe, author), &asked.text)?;
    let mut tx = app.store.begin().await?;
    keys::keep_key(&mut tx, id.as_str(), wrapped).await?;
    let events = [
        Event::EscaladeSet(escalade.clone()),
        Event::EscaladeWritten(message),
    ];
    app.outside.record(&mut tx, &events).await?;
    let mark = now.to_string();
    tell(app, &mut tx, convention, (&escalade, "demande", &mark)).await?;
    tx.commit().await?;
    Ok(id)
}

fn message(
    app: &App,
    (id, key): (&EscaladeId, &Key),
    (cote, author): (Cote, &AccountId),
    text: &str,
) -> Result<Message, DossierError> {
    Ok(Message {
        id: app.outside.new_id(),
        escalade: id.clone(),
        cote,
        sealed: key.seal(id.as_str(), text.as_bytes(), &app.outside)?,
        author: author.clone(),
        at: app.outside.now_ms(),
    })
}

/// Writes in an escalade: `changed` is what it becomes. A gesture may have no words.
///
/// # Errors
/// Those of the database and of the key; nothing is then written.
pub async fn write(
    app: &App,
    convention: &Convention,
    cote: Cote,
    (changed, text): (Escalade, &str),
) -> Result<(), DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let mut tx = app.store.begin().await?;
    let key = key_of(&mut tx, &machine, changed.id.as_str()).await?;
    let mut events = vec![Event::EscaladeSet(changed.clone())];
    if !text.is_empty() {
        let said = message(app, (&changed.id, &key), (cote, &changed.author), text)?;
        events.push(Event::EscaladeWritten(said));
    }
    app.outside.record(&mut tx, &events).await?;
    if changed.state == EscaladeState::ChezPartenaire {
        let mark = changed.at.to_string();
        tell(app, &mut tx, convention, (&changed, "reponse", &mark)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What an escalade says: its fields and its messages.
///
/// # Errors
/// Those of the database; [`DossierError::Closed`] once its key is destroyed.
pub async fn read(
    app: &App,
    link: &mut Link,
    escalade: &Escalade,
) -> Result<(Fields, Vec<Said>), DossierError> {
    let machine = DossierKey::of(app.store.folder(), &app.outside)?;
    let key = key_of(link, &machine, escalade.id.as_str()).await?;
    let open = |sealed: &str| {
        let plain = key.open(escalade.id.as_str(), sealed);
        plain.ok_or(DossierError::Closed)
    };
    let fields = serde_json::from_slice(&open(&escalade.sealed)?)?;
    let mut said = Vec::new();
    for message in kept::messages(link, &escalade.id).await? {
        said.push(Said {
            text: String::from_utf8_lossy(&open(&message.sealed)?).into_owned(),
            cote: message.cote,
            author: message.author,
            at: message.at,
        });
    }
    Ok((fields, said))
}

/// Tells the partner that something waits: a link, and nobody's name.
async fn tell(
    app: &App,
    tx: &mut Tx,
    convention: &Convention,
    (escalade, why, mark): (&Escalade, &str, &str),
) -> Result<(), StoreError> {
    let (Some(to), Some(origin)) = (&convention.email, &app.config.public_url) else {
        return Ok(());
    };
    let texts = Texts::french();
    let territory = app.territory();
    let said = [
        ("relais".into(), territory.identity.name.clone().into()),
        (
            "lien".into(),
            format!("{}/partenaire/escalades", origin.trim_end_matches('/')).into(),
        ),
    ];
    let said = said.into_iter().collect();
    let letter = Letter {
        cause: format!("escalade/{}/{why}/{mark}", escalade.id),
        to: to.clone(),
        subject: texts.get_with(&format!("escalade-lettre-{why}-sujet"), &said),
        text: texts.get_with(&format!("escalade-lettre-{why}"), &said),
    };
    queue(tx, &letter, app.outside.now_ms()).await.map(|_| ())
}

/// Reminds the partners that are late, and erases what is past its term; how many keys were
/// destroyed.
///
/// # Errors
/// Those of the database.
pub async fn sweep(app: &App) -> Result<usize, StoreError> {
    let (now, today) = (app.outside.now_ms(), app.today());
    let (open, held) = {
        let mut link = app.store.read().await?;
        (
            kept::all(&mut link).await?,
            kept::with_key(&mut link).await?,
        )
    };
    let territory = app.territory();
    for late in open.iter().filter(|e| e.late(today).is_some()) {
        let partner = territory.partner(&late.partner);
        let Some(convention) = partner.and_then(|p| p.escalade.as_ref()) else {
            continue;
        };
        // Its day and its number make its cause: each reminder leaves once.
        let mark = format!("{}/{}", late.due, late.reminders(convention, today));
        let mut tx = app.store.begin().await?;
        tell(app, &mut tx, convention, (late, "relance", &mark)).await?;
        tx.commit().await?;
    }
    let over: Vec<&Escalade> = held
        .iter()
        .filter(|(e, erased)| *erased || is_over(e, now))
        .map(|(e, _)| e)
        .collect();
    for escalade in &over {
        let mut tx = app.store.begin().await?;
        keys::destroy_key(&mut tx, escalade.id.as_str()).await?;
        tx.commit().await?;
    }
    Ok(over.len())
}

fn is_over(escalade: &Escalade, now: i64) -> bool {
    let since = |ms: i64, days: i64| now - ms > days * DAY_MS;
    since(escalade.opened_at, LONGEST_DAYS)
        || (!escalade.is_open() && since(escalade.at, KEPT_DAYS))
}

/// Days between the question and the first answer.
pub fn answer_days(escalade: &Escalade) -> Option<i64> {
    let days = |ms: i64| Timestamp::from_millisecond(ms).ok();
    let (from, to) = (days(escalade.opened_at)?, days(escalade.answered_at?)?);
    Some((to.as_millisecond() - from.as_millisecond()) / DAY_MS)
}
