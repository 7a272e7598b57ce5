use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Dialect, GivenType, TypeFamily};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql]),
    aliases: lint::names(&["skeema:display-width"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    fixable: true,
    ..RuleInfo::new(
        "integer-display-width",
        Category::Design,
        Severity::Info,
        On::Changes(GivenType::kinds()),
        include_str!("integer_display_width.md"),
    )
});

/// Reports whole numbers with a display width.
pub(crate) struct IntegerDisplayWidth;

impl Rule for IntegerDisplayWidth {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        if !cx.migration.engine.version.at_least(8, 0, 17) {
            return;
        }
        for given in change.given_types() {
            let data_type = given.data_type;
            let is_truth = data_type.name == "tinyint" && data_type.arg(0) == Some(1);
            if data_type.family() != TypeFamily::Integer
                || data_type.args.len() != 1
                || is_truth
                || data_type.name == "year"
                || data_type.name == "bit"
            {
                continue;
            }
            let written = cx.text(data_type.range);
            let places = written.find('(').zip(written.find(')'));
            let report = cx.report(
                data_type.range,
                format!("the width of `{given}` limits nothing, and MySQL has deprecated it"),
            );
            report.about(given.to_string()).help("leave the width out");
            if let Some((open, close)) = places {
                let at = |offset: usize| data_type.range.start + u32::try_from(offset).unwrap_or_default();
                let width = TextRange::new(at(open), at(close + 1));
                report.fix("leave the width out", Applicability::Safe, [(width, String::new())]);
            }
        }
    }
}
