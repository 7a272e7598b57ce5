use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Tool;
use schema::{Action, Change, Dialect, Ident, Kind, KindSet, Name, Statement};
use source::{Applicability, Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    dialects: vec![Dialect::Mssql].into(),
    fixable: true,
    ..RuleInfo::new(
        "column-added-in-same-batch",
        Category::Correctness,
        Severity::Error,
        On::Changes(KindSet::of(&[Kind::Insert, Kind::Update])),
        include_str!("column_added_in_same_batch.md"),
    )
});

/// Reports columns that are used in the batch that adds them.
pub(crate) struct ColumnAddedInSameBatch;

impl Rule for ColumnAddedInSameBatch {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Change(change, _) = subject else {
            return;
        };
        let facts = cx.migration;
        // What sends scripts without a tool is not known.
        let sends_batches = facts.sends_batches() && facts.tool != Tool::Plain;
        let Some(table) = change.table().filter(|_| sends_batches) else {
            return;
        };
        let Some(top) = top_level(cx) else {
            return;
        };
        let batch = facts.batch_at(change.range.start);
        let mut statements = facts.script.statements.iter();
        let first = statements.position(|statement| statement.range.start >= batch.start);
        let at_start = facts.schema_before(first.unwrap_or_default());
        let is_known = at_start.table(table).known().is_some_and(|known| known.is_complete);
        let is_added = |column: &&Ident| {
            at_start.column(table, column).is_absent() && cx.before().column(table, column).seen().is_some()
        };
        let Some(column) = written(change).into_iter().find(is_added).filter(|_| is_known) else {
            return;
        };
        if is_run_as_text(top, change.range.start) || cx.is_temporary(table) {
            return;
        }
        let message =
            format!("this batch is compiled before it adds `{table}.{column}`, and refused: there is no such column");
        let key = format!("{}.{column}", cx.resolved(table));
        let edit = go_before(top, change, cx);
        let report = cx.report(column.range, message);
        report
            .about(key)
            .help("write `GO` on a line of its own between the two, or run this by `exec ('…')`");
        if let Some(edit) = edit {
            report.fix("put `GO` before it", Applicability::Unsafe, [edit]);
        }
    }
}

fn written(change: &Change) -> Vec<&Ident> {
    let is_own = |column: &&Name| column.qualifiers.is_empty();
    match &change.action {
        Action::Insert(insert) => insert.columns.iter().collect(),
        Action::Update(update) if !update.has_join => {
            let columns = update.assignments.iter().map(|assignment| &assignment.column);
            columns.filter(is_own).map(|column| &column.ident).collect()
        }
        _ => Vec::new(),
    }
}

/// The statement of the script that the one at hand is or stands in.
fn top_level<'a>(cx: &Context<'a>) -> Option<&'a Statement> {
    let at = *cx.statement_path()?.0.first()?;
    cx.migration.script.statements.get(at as usize)
}

/// Whether the place lies in a text that is compiled when it is run: `EXEC ('…')`.
fn is_run_as_text(statement: &Statement, offset: u32) -> bool {
    let mut is_text = false;
    statement.walk(&mut |outer| {
        let holds = outer.range.contains(offset) && !outer.body.is_empty();
        is_text |= holds && matches!(outer.kind, Kind::Execute | Kind::ExecuteImmediate | Kind::Call);
    });
    is_text
}

/// `GO` above the statement, where it stands by itself on its line and the batch has no variables, which would be gone.
fn go_before(top: &Statement, change: &Change, cx: &Context<'_>) -> Option<(TextRange, String)> {
    let batch = cx.migration.batch_at(top.range.start);
    let mut statements = cx.migration.script.statements.iter();
    let declares = |statement: &Statement| statement.kind == Kind::Declare && batch.contains(statement.range.start);
    let text = cx.migration.file.text();
    let begins_line = text[..top.range.start as usize].ends_with('\n');
    let stands_alone = top.range.start == change.range.start && begins_line;
    let place = TextRange::empty(top.range.start);
    (stands_alone && !statements.any(declares)).then(|| (place, "GO\n".to_owned()))
}
