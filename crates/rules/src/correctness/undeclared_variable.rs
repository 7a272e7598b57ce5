use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect};
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo { dialects: vec![Dialect::Mssql].into(), ..RuleInfo::new("undeclared-variable", Category::Correctness, Severity::Error, On::Migrations, include_str!("undeclared_variable.md")) });

/// Reports variables that their batch does not declare.
pub(crate) struct UndeclaredVariable;

impl Rule for UndeclaredVariable {
 fn info(&self) -> &RuleInfo { &INFO }

 fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
let Subject::Migration(facts) = subject else { return; };
        let mut earlier: Vec<(String, TextRange)> = Vec::new();
        let file = std::sync::Arc::clone(&facts.file);
        for variables in facts.script.variables(&file) {
            let mut known: Vec<String> = variables.declared.iter().map(|range| file.slice(*range).to_lowercase()).collect();
            for used in variables.used {
                let name = file.slice(used).to_lowercase();
                if known.contains(&name) {
                    continue;
                }
                let before = earlier.iter().find(|(other, _)| *other == name).map(|(_, range)| *range);
                let text = file.slice(used);
                let (message, help) = match before {
                    Some(_) => (format!("`{text}` was declared before the last `GO`, and is gone"), "declare it again in this batch"),
                    None => (format!("`{text}` is not declared in this batch"), "declare it"),
                };
                let report = cx.report(used, message).about(name.as_str()).help(help);
                if let Some(place) = before {
                    report.related(place, "declared here");
                }
                known.push(name);
            }
            earlier.extend(variables.declared.iter().map(|range| (file.slice(*range).to_lowercase(), *range)));
        }
}
}
