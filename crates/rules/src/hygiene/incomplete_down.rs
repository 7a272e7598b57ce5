use lint::{Collected, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::{Direction, MigrationKind, Tool};
use schema::catalog::{Difference, DifferenceKind};
use schema::{ObjectKind};
use source::{Category, Severity, StatementPath};

static INFO: RuleInfo = RuleInfo::new("incomplete-down", Category::Hygiene, Severity::Warning, On::History, include_str!("incomplete_down.md"));

/// Reports ways down that do not lead back to the schema before the way up.
pub(crate) struct IncompleteDown;

impl Rule for IncompleteDown {
 fn info(&self) -> &RuleInfo { &INFO }

fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let migrations = &cx.history.migrations;
        for number in 1..migrations.len() {
            let (up, down) = (&migrations[number - 1], &migrations[number]);
            if !is_pair(up, down) || down.script.statements.is_empty() || up.unread() + down.unread() > 0 {
                continue;
            }
            let left = left_over(up, down);
            let Some(first) = left.first() else { continue; };
            let others = match left.len() {
                1 => String::new(),
                2 => ", and another thing differs".to_owned(),
                many => format!(", and {} other things differ", many - 1),
            };
            let last = down.script.statements.len() - 1;
            let path = StatementPath(vec![u32::try_from(last).unwrap_or(u32::MAX)]);
            let range = down.script.statements[last].range;
            let message = format!("after the way up and down {}{others}", said(first));
            let object = first.part.as_ref().map_or_else(|| first.key.to_string(), |part| format!("{}.{part}", first.key));
            cx.report_in(number, path, range, message)
                .about(object)
                .help("take back everything that the way up does, or say in a comment why it stays");
        }
    }
}

/// Steps of Pop that share a date are one migration, and Sqitch's reworked changes go back to an earlier text of their own.
fn is_pair(up: &MigrationFacts, down: &MigrationFacts) -> bool {
    let is_whole = match up.tool {
        Tool::Sqitch => false,
        Tool::Pop => up.migration.version_text.len() <= "20240101000000".len(),
        _ => true,
    };
    is_whole && down.migration.direction == Direction::Down
        && up.migration.direction == Direction::Up
        && up.migration.kind == MigrationKind::Versioned
        && up.migration.version == down.migration.version
}

/// What is certainly another schema than before. A value of an enumeration cannot be taken back.
fn left_over(up: &MigrationFacts, down: &MigrationFacts) -> Vec<Difference> {
    let mut before = up.before.clone();
    before.start_session();
    let mut after = down.after.clone();
    after.start_session();
    let mut found = before.diff(&after);
    found.retain(|difference| difference.is_certain && !is_enum_value(difference));
    found
}

fn is_enum_value(difference: &Difference) -> bool {
    difference.object_kind == ObjectKind::EnumValue
        || matches!(&difference.kind, DifferenceKind::Changed { aspect: schema::catalog::Aspect::Values, .. })
}

/// The difference as a fact: `column x is still there`.
fn said(difference: &Difference) -> String {
    let words = difference.object_kind;
    let name = match &difference.part {
        Some(part) => format!("{}.{part}", difference.key),
        None => difference.key.to_string(),
    };
    match &difference.kind {
        DifferenceKind::OnlyHere => format!("{words} `{name}` is gone"),
        DifferenceKind::OnlyThere => format!("{words} `{name}` is still there"),
        DifferenceKind::Changed { aspect, here, there } if here == there => {
            format!("the {} of {words} `{name}` is another", aspect.as_str())
        }
        DifferenceKind::Changed { aspect, here, there } => {
            format!("the {} of {words} `{name}` is `{there}` instead of `{here}`", aspect.as_str())
        }
    }
}
