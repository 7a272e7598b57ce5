use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, Keyword, Kind, KindSet, TokenKind};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:set-variable"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    in_bodies: true,
    fixable: true,
    ..RuleInfo::new(
        "variable-set",
        Category::Style,
        Severity::Info,
        On::Statements(KindSet::of(&[Kind::Set])),
        include_str!("variable_set.md"),
    )
});

/// Reports variables that `SET` assigns to.
pub(crate) struct VariableSet;

impl Rule for VariableSet {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        let tokens = cx.tokens();
        let [set, variable, ..] = tokens else {
            return;
        };
        if set.keyword != Keyword::SET || variable.kind != TokenKind::Parameter {
            return;
        }
        let name = cx.text(variable.range).to_owned();
        let is_upper = cx.text(set.range).starts_with('S');
        let edit = if is_upper { "SELECT" } else { "select" };
        cx.report(
            set.range,
            format!("`set` assigns to `{name}`, where the house uses `select`"),
        )
        .about(name)
        .help("write `select`")
        .fix("write `select`", Applicability::Unsafe, [(set.range, edit.to_owned())]);
    }
}
