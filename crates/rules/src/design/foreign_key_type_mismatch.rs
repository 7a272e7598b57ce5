use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{DataType, Dialect, Family, Kind, KindSet, TypeFamily, WrittenForeignKey};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "online_migrations:mismatched_foreign_key_type",
        "schemacrawler:LinterForeignKeyMismatch",
    ]),
    partial_aliases: lint::names(&["spirit:type_pedantic", "skeema:fk-parent"]),
    ..RuleInfo::new(
        "foreign-key-type-mismatch",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("foreign_key_type_mismatch.md"),
    )
});

/// Reports foreign keys whose columns have another type than those they refer to.
pub(crate) struct ForeignKeyTypeMismatch;

impl Rule for ForeignKeyTypeMismatch {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        for key in change.foreign_keys() {
            if is_ignored(&key, cx) {
                continue;
            }
            for (column, referred) in key.pairs(cx.after()) {
                let own = cx
                    .after()
                    .column(key.table, column)
                    .seen()
                    .and_then(|column| column.data_type.as_ref());
                let (Some(own), Some(other)) = (own, referred.data_type.as_ref()) else {
                    continue;
                };
                if fits(own, other, dialect) {
                    continue;
                }
                let (mine, theirs) = (said(own), said(other));
                // Its integers are compared without a cast: `integer_ops` has operators for each pair
                // (<https://www.postgresql.org/docs/current/btree.html>).
                let are_integers = own.family() == TypeFamily::Integer && other.family() == TypeFamily::Integer;
                let effect = match dialect.family() {
                    Family::Postgres if are_integers => "so that one of them holds numbers that the other cannot",
                    Family::Postgres => "so each check casts",
                    _ => "which the engine refuses",
                };
                cx.report(
                    key.constraint.range,
                    format!(
                        "`{}.{column}` is `{mine}`, and `{}.{}` is `{theirs}`, {effect}",
                        key.table, key.reference.table, referred.name
                    ),
                )
                .about(format!("{}.{column}", key.table))
                .help(format!("give both one type: `{theirs}`"));
            }
        }
    }
}

/// MySQL before 9 reads an inline reference and forgets it
/// (<https://dev.mysql.com/doc/refman/8.4/en/ansi-diff-foreign-keys.html>).
fn is_ignored(key: &WrittenForeignKey<'_>, cx: &Context<'_>) -> bool {
    let engine = cx.migration.engine;
    key.is_inline && engine.dialect == Dialect::Mysql && !engine.version.at_least(9, 0, 0)
}

/// Whether a foreign key may join the two. Lengths may differ, and in SQLite and Oracle types too.
fn fits(own: &DataType, other: &DataType, dialect: Dialect) -> bool {
    let (mine, theirs) = (own.canonical_name(dialect), other.canonical_name(dialect));
    let families = (own.family(), other.family());
    let is_known = families.0 != TypeFamily::Other && families.1 != TypeFamily::Other;
    if !is_known || matches!(dialect, Dialect::Sqlite | Dialect::Oracle | Dialect::Generic) {
        return true;
    }
    // A text is a text in all of PostgreSQL's spellings; MySQL joins `char` with `varchar`.
    let is_text = families == (TypeFamily::Text, TypeFamily::Text);
    if is_text && dialect.family() != Family::Mssql {
        return true;
    }
    mine == theirs && own.is_unsigned == other.is_unsigned
}

fn said(data_type: &DataType) -> String {
    let unsigned = if data_type.is_unsigned { " unsigned" } else { "" };
    format!("{}{unsigned}", data_type.name)
}
