use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::Relation;
use schema::{Action, Kind, KindSet, ObjectKind, Origin, Rename};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "strong_migrations:rename_schema",
        "pgfence:rename-schema",
        "diesel-guard:RenameSchemaCheck",
    ]),
    partial_aliases: lint::names(&[
        "squawk:renaming-object",
        "pgsafe:rename",
        "bytebase:SCHEMA_BACKWARD_COMPATIBILITY",
    ]),
    ..RuleInfo::new(
        "rename-object",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::RenameView,
            Kind::RenameMaterializedView,
            Kind::RenameFunction,
            Kind::RenameProcedure,
            Kind::RenameAggregate,
            Kind::RenameType,
            Kind::RenameDomain,
            Kind::RenameAttribute,
            Kind::RenameSequence,
            Kind::RenameSchema,
            Kind::RenameDatabase,
        ])),
        include_str!("rename_object.md"),
    )
});

/// Reports views, routines, types, sequences, schemas and databases that lose the name that code uses.
pub(crate) struct RenameObject;

impl Rule for RenameObject {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Rename(rename) = &change.action else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let is_same = rename.from.ident.is_same(&rename.to.ident, dialect);
        let is_unreleased = origin(rename, cx).is_some_and(|origin| cx.is_of_same_release(origin));
        if is_same || is_unreleased || cx.is_object_created_above(change) || is_there_afterwards(rename, cx) {
            return;
        }
        let (kind, old, new) = (rename.object_kind, &rename.from, &rename.to);
        let message = format!("code that still uses the {kind} `{old}` fails once it is called `{new}`");
        let key = cx.resolved(old);
        cx.report(change.range, message).about(key).help(help(rename));
    }
}

fn is_there_afterwards(rename: &Rename, cx: &Context<'_>) -> bool {
    let (old, after) = (&rename.from, &cx.migration.after);
    match rename.object_kind {
        kind if kind.is_relation() => after.relation(old).exists() == Some(true),
        ObjectKind::Sequence => after.sequence(old).exists() == Some(true),
        ObjectKind::Type | ObjectKind::Domain => after.user_type(old).exists() == Some(true),
        ObjectKind::Function | ObjectKind::Procedure => after.routines(old).exists() == Some(true),
        _ => false,
    }
}

/// The migration that made what is renamed, as far as the history tells.
fn origin(rename: &Rename, cx: &Context<'_>) -> Option<Origin> {
    let (old, before) = (&rename.from, cx.before());
    match rename.object_kind {
        kind if kind.is_relation() => before.relation(old).seen().map(|relation| match relation {
            Relation::Table(table) => table.origin,
            Relation::View(view) => view.origin,
        }),
        ObjectKind::Sequence => before.sequence(old).seen().map(|sequence| sequence.origin),
        ObjectKind::Type | ObjectKind::Domain => before.user_type(old).seen().map(|made| made.origin),
        ObjectKind::Attribute => before.user_type(rename.parent.as_ref()?).seen().map(|made| made.origin),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            let routines = before.routines(old).seen()?;
            routines.first().map(|routine| routine.origin)
        }
        _ => None,
    }
}

/// What to do instead. A second sequence counts by itself, and a type under two names is two types, so of neither can two
/// be kept side by side.
fn help(rename: &Rename) -> String {
    let (old, new) = (&rename.from, &rename.to);
    match rename.object_kind {
        ObjectKind::View => format!("create `{new}` as a second view, and drop `{old}` once nothing uses it"),
        ObjectKind::MaterializedView => format!(
            "rename it, and put a view called `{old}` that reads `{new}` in its place until nothing uses the old name"
        ),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            format!("create it a second time as `{new}`, and drop `{old}` once nothing calls it")
        }
        ObjectKind::Sequence => format!(
            "keep the name, or release code first that asks for `pg_get_serial_sequence` or leaves the number to the \
             column's default, and rename `{old}` then"
        ),
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Attribute => {
            format!(
                "keep the name, or release code first that casts to neither `{old}` nor `{new}`, and rename it then"
            )
        }
        _ => format!("keep the name, or stop what uses `{old}` until the release that knows `{new}` is up"),
    }
}
