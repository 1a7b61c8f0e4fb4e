//! What the rules promise to the other crates, one module per subject.

mod statement;
mod territoire;
