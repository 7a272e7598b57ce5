use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::Dialect;
use source::{Category, Severity, SourceFile, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Mssql].into(),
    ..RuleInfo::new(
        "undeclared-variable",
        Category::Correctness,
        Severity::Error,
        On::Migrations,
        include_str!("undeclared_variable.md"),
    )
});

/// Reports variables that their batch does not declare.
pub(crate) struct UndeclaredVariable;

impl Rule for UndeclaredVariable {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let mut earlier: Vec<(String, TextRange)> = Vec::new();
        let file = std::sync::Arc::clone(&facts.file);
        for variables in facts.script.variables(&file) {
            let mut known: Vec<String> = variables
                .declared
                .iter()
                .map(|range| file.slice(*range).to_lowercase())
                .collect();
            let mut missing: Vec<TextRange> = Vec::new();
            for used in variables.used {
                let name = file.slice(used).to_lowercase();
                if known.contains(&name) {
                    continue;
                }
                let text = file.slice(used);
                if let Some((_, place)) = earlier.iter().find(|(other, _)| *other == name) {
                    cx.report(used, format!("`{text}` was declared before the last `GO`, and is gone"))
                        .about(name.as_str())
                        .help("declare it again in this batch")
                        .related(*place, "declared here");
                } else {
                    missing.push(used);
                }
                known.push(name);
            }
            report_missing(&missing, &file, cx);
            earlier.extend(
                variables
                    .declared
                    .iter()
                    .map(|range| (file.slice(*range).to_lowercase(), *range)),
            );
        }
    }
}

/// One finding for the batch, which fails as a whole: a piece of a procedure has its parameters nowhere.
fn report_missing(missing: &[TextRange], file: &SourceFile, cx: &mut Context<'_>) {
    let [first, others @ ..] = missing else {
        return;
    };
    let text = file.slice(*first);
    let message = match others {
        [] => format!("`{text}` is not declared in this batch"),
        [other] => format!("`{text}` and `{}` are not declared in this batch", file.slice(*other)),
        _ => format!(
            "`{text}` and {} other variables are not declared in this batch",
            others.len()
        ),
    };
    let help = if others.is_empty() {
        "declare it"
    } else {
        "declare them"
    };
    let mut report = cx.report(*first, message).about(text.to_lowercase()).help(help);
    for other in others {
        report = report.related(*other, "not declared either");
    }
}
