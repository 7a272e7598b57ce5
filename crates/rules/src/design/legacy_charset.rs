use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, CharsetOption, Dialect, Kind, KindSet, TableSetting};
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&[
        "skeema:charset",
        "spirit:allow_charset",
        "bytebase:SYSTEM_CHARSET_ALLOWLIST",
    ]),
    options: vec![OptionInfo {
        name: "forbidden".into(),
        value: "list of names".into(),
        default: r#"[\"utf8\", \"utf8mb3\", \"ucs2\"]"#.into(),
        summary: "character sets that are not to be used".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "legacy-charset",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[
            Kind::CreateTable,
            Kind::AddColumn,
            Kind::ModifyColumn,
            Kind::SetOptions,
            Kind::ConvertCharset,
            Kind::CreateDatabase,
            Kind::CreateSchema,
        ])),
        include_str!("legacy_charset.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    forbidden: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let forbidden = ["utf8", "utf8mb3", "ucs2"];
        Self {
            forbidden: forbidden.map(str::to_owned).to_vec(),
        }
    }
}

/// Reports character sets that cannot hold every character.
pub(crate) struct LegacyCharset;

impl Rule for LegacyCharset {
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
        let mut found: Vec<(TextRange, String)> = Vec::new();
        for option in options(change) {
            let value = option.value.as_deref().unwrap_or_default();
            if CharsetOption::named(&option.name) == Some(CharsetOption::Charset) {
                found.push((option.range, value.trim_matches(['\'', '"', '`']).to_ascii_lowercase()));
            }
        }
        for given in change.given_types() {
            let charset = given.data_type.charset.as_ref();
            found.extend(charset.map(|charset| (given.data_type.range, charset.to_lowercase().to_string())));
        }
        for (range, charset) in found {
            if !settings
                .forbidden
                .iter()
                .any(|forbidden| forbidden.eq_ignore_ascii_case(&charset))
            {
                continue;
            }
            let message = match charset.as_str() {
                "utf8" | "utf8mb3" | "ucs2" => {
                    format!("the character set `{charset}` holds no character beyond U+FFFF, emoji among them")
                }
                _ => format!("the character set `{charset}` is not one to be used"),
            };
            cx.report(range, message).about(charset).help("use `utf8mb4`");
        }
    }
}

fn options(change: &Change) -> &[TableSetting] {
    match &change.action {
        Action::CreateTable(table) => &table.options,
        Action::Table(action) => &action.options,
        Action::CreateObject(created) => &created.options,
        _ => &[],
    }
}
