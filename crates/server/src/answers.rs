//! The answers to what editors ask, one file for each kind: they look things up and translate.

pub(crate) mod actions;
pub(crate) mod completion;
pub(crate) mod configuration;
pub(crate) mod diagnostics;
pub(crate) mod hover;
pub(crate) mod layout;
pub(crate) mod navigation;
pub(crate) mod symbols;
