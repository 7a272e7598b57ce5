use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:information-schema"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    in_bodies: true,
    ..RuleInfo::new(
        "information-schema",
        Category::Style,
        Severity::Info,
        On::Statements(KindSet::ALL),
        include_str!("information_schema.md"),
    )
});

/// Reports questions to `INFORMATION_SCHEMA` where the catalogue views know more.
pub(crate) struct InformationSchema;

impl Rule for InformationSchema {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        for pair in tokens.windows(2) {
            let is_schema = pair[1].kind == TokenKind::Dot
                && cx
                    .text(pair[0].range)
                    .trim_matches(['[', ']'])
                    .eq_ignore_ascii_case("information_schema");
            if is_schema {
                cx.report(
                    pair[0].range,
                    "`INFORMATION_SCHEMA` does not know which schema an object is in for certain",
                )
                .help("ask `sys.objects` and its kin");
                return;
            }
        }
    }
}
