use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:prefer-timestamp-tz",
        "squawk:prefer-timestamptz",
        "pgls:preferTimestamptz",
        "pgfence:prefer-timestamptz",
        "migrationpilot:MP040",
        "pg-migration-lint:PGM101",
        "diesel-guard:TimestampTypeCheck",
        "pgrubic:TP001",
        "schemalint:timestamptz-over-timestamp-preferred",
        "eslint-plugin-postgresql:consistent-timestamptz",
        "schemasafe:prefer-timestamptz",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "timestamp-without-time-zone",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("timestamp_without_time_zone.md"),
    )
});

/// Reports instants that do not say in which time zone they are.
pub(crate) struct TimestampWithoutTimeZone;

impl Rule for TimestampWithoutTimeZone {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            if data_type.canonical_name(Dialect::Postgres) != "timestamp" {
                continue;
            }
            let precision = data_type
                .args
                .first()
                .map(|digits| format!("({digits})"))
                .unwrap_or_default();
            let edit = cx.retype(data_type, &format!("timestamptz{precision}"));
            cx.report(
                data_type.range,
                format!("`{given}` holds a time of day that is no instant: which time zone is not stored"),
            )
            .about(given.to_string())
            .help("use `timestamptz`, which stores the instant and shows it in the session's time zone")
            .fix("store instants", Applicability::Unsafe, [edit]);
        }
    }
}
