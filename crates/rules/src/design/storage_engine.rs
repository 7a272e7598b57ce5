use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Dialect, Kind, KindSet, Persistence};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Mysql, Dialect::Mariadb]),
    aliases: lint::names(&[
        "bytebase:ENGINE_MYSQL_USE_INNODB",
        "skeema:engine",
        "spirit:allow_engine",
    ]),
    options: vec![OptionInfo {
        name: "forbidden".into(),
        value: "list of names".into(),
        default:
            r#"[\"myisam\", \"mrg_myisam\", \"merge\", \"archive\", \"csv\", \"memory\", \"heap\", \"blackhole\"]"#
                .into(),
        summary: "storage engines that are not to be used".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "storage-engine",
        Category::Design,
        Severity::Warning,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::SetEngine, Kind::SetOptions])),
        include_str!("storage_engine.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    forbidden: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let forbidden = [
            "myisam",
            "mrg_myisam",
            "merge",
            "archive",
            "csv",
            "memory",
            "heap",
            "blackhole",
        ];
        Self {
            forbidden: forbidden.map(str::to_owned).to_vec(),
        }
    }
}

/// Reports tables in storage engines without transactions.
pub(crate) struct StorageEngine;

impl Rule for StorageEngine {
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
        let (table, options) = match &change.action {
            Action::CreateTable(created) if created.persistence != Persistence::Temporary => {
                (&created.name, &created.options)
            }
            Action::Table(action) => (&action.name, &action.options),
            _ => return,
        };
        let settings: &Settings = cx.options();
        let Some(option) = options.iter().find(|option| option.name == "engine") else {
            return;
        };
        let engine = option
            .value
            .as_deref()
            .unwrap_or_default()
            .trim_matches(['\'', '"', '`'])
            .to_ascii_lowercase();
        if settings
            .forbidden
            .iter()
            .any(|forbidden| forbidden.eq_ignore_ascii_case(&engine))
            && !cx.is_temporary(table)
        {
            cx.report(
                option.range,
                format!("`{table}` is kept by `{engine}`, which has no transactions and checks no foreign key"),
            )
            .about(table.to_string())
            .help("use `InnoDB`");
        }
    }
}
