use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Keyword, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["tsqllint:data-compression"]),
    dialects: vec![Dialect::Mssql].into(),
    default_on: false,
    ..RuleInfo::new(
        "missing-data-compression",
        Category::Style,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("missing_data_compression.md"),
    )
});

/// Reports tables that do not say how their pages are compressed.
pub(crate) struct MissingDataCompression;

impl Rule for MissingDataCompression {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, statement) = subject else {
            return;
        };
        let Action::CreateTable(table) = &change.action else {
            return;
        };
        let script = &cx.migration.script;
        let is_said = script
            .tokens_of(statement)
            .iter()
            .any(|token| token.keyword == Keyword::DATA_COMPRESSION);
        if is_said || table.name.ident.text.starts_with('@') {
            return;
        }
        let name = &table.name;
        let key = cx.resolved(name);
        cx.report(
            name.range(),
            format!("`{name}` does not say how its pages are compressed"),
        )
        .about(key)
        .help("add `with (data_compression = page)`, or `none`");
    }
}
