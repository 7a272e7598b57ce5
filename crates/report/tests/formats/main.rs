//! Every format, on one report that has a bit of everything, and on texts that mean harm.

#![allow(clippy::unwrap_used, reason = "these are tests, their helpers included")]

mod exact;
mod explain;
mod explained;
mod hostile;
mod html;
mod rules;
mod sample;
mod sarif;
mod speed;
