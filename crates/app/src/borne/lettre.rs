//! The letter that tells the person of a site that a kiosk needs somebody, or no longer does.

use jiff::{Timestamp, civil::Time};
use plus_domain::alarme::{Kind, Track};
use plus_reports::french;
use plus_store::{StoreError, Tx, borne::Borne};

use crate::{
    courrier::{self, Letter},
    web::{
        state::App,
        text::{Argument, Arguments, Texts},
    },
};

/// Queues the letter of an alarm that is raised, or cleared, in the transaction that says so.
/// Without an address the page of the coordinator alone tells. In the quiet hours of the
/// territory it waits for their end; what is over by then is written to nobody.
pub async fn queue(
    app: &App,
    tx: &mut Tx,
    (borne, referent): (&Borne, Option<&str>),
    (kind, track): (Kind, &Track),
    is_over: bool,
) -> Result<(), StoreError> {
    let Some(to) = referent else {
        return Ok(());
    };
    let family = if is_over { "finie" } else { "levee" };
    let cause = |family: &str| {
        let (node, kind) = (&borne.node, kind.code());
        format!("alarme/{node}/{kind}/{}/{family}", track.since)
    };
    let now = app.outside.now_ms();
    if is_over && courrier::take_back(tx, &cause("levee"), now).await? {
        return Ok(());
    }
    let letter = Letter {
        cause: cause(family),
        to: to.to_owned(),
        subject: said(
            app,
            borne,
            kind,
            track,
            &format!("borne-lettre-{family}-sujet"),
        ),
        text: said(app, borne, kind, track, &format!("borne-lettre-{family}")),
    };
    courrier::queue_for(tx, &letter, (now, leaves_at(app, now))).await?;
    Ok(())
}

/// When a letter of now leaves, milliseconds UTC.
fn leaves_at(app: &App, now: i64) -> i64 {
    let local = Timestamp::from_millisecond(now);
    let local = local.map(|at| at.to_zoned_datetime(app.zone()).datetime());
    let end = app.territory().silence.zip(local.ok());
    let end = end.and_then(|(silence, local)| silence.end(local));
    let end = end.and_then(|end| end.to_zoned_datetime(app.zone()).ok());
    end.map_or(now, |end| end.timestamp().as_millisecond())
}

fn said(app: &App, borne: &Borne, kind: Kind, track: &Track, key: &str) -> String {
    let texts = Texts::french();
    let instant = Timestamp::from_millisecond(track.since).unwrap_or(Timestamp::UNIX_EPOCH);
    let since = instant.to_zoned_datetime(app.zone());
    let site = app.config.public_url.as_deref().unwrap_or_default();
    let site = site.trim_end_matches('/');
    let arguments: [(&'static str, String); 7] = [
        ("borne", borne.name.clone()),
        ("quoi", texts.get(&format!("borne-alarme-{}", kind.code()))),
        (
            "conseil",
            texts.get(&format!("borne-conseil-{}", kind.code())),
        ),
        ("jour", french::date(since.date())),
        ("heure", hour(&texts, since.time())),
        ("adresse", format!("{site}/pilotage/bornes/{}", borne.node)),
        ("relais", app.territory().identity.name.clone()),
    ];
    let arguments: Arguments = arguments
        .iter()
        .map(|(name, value)| ((*name).into(), value.value()))
        .collect();
    texts.get_with(key, &arguments)
}

fn hour(texts: &Texts, time: Time) -> String {
    let arguments: Arguments = [
        ("heure".into(), time.hour().to_string().value()),
        ("minute".into(), format!("{:02}", time.minute()).value()),
    ]
    .into();
    texts.get_with("moment-heure-minute", &arguments)
}
