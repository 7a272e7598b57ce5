use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mssql]),
    aliases: lint::names(&[
        "tsqllint:named-constraint",
        "sqlserver-rules:SRD0092",
        "sqlserver-rules:SRD0093",
        "sqlserver-rules:SRD0094",
        "sqlserver-rules:SRD0095",
    ]),
    ..RuleInfo::new(
        "named-temporary-constraint",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddConstraint])),
        include_str!("named_temporary_constraint.md"),
    )
});

/// Reports named constraints of temporary tables.
pub(crate) struct NamedTemporaryConstraint;

impl Rule for NamedTemporaryConstraint {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let (table, constraints): (_, Vec<&Constraint>) = match &change.action {
            Action::CreateTable(created) => (&created.name, created.all_constraints().collect()),
            Action::AddConstraint { table, constraint, .. } => (table, vec![&**constraint]),
            _ => return,
        };
        if !table.ident.text.starts_with('#') || table.ident.text.starts_with("##") {
            return;
        }
        for name in constraints.iter().filter_map(|constraint| constraint.name.as_ref()) {
            cx.report(
                name.range,
                format!("`{name}` can be there once: a second session that makes `{table}` fails"),
            )
            .about(name.text.as_str())
            .help("leave the name out");
        }
    }
}
