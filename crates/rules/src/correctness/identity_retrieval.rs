use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, TokenKind};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["ssdt:SR0008", "sqlcodeguard:BP010", "sqlserver-rules:SRD0056"]),
    dialects: vec![Dialect::Mssql].into(),
    in_bodies: true,
    fixable: true,
    ..RuleInfo::new(
        "identity-retrieval",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::ALL),
        include_str!("identity_retrieval.md"),
    )
});

/// Reports `@@IDENTITY`, which other scopes change.
pub(crate) struct IdentityRetrieval;

impl Rule for IdentityRetrieval {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for token in tokens.iter().filter(|token| token.kind == TokenKind::Parameter) {
            if !cx.text(token.range).eq_ignore_ascii_case("@@identity") {
                continue;
            }
            cx.report(
                token.range,
                "`@@IDENTITY` is the last value of any table that a trigger inserted into as well",
            )
            .help("use `SCOPE_IDENTITY()`, or `OUTPUT inserted.…`")
            .fix(
                "use `SCOPE_IDENTITY()`",
                Applicability::Unsafe,
                [(token.range, "SCOPE_IDENTITY()".to_owned())],
            );
        }
    }
}
