//! What a person asks about what is kept of her: to read it, to have it mended, frozen, erased,
//! or no longer used (RGPD, articles 15 to 21; requirements P14 and P15). Each is a numbered
//! case with a day by which she is answered.
//!
//! A case names nobody: it points to a dossier, or to none.

use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    form::FormErrors,
    ids::{AccountId, DossierId, ExerciceId},
    period::parse_date,
    profile::choices,
    sensitive,
};

/// Months to answer, from the day when it was asked (RGPD, article 12-3).
const MONTHS: i64 = 1;
/// Months more when the case is complex, said before the first month ends (the same article).
const MORE: i64 = 2;
/// Days before the last one from which a case is urgent.
pub const URGENT_DAYS: i32 = 10;
/// Days in the past that may be typed as the day of the asking: a letter that waited.
const OLDEST_DAYS: i32 = 92;
/// Most signs of a reason.
pub const MOST_SIGNS: usize = 400;
/// Signs of a number: no letter that is taken for another.
const SIGNS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

choices! {
    /// What is asked.
    Droit {
        /// To read what is kept (article 15).
        Acces = "acces",
        /// To have it mended (article 16).
        Rectification = "rectification",
        /// To have it frozen: kept, used by nobody (article 18).
        Limitation = "limitation",
        /// That it is no longer used (article 21).
        Opposition = "opposition",
        /// To have it erased (article 17).
        Effacement = "effacement",
    }
    /// How it was asked.
    Voie {
        /// To somebody of the team.
        Accueil = "accueil",
        /// By telephone.
        Telephone = "telephone",
        /// By letter or by e-mail.
        Ecrit = "ecrit",
    }
    /// Where a case stands.
    ExerciceState {
        /// It waits for an answer.
        Recu = "recu",
        /// It waits, with two months more.
        Prolonge = "prolonge",
        /// Done as asked.
        Accepte = "accepte",
        /// Refused, with its reason.
        Refuse = "refuse",
        /// The person no longer asks.
        Retire = "retire",
        /// A freeze that was ended.
        Leve = "leve",
    }
}

/// A case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercice {
    /// Which.
    pub id: ExerciceId,
    /// What the person quotes: « D26-4F7K2M ».
    pub number: String,
    /// What is asked.
    pub droit: Droit,
    /// How it was asked.
    pub voie: Voie,
    /// Of which dossier; none when the person has none, or is not found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    /// The day when it was asked.
    pub received: Date,
    /// The day by which it is answered.
    pub due: Date,
    /// What exactly, in a few words; no name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Where it stands.
    pub state: ExerciceState,
    /// Why it was refused, or why two months more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub motif: Option<String>,
    /// Who wrote it down.
    pub taken_by: AccountId,
    /// Who changed it last.
    pub author: AccountId,
    /// Instant, milliseconds UTC.
    pub at: i64,
}

/// Why a case cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExerciceError {
    /// It is answered already.
    #[error("cette demande a déjà sa réponse")]
    Answered,
    /// A refusal, or two months more, without its reason.
    #[error("il faut un motif")]
    NoReason,
    /// The first month is over, or it was made longer already.
    #[error("il est trop tard pour prolonger")]
    TooLate,
    /// Not a freeze in force.
    #[error("il n’y a pas de gel à lever")]
    NotFrozen,
}

impl ExerciceError {
    /// Key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Answered => "droit-faute-repondue",
            Self::NoReason => "droit-faute-motif",
            Self::TooLate => "droit-faute-prolonger",
            Self::NotFrozen => "droit-faute-gel",
        }
    }
}

impl Exercice {
    /// Whether it waits for an answer.
    pub fn is_open(&self) -> bool {
        matches!(self.state, ExerciceState::Recu | ExerciceState::Prolonge)
    }

    /// Whether its last day has passed without an answer.
    pub fn is_late(&self, today: Date) -> bool {
        self.is_open() && today > self.due
    }

    /// Whether ten days are left, or fewer.
    pub fn is_urgent(&self, today: Date) -> bool {
        self.is_open() && (self.due - today).get_days() <= URGENT_DAYS
    }

    /// Whether it may still be made longer: once, and before the first month ends.
    pub fn may_extend(&self, today: Date) -> bool {
        self.state == ExerciceState::Recu && today <= self.due
    }

