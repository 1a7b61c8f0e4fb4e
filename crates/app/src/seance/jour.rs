//! What is counted of a day on this kiosk, in memory: the ration of paper, and what its hub is
//! told.

use jiff::civil::Date;

/// A day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Jour {
    day: Option<Date>,
    /// Sessions that ended.
    pub sessions: u32,
    /// Pages that came out of the printer.
    pub pages: u32,
    /// Hour at which the last session ended, that day or before.
    pub last_hour: Option<i8>,
}

impl Jour {
    /// The counts of a day: they begin again on a new one.
    pub fn on(&mut self, day: Date) -> &mut Self {
        if self.day != Some(day) {
            *self = Self {
                day: Some(day),
                last_hour: self.last_hour,
                ..Self::default()
            };
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Jour;

    #[test]
    fn a_new_day_begins_with_a_whole_ration() {
        let mut jour = Jour::default();
        jour.on(date(2026, 11, 3)).pages += 7;
        assert_eq!(jour.on(date(2026, 11, 3)).pages, 7);
        assert_eq!(jour.on(date(2026, 11, 4)).pages, 0);
    }
}
