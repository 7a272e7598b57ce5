//! What a script may ask and how it reports: one file per type that it sees.
//!
//! A type is described where it is registered, so the reference, the checks at load and what a script can
//! call are one list.

pub(crate) mod change;
pub(crate) mod column;
pub(crate) mod context;
pub(crate) mod data_type;
pub(crate) mod describe;
pub(crate) mod expression;
pub(crate) mod finding;
pub(crate) mod handle;
pub(crate) mod impact;
pub(crate) mod list;
pub(crate) mod migration;
pub(crate) mod name;
pub(crate) mod object;
pub(crate) mod statement;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod value;

use rhai::{Module, Shared};

use describe::{Builder, TypeDoc};

/// The API as a module for engines, and what it holds.
pub(crate) struct Library {
    pub(crate) module: Shared<Module>,
    pub(crate) types: Vec<TypeDoc>,
}

/// Builds the API for one thread.
pub(crate) fn library() -> Library {
    let mut module = Module::new();
    let mut api = Builder::new(&mut module);
    context::Cx::register(&mut api);
    api.handle::<change::Change>();
    api.handle::<column::Column>();
    api.handle::<table::Table>();
    api.handle::<object::Object>();
    api.handle::<data_type::Type>();
    api.handle::<name::Name>();
    api.handle::<expression::Expression>();
    api.handle::<statement::Statement>();
    api.handle::<migration::Migration>();
    api.handle::<text::Text>();
    impact::Impact::register(&mut api);
    impact::Lock::register(&mut api);
    finding::Finding::register(&mut api);
    list::List::register(&mut api);
    text::register_on_strings(&mut api);
    let types = api.finish();
    module.build_index();
    Library {
        module: module.into(),
        types,
    }
}
