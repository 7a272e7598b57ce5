use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    partial_aliases: lint::names(&[
        "squawk:prefer-bigint-over-int",
        "squawk:prefer-bigint-over-smallint",
        "pgls:preferBigInt",
        "pgls:preferBigintOverInt",
        "pgls:preferBigintOverSmallint",
        "pgfence:prefer-bigint-over-int",
        "schemalint:bigint-over-int-preferred",
    ]),
    yields_to: lint::names(&["small-primary-key"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "small-integer",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("small_integer.md"),
    )
});

/// Reports whole numbers of fewer than eight bytes.
pub(crate) struct SmallInteger;

impl Rule for SmallInteger {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            if data_type
                .integer_bytes(Dialect::Postgres)
                .is_none_or(|bytes| bytes >= 8)
            {
                continue;
            }
            let edit = cx.retype(data_type, data_type.wide_integer());
            cx.report(
                data_type.range,
                format!(
                    "`{given}` is `{}`, and a wider type means to write each row anew",
                    data_type.name
                ),
            )
            .about(given.to_string())
            .help("use `bigint`")
            .fix("use `bigint`", Applicability::Unsafe, [edit]);
        }
    }
}
