use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&["pgrubic:TP002"]),
    partial_aliases: lint::names(&["eslint-plugin-postgresql:no-time-type"]),
    ..RuleInfo::new(
        "time-with-time-zone",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("time_with_time_zone.md"),
    )
});

/// Reports times of day with an offset.
pub(crate) struct TimeWithTimeZone;

impl Rule for TimeWithTimeZone {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            if given.data_type.canonical_name(Dialect::Postgres) != "timetz" {
                continue;
            }
            cx.report(
                given.data_type.range,
                format!(
                    "`{given}` holds a time of day with an offset, but without the day that the \
                     offset depends on"
                ),
            )
            .about(given.to_string())
            .help("use `timestamptz` for an instant, or `time` for a time of day");
        }
    }
}
