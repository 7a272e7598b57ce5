//! Runs the command as a person would, on small projects.

mod configuration;
mod discovery;
mod lsp;
mod output;
mod support;
