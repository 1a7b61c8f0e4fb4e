//! Kiosks: at their hub, what each says and whether somebody must go there (`veille`,
//! `lettre`); on the kiosk itself, saying it (`beat`).

pub mod beat;
mod lettre;
pub mod veille;
