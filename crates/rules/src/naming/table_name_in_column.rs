use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, LetterCase, ObjectKind, plural};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlserver-rules:SRD0028"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "table-name-in-column",
        Category::Naming,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn])),
        include_str!("table_name_in_column.md"),
    )
});

/// Reports columns that repeat their table's name.
pub(crate) struct TableNameInColumn;

impl Rule for TableNameInColumn {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(table) = change.table() else {
            return;
        };
        let words = |text: &str| LetterCase::Snake.convert(text);
        let prefix = format!("{}_", words(&plural::singular_of(&table.ident.text)));
        for definition in change.definitions() {
            if definition.object_kind != ObjectKind::Column {
                continue;
            }
            let column = words(&definition.ident.text);
            let Some(rest) = column.strip_prefix(&prefix).filter(|rest| *rest != "id") else {
                continue;
            };
            let message = format!("`{}` repeats the name of `{table}`", definition.ident);
            cx.report(definition.range(), message)
                .about(format!("{table}.{}", definition.ident))
                .help(format!("call it `{rest}`"));
        }
    }
}
