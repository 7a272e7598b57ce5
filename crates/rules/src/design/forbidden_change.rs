use std::sync::LazyLock;

use lint::{Context, NamedKind, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::KindSet;
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&[
        "liquibase:DetectChangeType",
        "liquibase-linter:illegal-change-types",
        "bytebase:SYSTEM_PROCEDURE_DISALLOW_CREATE",
        "bytebase:SYSTEM_EVENT_DISALLOW_CREATE",
        "bytebase:SYSTEM_VIEW_DISALLOW_CREATE",
        "bytebase:SYSTEM_FUNCTION_DISALLOW_CREATE",
    ]),
    partial_aliases: lint::names(&[
        "bytebase:TABLE_DISALLOW_TRIGGER",
        "bytebase:TABLE_DISALLOW_PARTITION",
        "bytebase:TABLE_DISALLOW_DDL",
        "bytebase:TABLE_DISALLOW_DML",
        "skeema:has-routine",
        "eslint-plugin-postgresql:no-rule",
        "eslint-plugin-postgresql:no-create-role",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![
        OptionInfo {
            name: "kinds".into(),
            value: "list of kinds".into(),
            default: "[]".into(),
            summary: "kinds of change that migrations may not make, as `docs/kinds.md` lists them: \
                    `[\"create_trigger\", \"create_event\"]`"
                .into(),
        },
        OptionInfo {
            name: "instead".into(),
            value: "text".into(),
            default: "".into(),
            summary: "what to do instead".into(),
        },
    ]
    .into(),
    ..RuleInfo::new(
        "forbidden-change",
        Category::Design,
        Severity::Error,
        On::Changes(KindSet::ALL),
        include_str!("forbidden_change.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    kinds: Vec<NamedKind>,
    instead: String,
}

/// Reports changes that the team's migrations may not make.
pub(crate) struct ForbiddenChange;

impl Rule for ForbiddenChange {
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
        if !settings.kinds.contains(&NamedKind(change.kind)) {
            return;
        }
        let words = change.kind.as_str().replace('_', " ");
        let help = match settings.instead.as_str() {
            "" => "do without it, or ask who made the rule",
            instead => instead,
        };
        let object = change.object().map(ToString::to_string).unwrap_or_default();
        cx.report(change.range, format!("migrations do not `{words}` here"))
            .about(object)
            .help(help.to_owned());
    }
}
