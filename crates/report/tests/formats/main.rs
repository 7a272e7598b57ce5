//! Every format, on one report that has a bit of everything, and on texts that mean harm.

mod exact;
mod explain;
mod explained;
mod hostile;
mod rules;
mod sample;
mod sarif;
mod speed;
