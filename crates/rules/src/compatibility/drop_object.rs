use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::catalog::{Relation, Trigger};
use schema::{Action, Change, Kind, KindSet, ObjectKind, Origin};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    aliases: lint::names(&[
        "squawk:ban-drop-view",
        "squawk:ban-drop-function",
        "squawk:ban-drop-type",
        "squawk:ban-drop-sequence",
        "squawk:ban-drop-domain",
        "squawk:ban-drop-extension",
    ]),
    partial_aliases: lint::names(&[
        "migrationpilot:MP024",
        "bytebase:SCHEMA_BACKWARD_COMPATIBILITY",
        "flyway:RG02",
    ]),
    yields_to: lint::names(&["drop-used-object"]),
    ..RuleInfo::new(
        "drop-object",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::DropView,
            Kind::DropMaterializedView,
            Kind::DropFunction,
            Kind::DropProcedure,
            Kind::DropRoutine,
            Kind::DropAggregate,
            Kind::DropPackage,
            Kind::DropType,
            Kind::DropDomain,
            Kind::DropSequence,
            Kind::DropSynonym,
            Kind::DropExtension,
        ])),
        include_str!("drop_object.md"),
    )
});

/// Reports views, routines, types and sequences that code may still use when they go.
pub(crate) struct DropObject;

impl Rule for DropObject {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Drop(dropped) = &change.action else {
            return;
        };
        let (kind, name) = (dropped.object_kind, &dropped.name);
        if cx.is_object_created_above(change)
            || is_known_absent(dropped, cx)
            || is_there_afterwards(change, dropped, cx)
        {
            return;
        }
        if origin(dropped, cx).is_some_and(|origin| cx.is_of_same_release(origin)) || is_served_by_schema(dropped, cx) {
            return;
        }
        let shown = kind.as_str().replace('_', " ");
        let message = format!("code that still uses the {shown} `{name}` fails once it is dropped");
        let key = cx.resolved(name);
        cx.report(change.range, message)
            .about(key)
            .help("release code that no longer uses it first, and drop it in a later release");
    }
}

/// `drop … if exists` of what is certainly not there.
fn is_known_absent(dropped: &schema::DropObject, cx: &Context<'_>) -> bool {
    let (name, before) = (&dropped.name, cx.before());
    match dropped.object_kind {
        kind if kind.is_relation() => before.relation(name).is_absent(),
        ObjectKind::Sequence => before.sequence(name).is_absent(),
        ObjectKind::Type | ObjectKind::Domain => before.user_type(name).is_absent(),
        _ => before.routines(name).is_absent(),
    }
}

/// Whether something of that name and kind is there when the migration ends, or is made by it again.
fn is_there_afterwards(change: &Change, dropped: &schema::DropObject, cx: &Context<'_>) -> bool {
    let (name, after) = (&dropped.name, &cx.migration.after);
    let exists = match dropped.object_kind {
        kind if kind.is_relation() => after.relation(name).seen().is_some(),
        ObjectKind::Sequence => after.sequence(name).seen().is_some(),
        ObjectKind::Type | ObjectKind::Domain => after.user_type(name).seen().is_some(),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine | ObjectKind::Aggregate => {
            after.routines(name).seen().is_some()
        }
        _ => false,
    };
    exists || cx.is_name_taken_below(name, change.range.start)
}

fn origin(dropped: &schema::DropObject, cx: &Context<'_>) -> Option<Origin> {
    let (name, before) = (&dropped.name, cx.before());
    match dropped.object_kind {
        kind if kind.is_relation() => before.relation(name).seen().map(|relation| match relation {
            Relation::Table(table) => table.origin,
            Relation::View(view) => view.origin,
        }),
        ObjectKind::Sequence => before.sequence(name).seen().map(|sequence| sequence.origin),
        ObjectKind::Type | ObjectKind::Domain => before.user_type(name).seen().map(|made| made.origin),
        _ => before.routines(name).seen()?.first().map(|routine| routine.origin),
    }
}

/// Whether what used it is told in the migrations: the columns of a type or a sequence, which went before or it could not
/// go, or the triggers that call a function. Of those other rules speak.
fn is_served_by_schema(dropped: &schema::DropObject, cx: &Context<'_>) -> bool {
    let start = &cx.migration.before;
    match dropped.object_kind {
        ObjectKind::Function => {
            let key = start.key(&dropped.name);
            let calls = |trigger: &std::sync::Arc<Trigger>| trigger.function.as_ref() == Some(&key);
            start.tables().any(|(_, table)| table.triggers.iter().any(calls))
        }
        ObjectKind::Sequence => start.sequence(&dropped.name).seen().is_some(),
        ObjectKind::Type | ObjectKind::Domain => cx.before().user_type(&dropped.name).seen().is_some(),
        _ => false,
    }
}
