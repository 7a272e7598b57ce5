use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet, TypeDefinition};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&[
        "migrationpilot:MP043",
        "squawk:ban-create-domain-with-constraint",
        "squawk:ban-alter-domain-with-add-constraint",
        "pgfence:ban-create-domain-with-constraint",
        "pgfence:ban-alter-domain-add-constraint",
        "pgsafe:add-domain-constraint-without-not-valid",
        "pgsafe:add-domain-not-null",
        "diesel-guard:AddDomainCheckConstraintCheck",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "domain-constraint",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateDomain, Kind::AddConstraint])),
        include_str!("domain_constraint.md"),
    )
});

/// Reports domains with constraints.
pub(crate) struct DomainConstraint;

impl Rule for DomainConstraint {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        match &change.action {
            Action::CreateType(created) => {
                let TypeDefinition::Domain {
                    is_required, checks, ..
                } = &created.definition
                else {
                    return;
                };
                if *is_required || !checks.is_empty() {
                    cx.report(
                        created.name.ident.range,
                        format!(
                            "the domain `{}` has a constraint, and a change of it reads every table that \
                             uses the domain",
                            created.name
                        ),
                    )
                    .about(created.name.to_string())
                    .help("put the constraint on the columns");
                }
            }
            Action::Object(action) if statement.kind == Kind::AlterDomain => {
                let is_unchecked = action
                    .options
                    .iter()
                    .any(|option| option.name.replace('_', " ") == "not valid");
                let Some(domain) = action.name.as_ref().filter(|_| !is_unchecked) else {
                    return;
                };
                cx.report(
                    change.range,
                    format!(
                        "every table that uses the domain `{domain}` is read for this constraint, and \
                         none can be written to meanwhile"
                    ),
                )
                .about(domain.to_string())
                .help("add it `not valid` and validate it in a later migration, or put it on the columns");
            }
            _ => {}
        }
    }
}
