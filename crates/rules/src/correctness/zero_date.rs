use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Kind, KindSet, Token, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["skeema:zero-date"]),
    dialects: vec![Dialect::Mysql].into(),
    ..RuleInfo::new(
        "zero-date",
        Category::Correctness,
        Severity::Warning,
        On::Statements(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddColumn,
            Kind::ModifyColumn,
            Kind::SetDefault,
            Kind::Insert,
            Kind::Update,
            Kind::Replace,
        ])),
        include_str!("zero_date.md"),
    )
});

const ZEROS: &[&str] = &["0000-00-00", "0000-00-00 00:00:00", "0000-00-00 00:00:00.000000"];

/// Reports dates that no calendar has.
pub(crate) struct ZeroDate;

impl Rule for ZeroDate {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        let is_zero = |token: &&Token| {
            token.kind == TokenKind::String && ZEROS.contains(&cx.text(token.range).trim_matches(['\'', '"']))
        };
        let Some(token) = tokens.iter().find(is_zero) else {
            return;
        };
        let text = cx.text(token.range).to_owned();
        cx.report(
            token.range,
            format!("{text} is no date, and the server refuses it in its default mode"),
        )
        .about(text)
        .help("use `null`");
    }
}
