//! Dates and hours in words, the French way: « lundi 23 novembre », « 8 h à 13 h ».
//!
//! The words are in `locales/`; the blanks inside do not break (U+00A0).

use jiff::civil::{Date, Time};
use plus_domain::period::Month;

use super::page::Page;

impl Page {
    /// « lundi 23 novembre », « dimanche 1er mars ».
    pub fn day(&self, date: Date) -> String {
        self.arg("jour", self.weekday(date))
            .arg("quantieme", self.day_of_month(date))
            .arg("mois", self.month_name(date.month()))
            .t("moment-jour")
    }

    /// « 23 novembre 2026 ».
    pub fn date(&self, date: Date) -> String {
        self.arg("quantieme", self.day_of_month(date))
            .arg("mois", self.month_name(date.month()))
            .arg("annee", date.year().to_string())
            .t("moment-date")
    }

    /// « novembre 2026 ».
    pub fn month(&self, month: Month) -> String {
        self.arg("mois", self.month_name(month.month()))
            .arg("annee", month.year().to_string())
            .t("moment-mois")
    }

    /// « nov. », for a small plate beside a day.
    pub fn short_month(&self, date: Date) -> String {
        self.tc("moment-mois-court", &date.month().to_string())
    }

    /// « lundi ».
    pub fn weekday(&self, date: Date) -> String {
        let number = date.weekday().to_monday_one_offset();
        self.tc("moment-jour", &number.to_string())
    }

    /// « 8 h », « 13 h 30 ».
    pub fn hour(&self, time: Time) -> String {
        let hour = self.arg("heure", time.hour().to_string());
        match time.minute() {
            0 => hour.t("moment-heure"),
            minute => hour
                .arg("minute", format!("{minute:02}"))
                .t("moment-heure-minute"),
        }
    }

    /// « de 8 h à 13 h ».
    pub fn hours(&self, from: Time, to: Time) -> String {
        self.arg("de", self.hour(from))
            .arg("a", self.hour(to))
            .t("moment-heures")
    }

    fn day_of_month(&self, date: Date) -> String {
        match date.day() {
            1 => self.t("moment-premier"),
            day => day.to_string(),
        }
    }

    fn month_name(&self, month: i8) -> String {
        self.tc("moment-mois", &month.to_string())
    }
}
