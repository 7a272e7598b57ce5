use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Late;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    needs_base: true,
    // The second one is an error code of Flyway's `validate`.
    aliases: lint::names(&["atlas:non-linear", "flyway:RESOLVED_VERSIONED_MIGRATION_NOT_APPLIED"]),
    ..RuleInfo::new(
        "out-of-order-migration",
        Category::Hygiene,
        Severity::Error,
        On::Migrations,
        include_str!("out_of_order_migration.md"),
    )
});

/// Reports new migrations that come before released ones.
pub(crate) struct OutOfOrderMigration;

impl Rule for OutOfOrderMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let migration = &facts.migration;
        let Some(overtaken) = &migration.provenance.overtaken_by else {
            return;
        };
        if migration.version_text.is_empty() {
            return;
        }
        let title = facts.tool.title();
        let outcome = match facts.tool.late_migrations() {
            Late::Refused => format!("{title} refuses it where that has run"),
            Late::Skipped => format!("{title} never runs it where that has run"),
            Late::Unknown => "it runs behind that, or never".to_owned(),
            Late::Run => return,
        };
        let (own, other) = (&migration.version_text, &overtaken.version);
        let place = if *own == *other {
            format!("version `{own}` is released already, as `{}`", overtaken.by)
        } else {
            format!("`{own}` comes before `{other}`, which is released")
        };
        let start = TextRange::empty(migration.section.range.start);
        cx.report(start, format!("{place}: {outcome}"))
            .about(own.to_string())
            .help(format!("give it a version behind `{other}`"));
    }
}
