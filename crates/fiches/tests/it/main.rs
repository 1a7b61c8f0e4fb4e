//! What the crate promises, on the official files of `tests/data`.
#![expect(clippy::unwrap_used, reason = "what helps tests fails as tests do")]

mod compare;
mod elements;
mod fingerprint;
mod fixture;
mod full;
mod hostile;
mod judged;
mod navigation;
mod packs;
mod reading;
mod robust;
mod search;
