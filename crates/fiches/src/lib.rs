//! fiches
