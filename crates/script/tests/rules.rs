//! What a rule file does: it loads or says why not, it finds, it fails as one error, and it comes to an end.

#[path = "rules/support.rs"]
mod support;

#[path = "rules/around.rs"]
mod around;
#[path = "rules/broken.rs"]
mod broken;
#[path = "rules/corpus.rs"]
mod corpus;
#[path = "rules/finds.rs"]
mod finds;
#[path = "rules/hostile.rs"]
mod hostile;
#[path = "rules/properties.rs"]
mod properties;
#[path = "rules/seen.rs"]
mod seen;
#[path = "rules/typed.rs"]
mod typed;
