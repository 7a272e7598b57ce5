use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, CreatePolicy, Dialect, Expr, ExprKind, Ident, Kind, KindSet, Literal};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Postgres].into(),
    ..RuleInfo::new(
        "policy-for-all-rows",
        Category::Security,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreatePolicy, Kind::AlterPolicy])),
        include_str!("policy_for_all_rows.md"),
    )
});

/// Reports policies that let everybody change every row.
pub(crate) struct PolicyForAllRows;

impl Rule for PolicyForAllRows {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreatePolicy(policy) = &change.action else {
            return;
        };
        if policy.is_restrictive || !is_for_anybody(policy) {
            return;
        }
        let command = policy.command.as_deref().unwrap_or("all");
        let is_open = match command {
            "insert" => policy.with_check.as_deref().is_some_and(is_true),
            "select" => false,
            _ => policy.using.as_deref().is_some_and(is_true) && policy.with_check.as_deref().is_none_or(is_true),
        };
        if !is_open {
            return;
        }
        let table = &policy.table;
        let verb = match command {
            "all" => "change",
            other => other,
        };
        let message = format!("with `{}` anybody may {verb} every row of `{table}`", policy.name);
        cx.report(change.range, message)
            .about(policy.name.text.as_str())
            .help("name the roles with `to`, or the rows with a condition");
    }
}

/// Whether the policy holds for everybody. `anon` and `authenticated` are Supabase's and PostgREST's roles for anybody on
/// the web: <https://supabase.com/docs/guides/database/postgres/roles>
fn is_for_anybody(policy: &CreatePolicy) -> bool {
    let is_anybody = |role: &Ident| matches!(role.text.to_lowercase().as_str(), "public" | "anon" | "authenticated");
    policy.roles.is_empty() || policy.roles.iter().any(is_anybody)
}

fn is_true(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Literal(literal) => *literal == Literal::Boolean(true),
        ExprKind::Opaque { parts } => parts.len() == 1 && is_true(&parts[0]),
        _ => false,
    }
}
