//! One person's use of a kiosk, from the first touch to what is forgotten (requirements P25
//! and R11).
//!
//! Pure: instants come in, in milliseconds of one clock that never goes back; what has to
//! be done comes out. A session is no visite: it is counted apart, without a person.

/// How long a person may be still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Milliseconds without a touch before the warning: 90 s (CNIL).
    pub idle_ms: i64,
    /// Milliseconds that the warning stays: 30 s. WCAG 2.2.1 asks for 20 at least, and that
    /// one gesture extends it ten times at least; here it always does.
    pub warned_ms: i64,
    /// Milliseconds that a person has before those who wait may ask for the place.
    pub turn_ms: i64,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            idle_ms: 90_000,
            warned_ms: 30_000,
            turn_ms: 600_000,
        }
    }
}

/// Why a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum End {
    /// « J’ai fini ».
    Asked,
    /// Nobody touched the screen, nor answered the warning.
    Left,
    /// The browser had to be started again.
    Broken,
}

impl End {
    /// Code, as the journal stores it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Asked => "termine",
            Self::Left => "quitte",
            Self::Broken => "coupe",
        }
    }

    /// Reads a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let all = [Self::Asked, Self::Left, Self::Broken];
        all.into_iter().find(|end| end.code() == code)
    }
}

/// Where the kiosk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Nobody: the home screen waits for a touch.
    Waiting,
    /// Somebody uses it.
    Used {
        /// First touch.
        since: i64,
        /// Last sign of somebody.
        touched: i64,
    },
    /// The warning is shown and spoken.
    Warned {
        /// First touch.
        since: i64,
        /// When everything is forgotten.
        until: i64,
    },
}

/// What has to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cue {
    /// Show and speak the warning: nobody has touched anything for a while.
    Warn,
    /// Show and speak the other one: somebody waits, and the person has been there for long.
    Yield,
    /// Take the warning away.
    Calm,
    /// Forget everything of this person.
    Forget {
        /// Why.
        end: End,
        /// How long it was used, milliseconds.
        lasted_ms: i64,
    },
}

/// One kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    phase: Phase,
    patience: Patience,
    /// Things that run for the person: printing, speech, a paper on its way.
    busy: u32,
    /// When the turn of the person began: the first touch, or the last « Je continue » that was
    /// said to those who wait.
    turn: i64,
    /// Somebody said that they wait, and the person was not asked yet.
    awaited: bool,
    /// The warning that is shown is theirs.
    yielding: bool,
}

impl Session {
    /// A kiosk that nobody uses.
    pub fn new(patience: Patience) -> Self {
        Self {
            phase: Phase::Waiting,
            patience,
            busy: 0,
            turn: 0,
            awaited: false,
            yielding: false,
        }
    }

    /// Where it is.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Whether somebody uses it.
    pub fn is_used(&self) -> bool {
        self.phase != Phase::Waiting
    }

    /// A touch, a key, a scroll. While the warning is shown, a touch of anything else than
    /// its button does not count: a child leaning on the screen keeps nobody's papers open.
    pub fn touch(&mut self, now: i64) {
        match &mut self.phase {
            Phase::Waiting => {
                let (since, touched) = (now, now);
                self.phase = Phase::Used { since, touched };
                self.turn = now;
            }
            Phase::Used { touched, .. } => *touched = now.max(*touched),
            Phase::Warned { .. } => {}
        }
    }

    /// « Je continue », as often as wanted.
    pub fn stay(&mut self, now: i64) -> Option<Cue> {
        let Phase::Warned { since, .. } = self.phase else {
            return None;
        };
        let touched = now;
        self.phase = Phase::Used { since, touched };
        // Those who wait may ask again after another turn, and have to say so again.
        if std::mem::take(&mut self.yielding) {
            self.turn = now;
        }
        Some(Cue::Calm)
    }

    /// « On attend »: said by who waits, or by who is there. It cuts nothing: once the person has
    /// had a whole turn, and nothing runs for them, they are asked, and may go on.
    pub fn wait(&mut self) {
        self.awaited = self.is_used();
    }

    /// Whether the warning that is shown is that of those who wait.
    pub fn yields(&self) -> bool {
        self.yielding
    }

    /// « J’ai fini », or a browser that broke.
    pub fn finish(&mut self, end: End, now: i64) -> Option<Cue> {
        let (Phase::Used { since, .. } | Phase::Warned { since, .. }) = self.phase else {
            return None;
        };
        (self.phase, self.busy) = (Phase::Waiting, 0);
        (self.awaited, self.yielding) = (false, false);
        let lasted_ms = (now - since).max(0);
        Some(Cue::Forget { end, lasted_ms })
    }

    /// Something begins to run for the person: time does not count until it ends.
    pub fn begin(&mut self) {
        self.busy += 1;
    }

    /// It ended: the person has the whole time again, to take the paper.
    pub fn end(&mut self, now: i64) {
        self.busy = self.busy.saturating_sub(1);
        self.touch_again(now);
    }

    fn touch_again(&mut self, now: i64) {
        if let Phase::Used { touched, .. } = &mut self.phase {
            *touched = now.max(*touched);
        }
    }

