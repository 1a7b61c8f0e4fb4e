//! Upcasters: old bodies read as new ones.
//!
//! An upcaster is a pure function from a version of a body to the next. The
//! stored bytes never change.

use serde_json::Value;

/// Brings the body of one type from `from` to `from + 1`.
#[derive(Debug, Clone, Copy)]
pub struct Upcaster {
    /// Type of the fact.
    pub kind: &'static str,
    /// Version that it reads.
    pub from: u32,
    /// The change.
    pub change: fn(Value) -> Value,
}

/// Brings a body as far as the upcasters go: its version and its new form.
pub fn upcast(upcasters: &[Upcaster], kind: &str, version: u32, body: Value) -> (u32, Value) {
    let next = upcasters
        .iter()
        .find(|u| u.kind == kind && u.from == version);
    match next {
        Some(upcaster) => upcast(upcasters, kind, version + 1, (upcaster.change)(body)),
        None => (version, body),
    }
}
