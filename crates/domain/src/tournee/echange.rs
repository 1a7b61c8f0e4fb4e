//! A half-day that one member of the team asks another to take, or to take against one of hers.
//! Nothing moves before the other said yes.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{AccountId, EchangeId, PermanenceId},
    permanence::{Permanence, PermanenceState},
    profile::choices,
};

choices! {
    /// Where an exchange stands.
    EchangeState {
        /// Asked: the other has not answered.
        Demande = "demande",
        /// The other said yes: the half-days changed hands.
        Accepte = "accepte",
        /// The other said no, and never has to say why.
        Refuse = "refuse",
        /// Taken back by who asked.
        Retire = "retire",
    }
}

/// An exchange of half-days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Echange {
    /// Identifier.
    pub id: EchangeId,
    /// The half-day that changes hands.
    pub permanence: PermanenceId,
    /// Who gives it, and asks.
    pub from: AccountId,
    /// Who would take it.
    pub to: AccountId,
    /// The half-day of hers that `from` would take in return.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<PermanenceId>,
    /// Where it stands.
    pub state: EchangeState,
    /// Who said so last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Why half-days cannot change hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EchangeError {
    /// Who gives is not on board.
    #[error("who gives is not on board")]
    NotOnBoard,
    /// Who takes is on board already.
    #[error("who takes is on board already")]
    AlreadyOnBoard,
    /// The half-day is over, begun or cancelled.
    #[error("the half-day is not to come")]
    NotToCome,
    /// With herself.
    #[error("nobody exchanges with herself")]
    Herself,
    /// Answered or taken back already.
    #[error("answered already")]
    Answered,
}

impl EchangeError {
    /// Key of its sentence.
    pub fn key(self) -> &'static str {
        match self {
            Self::NotOnBoard => "echange-erreur-pas-a-bord",
            Self::AlreadyOnBoard => "echange-erreur-deja-a-bord",
            Self::NotToCome => "echange-erreur-passee",
            Self::Herself => "echange-erreur-soi",
            Self::Answered => "echange-erreur-repondu",
        }
    }
}

impl Echange {
    /// Whether somebody may say yes or no.
    pub fn waits_for(&self, account: &AccountId) -> bool {
        self.state == EchangeState::Demande && self.to == *account
    }

    /// Whether somebody may take it back.
    pub fn belongs_to(&self, account: &AccountId) -> bool {
        self.state == EchangeState::Demande && self.from == *account
    }

    /// The same, answered by who is asked or taken back by who asked.
    ///
    /// # Errors
    /// Whoever else, and an exchange that was answered.
    pub fn answered(
        &self,
        state: EchangeState,
        author: &AccountId,
        at: i64,
    ) -> Result<Self, EchangeError> {
        let may = match state {
            EchangeState::Accepte | EchangeState::Refuse => self.waits_for(author),
            EchangeState::Retire => self.belongs_to(author),
            EchangeState::Demande => false,
        };
        if !may {
            return Err(EchangeError::Answered);
        }
        Ok(Self {
            state,
            author: author.clone(),
            at,
            ..self.clone()
        })
    }

    /// The half-days as they become: what is given, and what comes in return.
    ///
    /// # Errors
    /// When one of them cannot change hands.
    pub fn moved(
        &self,
        given: &Permanence,
        back: Option<&Permanence>,
    ) -> Result<Vec<Permanence>, EchangeError> {
        if self.from == self.to {
            return Err(EchangeError::Herself);
        }
        let mut moved = vec![handed(given, &self.from, &self.to)?];
        if let Some(back) = back {
            moved.push(handed(back, &self.to, &self.from)?);
        }
        Ok(moved)
    }
}

