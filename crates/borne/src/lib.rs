//! The hands of the kiosk: for now its voice; later its browser and its printer.
//!
//! The portal reads its pages aloud with the same [`voice`]. The crate knows no page, no
//! database and no address: texts in, sounds out.

pub mod voice;
