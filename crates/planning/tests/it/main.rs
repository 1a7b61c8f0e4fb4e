//! What planning promises to the other crates, one module per subject.
#![expect(clippy::unwrap_used, reason = "what helps tests fails as tests do")]

mod access;
mod siting;
mod tour;
