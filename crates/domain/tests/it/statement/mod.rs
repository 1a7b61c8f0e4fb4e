//! The monthly statement: rules, masks, and the attack that must find nothing.

mod amended;
mod attacked;
mod masked;
mod naive;
mod readable;
mod reader;
mod rules;
mod simulation;
mod suites;
