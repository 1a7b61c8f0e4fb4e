//! A rule that a plan breaks, with the half-day and the people it is about.

/// One broken rule. Half-days, stops, people and partners are the numbers of the
/// instance; the sentence is for the person who edits the plan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum Fault {
    /// The plan has not one entry per half-day.
    #[error("le calendrier compte {found} demi-journées, il en faut {expected}")]
    Length {
        /// Entries of the plan.
        found: usize,
        /// Half-days of the instance.
        expected: usize,
    },
    /// A stop, person or partner that does not exist.
    #[error("demi-journée {h} : {what} {number} n’existe pas")]
    Unknown {
        /// Half-day.
        h: usize,
        /// Kind of thing, in French with its article.
        what: &'static str,
        /// Its number.
        number: usize,
    },
    /// The stop is not allowed on this weekday.
    #[error("demi-journée {h} : l’arrêt {stop} n’est pas permis ce jour de la semaine")]
    Weekday {
        /// Half-day.
        h: usize,
        /// Stop.
        stop: usize,
    },
    /// A stop more than once in a month.
    #[error("l’arrêt {stop} revient plus d’une fois dans le mois {month}")]
    StopTwiceAMonth {
        /// Stop.
        stop: usize,
        /// Month number.
        month: u32,
    },
    /// A commune more than once in a week.
    #[error("la commune {insee} revient plus d’une fois dans la semaine {week}")]
    CommuneTwiceAWeek {
        /// INSEE code.
        insee: String,
        /// Week number.
        week: u32,
    },
    /// Not two or three people.
    #[error("demi-journée {h} : {found} personnes à bord, il en faut deux ou trois")]
    CrewSize {
        /// Half-day.
        h: usize,
        /// Distinct people on board.
        found: usize,
    },
    /// Somebody listed twice.
    #[error("demi-journée {h} : la personne {person} est comptée deux fois")]
    PersonTwice {
        /// Half-day.
        h: usize,
        /// Person.
        person: usize,
    },
    /// The driver is not on board.
    #[error("demi-journée {h} : la personne {person} conduit sans être à bord")]
    DriverNotOnBoard {
        /// Half-day.
        h: usize,
        /// Driver.
        person: usize,
    },
    /// The driver may not drive.
    #[error("demi-journée {h} : la personne {person} ne peut pas conduire")]
    NotADriver {
        /// Half-day.
        h: usize,
        /// Driver.
        person: usize,
    },
    /// Somebody on leave or in training.
    #[error("demi-journée {h} : la personne {person} est absente")]
    Absent {
        /// Half-day.
        h: usize,
        /// Person.
        person: usize,
    },
    /// Too many half-days in a week.
    #[error("semaine {week} : la personne {person} fait {found} demi-journées, {most} au plus")]
    WeeklyMax {
        /// Person.
        person: usize,
        /// Week number.
        week: u32,
        /// Half-days on board.
        found: usize,
        /// Most allowed.
        most: usize,
    },
    /// Too many half-days in a month.
    #[error("mois {month} : la personne {person} fait {found} demi-journées, {most} au plus")]
    MonthlyMax {
        /// Person.
        person: usize,
        /// Month number.
        month: u32,
        /// Half-days on board.
        found: usize,
        /// Most allowed.
        most: usize,
    },
    /// Nobody on board knows what the stop asks for.
    #[error("demi-journée {h} : personne à bord n’a la compétence « {skill} »")]
    Skill {
        /// Half-day.
        h: usize,
        /// Skill of the stop.
        skill: String,
    },
    /// A partner on a half-day it did not offer.
    #[error("demi-journée {h} : le partenaire {partner} ne l’a pas proposée")]
    NotOffered {
        /// Half-day.
        h: usize,
        /// Partner.
        partner: usize,
    },
    /// A partner more often than it wants.
    #[error("le partenaire {partner} vient {found} fois, il en veut {wanted}")]
    PartnerTooOften {
        /// Partner.
        partner: usize,
        /// Half-days held.
        found: usize,
        /// Half-days wanted.
        wanted: usize,
    },
    /// Somebody in two vans at once.
    #[error("la personne {person} est dans deux bus à la fois, demi-journées {h} et {other}")]
    TwoVans {
        /// Person.
        person: usize,
        /// First half-day.
        h: usize,
        /// Second half-day.
        other: usize,
    },
    /// A partner in two vans at once.
    #[error("le partenaire {partner} est dans deux bus à la fois, demi-journées {h} et {other}")]
    PartnerInTwoVans {
        /// Partner.
        partner: usize,
        /// First half-day.
        h: usize,
        /// Second half-day.
        other: usize,
    },
    /// A published half-day that changed.
    #[error("demi-journée {h} : elle est publiée, elle ne change pas")]
    Pinned {
        /// Half-day.
        h: usize,
    },
}

impl Fault {
    /// The rule, as a short stable name.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Length { .. } => "length",
            Self::Unknown { .. } => "unknown",
            Self::Weekday { .. } => "weekday",
            Self::StopTwiceAMonth { .. } => "stop-twice-a-month",
            Self::CommuneTwiceAWeek { .. } => "commune-twice-a-week",
            Self::CrewSize { .. } => "crew-size",
            Self::PersonTwice { .. } => "person-twice",
            Self::DriverNotOnBoard { .. } => "driver-not-on-board",
            Self::NotADriver { .. } => "not-a-driver",
            Self::Absent { .. } => "absent",
            Self::WeeklyMax { .. } => "weekly-max",
            Self::MonthlyMax { .. } => "monthly-max",
            Self::Skill { .. } => "skill",
            Self::NotOffered { .. } => "not-offered",
            Self::PartnerTooOften { .. } => "partner-too-often",
            Self::TwoVans { .. } => "two-vans",
            Self::PartnerInTwoVans { .. } => "partner-in-two-vans",
            Self::Pinned { .. } => "pinned",
        }
    }
}
