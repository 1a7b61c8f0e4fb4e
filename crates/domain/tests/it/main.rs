//! What the rules promise to the other crates, one module per subject.

mod territoire;
