use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Change, Constraint, ConstraintKind, ExprKind, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["migrationpilot:MP087"]),
    ..RuleInfo::new(
        "volatile-check",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("volatile_check.md"),
    )
});

/// Reports checks that are true today and not tomorrow.
pub(crate) struct VolatileCheck;

impl Rule for VolatileCheck {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for constraint in constraints(change) {
            let ConstraintKind::Check { expr, .. } = &constraint.kind else {
                continue;
            };
            let mut clock = None;
            expr.walk(&mut |part| {
                if let ExprKind::Call { name, .. } | ExprKind::Column(name) = &part.kind
                    && name.qualifiers.is_empty()
                    && !name.ident.is_quoted
                    && CLOCKS.iter().any(|known| known.eq_ignore_ascii_case(&name.ident.text))
                {
                    clock.get_or_insert(name.ident.text.clone());
                }
            });
            let Some(clock) = clock else {
                continue;
            };
            cx.report(
                constraint.range,
                format!(
                    "this check asks `{clock}`, so a row that keeps it today may break it when it is \
                     next written or restored"
                ),
            )
            .about(
                constraint
                    .name
                    .as_ref()
                    .map_or_else(|| clock.to_string(), ToString::to_string),
            )
            .help("compare with another column, or check it in a trigger or in the code that writes");
        }
    }
}

/// Functions and words that say another thing each time (see the vendors' pages on date and time functions).
const CLOCKS: &[&str] = &[
    "now",
    "current_date",
    "current_time",
    "current_timestamp",
    "localtime",
    "localtimestamp",
    "clock_timestamp",
    "statement_timestamp",
    "transaction_timestamp",
    "getdate",
    "getutcdate",
    "sysdatetime",
    "sysutcdatetime",
    "sysdatetimeoffset",
    "sysdate",
    "systimestamp",
    "curdate",
    "curtime",
    "random",
    "rand",
    "gen_random_uuid",
    "newid",
];

fn constraints(change: &Change) -> Vec<&Constraint> {
    match &change.action {
        Action::CreateTable(created) => created.all_constraints().collect(),
        Action::AddColumn { column, .. } => column.constraints.iter().collect(),
        Action::AddConstraint { constraint, .. } => vec![&**constraint],
        _ => Vec::new(),
    }
}
