use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:prefer-text-field",
        "pgls:preferTextField",
        "pgfence:prefer-text-field",
        "migrationpilot:MP037",
        "pg-migration-lint:PGM108",
        "pgrubic:TP005",
        "schemalint:text-over-varchar-preferred",
        "eslint-plugin-postgresql:consistent-text-over-varchar",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "limited-text",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("limited_text.md"),
    )
});

/// Reports texts with a length in their type.
pub(crate) struct LimitedText;

impl Rule for LimitedText {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            let Some(length) = data_type
                .args
                .first()
                .filter(|_| data_type.canonical_name(Dialect::Postgres) == "varchar")
            else {
                continue;
            };
            let edit = cx.retype(data_type, "text");
            cx.report(
                data_type.range,
                format!(
                    "the length of `{given}` is part of its type, and a shorter one has to lock the \
                     table to be set"
                ),
            )
            .about(given.to_string())
            .help(format!(
                "use `text`, with a check such as `length({}) <= {length}` if the length matters",
                given.ident
            ))
            .fix("use `text`", Applicability::Unsafe, [edit]);
        }
    }
}
