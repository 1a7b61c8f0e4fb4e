//! What the rules promise to the other crates, one module per subject.

mod catalogue;
mod epci;
mod evenement;
mod financement;
mod indicateur;
mod neuf;
mod projet;
mod semestre;
mod service;
mod statement;
mod territoire;
mod traduction;
