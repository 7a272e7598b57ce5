use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::Dialect;
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["tsqllint:case-sensitive-variables"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "variable-case",
        Category::Style,
        Severity::Info,
        On::Migrations,
        include_str!("variable_case.md"),
    )
});

/// Reports variables that are written in two ways.
pub(crate) struct VariableCase;

impl Rule for VariableCase {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let file = std::sync::Arc::clone(&facts.file);
        for variables in facts.script.variables(&file) {
            for used in &variables.used {
                let name = file.slice(*used);
                let declared = variables
                    .declared
                    .iter()
                    .find(|declared| file.slice(**declared).eq_ignore_ascii_case(name));
                let Some(declared) = declared.filter(|declared| file.slice(**declared) != name) else {
                    continue;
                };
                let meant = file.slice(*declared).to_owned();
                cx.report(*used, format!("`{name}` is declared as `{meant}`"))
                    .about(name)
                    .help("write it as it is declared")
                    .related(*declared, "declared here")
                    .fix(format!("write `{meant}`"), Applicability::Safe, [(*used, meant)]);
            }
        }
    }
}