/// A half-day with another in the place of one on board.
fn handed(held: &Permanence, from: &AccountId, to: &AccountId) -> Result<Permanence, EchangeError> {
    if !matches!(
        held.state,
        PermanenceState::Planned | PermanenceState::Moved
    ) {
        return Err(EchangeError::NotToCome);
    }
    if held.crew.contains(to) {
        return Err(EchangeError::AlreadyOnBoard);
    }
    if !held.crew.contains(from) {
        return Err(EchangeError::NotOnBoard);
    }
    let crew = held.crew.iter();
    let crew = crew.map(|id| if id == from { to.clone() } else { id.clone() });
    Ok(Permanence {
        crew: crew.collect(),
        ..held.clone()
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};
    use proptest::prelude::*;

    use super::*;
    use crate::permanence::Site;

    fn held(id: &str, crew: &[&str]) -> Permanence {
        Permanence {
            id: id.into(),
            date: date(2026, 12, 1),
            start: time(8, 0, 0, 0),
            end: time(13, 0, 0, 0),
            place: "ducos-bourg".into(),
            site: Site::Bus,
            crew: crew.iter().map(|id| (*id).into()).collect(),
            state: PermanenceState::Planned,
            stated_visites: None,
            reason: None,
            told: None,
        }
    }

    fn asked(from: &str, to: &str, back: Option<&str>) -> Echange {
        Echange {
            id: "e".into(),
            permanence: "p".into(),
            from: from.into(),
            to: to.into(),
            back: back.map(Into::into),
            state: EchangeState::Demande,
            author: from.into(),
            at: 1,
        }
    }

    #[test]
    fn only_who_is_asked_answers_and_only_who_asked_takes_back() {
        let asked = asked("a", "b", None);
        for (who, state, may) in [
            ("b", EchangeState::Accepte, true),
            ("b", EchangeState::Refuse, true),
            ("b", EchangeState::Retire, false),
            ("a", EchangeState::Retire, true),
            ("a", EchangeState::Accepte, false),
            ("c", EchangeState::Refuse, false),
            ("b", EchangeState::Demande, false),
        ] {
            assert_eq!(asked.answered(state, &who.into(), 2).is_ok(), may, "{who}");
        }
        let said = asked.answered(EchangeState::Refuse, &"b".into(), 2);
        let again = said
            .unwrap()
            .answered(EchangeState::Accepte, &"b".into(), 3);
        assert_eq!(again, Err(EchangeError::Answered));
    }

    #[test]
    fn what_cannot_change_hands_says_why() {
        let e = asked("a", "b", None);
        let no = |held: &Permanence| e.moved(held, None).unwrap_err();
        assert_eq!(no(&held("p", &["c", "d"])), EchangeError::NotOnBoard);
        assert_eq!(no(&held("p", &["a", "b"])), EchangeError::AlreadyOnBoard);
        let over = Permanence {
            state: PermanenceState::Closed,
            ..held("p", &["a", "c"])
        };
        assert_eq!(no(&over), EchangeError::NotToCome);
        let herself = asked("a", "a", None).moved(&held("p", &["a"]), None);
        assert_eq!(herself, Err(EchangeError::Herself));
    }

    proptest! {
        /// Nobody is lost, nobody is on board twice, and the same exchange the other way round
        /// puts everything back.
        #[test]
        fn an_exchange_keeps_every_seat(left in 0_usize..3, right in 0_usize..3) {
            let mut given: Vec<&str> = vec!["c", "d"];
            given.insert(left, "a");
            let mut back: Vec<&str> = vec!["e", "f"];
            back.insert(right, "b");
            let (given, back) = (held("p", &given), held("q", &back));
            let moved = asked("a", "b", Some("q")).moved(&given, Some(&back)).unwrap();
            prop_assert_eq!(moved[0].crew.len(), 3);
            prop_assert!(moved[0].crew.contains(&"b".into()) && moved[1].crew.contains(&"a".into()));
            let undone = asked("b", "a", Some("q")).moved(&moved[0], Some(&moved[1])).unwrap();
            prop_assert_eq!(undone, vec![given, back]);
        }
    }
}