    /// Two months more. The person must be told why.
    ///
    /// # Errors
    /// See [`ExerciceError`].
    pub fn extended(self, motif: Option<String>, today: Date) -> Result<Self, ExerciceError> {
        if !self.is_open() {
            return Err(ExerciceError::Answered);
        }
        if !self.may_extend(today) {
            return Err(ExerciceError::TooLate);
        }
        Ok(Self {
            motif: Some(motif.ok_or(ExerciceError::NoReason)?),
            due: self.received.saturating_add((MONTHS + MORE).months()),
            state: ExerciceState::Prolonge,
            ..self
        })
    }

    /// Answered: done, refused or no longer asked.
    ///
    /// # Errors
    /// See [`ExerciceError`].
    pub fn answered(self, answer: Reponse, motif: Option<String>) -> Result<Self, ExerciceError> {
        if !self.is_open() {
            return Err(ExerciceError::Answered);
        }
        if answer == Reponse::Refuser && motif.is_none() {
            return Err(ExerciceError::NoReason);
        }
        Ok(Self {
            state: match answer {
                Reponse::Accepter => ExerciceState::Accepte,
                Reponse::Refuser => ExerciceState::Refuse,
                Reponse::Retirer => ExerciceState::Retire,
            },
            motif: motif.or(self.motif),
            ..self
        })
    }

    /// Whether it freezes its dossier.
    pub fn freezes(&self) -> bool {
        self.droit == Droit::Limitation && self.state == ExerciceState::Accepte
    }

    /// The freeze ended; the person is told before (article 18-3).
    ///
    /// # Errors
    /// See [`ExerciceError`].
    pub fn lifted(self) -> Result<Self, ExerciceError> {
        if !self.freezes() {
            return Err(ExerciceError::NotFrozen);
        }
        Ok(Self {
            state: ExerciceState::Leve,
            ..self
        })
    }
}

choices! {
    /// What the coordination answers.
    Reponse {
        /// As asked.
        Accepter = "accepter",
        /// No, and why.
        Refuser = "refuser",
        /// The person no longer asks.
        Retirer = "retirer",
    }
}

/// The number of a case, from six random bytes.
pub fn number(received: Date, drawn: [u8; 6]) -> String {
    let sign = |byte: &u8| char::from(SIGNS[usize::from(*byte) % SIGNS.len()]);
    let signs: String = drawn.iter().map(sign).collect();
    format!("D{:02}-{signs}", received.year().rem_euclid(100))
}

/// What is typed of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ExerciceForm {
    /// Code of what is asked.
    pub droit: String,
    /// Code of how.
    pub voie: String,
    /// The day, `YYYY-MM-DD`.
    pub recu: String,
    /// A few words; may be empty.
    pub detail: String,
    /// Identifier of a dossier; may be empty.
    pub dossier: String,
}

/// What was read of a form: the rest is the machine's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What.
    pub droit: Droit,
    /// How.
    pub voie: Voie,
    /// When.
    pub received: Date,
    /// What exactly.
    pub detail: Option<String>,
}

impl Asked {
    /// The case, its day counted.
    pub fn opened(
        self,
        (id, drawn): (ExerciceId, [u8; 6]),
        dossier: Option<DossierId>,
        (author, at): (AccountId, i64),
    ) -> Exercice {
        Exercice {
            id,
            number: number(self.received, drawn),
            droit: self.droit,
            voie: self.voie,
            dossier,
            received: self.received,
            due: self.received.saturating_add(MONTHS.months()),
            detail: self.detail,
            state: ExerciceState::Recu,
            motif: None,
            taken_by: author.clone(),
            author,
            at,
        }
    }
}

impl ExerciceForm {
    /// Reads it.
    ///
    /// # Errors
    /// Everything that must be mended, by field.
    pub fn read(&self, today: Date) -> Result<Asked, FormErrors> {
        let mut errors = FormErrors::default();
        let droit = Droit::from_code(&self.droit);
        let droit = errors.take("droit", "droit-faute-droit", droit);
        let voie = errors.take("voie", "droit-faute-voie", Voie::from_code(&self.voie));
        let day = parse_date(self.recu.trim()).ok();
        let known = |day: &Date| (0..=OLDEST_DAYS).contains(&(today - *day).get_days());
        let received = errors.take("recu", "droit-faute-jour", day.filter(known));
        let detail = errors.take("detail", "droit-faute-texte", reason(&self.detail).ok());
        let read = droit.zip(voie).zip(received).zip(detail);
        errors.into_result(read.map(|(((droit, voie), received), detail)| Asked {
            droit,
            voie,
            received,
            detail,
        }))
    }
}

/// Words that are too long, or that hold a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("ces mots sont trop longs, ou disent un numéro personnel")]
pub struct Unfit;

