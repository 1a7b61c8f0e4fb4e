//! What the relay must still confirm, and what it has confirmed.
//!
//! A confirmation holds the text that was verified: when the catalogue changes
//! the text, the confirmation no longer applies and the item is to verify again.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use crate::{event::DemarcheConfirmation, ids::AccountId};

use super::{Catalogue, Demarche, Sourced, Status};

/// One statement of a démarche, as confirmations name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Item {
    /// The nth paper, from 1.
    Piece(usize),
    /// Where it is done.
    Lieu,
    /// Where it is done on line.
    Adresse,
    /// What it costs.
    Cout,
    /// How long it takes.
    Delai,
    /// The whole entry, as it reads.
    Tout,
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Piece(number) => write!(f, "piece:{number}"),
            Self::Lieu => f.write_str("lieu"),
            Self::Adresse => f.write_str("adresse"),
            Self::Cout => f.write_str("cout"),
            Self::Delai => f.write_str("delai"),
            Self::Tout => f.write_str("tout"),
        }
    }
}

/// The text names no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("écrivez piece:1, lieu, adresse, cout, delai ou tout")]
pub struct NotAnItem;

impl FromStr for Item {
    type Err = NotAnItem;

    fn from_str(text: &str) -> Result<Self, NotAnItem> {
        match text {
            "lieu" => Ok(Self::Lieu),
            "adresse" => Ok(Self::Adresse),
            "cout" => Ok(Self::Cout),
            "delai" => Ok(Self::Delai),
            "tout" => Ok(Self::Tout),
            _ => {
                let number = text
                    .strip_prefix("piece:")
                    .and_then(|number| number.parse().ok());
                number
                    .filter(|number| *number > 0)
                    .map(Self::Piece)
                    .ok_or(NotAnItem)
            }
        }
    }
}

/// A statement that nobody confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToConfirm<'a> {
    /// Its démarche.
    pub demarche: &'a Demarche,
    /// Which statement.
    pub item: Item,
    /// What it says.
    pub text: &'a str,
    /// Whom to ask, with its article.
    pub ask_whom: &'a str,
}

impl Demarche {
    /// Every statement that carries a mark, in the order of the page.
    pub fn items(&self) -> Vec<(Item, &str, &Status)> {
        let pieces = self.papers.iter().enumerate();
        let pieces = pieces.map(|(at, paper)| line(Item::Piece(at + 1), paper));
        let adresse = self.online.iter().map(|online| line(Item::Adresse, online));
        pieces
            .chain([line(Item::Lieu, &self.where_)])
            .chain(adresse)
            .chain([line(Item::Cout, &self.cost), line(Item::Delai, &self.delay)])
            .collect()
    }

    /// Everything that a confirmation of the whole entry says is true.
    pub fn whole_text(&self) -> String {
        let own = [&self.title, &self.summary, &self.who];
        let own = own.into_iter().chain(&self.steps).map(String::as_str);
        let items = self.items().into_iter().map(|(_, text, _)| text);
        // No line break: forms change them on the way.
        own.chain(items).collect::<Vec<_>>().join(" ¶ ")
    }

    /// Applies a confirmation of the whole: what an official fiche says keeps its source.
    fn confirm_all(&mut self, status: &Status) {
        let texts = self.papers.iter_mut();
        for text in texts.chain([&mut self.where_, &mut self.cost, &mut self.delay]) {
            text.confirm(status);
        }
        if let Some(online) = &mut self.online {
            online.confirm(status);
        }
    }

    /// Applies a confirmation, if it is about what the démarche says today.
    fn confirm(&mut self, item: Item, text: &str, status: Status) {
        match item {
            Item::Piece(_) => {
                // Found by its text: papers may have been reordered since.
                let papers = self.papers.iter_mut();
                papers.for_each(|paper| confirm_if(paper, text, status.clone()));
            }
            Item::Lieu => confirm_if(&mut self.where_, text, status),
            Item::Adresse => self
                .online
                .iter_mut()
                .for_each(|online| confirm_if(online, text, status.clone())),
            Item::Cout => confirm_if(&mut self.cost, text, status),
            Item::Delai => confirm_if(&mut self.delay, text, status),
            Item::Tout if self.whole_text() == text => self.confirm_all(&status),
            Item::Tout => {}
        }
    }
}

fn line<T: AsRef<str>>(item: Item, sourced: &Sourced<T>) -> (Item, &str, &Status) {
    (item, sourced.shown().value.as_ref(), sourced.status())
}

fn confirm_if<T: AsRef<str>>(sourced: &mut Sourced<T>, text: &str, status: Status) {
    if sourced.says(text) {
        sourced.set_status(status);
    }
}

impl Catalogue {
    /// Everything that nobody confirmed, in the order of the catalogue.
    pub fn to_confirm(&self) -> Vec<ToConfirm<'_>> {
        let of_one = |demarche| {
            Demarche::items(demarche)
                .into_iter()
                .map(move |item| (demarche, item))
        };
        let items = self.demarches().iter().flat_map(of_one);
        items
            .filter_map(|(demarche, (item, text, status))| match status {
                Status::HabituelAConfirmer { ask_whom } => Some(ToConfirm {
                    demarche,
                    item,
                    text,
                    ask_whom,
                }),
                _ => None,
            })
            .collect()
    }

    /// The catalogue with what the relay verified, oldest first; the last word wins.
    ///
    /// `status_of` gives the status that an account's word makes on a day. What the
    /// catalogue no longer says is passed over: it is to verify again.
    #[must_use]
    pub fn with_confirmations<'a>(
        mut self,
        confirmations: impl IntoIterator<Item = &'a DemarcheConfirmation>,
        status_of: impl Fn(&AccountId, Date) -> Status,
    ) -> Self {
        for confirmation in confirmations {
            let demarche = self.0.iter_mut().find(|d| d.code == confirmation.demarche);
            if let (Some(demarche), Ok(item)) = (demarche, confirmation.item.parse()) {
                let status = status_of(&confirmation.author, confirmation.date);
                demarche.confirm(item, &confirmation.text, status);
            }
        }
        self
    }
}
