use lint::{Collected, HistoryContext, MigrationFacts, On, Rule, RuleInfo};
use migrations::{Direction, MigrationKind, Tool};
use schema::catalog::{Aspect, Difference, DifferenceKind};
use schema::{Family, Keyword, ObjectKind, TokenKind};
use source::{Category, Severity, StatementPath};

static INFO: RuleInfo = RuleInfo::new(
    "incomplete-down",
    Category::Hygiene,
    Severity::Warning,
    On::History,
    include_str!("incomplete_down.md"),
);

/// Words with which a comment says that something is not taken back, and means it.
const MEANT: &[&str] = &[
    "downgrade",
    "irreversible",
    "cannot",
    "can't",
    "can not",
    "don't need",
    "not needed",
    "no need",
    "no way back",
    "on purpose",
    "intentional",
    "deliberate",
    "keep",
    "stay",
    "leave",
    "not reverted",
    "not restored",
    "not taken back",
];

/// Reports ways down that do not lead back to the schema before the way up.
pub(crate) struct IncompleteDown;

impl Rule for IncompleteDown {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn conclude(&self, _: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let migrations = &cx.history.migrations;
        let downs = cx.history.history.migrations.iter().enumerate().skip(1);
        let downs = downs.filter(|(_, migration)| migration.direction == Direction::Down);
        for (number, _) in downs {
            let (up, down) = (&migrations[number - 1], &migrations[number]);
            if !is_pair(up, down) || is_placeholder(down) || is_explained(down) || up.unread() + down.unread() > 0 {
                continue;
            }
            let left = left_over(up, down);
            let Some(first) = left.first() else {
                continue;
            };
            let others = match left.len() {
                1 => String::new(),
                2 => ", and another thing differs".to_owned(),
                many => format!(", and {} other things differ", many - 1),
            };
            let last = down.script.statements.len() - 1;
            let path = StatementPath(vec![u32::try_from(last).unwrap_or(u32::MAX)]);
            let range = down.script.statements[last].range;
            let message = format!("after the way up and down {}{others}", said(first));
            let object = first
                .part
                .as_ref()
                .map_or_else(|| first.key.to_string(), |part| format!("{}.{part}", first.key));
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
    is_whole
        && down.migration.direction == Direction::Down
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
    // Where a part of the history was not read, what the way up did not make may have been there before it.
    let made_by_up = before.has_gaps().then(|| {
        let mut between = up.after.clone();
        between.start_session();
        before.diff(&between)
    });
    let was_there = |difference: &Difference| {
        let made = made_by_up.as_ref().is_none_or(|made| made.contains(difference));
        difference.kind == DifferenceKind::OnlyThere && !made
    };
    found.retain(|difference| {
        difference.is_certain
            && !was_there(difference)
            && !is_enum_value(difference)
            && !is_same_text(difference, down)
            && !is_needed_default(difference, down)
    });
    found
}

/// Whether the way down holds nothing, or only the `select 1` that says that there is no way back where a tool wants a
/// statement.
fn is_placeholder(down: &MigrationFacts) -> bool {
    down.script.statements.iter().all(|statement| {
        let own = down.script.own_tokens(statement);
        let mut tokens = own.iter();
        let starts = tokens.next().is_none_or(|token| token.keyword == Keyword::SELECT);
        starts && tokens.all(|token| matches!(token.kind, TokenKind::Number | TokenKind::Terminator))
    })
}

/// Whether a comment of the way down says that it does not lead all the way.
fn is_explained(down: &MigrationFacts) -> bool {
    down.script.comments.iter().any(|comment| {
        let text = down.file.slice(comment.range).to_lowercase();
        MEANT.iter().any(|word| text.contains(word))
    })
}

/// `text` and `varchar` without a length behave alike in PostgreSQL
/// (<https://www.postgresql.org/docs/current/datatype-character.html>).
fn is_same_text(difference: &Difference, down: &MigrationFacts) -> bool {
    let is_unlimited = |name: &str| matches!(name, "text" | "varchar" | "character varying");
    down.script.dialect.family() == Family::Postgres
        && matches!(&difference.kind, DifferenceKind::Changed { aspect: Aspect::Type, here, there }
            if is_unlimited(here) && is_unlimited(there))
}

/// A required column comes back to a table with rows only with a default.
fn is_needed_default(difference: &Difference, down: &MigrationFacts) -> bool {
    let (
        DifferenceKind::Changed {
            aspect: Aspect::Default,
            ..
        },
        Some(part),
    ) = (&difference.kind, &difference.part)
    else {
        return false;
    };
    let is_new = down
        .before
        .table_at(&difference.key)
        .seen()
        .is_some_and(|table| table.column(part).is_absent());
    let after = down.after.table_at(&difference.key).seen();
    let left = after.and_then(|table| table.column(part).seen());
    let was_without = matches!(&difference.kind, DifferenceKind::Changed { here, .. } if here == "none");
    is_new && was_without && left.is_some_and(|column| column.nullable == Some(false))
}

fn is_enum_value(difference: &Difference) -> bool {
    difference.object_kind == ObjectKind::EnumValue
        || matches!(
            &difference.kind,
            DifferenceKind::Changed {
                aspect: Aspect::Values,
                ..
            }
        )
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
            format!(
                "the {} of {words} `{name}` is `{there}` instead of `{here}`",
                aspect.as_str()
            )
        }
    }
}
