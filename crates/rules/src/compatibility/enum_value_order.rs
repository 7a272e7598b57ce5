use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    default_on: false,
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:require-enum-value-ordering",
        "pgfence:alter-enum-no-ordering",
        "safemigrate-lint:enum-value-ordering-required",
    ]),
    ..RuleInfo::new(
        "enum-value-order",
        Category::Compatibility,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::AddEnumValue])),
        include_str!("enum_value_order.md"),
    )
});

/// Reports new enumeration values that take the last place because none is said.
pub(crate) struct EnumValueOrder;

impl Rule for EnumValueOrder {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::AddEnumValue(added) = &change.action else {
            return;
        };
        if added.place.is_some() || cx.is_object_created_above(change) {
            return;
        }
        let message = format!("`{}` sorts behind every other value of `{}`", added.value, added.name);
        let key = format!("{}.{}", cx.resolved(&added.name), added.value);
        cx.report(change.range, message)
            .about(key)
            .help("write `before` or `after` another value where the order matters: it cannot be changed later");
    }
}
