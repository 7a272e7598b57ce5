use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType};
use source::{Applicability, Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres]),
    aliases: lint::names(&[
        "squawk:ban-char-field",
        "pgls:banCharField",
        "pgfence:ban-char-field",
        "migrationpilot:MP041",
        "pg-migration-lint:PGM103",
        "diesel-guard:CharTypeCheck",
        "pgrubic:TP004",
        "schemalint:char-column-banned",
        "eslint-plugin-postgresql:no-char-type",
    ]),
    partial_aliases: lint::names(&["sqlserver-rules:SRD0005"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "char-type",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("char_type.md"),
    )
});

/// Reports columns of a type that pads with spaces.
pub(crate) struct CharType;

impl Rule for CharType {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        for given in change.given_types() {
            let data_type = given.data_type;
            // `"char"` without a length is a type of its own, of one byte.
            let is_byte =
                cx.text(data_type.range).starts_with('"') && data_type.args.is_empty() && data_type.name == "char";
            if !matches!(data_type.name.as_str(), "char" | "character" | "bpchar") || is_byte {
                continue;
            }
            let new = match (data_type.args.first(), data_type.name.as_str()) {
                (Some(length), _) => format!("varchar({length})"),
                (None, "bpchar") => "text".to_owned(),
                (None, _) => "varchar(1)".to_owned(),
            };
            let edit = cx.retype(data_type, &new);
            cx.report(
                data_type.range,
                format!("`{given}` is padded with spaces up to its length"),
            )
            .about(given.to_string())
            .help(format!("write `{new}`, or `text` with a check of the length"))
            .fix("use a type that does not pad", Applicability::Unsafe, [edit]);
        }
    }
}
