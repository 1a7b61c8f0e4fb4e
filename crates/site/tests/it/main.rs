//! The site of the documentation: what it refuses, and that the one of this house is whole.
#![expect(clippy::unwrap_used, reason = "what helps tests fails as tests do")]

mod faults;
mod house;
