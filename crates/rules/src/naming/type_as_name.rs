use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet, ObjectKind, TypeFamily};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pgrubic:NM014"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "type-as-name",
        Category::Naming,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::RenameColumn])),
        include_str!("type_as_name.md"),
    )
});

/// Reports columns that are called like a type, or by one letter.
pub(crate) struct TypeAsName;

impl Rule for TypeAsName {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, _: Subject<'_>, cx: &mut Context<'_>) {
        for definition in cx.definitions() {
            let name = definition.ident;
            if definition.object_kind != ObjectKind::Column {
                continue;
            }
            let message = if TypeFamily::of_name(&name.text.to_ascii_lowercase()) != TypeFamily::Other {
                format!("the column `{name}` is called like a type")
            } else if name.text.chars().count() == 1 {
                format!("the column `{name}` is called by one letter")
            } else {
                continue;
            };
            cx.report(definition.range(), message)
                .about(name.text.as_str())
                .help("say what it holds: the day on which, the text of what");
        }
    }
}
