//! What the rules promise to the other crates, one module per subject.

mod catalogue;
mod charte;
mod epci;
mod evenement;
mod financement;
mod indicateur;
mod neuf;
mod opendata;
mod projet;
mod semestre;
mod served;
mod service;
mod statement;
mod territoire;
mod traduction;
