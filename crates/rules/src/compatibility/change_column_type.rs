use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{DataType, Kind, KindSet, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "bytebase:COLUMN_DISALLOW_CHANGE_TYPE",
        "bytebase:COLUMN_DISALLOW_CHANGE",
        "flyway:RG10",
        "strong_migrations:change_column",
        "squawk:changing-column-type",
    ]),
    yields_to: lint::names(&["lossy-type-change"]),
    ..RuleInfo::new(
        "change-column-type",
        Category::Compatibility,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::AlterColumnType, Kind::ModifyColumn])),
        include_str!("change_column_type.md"),
    )
});

/// Reports columns that become something else for the code that reads and writes them.
pub(crate) struct ChangeColumnType;

impl Rule for ChangeColumnType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some((table, column, new)) = change.typed_column() else {
            return;
        };
        let Some(known) = cx.before().column(table, column).seen() else {
            return;
        };
        let Some(old) = known.data_type.as_ref() else {
            return;
        };
        let is_new = cx.is_column_added_above(table, column, change.range.start) || cx.is_of_same_release(known.origin);
        if is_new || cx.is_temporary(table) || cx.is_surely_empty(table) || !differs(old, new) {
            return;
        }
        let (from, to) = (shown(old), shown(new));
        let message = format!("code that still takes `{table}.{column}` for `{from}` meets `{to}`");
        let key = format!("{}.{column}", cx.resolved(table));
        cx.report(change.range, message)
            .about(key)
            .help("add a column of the new type, write both, let the code change over, and drop the old one in a later release");
    }
}

/// Whether drivers give the code another kind of value. Types that the history or an extension made may be anything.
fn differs(old: &DataType, new: &DataType) -> bool {
    let (from, to) = (old.family(), new.family());
    let is_known = |family: TypeFamily| family != TypeFamily::Other;
    let is_array = |data_type: &DataType| data_type.dimensions > 0;
    let is_number =
        |family: TypeFamily| matches!(family, TypeFamily::Integer | TypeFamily::Decimal | TypeFamily::Float);
    let is_same = from == to || (is_number(from) && is_number(to));
    is_known(from) && is_known(to) && (!is_same || is_array(old) != is_array(new))
}

fn shown(data_type: &DataType) -> String {
    format!(
        "{}{}",
        data_type.name,
        "[]".repeat(usize::from(data_type.dimensions > 0))
    )
}
