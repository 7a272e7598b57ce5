use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, ConstraintKind, Index, Kind, KindSet};
use serde::Deserialize;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["diesel-guard:WideIndexCheck", "bytebase:INDEX_KEY_NUMBER_LIMIT"]),
    partial_aliases: lint::names(&[
        "sqlserver-rules:SRD0003",
        "eslint-plugin-postgresql:no-composite-primary-key",
    ]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "most".into(),
        value: "number".into(),
        default: "3".into(),
        summary: "the most columns that an index may have".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "wide-index",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[
            Kind::CreateIndex,
            Kind::AddIndex,
            Kind::CreateTable,
            Kind::AddConstraint,
        ])),
        include_str!("wide_index.md"),
    )
});

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    most: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { most: 3 }
    }
}

/// Reports indexes over many columns.
pub(crate) struct WideIndex;

impl Rule for WideIndex {
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
        for (count, range) in widths(change) {
            if count > settings.most {
                cx.report(
                    range,
                    format!("this index has {count} columns, more than {}", settings.most),
                )
                .about(change.object().map(ToString::to_string).unwrap_or_default())
                .help(
                    "keep the columns that queries search by, and carry the others along with \
                     `include` where the engine can",
                );
            }
        }
    }
}

fn widths(change: &Change) -> Vec<(usize, TextRange)> {
    let of_index = |index: &Index| (index.keys.len(), index.range);
    match &change.action {
        Action::CreateIndex(index) => vec![of_index(index)],
        Action::CreateTable(created) => {
            let keys = created
                .constraints
                .iter()
                .filter_map(|constraint| match &constraint.kind {
                    ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => {
                        Some((keys.len(), constraint.range))
                    }
                    _ => None,
                });
            created.indexes.iter().map(of_index).chain(keys).collect()
        }
        Action::AddConstraint { constraint, .. } => match &constraint.kind {
            ConstraintKind::PrimaryKey { keys, .. } | ConstraintKind::Unique { keys, .. } => {
                vec![(keys.len(), constraint.range)]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}
