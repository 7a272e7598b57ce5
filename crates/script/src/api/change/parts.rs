use schema::{Action, Behaviour, TableSetting};

use super::Change;
use crate::api::condition::Condition;
use crate::api::constraint::Constraint;
use crate::api::definition::Definition;
use crate::api::describe::Members;
use crate::api::expression::Expression;
use crate::api::facet::{Facet, Model};
use crate::api::given_type::GivenType;
use crate::api::index::Index;
use crate::api::name::Name;
use crate::api::setting::Setting;
use crate::api::text::Text;

/// What a change is made of.
pub(super) fn describe(members: &mut Members<'_, Change>) {
    members
        .property(
            "expression",
            "The value of `set_default`, the `using` of `alter_column_type`.",
            |this| match &this.schema_change().action {
                Action::Column(action) => action.expr.as_deref().map(|expr| Expression::new(&this.at, expr)),
                _ => None,
            },
        )
        .property("definitions", "Every name that it gives to something.", |this| {
            Definition::all(&this.at, this.index)
        })
        .property(
            "given_types",
            "Every type that it gives to a column or a domain.",
            |this| GivenType::all(&this.at, this.index),
        )
        .property(
            "constraints",
            "The constraints that it adds: those of a new table first, then those written with its columns.",
            |this| Constraint::all(&this.at, this.index),
        )
        .property(
            "indexes",
            "The indexes that it makes; those of constraints are not among them.",
            |this| Index::all(&this.at, this.index),
        )
        .property("index", "The index that `create index` or `add index` makes.", |this| {
            let makes = matches!(this.schema_change().action, Action::CreateIndex(_));
            makes.then(|| Index::all(&this.at, this.index).pop()).flatten()
        })
        .property("constraint", "The constraint that `add constraint` adds.", |this| {
            let adds = matches!(this.schema_change().action, Action::AddConstraint { .. });
            adds.then(|| Constraint::all(&this.at, this.index).pop()).flatten()
        })
        .property("condition", "The `where` of `update` and `delete`.", |this| {
            Condition::new(&this.at, this.index)
        })
        .property(
            "expressions",
            "Every expression that it holds, outer ones first.",
            |this| {
                let mut found = Vec::new();
                this.schema_change()
                    .each_expr(&mut |expr| found.push(Expression::new(&this.at, expr)));
                found
            },
        )
        .property(
            "settings",
            "The options that it sets, where no other property has them.",
            Change::settings,
        )
        .property(
            "argument",
            "The other thing it names: a new schema or owner, a trigger, a parent.",
            |this| {
                let argument = match &this.schema_change().action {
                    Action::Table(action) => action.argument.as_ref(),
                    Action::Object(action) => action.argument.as_ref(),
                    _ => None,
                };
                argument.map(|name| Name::new(&this.at, &name.ident))
            },
        )
        .property("cascade", "The word `cascade`, where it is written.", Change::cascade)
        .property(
            "is_placed",
            "Whether MySQL's `first` or `after` puts the column between others.",
            |this| matches!(this.schema_change().action, Action::AddColumn { place: Some(_), .. }),
        )
        .property(
            "comment_is_removed",
            "Whether `comment` takes a comment away.",
            |this| matches!(&this.schema_change().action, Action::Comment(comment) if !comment.has_text),
        );
}

impl Change {
    fn settings(&self) -> Vec<Setting> {
        let settings: &[TableSetting] = match &self.schema_change().action {
            Action::Table(action) => &action.options,
            Action::Object(action) => &action.options,
            Action::Column(action) => &action.options,
            Action::CreateObject(action) => &action.options,
            _ => &[],
        };
        Setting::all(&self.at, settings)
    }

    fn cascade(&self) -> Option<Text> {
        let behaviour = match &self.schema_change().action {
            Action::Drop(action) => action.behaviour,
            Action::Column(action) => action.behaviour,
            Action::Constraint(action) => action.behaviour,
            Action::Truncate(action) => action.behaviour,
            Action::Grant(action) => action.behaviour,
            _ => None,
        };
        match behaviour? {
            Behaviour::Cascade(range) => Some(Text::of_statement(&self.at, range)),
            Behaviour::Restrict => None,
        }
    }
}

/// What only changes of some kinds have.
pub(super) fn describe_facets(members: &mut Members<'_, Change>) {
    fn facet<M: Model>(this: &Change) -> Option<Facet<M>> {
        Facet::new(&this.at, this.index)
    }
    members
        .property("view", "What `create view` says of it.", facet::<schema::CreateView>)
        .property(
            "routine",
            "What `create function` or `create procedure` says.",
            facet::<schema::CreateRoutine>,
        )
        .property("trigger", "What `create trigger` says.", facet::<schema::CreateTrigger>)
        .property(
            "sequence",
            "What `create sequence` or `alter sequence` says.",
            facet::<schema::CreateSequence>,
        )
        .property(
            "type_definition",
            "What `create type` or `create domain` says.",
            facet::<schema::CreateType>,
        )
        .property(
            "enum_value",
            "The value that is added to an enumeration.",
            facet::<schema::AddEnumValue>,
        )
        .property(
            "policy",
            "What `create policy` or `alter policy` says.",
            facet::<schema::CreatePolicy>,
        )
        .property("grant", "What `grant` or `revoke` says.", facet::<schema::Grant>)
        .property("role", "What is said of a role or user.", facet::<schema::Role>)
        .property("insert", "What `insert` or `replace` says.", facet::<schema::Insert>)
        .property(
            "update",
            "What `update` says besides its condition.",
            facet::<schema::Update>,
        )
        .property(
            "delete",
            "What `delete` says besides its condition.",
            facet::<schema::Delete>,
        )
        .property("merge", "What `merge` does.", facet::<schema::Merge>)
        .property("select", "What a query on its own says.", facet::<schema::Select>)
        .property("copy", "What `copy` or `load data` says.", facet::<schema::Copy>)
        .property("lock_request", "What `lock table` says.", facet::<schema::LockTables>)
        .property(
            "maintenance",
            "What `vacuum`, `reindex` and their kin say.",
            facet::<schema::Maintenance>,
        )
        .property(
            "partitioning",
            "What is done to partitions.",
            facet::<schema::PartitionAction>,
        )
        .property(
            "constraint_change",
            "What is done to a constraint that exists: dropped, validated, switched off.",
            facet::<schema::ConstraintAction>,
        )
        .property(
            "session_setting",
            "The setting that `set` and its kin make.",
            facet::<schema::SessionSetting>,
        )
        .property(
            "transaction_control",
            "What `begin`, `commit` and their kin say.",
            facet::<schema::TransactionAction>,
        );
}
