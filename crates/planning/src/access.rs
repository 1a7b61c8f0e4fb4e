//! Access: travel times, honestly, and how unequal they are.
//!
//! From files to figures: [`geo`] reads what a territory knows of its places and people,
//! [`need`] weighs them, [`time`] gives minutes at three levels that never mix, [`measure`]
//! says how unequal they are, [`map`] draws it. Nothing here reads a clock or a disk: bytes,
//! dates and positions are passed in.

pub mod geo;
pub mod inputs;
pub mod map;
pub mod measure;
pub mod need;
pub mod position;
pub mod table;
pub mod time;
