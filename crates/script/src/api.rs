//! What a script may ask and how it reports: one file per type that it sees.
//!
//! A type is described where it is registered, so the reference, the checks at load and what a script can
//! call are one list.

pub(crate) mod ask;
pub(crate) mod assignment;
pub(crate) mod catalog;
pub(crate) mod catalog_column;
pub(crate) mod catalog_constraint;
pub(crate) mod catalog_grant;
pub(crate) mod catalog_index;
pub(crate) mod catalog_routine;
pub(crate) mod catalog_sequence;
pub(crate) mod catalog_table;
pub(crate) mod catalog_trigger;
pub(crate) mod catalog_type;
pub(crate) mod catalog_view;
pub(crate) mod change;
pub(crate) mod column;
pub(crate) mod comment;
pub(crate) mod condition;
pub(crate) mod constraint;
pub(crate) mod constraint_change;
pub(crate) mod context;
pub(crate) mod copy;
pub(crate) mod data_type;
pub(crate) mod definition;
pub(crate) mod delete;
pub(crate) mod describe;
pub(crate) mod enum_value;
pub(crate) mod expression;
pub(crate) mod facet;
pub(crate) mod finding;
pub(crate) mod given_type;
pub(crate) mod gone_migration;
pub(crate) mod grant;
pub(crate) mod guard;
pub(crate) mod handle;
pub(crate) mod helpers;
pub(crate) mod history;
pub(crate) mod impact;
pub(crate) mod index;
pub(crate) mod index_key;
pub(crate) mod insert;
pub(crate) mod list;
pub(crate) mod lock_request;
pub(crate) mod maintenance;
pub(crate) mod merge_change;
pub(crate) mod migration;
pub(crate) mod name;
pub(crate) mod object;
pub(crate) mod parameter;
pub(crate) mod partitioning;
pub(crate) mod placeholder;
pub(crate) mod policy;
pub(crate) mod problem;
pub(crate) mod role;
pub(crate) mod routine;
pub(crate) mod select;
pub(crate) mod sequence;
pub(crate) mod session_setting;
pub(crate) mod setting;
pub(crate) mod statement;
pub(crate) mod suppression;
pub(crate) mod table;
pub(crate) mod text;
pub(crate) mod token;
pub(crate) mod tool_problem;
pub(crate) mod transaction;
pub(crate) mod transaction_control;
pub(crate) mod trigger;
pub(crate) mod type_definition;
pub(crate) mod update;
pub(crate) mod value;
pub(crate) mod variable;
pub(crate) mod view;

use rhai::{Module, Shared};

use describe::{Builder, Registered};
use facet::Facet;

/// The API as a module for engines, and what it holds.
pub(crate) struct Library {
    pub(crate) module: Shared<Module>,
    pub(crate) registered: Registered,
}

/// Builds the API for one thread. The reference has its types in this order.
pub(crate) fn library() -> Library {
    let mut module = Module::new();
    let mut api = Builder::new(&mut module);
    context::Cx::register(&mut api);
    finding::Finding::register(&mut api);
    register_written(&mut api);
    register_facets(&mut api);
    register_judged(&mut api);
    register_catalog(&mut api);
    history::HistoryCx::register(&mut api);
    api.thing::<history::History>();
    api.thing::<history::Collected>();
    api.thing::<gone_migration::GoneMigration>();
    api.thing::<tool_problem::ToolProblem>();
    list::List::register(&mut api);
    text::register_on_strings(&mut api);
    let registered = api.finish();
    module.build_index();
    Library {
        module: module.into(),
        registered,
    }
}

/// What stands in the text.
fn register_written(api: &mut Builder<'_>) {
    api.handle::<migration::Migration>();
    api.handle::<statement::Statement>();
    api.handle::<change::Change>();
    api.handle::<table::Table>();
    api.handle::<column::Column>();
    api.handle::<data_type::Type>();
    api.handle::<constraint::Constraint>();
    api.handle::<index::Index>();
    api.handle::<index_key::IndexKey>();
    api.handle::<object::Object>();
    api.handle::<name::Name>();
    api.handle::<definition::Definition>();
    api.handle::<given_type::GivenType>();
    api.handle::<expression::Expression>();
    api.handle::<condition::Condition>();
    api.handle::<assignment::Assignment>();
    api.handle::<setting::Setting>();
    api.handle::<parameter::Parameter>();
    api.handle::<guard::Guard>();
    api.handle::<text::Text>();
    api.handle::<token::Token>();
    api.handle::<comment::Comment>();
    api.handle::<suppression::Suppression>();
    api.handle::<placeholder::Placeholder>();
    api.handle::<variable::Variable>();
    api.handle::<problem::Problem>();
}

/// What only changes of some kinds have.
fn register_facets(api: &mut Builder<'_>) {
    api.handle::<Facet<schema::CreateView>>();
    api.handle::<Facet<schema::CreateRoutine>>();
    api.handle::<Facet<schema::CreateTrigger>>();
    api.handle::<Facet<schema::CreateSequence>>();
    api.handle::<Facet<schema::CreateType>>();
    api.handle::<Facet<schema::AddEnumValue>>();
    api.handle::<Facet<schema::CreatePolicy>>();
    api.handle::<Facet<schema::Grant>>();
    api.handle::<Facet<schema::Role>>();
    api.handle::<Facet<schema::Insert>>();
    api.handle::<Facet<schema::Update>>();
    api.handle::<Facet<schema::Delete>>();
    api.handle::<Facet<schema::Merge>>();
    api.handle::<Facet<schema::Select>>();
    api.handle::<Facet<schema::Copy>>();
    api.handle::<Facet<schema::LockTables>>();
    api.handle::<Facet<schema::Maintenance>>();
    api.handle::<Facet<schema::PartitionAction>>();
    api.handle::<Facet<schema::ConstraintAction>>();
    api.handle::<Facet<schema::SessionSetting>>();
    api.handle::<Facet<schema::TransactionAction>>();
}

/// What a statement does when it runs.
fn register_judged(api: &mut Builder<'_>) {
    api.thing::<impact::Impact>();
    api.thing::<impact::Lock>();
    api.thing::<transaction::Transaction>();
}

/// What the schema looks like.
fn register_catalog(api: &mut Builder<'_>) {
    api.thing::<catalog::Catalog>();
    api.thing::<catalog_table::CatalogTable>();
    api.thing::<catalog_column::CatalogColumn>();
    api.thing::<catalog_constraint::CatalogConstraint>();
    api.thing::<catalog_index::CatalogIndex>();
    api.thing::<catalog_trigger::CatalogTrigger>();
    api.thing::<catalog_view::CatalogView>();
    api.thing::<catalog_routine::CatalogRoutine>();
    api.thing::<catalog_sequence::CatalogSequence>();
    api.thing::<catalog_type::CatalogType>();
    api.thing::<catalog_grant::CatalogGrant>();
}
