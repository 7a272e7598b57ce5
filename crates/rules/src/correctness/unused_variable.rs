use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::Dialect;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sqlserver-rules:SRD0012",
        "sqlserver-rules:SRD0016",
        "zpa:UnusedVariable",
        "zpa:UnusedParameter",
    ]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    ..RuleInfo::new(
        "unused-variable",
        Category::Correctness,
        Severity::Info,
        On::Migrations,
        include_str!("unused_variable.md"),
    )
});

/// Reports variables that nobody reads.
pub(crate) struct UnusedVariable;

impl Rule for UnusedVariable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let file = std::sync::Arc::clone(&facts.file);
        for variables in facts.script.variables(&file) {
            for declared in &variables.declared {
                let name = file.slice(*declared);
                if variables
                    .used
                    .iter()
                    .any(|used| file.slice(*used).eq_ignore_ascii_case(name))
                {
                    continue;
                }
                cx.report(*declared, format!("`{name}` is declared and never used"))
                    .about(name.to_lowercase())
                    .help("remove it");
            }
        }
    }
}
