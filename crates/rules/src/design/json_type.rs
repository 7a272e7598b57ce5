use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "eugene:E3",
        "pgls:preferJsonb",
        "strong_migrations:add_column_json",
        "online_migrations:add_column_json",
        "pgfence:add-column-json",
        "pg-migration-lint:PGM106",
        "pgsafe:prefer-jsonb",
        "pgrubic:TP008",
        "eslint-plugin-postgresql:consistent-jsonb-over-json",
    ]),
    partial_aliases: lint::names(&["diesel-guard:AddJsonColumnCheck"]),
    // Right for documents that are stored to be given back as they came.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "json-type",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("json_type.md"),
    )
});

/// Reports `json` columns.
pub(crate) struct JsonType;

impl Rule for JsonType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            if data_type.name != "json" {
                continue;
            }
            let edit = cx.retype(data_type, "jsonb");
            cx.report(
                data_type.range,
                format!(
                    "`{given}` is `json`, which has no `=`, so `distinct`, `group by` and `union` \
                     over it fail"
                ),
            )
            .about(given.to_string())
            .help("use `jsonb`")
            .fix("use `jsonb`", Applicability::Unsafe, [edit]);
        }
    }
}
