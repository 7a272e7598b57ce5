use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{GivenType, LetterCase, TypeFamily};
use serde::Deserialize;
use source::{Category, Severity};

/// Words for amounts, as TOML.
const DEFAULT: &str = r#"["price", "amount", "cost", "fee", "salary", "balance", "total", "payment", "discount"]"#;

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&[
        "sql-code-guard:BP023",
        "sqlserver-rules:SRD0046",
        "sqlcheck:2001",
        "spirit:has_float",
        "skeema:has-float",
        "pg-migration-lint:PGM109",
        "pgrubic:TP011",
    ]),
    // A name alone does not say that a column holds money.
    default_on: false,
    options: vec![OptionInfo {
        name: "words".into(),
        value: "list of words".into(),
        default: DEFAULT.into(),
        summary: "words in the names of columns that hold amounts of money; `[\"*\"]` means every \
                column"
            .into(),
    }]
    .into(),
    ..RuleInfo::new(
        "float-amount",
        Category::Design,
        Severity::Warning,
        On::Changes(GivenType::kinds()),
        include_str!("float_amount.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    words: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let words = [
            "price", "amount", "cost", "fee", "salary", "balance", "total", "payment", "discount",
        ];
        Self {
            words: words.map(str::to_owned).to_vec(),
        }
    }
}

/// Reports amounts of money in inexact types.
pub(crate) struct FloatAmount;

impl Rule for FloatAmount {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        for given in change.given_types() {
            if given.data_type.family() != TypeFamily::Float {
                continue;
            }
            let name = LetterCase::Snake.convert(&given.ident.text);
            let is_meant = |word: &String| word == "*" || name.split('_').any(|part| part == word.as_str());
            if !settings.words.iter().any(is_meant) {
                continue;
            }
            cx.report(
                given.data_type.range,
                format!(
                    "`{given}` is `{}`, which stores most decimal fractions inexactly",
                    given.data_type.name
                ),
            )
            .about(given.to_string())
            .help("use `numeric` or `decimal` with the digits that are needed");
        }
    }
}
