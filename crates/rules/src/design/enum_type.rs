use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, GivenType, TypeDefinition};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb, Dialect::Postgres]),
    aliases: lint::names(&["sqlcheck:2002"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "enum-type",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("enum_type.md"),
    )
});

/// Reports enumerations in types.
pub(crate) struct EnumType;

impl Rule for EnumType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if let Action::CreateType(created) = &change.action {
            if matches!(created.definition, TypeDefinition::Enum(_)) {
                cx.report(
                    created.name.ident.range,
                    format!(
                        "the values of `{}` can be changed by a migration only, and none can be taken away",
                        created.name
                    ),
                )
                .about(created.name.to_string())
                .help("use a table of values, or a text with a check");
            }
            return;
        }
        for given in change.given_types() {
            let name = given.data_type.name.as_str();
            if matches!(name, "enum" | "set") {
                cx.report(
                    given.data_type.range,
                    format!("the values of `{given}` are part of its type, and another one means another type"),
                )
                .about(given.to_string())
                .help("use a table of values, or a text with a check");
            }
        }
    }
}
