use std::cell::OnceCell;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Ident, Kind, KindSet, LetterCase, ObjectKind, plural};
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
        let prefix = OnceCell::new();
        for definition in cx.definitions() {
            if definition.object_kind != ObjectKind::Column || !begin_alike(definition.ident, &table.ident) {
                continue;
            }
            let prefix = prefix.get_or_init(|| format!("{}_", words(&plural::singular_of(&table.ident.text))));
            let column = words(&definition.ident.text);
            let Some(rest) = column.strip_prefix(prefix).filter(|rest| *rest != "id") else {
                continue;
            };
            let message = format!("`{}` repeats the name of `{table}`", definition.ident);
            cx.report(definition.range(), message)
                .about(format!("{table}.{}", definition.ident))
                .help(format!("call it `{rest}`"));
        }
    }
}

/// Whether both names begin with the same letter, as each plural does with that of its singular. Most do not.
fn begin_alike(column: &Ident, table: &Ident) -> bool {
    let first = |name: &Ident| {
        let first = name.text.chars().find(|letter| letter.is_alphanumeric());
        first.map(|letter| letter.to_lowercase().next())
    };
    first(column) == first(table)
}