/// A few words on one line, or none.
///
/// # Errors
/// Too long, or with a secret in them.
pub fn reason(typed: &str) -> Result<Option<String>, Unfit> {
    let line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let good = line.chars().count() <= MOST_SIGNS
        && !line.chars().any(char::is_control)
        && sensitive::find(&line).is_none();
    if good {
        Ok(Some(line).filter(|line| !line.is_empty()))
    } else {
        Err(Unfit)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn form() -> ExerciceForm {
        ExerciceForm {
            droit: "limitation".into(),
            voie: "accueil".into(),
            recu: "2027-01-31".into(),
            detail: "  Le revenu n’est plus le bon ".into(),
            dossier: String::new(),
        }
    }

    fn case() -> Exercice {
        let asked = form().read(date(2027, 1, 31)).expect("good");
        asked.opened(("e".into(), [0; 6]), Some("d".into()), ("a".into(), 1))
    }

    #[test]
    fn a_case_is_answered_within_a_month_even_a_short_one() {
        let case = case();
        assert_eq!(case.due, date(2027, 2, 28));
        assert_eq!(case.number, "D27-222222");
        assert_eq!(case.detail.as_deref(), Some("Le revenu n’est plus le bon"));
        assert!(!case.is_urgent(date(2027, 2, 17)) && case.is_urgent(date(2027, 2, 18)));
        assert!(!case.is_late(date(2027, 2, 28)) && case.is_late(date(2027, 3, 1)));
    }

    #[test]
    fn it_is_made_longer_once_with_a_reason_and_before_its_end() {
        let why = || Some("plusieurs organismes".to_owned());
        let no_reason = case().extended(None, date(2027, 2, 10));
        assert_eq!(no_reason, Err(ExerciceError::NoReason));
        let late = case().extended(why(), date(2027, 3, 1));
        assert_eq!(late, Err(ExerciceError::TooLate));
        let longer = case().extended(why(), date(2027, 2, 28)).expect("in time");
        assert_eq!(longer.due, date(2027, 4, 30));
        assert!(longer.is_open());
        let twice = longer.extended(why(), date(2027, 3, 10));
        assert_eq!(twice, Err(ExerciceError::TooLate));
    }

    #[test]
    fn a_refusal_has_its_reason_and_an_answer_is_given_once() {
        let refused = case().answered(Reponse::Refuser, None);
        assert_eq!(refused, Err(ExerciceError::NoReason));
        let accepted = case().answered(Reponse::Accepter, None).expect("open");
        assert!(accepted.freezes() && !accepted.is_open());
        let again = accepted.clone().answered(Reponse::Retirer, None);
        assert_eq!(again, Err(ExerciceError::Answered));
        let lifted = accepted.lifted().expect("frozen");
        assert!(!lifted.freezes());
        assert_eq!(lifted.lifted(), Err(ExerciceError::NotFrozen));
    }

    #[test]
    fn only_a_freeze_freezes() {
        for droit in Droit::ALL {
            let case = Exercice {
                droit: *droit,
                ..case()
            };
            let accepted = case.answered(Reponse::Accepter, None).expect("open");
            assert_eq!(accepted.freezes(), *droit == Droit::Limitation, "{droit:?}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let bad = ExerciceForm {
            droit: "tout".into(),
            voie: String::new(),
            recu: "2027-02-01".into(),
            detail: "NIR 1 85 05 78 006 084 91".into(),
            dossier: String::new(),
        };
        let errors = bad.read(date(2027, 1, 31)).unwrap_err();
        let fields: Vec<&str> = errors.0.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["droit", "voie", "recu", "detail"]);
        let old = ExerciceForm {
            recu: "2026-10-01".into(),
            ..form()
        };
        assert!(old.read(date(2027, 1, 31)).is_err());
    }

    proptest! {
        /// A number is said aloud: its signs are never taken for others.
        #[test]
        fn a_number_is_readable(drawn in any::<[u8; 6]>()) {
            let number = number(date(2026, 11, 27), drawn);
            prop_assert_eq!(number.len(), 10);
            prop_assert!(!number[4..].contains(['0', 'O', '1', 'I', 'L']));
        }

        /// Anything typed is read or refused.
        #[test]
        fn anything_is_read_or_refused(text in "\\PC{0,500}") {
            if let Ok(Some(kept)) = reason(&text) {
                prop_assert!(kept.chars().count() <= MOST_SIGNS && !kept.is_empty());
            }
        }
    }
}
