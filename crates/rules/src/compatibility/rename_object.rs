use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet, ObjectKind, Rename};
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
    // Judged wrong on the corpus more than once in ten.
    default_on: false,
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
        if is_same || cx.is_object_created_above(change) || is_there_afterwards(rename, cx) {
            return;
        }
        let (kind, old, new) = (rename.object_kind, &rename.from, &rename.to);
        let message = format!("code that still uses the {kind} `{old}` fails once it is called `{new}`");
        cx.report(change.range, message)
            .about(old.resolved(dialect))
            .help("create it a second time under the new name, and drop the old one once nothing uses it");
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
