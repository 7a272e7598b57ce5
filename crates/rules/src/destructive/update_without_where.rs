use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Expr, ExprKind, Ident, Kind, KindSet, Name, Update, WhereKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["pgrubic:GN022", "flyway:RG09"]),
    partial_aliases: lint::names(&[
        "pgls:banUpdateWithoutWhere",
        "tsqllint:update-where",
        "diesel-guard:MutationWithoutWhereCheck",
        "pg-migration-lint:PGM302",
        "bytebase:STATEMENT_WHERE_REQUIRE_UPDATE_DELETE",
        "migrationpilot:MP011",
        "pgfence:update-in-migration",
    ]),
    ..RuleInfo::new(
        "update-without-where",
        Category::Destructive,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Update])),
        include_str!("update_without_where.md"),
    )
});

/// Reports updates that overwrite the values of every row.
pub(crate) struct UpdateWithoutWhere;

impl Rule for UpdateWithoutWhere {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::Update(update) = &change.action else {
            return;
        };
        let table = &update.table;
        let is_joined = update.has_join && cx.migration.script.dialect.joins_choose_rows();
        if is_joined || update.is_limited || cx.is_temporary(table) {
            return;
        }
        let condition = update.condition.as_ref().map(|condition| condition.kind);
        let is_vacuous = match condition {
            None => false,
            Some(WhereKind::AlwaysTrue) => true,
            Some(_) => return,
        };
        let columns = overwritten(update, change.range.start, cx);
        let Some(first) = columns.first() else {
            return;
        };
        let because = if is_vacuous {
            "the condition is always true, so "
        } else {
            ""
        };
        let more = match columns.len() {
            1 => String::new(),
            others => format!(" and {} more", others - 1),
        };
        let message =
            format!("{because}every row of `{table}` gets a new `{first}`{more}, and the old values are lost");
        let key = cx.resolved(table);
        cx.report(change.range, message)
            .about(key)
            .help("say in a `where` which rows are to change, or keep the old values in another column");
    }
}

/// The columns whose old values are lost: not those that the migration added above, nor those whose old value goes into
/// a new one, nor those that are computed from the row or filled for the first time, nor version stamps.
fn overwritten(update: &Update, offset: u32, cx: &Context<'_>) -> Vec<String> {
    let lost = update.assignments.iter().filter(|assignment| {
        let column = &assignment.column.ident;
        let is_kept = update
            .assignments
            .iter()
            .any(|other| other.value.names_column(column, cx.migration.script.dialect));
        !is_kept
            && !is_version_stamp(column, &assignment.value)
            && !is_computed(&assignment.value)
            && !cx.is_column_added_above(&update.table, column, offset)
            && (assignment.value.is_null() || !awaits_backfill(&update.table, column, cx))
    });
    lost.map(|assignment| assignment.column.ident.to_string()).collect()
}

/// Whether the value says which version the table's one row has reached: `set version = 12`, `set majorVersion = 2`.
fn is_version_stamp(column: &Ident, value: &Expr) -> bool {
    value.is_literal() && !value.is_null() && column.text.to_ascii_lowercase().ends_with("version")
}

/// Whether the value is computed for each row out of what the row holds, and can be computed again.
fn is_computed(value: &Expr) -> bool {
    let mut reads_row = false;
    value.walk(&mut |part| {
        reads_row |= match &part.kind {
            ExprKind::Column(_) => true,
            ExprKind::Subquery { reads, .. } => reads.is_empty(),
            _ => false,
        };
    });
    reads_row && !matches!(value.kind, ExprKind::Column(_))
}

/// Whether an earlier migration added the column to a table that was there, without a value for the rows in it: to fill
/// it is the next step.
fn awaits_backfill(table: &Name, column: &Ident, cx: &Context<'_>) -> bool {
    let table = cx.before().table(table).seen();
    let known = table.and_then(|table| table.column(&column.folded(cx.migration.script.dialect)).seen());
    let (Some(table), Some(column)) = (table, known) else {
        return false;
    };
    column.origin != table.origin && column.default.is_none() && column.nullable != Some(false)
}
