//! Official content for PLUS: the « co-marquage » fiches of Service-Public (DILA).
//!
//! The crate turns the official zip into one immutable content pack and reads it back:
//!
//! * [`import`] reads a zip it does not trust, file by file, and builds a pack;
//! * [`model`] is the reading model, a small tree that a template renders recursively;
//! * [`pack`] stores and opens packs, named by the BLAKE3 of what they hold;
//! * [`navigation`] is the way down from the themes to the fiches;
//! * [`overseas`] knows which titles are meant for an overseas territory;
//! * [`search`] answers everyday French, with its misspellings.
//!
//! It must not: know the web, the database or the clock; write HTML; reach the network.
//! Content: DILA / Service-Public, Licence Ouverte 2.0; whoever shows a fiche names the
//! source **and the date of that fiche** ([`model::Document::updated`]).

pub mod import;
pub mod model;
pub mod navigation;
pub mod overseas;
pub mod pack;
pub mod search;
