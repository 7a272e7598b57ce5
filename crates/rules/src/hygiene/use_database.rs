use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::{MigrationKind, Tool};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["sqlcodeguard:SC003"]),
    dialects: vec![Dialect::Mysql, Dialect::Mariadb, Dialect::Mssql].into(),
    fixable: true,
    ..RuleInfo::new(
        "use-database",
        Category::Hygiene,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::Use])),
        include_str!("use_database.md"),
    )
});

/// Reports migrations that leave the database to which their tool is connected.
pub(crate) struct UseDatabase;

impl Rule for UseDatabase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::Session(setting) = &change.action else {
            return;
        };
        let has_no_runner = matches!(cx.migration.tool, Tool::Psql | Tool::Plain);
        let is_replaced = setting
            .value_range
            .is_some_and(|range| cx.text(range).contains(['$', '{']));
        if has_no_runner || is_replaced || cx.migration.migration.kind == MigrationKind::Loose {
            return;
        }
        let database = setting.value.as_deref().unwrap_or("another database");
        let title = cx.migration.tool.title();
        let message =
            format!("from here on everything goes to `{database}`, whatever database {title} is connected to");
        let lines = cx.migration.lines_of(statement);
        let is_top_level = cx.is_top_level();
        let report = cx
            .report(change.range, message)
            .about(database)
            .help("name the database in the tool's connection, and leave it out of the migration");
        if is_top_level {
            report.fix(
                "leave the statement out",
                Applicability::Unsafe,
                [(lines, String::new())],
            );
        }
    }
}
