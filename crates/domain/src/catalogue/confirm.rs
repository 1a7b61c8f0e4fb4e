//! What the relay must still confirm, and what it has confirmed.
//!
//! A confirmation holds the text that was verified: when the catalogue changes
//! the text, the confirmation no longer applies and the item is to verify again.

use std::{fmt, str::FromStr};

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
}

impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Piece(number) => write!(f, "piece:{number}"),
            Self::Lieu => f.write_str("lieu"),
            Self::Adresse => f.write_str("adresse"),
            Self::Cout => f.write_str("cout"),
            Self::Delai => f.write_str("delai"),
        }
    }
}

/// The text names no item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("écrivez piece:1, lieu, adresse, cout ou delai")]
pub struct NotAnItem;

impl FromStr for Item {
    type Err = NotAnItem;

    fn from_str(text: &str) -> Result<Self, NotAnItem> {
        match text {
            "lieu" => Ok(Self::Lieu),
            "adresse" => Ok(Self::Adresse),
            "cout" => Ok(Self::Cout),
            "delai" => Ok(Self::Delai),
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
    /// `name_of` gives the name to show for an account. What the catalogue no
    /// longer says is passed over: it is to verify again.
    #[must_use]
    pub fn with_confirmations<'a>(
        mut self,
        confirmations: impl IntoIterator<Item = &'a DemarcheConfirmation>,
        name_of: impl Fn(&AccountId) -> String,
    ) -> Self {
        for confirmation in confirmations {
            let demarche = self.0.iter_mut().find(|d| d.code == confirmation.demarche);
            if let (Some(demarche), Ok(item)) = (demarche, confirmation.item.parse()) {
                let who = name_of(&confirmation.author);
                let status = Status::VerifieParLeRelais {
                    who,
                    when: confirmation.date,
                };
                demarche.confirm(item, &confirmation.text, status);
            }
        }
        self
    }
}
