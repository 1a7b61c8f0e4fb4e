//! A dossier, read: what its writings say together.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Ecrit, Identite};
use crate::ids::{DemarcheCode, EcritId, PromesseId};

/// A step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etape {
    /// Which.
    pub id: EcritId,
    /// What.
    pub texte: String,
    /// By when.
    pub avant: Option<Date>,
    /// When it was done.
    pub faite: Option<Date>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Papier {
    /// Which.
    pub id: EcritId,
    /// What.
    pub texte: String,
    /// Whether it was shown.
    pub recu: bool,
}

/// What the writings of a dossier say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lu {
    /// Who the person is.
    pub identite: Identite,
    /// Démarche that it is about.
    pub demarche: Option<DemarcheCode>,
    /// What it is about.
    pub objet: String,
    /// When she was told what is kept, milliseconds UTC.
    pub informe: Option<i64>,
    /// When she said that she does not want it any more, milliseconds UTC.
    pub retire: Option<i64>,
    /// Steps, in the order in which each was first written.
    pub etapes: Vec<Etape>,
    /// Papers, the same.
    pub papiers: Vec<Papier>,
    /// Texts of promises.
    pub promesses: BTreeMap<PromesseId, String>,
}

impl Lu {
    /// Reads writings in the order of their clocks, with their instants.
    pub fn of(ecrits: impl IntoIterator<Item = (i64, Ecrit)>) -> Self {
        let mut lu = Self::default();
        for (at, ecrit) in ecrits {
            lu.take(at, ecrit);
        }
        lu
    }

    fn take(&mut self, at: i64, ecrit: Ecrit) {
        match ecrit {
            Ecrit::Identite(identite) => self.identite = identite,
            Ecrit::Objet { demarche, texte } => {
                self.demarche = demarche;
                self.objet = texte;
            }
            Ecrit::Informe => self.informe = Some(at),
            Ecrit::Retrait => self.retire = Some(at),
            // Found by its hash, never read back.
            Ecrit::Code { .. } => {}
            Ecrit::Promesse { id, texte } => {
                self.promesses.insert(id, texte);
            }
            Ecrit::Etape {
                id,
                texte,
                avant,
                faite,
            } => {
                let etape = Etape {
                    id,
                    texte,
                    avant,
                    faite,
                };
                put(&mut self.etapes, etape, |held| &held.id);
            }
            Ecrit::Papier { id, texte, recu } => {
                let papier = Papier { id, texte, recu };
                put(&mut self.papiers, papier, |held| &held.id);
            }
        }
    }

    /// Papers that are still missing.
    pub fn manquants(&self) -> impl Iterator<Item = &Papier> {
        self.papiers.iter().filter(|papier| !papier.recu)
    }

    /// The first step that is not done.
    pub fn suite(&self) -> Option<&Etape> {
        self.etapes.iter().find(|etape| etape.faite.is_none())
    }
}

/// In place of the one of its name, or last.
fn put<T>(all: &mut Vec<T>, one: T, name: impl Fn(&T) -> &EcritId) {
    match all.iter_mut().find(|held| name(held) == name(&one)) {
        Some(held) => *held = one,
        None => all.push(one),
    }
}
