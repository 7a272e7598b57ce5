use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet, TokenKind};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["skeema:definer"]),
    dialects: vec![Dialect::Mysql, Dialect::Mariadb].into(),
    ..RuleInfo::new(
        "explicit-definer",
        Category::Security,
        Severity::Warning,
        On::Statements(KindSet::of(&[
            Kind::CreateView,
            Kind::AlterView,
            Kind::CreateFunction,
            Kind::CreateProcedure,
            Kind::CreateTrigger,
            Kind::CreateEvent,
            Kind::AlterEvent,
        ])),
        include_str!("explicit_definer.md"),
    )
});

/// Reports `DEFINER = …`, which names an account of one server.
pub(crate) struct ExplicitDefiner;

impl Rule for ExplicitDefiner {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Statement(statement) = subject else {
            return;
        };
        let script = &cx.migration.script;
        let tokens = script.tokens_of(statement);
        let Some(at) = tokens
            .iter()
            .take(12)
            .position(|token| token.keyword == Keyword::DEFINER)
        else {
            return;
        };
        if tokens.get(at + 1).is_none_or(|token| token.kind != TokenKind::Equals) {
            return;
        }
        let Some(account) = tokens.get(at + 2) else {
            return;
        };
        if matches!(account.keyword, Keyword::CURRENT_USER | Keyword::CURRENT_ROLE)
            || account.kind == TokenKind::Placeholder
        {
            return;
        }
        let range = tokens[at].range.cover(account.range);
        let who = cx.text(account.range).trim_matches(['`', '\'', '"']).to_owned();
        cx.report(
            range,
            format!("this runs with the rights of `{who}`, an account that the next server need not have"),
        )
        .about(who)
        .help("leave the clause out, and let the account that runs the migrations own it");
    }
}
