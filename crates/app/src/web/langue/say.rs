//! Sentences of the catalogue in the language of a page, from the memory of
//! translations; in French, marked, when there is none.

use plus_domain::{
    catalogue::{Mark, Status},
    territoire::{Label, names},
};

use super::Language;
use crate::web::{page::Page, text::Texts};

/// A sentence, and the French that stays beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beside {
    /// The sentence in the language of the page.
    pub text: String,
    /// The same in French, when it has to be seen too; empty otherwise.
    pub french: String,
}

impl Page {
    /// A sentence written in French, in the language of the page.
    pub fn say(&self, french: &str) -> String {
        if self.language == Language::French {
            return french.to_owned();
        }
        let said = self.memory.get(&self.lang, french);
        if self.language == Language::Kreyol && said.is_some_and(|said| !said.heard) {
            self.texts().review().note();
        }
        match said.and_then(|said| said.text.as_deref()) {
            Some(text) => text.to_owned(),
            None => self.french(french),
        }
    }

    /// The same, with its French beside it in Kréyol: rights, health, money, papers,
    /// delays are never said in Kréyol alone.
    pub fn say_beside(&self, french: &str) -> Beside {
        let text = self.say(french);
        let beside = self.language == Language::Kreyol && text != self.french(french);
        Beside {
            text,
            french: if beside {
                french.to_owned()
            } else {
                String::new()
            },
        }
    }

    /// A text of the pages, with its French beside it in Kréyol.
    pub fn t_beside(&self, key: &str) -> Beside {
        let (text, french) = (self.t(key), Texts::french().get(key));
        let beside = self.language == Language::Kreyol && text != self.french(&french);
        Beside {
            text,
            french: if beside { french } else { String::new() },
        }
    }

    /// The word of a theme: that of the territory, else that of the memory.
    pub fn label(&self, label: &Label) -> String {
        match label.others.get(&self.lang) {
            Some(own) => own.clone(),
            None => self.say(&label.fr),
        }
    }

    /// One or two words that say how sure a fact is; in French, those of the rules.
    pub fn mark_label(&self, mark: &Mark) -> String {
        if self.language == Language::French {
            return mark.label.clone();
        }
        match &mark.status {
            Status::Officiel { date, .. } => self
                .arg("annee", date.year().to_string())
                .t("marque-officiel"),
            Status::VerifieParLeRelais { .. } | Status::VerifieParLePartenaire { .. } => {
                self.t("marque-verifie")
            }
            Status::HabituelAConfirmer { .. } => self.t("marque-a-confirmer"),
        }
    }

    /// The whole sentence that says where a fact comes from; in French, that of the rules.
    pub fn mark_sentence(&self, mark: &Mark) -> String {
        if self.language == Language::French {
            return mark.long.clone();
        }
        match &mark.status {
            Status::Officiel { fiche, date } => self
                .arg("fiche", fiche.as_str())
                .arg("date", self.date(*date))
                .t("marque-officiel-phrase"),
            Status::VerifieParLeRelais { who, when } => self
                .arg("qui", who.as_str())
                .arg("date", self.date(*when))
                .t("marque-verifie-phrase"),
            Status::VerifieParLePartenaire { who, when } => self
                .arg("qui", who.as_str())
                .arg("date", self.date(*when))
                .t("marque-partenaire-phrase"),
            Status::HabituelAConfirmer { ask_whom } => self
                .arg("qui", self.say(ask_whom))
                .arg("de_qui", names::of(ask_whom))
                .t("marque-a-confirmer-phrase"),
        }
    }
}
