use std::collections::BTreeMap;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["sqlcheck:1007", "schemacrawler:LinterTableWithIncrementingColumns"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "numbered-columns",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("numbered_columns.md"),
    )
});

/// Reports columns that are a list: `phone1`, `phone2`.
pub(crate) struct NumberedColumns;

impl Rule for NumberedColumns {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateTable(created) = &change.action else {
            return;
        };
        let mut groups: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for column in &created.columns {
            let name = column.name.text.as_str();
            let stem = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
            if stem.len() < name.len() && !stem.is_empty() {
                groups.entry(stem.to_ascii_lowercase()).or_default().push(name);
            }
        }
        for names in groups.into_values().filter(|names| names.len() > 2) {
            let last = names.last().copied().unwrap_or_default();
            cx.report(
                created.name.range(),
                format!("`{}` to `{last}` of `{}` are a list", names[0], created.name),
            )
            .about(format!("{}.{}", created.name, names[0]))
            .help("make a table of them, with a row for each");
        }
    }
}
