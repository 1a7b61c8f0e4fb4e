//! What the registers ask of somebody: told on the dashboard, and written once to the
//! coordination when it has an address (`[courrier] coordination`).

use jiff::civil::Date;
use plus_domain::{
    convention::{Alerte, Registre},
    ids::PartnerCode,
    territoire::Territoire,
};
use plus_store::{StoreError, convention, courrier, exchange::node};

use crate::{
    courrier::{Letter, queue},
    formation,
    web::{
        convention::alert_words,
        formation::expiry_words,
        state::App,
        text::{Argument, Arguments, Texts},
    },
};

/// What asks for somebody today in the register of conventions.
pub fn alerts(register: &Registre, territory: &Territoire, today: Date) -> Vec<Alerte> {
    let served = |code: &PartnerCode| {
        let partner = territory.partner(code);
        partner.is_some_and(|partner| partner.is_valid_on(today))
    };
    register.alerts(today, served)
}

/// What makes the letter of an alert: each leaves once.
fn cause(alert: &Alerte) -> String {
    let owed = alert.owed.as_ref().map_or("", |(code, _)| code.as_str());
    let kind = alert.kind.code();
    format!(
        "convention/{}/{kind}/{}/{owed}",
        alert.convention, alert.day
    )
}

/// Writes to the coordination what is new in the registers; how many letters were queued.
/// Without an address the dashboard alone tells. A machine that works afar tells nothing.
///
/// # Errors
/// Those of the database.
pub async fn remind(app: &App) -> Result<usize, StoreError> {
    let Some(to) = app.config.courrier.coordination.as_deref() else {
        return Ok(0);
    };
    let letters = letters(app, to).await?;
    let mut written = 0;
    for letter in letters {
        // Asked without writing first: this runs every half-minute.
        if courrier::is_known(&mut app.store.read().await?, &letter.cause).await? {
            continue;
        }
        let mut tx = app.store.begin().await?;
        let is_new = queue(&mut tx, &letter, app.outside.now_ms()).await?;
        tx.commit().await?;
        written += usize::from(is_new);
    }
    Ok(written)
}

async fn letters(app: &App, to: &str) -> Result<Vec<Letter>, StoreError> {
    let mut link = app.store.read().await?;
    if node::enrolled(&mut link).await?.is_some() {
        return Ok(Vec::new());
    }
    let register = convention::registre(&mut link).await?;
    let (training, team) = formation::read(&mut link).await?;
    drop(link);
    let (territory, today) = (app.territory(), app.today());
    let texts = Texts::french();
    let letter = |cause: String, what: String, detail: String, path: &str| Letter {
        cause,
        to: to.to_owned(),
        subject: said(
            app,
            &texts,
            "convention-lettre-sujet",
            [&what, &detail],
            path,
        ),
        text: said(app, &texts, "convention-lettre", [&what, &detail], path),
    };
    let mut letters = Vec::new();
    for alert in alerts(&register, &territory, today) {
        let (what, detail) = alert_words(&texts, &territory, &alert, today);
        let path = format!("/pilotage/conventions/{}", alert.convention);
        letters.push(letter(cause(&alert), what, detail, &path));
    }
    let ids: Vec<_> = team.iter().map(|a| a.id.clone()).collect();
    for one in training.expiring(&ids, today) {
        let name = team.iter().find(|a| a.id == *one.account);
        let name = name.map_or_else(String::new, |a| a.name.clone());
        let (what, detail) = expiry_words(&texts, &name, &one, today);
        let cause = format!("formation/{}", one.number);
        letters.push(letter(cause, what, detail, "/pilotage/formation"));
    }
    Ok(letters)
}

fn said(app: &App, texts: &Texts, key: &str, [what, detail]: [&String; 2], path: &str) -> String {
    let site = app.config.public_url.as_deref().unwrap_or_default();
    let arguments: [(&'static str, String); 4] = [
        ("quoi", what.clone()),
        ("detail", detail.clone()),
        ("adresse", format!("{}{path}", site.trim_end_matches('/'))),
        ("relais", app.territory().identity.name.clone()),
    ];
    let arguments: Arguments = arguments
        .iter()
        .map(|(name, value)| ((*name).into(), value.value()))
        .collect();
    texts.get_with(key, &arguments)
}
