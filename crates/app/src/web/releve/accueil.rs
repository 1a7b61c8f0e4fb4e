//! What a partner finds first in its space beside its statements: its days on board, and who is
//! reached on both sides. Nothing of anybody else's.

use plus_domain::{ids::PartnerCode, period::Period, permanence::PermanenceState};
use plus_store::{convention, permanence};

use crate::web::{
    bus::{Passage, on_board},
    error::WebError,
    page::Page,
    state::App,
};

/// How far ahead its days are shown.
const AHEAD: i64 = 92;

/// A half-day on board.
pub(super) struct Bord {
    pub day: String,
    pub hours: String,
    pub place: String,
}

/// Who is reached for the partner, as its convention says.
pub(super) struct Contact {
    pub function: String,
    pub subject: String,
    pub phone: String,
    pub email: String,
}

/// The half-days announced with this partner on board, the next first.
pub(super) async fn on_the_road(
    app: &App,
    page: &Page,
    partner: &PartnerCode,
) -> Result<Vec<Bord>, WebError> {
    let (today, territory) = (app.today(), app.territory());
    let aboard = on_board(app, today).await?;
    let period = Period {
        from: today,
        to: today.saturating_add(jiff::Span::new().days(AHEAD)),
    };
    let all = permanence::between(&mut app.store.read().await?, period).await?;
    let with_it = all.iter().filter(|p| {
        let said = aboard.get(&p.id).filter(|said| said.place == p.place);
        p.state != PermanenceState::Cancelled
            && said.is_some_and(|said| said.partner.as_ref() == Some(partner))
    });
    let days = with_it.map(|p| {
        let passage = Passage::new(page, &territory, p);
        Bord {
            day: passage.day,
            hours: passage.hours,
            place: format!("{}, {}", passage.commune, passage.place),
        }
    });
    Ok(days.collect())
}

/// The people to reach of the conventions that run.
pub(super) async fn contacts(app: &App, partner: &PartnerCode) -> Result<Vec<Contact>, WebError> {
    let today = app.today();
    let register = convention::registre(&mut app.store.read().await?).await?;
    let own = register.conventions();
    let own = own.filter(|c| c.partner == *partner && c.runs(today));
    let referents = own.flat_map(|c| &c.referents);
    Ok(referents
        .map(|r| Contact {
            function: r.function.clone(),
            subject: r.subject.clone(),
            phone: r.phone.clone(),
            email: r.email.clone(),
        })
        .collect())
}
