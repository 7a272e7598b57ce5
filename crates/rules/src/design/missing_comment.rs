use std::borrow::Cow;
use std::sync::LazyLock;

use lint::{Context, On, OptionInfo, Options, OptionsError, Rule, RuleInfo, Subject};
use schema::{Action, Change, Comment, CreateTable, Dialect, Ident, Name, Statement};
use serde::Deserialize;
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: Cow::Borrowed(&[Dialect::Postgres, Dialect::Mysql, Dialect::Mariadb, Dialect::Oracle]),
    aliases: lint::names(&[
        "flyway:RX014",
        "bytebase:TABLE_COMMENT",
        "bytebase:COLUMN_COMMENT",
        "pgsafe:require-comment",
        "liquibase-linter:create-table-remarks",
        "liquibase-linter:create-column-remarks",
        "pgrubic:GN012",
        "pgrubic:GN013",
    ]),
    partial_aliases: lint::names(&["flyway:RG17"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    options: vec![OptionInfo {
        name: "columns".into(),
        value: "true or false".into(),
        default: "false".into(),
        summary: "also ask for a comment on each column".into(),
    }]
    .into(),
    ..RuleInfo::new(
        "missing-comment",
        Category::Design,
        Severity::Info,
        On::Migrations,
        include_str!("missing_comment.md"),
    )
});

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Settings {
    columns: bool,
}

/// Reports tables and columns that nobody has described.
pub(crate) struct MissingComment;

impl Rule for MissingComment {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        Options::read::<Settings>(table)
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(migration) = subject else {
            return;
        };
        let settings: &Settings = cx.options();
        let dialect = migration.script.dialect;
        let mut comments: Vec<&Comment> = Vec::new();
        for statement in &migration.script.statements {
            statement.walk(&mut |inner: &Statement| {
                comments.extend(inner.changes.iter().filter_map(comment));
            });
        }
        let is_described = |table: &Name, column: Option<&Ident>| {
            comments.iter().any(|comment| {
                let is_it = match (&comment.column, column) {
                    (None, None) => true,
                    (Some(said), Some(column)) => said.is_same(column, dialect),
                    _ => false,
                };
                comment.has_text && is_it && comment.name.is_same(table, dialect)
            })
        };
        for new in migration.new_tables() {
            let create = new.create;
            if create.partition_of.is_some() {
                continue;
            }
            if !has_option(create) && !is_described(&create.name, None) {
                cx.report_in(
                    new.path.clone(),
                    create.name.range(),
                    format!("nothing says what `{}` is for", create.name),
                )
                .about(new.table.key.to_string())
                .help("describe it in a comment");
            }
            if !settings.columns {
                continue;
            }
            for column in &create.columns {
                if column.comment.is_none() && !is_described(&create.name, Some(&column.name)) {
                    cx.report_in(
                        new.path.clone(),
                        column.name.range,
                        format!("nothing says what `{}.{}` is for", create.name, column.name),
                    )
                    .about(format!("{}.{}", new.table.key, column.name))
                    .help("describe it in a comment");
                }
            }
        }
    }
}

fn comment(change: &Change) -> Option<&Comment> {
    match &change.action {
        Action::Comment(comment) => Some(comment),
        _ => None,
    }
}

/// MySQL's `COMMENT = '…'`.
fn has_option(create: &CreateTable) -> bool {
    create
        .options
        .iter()
        .any(|option| option.name == "comment" && option.value.is_some())
}
