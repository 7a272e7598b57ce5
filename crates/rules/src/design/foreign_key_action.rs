use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "bytebase:STATEMENT_DISALLOW_ON_DEL_CASCADE",
        "pgrubic:CT002",
        "eslint-plugin-postgresql:no-on-delete-cascade",
    ]),
    partial_aliases: lint::names(&[
        "migrationpilot:MP086",
        "pgrubic:CT001",
        "eslint-plugin-postgresql:require-on-delete-action",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "forbidden".into(),
            value: "list of actions".into(),
            default: r#"[\"cascade\"]"#.into(),
            summary: "what may not happen to referring rows: `cascade`, `set null`, `set default`, \
                `restrict`, `no action`"
                .into(),
        },
        OptionInfo {
            name: "explicit".into(),
            value: "true or false".into(),
            default: "false".into(),
            summary: "also report foreign keys that do not say what happens on delete".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "foreign-key-action",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable, Kind::AddColumn, Kind::AddConstraint])),
        include_str!("foreign_key_action.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    forbidden: Vec<String>,
    explicit: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            forbidden: vec!["cascade".to_owned()],
            explicit: false,
        }
    }
}

/// Reports foreign keys that do to referring rows what the team does not want.
pub(crate) struct ForeignKeyAction;

impl Rule for ForeignKeyAction {
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
        for key in change.foreign_keys() {
            let reference = key.reference;
            let actions = [("on delete", reference.on_delete), ("on update", reference.on_update)];
            let forbidden = actions.iter().find_map(|(event, action)| {
                let action = action.as_ref()?.as_str();
                settings
                    .forbidden
                    .iter()
                    .any(|word| word.eq_ignore_ascii_case(action))
                    .then_some((event, action))
            });
            let (message, help) = match forbidden {
                Some((event, action)) => (
                    format!(
                        "rows of `{}` follow those of `{}`: `{event} {action}`",
                        key.table, reference.table
                    ),
                    "leave it to the code that deletes to say what else goes",
                ),
                None if settings.explicit && reference.on_delete.is_none() => (
                    format!(
                        "what a delete in `{}` does to rows of `{}` is not said",
                        reference.table, key.table
                    ),
                    "write `on delete restrict`, or what is meant",
                ),
                None => continue,
            };
            cx.report(key.constraint.range, message)
                .about(key.table.to_string())
                .help(help);
        }
    }
}
