use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use schema::{Action, Behaviour, Change, Kind, KindSet, Verb};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    aliases: lint::names(&["migrationpilot:MP022", "pgrubic:GN015"]),
    partial_aliases: lint::names(&["pg-migration-lint:PGM202", "bytebase:STATEMENT_DISALLOW_RM_TBL_CASCADE"]),
    // A table, a column or a schema that is lost is the greater hazard.
    yields_to: lint::names(&["drop-table", "drop-column", "drop-schema"]),
    fixable: true,
    ..RuleInfo::new(
        "drop-cascade",
        Category::Destructive,
        Severity::Warning,
        On::Changes(KINDS),
        include_str!("drop_cascade.md"),
    )
});

/// Every kind that drops something.
const KINDS: KindSet = KindSet::of(&[Kind::DropColumn, Kind::DropConstraint]).union(KindSet::of_verb(Verb::Drop));

/// Reports drops that take along what the script does not name.
pub(crate) struct DropCascade;

impl Rule for DropCascade {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let Some(Behaviour::Cascade(cascade)) = change.behaviour() else {
            return;
        };
        let Some(name) = dropped_name(change) else {
            return;
        };
        let others = cx.taken_along(change).in_words();
        let message = match &others {
            Some(others) => format!("`cascade` also drops {others}, which the script does not name"),
            None => format!("`cascade` also drops whatever depends on `{name}`, which the script does not name"),
        };
        let range = with_space_before(cascade, cx);
        let report = cx.report(change.range, message).about(name);
        report.help(
            "drop the dependent objects by name, and leave `cascade` out: then the engine refuses what was forgotten",
        );
        // Without the word the engine refuses for what is known to depend on it.
        if others.is_none() {
            report.fix("leave `cascade` out", Applicability::Unsafe, [(range, String::new())]);
        }
    }
}

fn dropped_name(change: &Change) -> Option<String> {
    match &change.action {
        Action::Column(action) => Some(format!("{}.{}", action.table, action.column)),
        Action::Constraint(action) => action.name.as_ref().map(ToString::to_string),
        _ => change.object().map(ToString::to_string),
    }
}

/// The word and the space that sets it off.
fn with_space_before(word: TextRange, cx: &Context<'_>) -> TextRange {
    let before = cx.text(TextRange::new(0, word.start));
    let space = before.len() - before.trim_end().len();
    TextRange::new(word.start - u32::try_from(space).unwrap_or(0), word.end)
}
