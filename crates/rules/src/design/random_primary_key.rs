use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Constraint, ConstraintKind, ExprKind, Kind, KindSet};
use source::{Category, Severity};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    partial_aliases: lint::names(&["pgsafe:uuid-primary-key"]),
    // A matter of taste, or of a team's own rules.
    default_on: false,
    ..RuleInfo::new(
        "random-primary-key",
        Category::Design,
        Severity::Info,
        On::Changes(KindSet::of(&[Kind::CreateTable])),
        include_str!("random_primary_key.md"),
    )
});

/// Reports primary keys that are made at random.
pub(crate) struct RandomPrimaryKey;

impl Rule for RandomPrimaryKey {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Action::CreateTable(created) = &change.action else {
            return;
        };
        let dialect = cx.migration.script.dialect;
        let of_key = |constraint: &&Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
        let apart: Vec<_> = created
            .constraints
            .iter()
            .filter(of_key)
            .flat_map(Constraint::columns)
            .collect();
        for column in &created.columns {
            let is_first =
                column.is_primary_key() || apart.first().is_some_and(|first| first.is_same(&column.name, dialect));
            let Some(default) = column.default.as_ref().filter(|_| is_first) else {
                continue;
            };
            let mut function = None;
            default.walk(&mut |part| {
                if let ExprKind::Call { name, .. } = &part.kind
                    && RANDOM.iter().any(|known| known.eq_ignore_ascii_case(&name.ident.text))
                {
                    function.get_or_insert(name.ident.text.clone());
                }
            });
            if let Some(function) = function {
                cx.report(
                    default.range,
                    format!("`{function}` makes keys in no order, so each insert writes another page of the index"),
                )
                .about(format!("{}.{}", created.name, column.name))
                .help("use keys that grow: a number, a UUID of version 7, `newsequentialid()`");
            }
        }
    }
}

/// Functions whose values have no order: <https://www.postgresql.org/docs/current/functions-uuid.html>,
/// <https://learn.microsoft.com/sql/t-sql/functions/newid-transact-sql>. MySQL's `uuid()` begins with its fastest part.
const RANDOM: &[&str] = &[
    "gen_random_uuid",
    "uuid_generate_v4",
    "uuidv4",
    "newid",
    "uuid",
    "sys_guid",
    "randomblob",
];