    /// Time passes.
    pub fn tick(&mut self, now: i64) -> Option<Cue> {
        match self.phase {
            Phase::Used { .. } if self.busy > 0 => {
                self.touch_again(now);
                None
            }
            Phase::Used { since, touched } if now - touched >= self.patience.idle_ms => {
                let until = now + self.patience.warned_ms;
                self.phase = Phase::Warned { since, until };
                Some(Cue::Warn)
            }
            Phase::Used { since, .. }
                if self.awaited && now - self.turn >= self.patience.turn_ms =>
            {
                let until = now + self.patience.warned_ms;
                self.phase = Phase::Warned { since, until };
                (self.awaited, self.yielding) = (false, true);
                Some(Cue::Yield)
            }
            Phase::Warned { until, .. } if now >= until => self.finish(End::Left, now),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Cue, End, Patience, Phase, Session};

    const SECOND: i64 = 1_000;

    fn used() -> Session {
        let mut session = Session::new(Patience::default());
        session.touch(0);
        session
    }

    #[test]
    fn p25_ninety_seconds_then_thirty_of_warning_then_nothing_is_left() {
        let mut session = used();
        assert_eq!(session.tick(89 * SECOND), None);
        assert_eq!(session.tick(90 * SECOND), Some(Cue::Warn));
        assert_eq!(session.tick(119 * SECOND), None);
        let (end, lasted_ms) = (End::Left, 120 * SECOND);
        assert_eq!(
            session.tick(120 * SECOND),
            Some(Cue::Forget { end, lasted_ms })
        );
        assert_eq!(session.phase(), Phase::Waiting);
    }

    #[test]
    fn r11_the_warning_is_put_off_ten_times_and_more() {
        let mut session = used();
        let mut now = 0;
        for _time in 0..25 {
            now += 90 * SECOND;
            assert_eq!(session.tick(now), Some(Cue::Warn));
            now += 29 * SECOND;
            assert_eq!(session.stay(now), Some(Cue::Calm));
        }
        assert!(session.is_used());
    }

    #[test]
    fn what_runs_for_a_person_is_never_cut() {
        let mut session = used();
        session.begin();
        for minute in 1..60 {
            assert_eq!(session.tick(minute * 60 * SECOND), None);
        }
        session.end(3_600 * SECOND);
        assert_eq!(session.tick(3_689 * SECOND), None);
        assert_eq!(session.tick(3_690 * SECOND), Some(Cue::Warn));
    }

    #[test]
    fn a_touch_beside_the_button_does_not_answer_the_warning() {
        let mut session = used();
        session.tick(90 * SECOND);
        session.touch(100 * SECOND);
        assert!(matches!(
            session.tick(120 * SECOND),
            Some(Cue::Forget { .. })
        ));
    }

    /// Touched each minute up to an instant, which is not asked.
    fn until(session: &mut Session, from: i64, to: i64) {
        for minute in (from..to).step_by(60_000) {
            session.touch(minute);
            assert_eq!(session.tick(minute), None, "at {minute}");
        }
    }

    #[test]
    fn who_waits_is_heard_after_ten_minutes_and_the_person_may_go_on_each_time() {
        let mut session = used();
        session.wait();
        until(&mut session, 0, 600 * SECOND);
        let mut now = 600 * SECOND;
        for _time in 0..12 {
            session.touch(now);
            assert_eq!(session.tick(now), Some(Cue::Yield));
            assert!(session.yields());
            now += 29 * SECOND;
            assert_eq!(session.stay(now), Some(Cue::Calm));
            // Asked once: they have to say it again, and a whole turn passes.
            until(&mut session, now, now + 1_200 * SECOND);
            now += 1_200 * SECOND;
            session.wait();
        }
        session.touch(now);
        assert_eq!(session.tick(now), Some(Cue::Yield));
        let (end, lasted_ms) = (End::Left, now + 30 * SECOND);
        let ended = session.tick(now + 30 * SECOND);
        assert_eq!(ended, Some(Cue::Forget { end, lasted_ms }));
    }

    #[test]
    fn nobody_is_asked_for_the_place_when_nobody_waits_or_something_runs() {
        let mut session = used();
        until(&mut session, 0, 3_600 * SECOND);
        let mut session = used();
        session.wait();
        session.begin();
        until(&mut session, 0, 3_600 * SECOND);
        session.end(3_600 * SECOND);
        assert_eq!(session.tick(3_600 * SECOND), Some(Cue::Yield));
        // Said before anybody is there, it is nobody's.
        let mut session = Session::new(Patience::default());
        session.wait();
        session.touch(0);
        until(&mut session, 0, 900 * SECOND);
    }

    #[test]
    fn nobody_has_nothing_to_end() {
        let mut session = Session::new(Patience::default());
        assert_eq!(session.finish(End::Asked, 5), None);
        assert_eq!(session.stay(5), None);
        assert_eq!(session.tick(i64::MAX / 2), None);
    }

    proptest! {
        /// Whatever happens, a session is never forgotten without a whole warning, unless it
        /// was asked for; and nobody stays for ever without a sign.
        #[test]
        fn no_session_ends_unwarned(steps in proptest::collection::vec((0u8..7, 1i64..60), 1..200)) {
            let mut session = Session::new(Patience::default());
            let (mut now, mut warned_at) = (0, None);
            for (what, seconds) in steps {
                now += seconds * SECOND;
                let cue = match what {
                    0 => { session.touch(now); None }
                    1 => session.stay(now),
                    2 => session.finish(End::Asked, now),
                    3 => { session.begin(); None }
                    4 => { session.end(now); None }
                    5 => { session.wait(); None }
                    _ => session.tick(now),
                };
                match cue {
                    Some(Cue::Warn | Cue::Yield) => warned_at = Some(now),
                    Some(Cue::Forget { end: End::Left, .. }) => {
                        let since = warned_at.take().expect("a warning came before");
                        prop_assert!(now - since >= 30 * SECOND);
                    }
                    Some(Cue::Calm | Cue::Forget { .. }) => warned_at = None,
                    None => {}
                }
            }
        }
    }
}
