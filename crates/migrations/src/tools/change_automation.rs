use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{comment_lines_with, strip_prefix_ignoring_case};
use crate::marks::Mark;
use crate::names::{leading_digits, natural_order, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::{Reading, callback};
use crate::{
    Delivery, Direction, LinePlace, MigrationKind, OptOut, Placeholders, PolicyOrigin, Tool, TransactionMode, Version,
};

/// Source: <https://documentation.red-gate.com/sca>, migrations, programmable objects, transaction handling.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::ChangeAutomation,
    history_tables: &["__MigrationLog", "__MigrationLogCurrent", "__SchemaSnapshot"],
    folders: &["Migrations"],
    placeholders: Some(Placeholders::new("$(", ")")),
    runs: Runs::new(
        TransactionMode::AllPending,
        Delivery::Batches,
        OptOut::Line {
            text: "TransactionHandling=\"Custom\"",
            place: "inside the `<Migration ID=\"…\" />` comment at the top of the file",
            at: LinePlace::Elsewhere,
        },
    ),
    repeatables: Repeatables::Last,
    depth: Depth::Flat,
    takes: |path| path.ends_with(".sql"),
    claim,
    read,
};

/// The folders of a project.
pub(crate) const FOLDERS: &[&str] = &["Migrations", PROGRAMMABLE, BEFORE, AFTER, "Additional Scripts"];

const PROGRAMMABLE: &str = "Programmable Objects";
const BEFORE: &str = "Pre-Deployment";
const AFTER: &str = "Post-Deployment";

fn claim(group: &Group<'_>, _: &Neighbours<'_>) -> Option<Claim> {
    (group.marked(Mark::ChangeAutomation) > 0)
        .then(|| Claim::new(Strength::Contents, "the files begin with `-- <Migration ID=…>`"))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    for (position, script) in (0..).zip(&scripts) {
        let mut migration = reading.whole(script);
        let stem = without_sql(script.name()).unwrap_or(script.name());
        migration.description = words(stem).into();
        let folder = group.below_home(script).split('/').next().unwrap_or_default();
        if folder.eq_ignore_ascii_case(PROGRAMMABLE) {
            migration.kind = MigrationKind::Repeatable;
            migration.direction = Direction::Repeatable;
        } else if folder.eq_ignore_ascii_case(BEFORE) || folder.eq_ignore_ascii_case(AFTER) {
            migration.kind = callback(folder);
            migration.direction = Direction::Callback;
            migration.policy.transaction = TransactionMode::StatementByStatement;
        } else {
            migration.version = Some(Version::Planned(position));
            migration.version_text = leading_digits(stem).map_or(stem, |(digits, _)| digits).into();
            if !script.marks.has(Mark::ChangeAutomation) {
                let message = "SQL Change Automation refuses a migration without `-- <Migration ID=\"…\" />`";
                let help = "begin the file with `-- <Migration ID=\"<a new GUID>\" />`";
                reading.annotation(script, TextRange::empty(0), message, help);
            }
        }
        if let Some(range) = custom_handling(script, reading) {
            migration.policy.transaction = TransactionMode::StatementByStatement;
            migration.policy.origin = PolicyOrigin::Annotation(script.span(range));
        }
        reading.add(migration);
    }
}

/// `TransactionHandling="Custom"` in the `<Migration …>` comment.
fn custom_handling(script: &Script<'_>, reading: &mut Reading<'_>) -> Option<TextRange> {
    let header = comment_lines_with(script.text(), "Migration").find(|line| {
        line.comment()
            .is_some_and(|comment| strip_prefix_ignoring_case(comment.trim_start(), "<migration ").is_some())
    })?;
    let (_, value) = header.text.split_once("TransactionHandling=\"")?;
    let value = value.split('"').next()?;
    match value {
        "Custom" => Some(header.range()),
        "Default" => None,
        _ => {
            let message = format!("SQL Change Automation knows no transaction handling `{value}`");
            reading.annotation(
                script,
                header.range_of(value),
                message,
                "write `Custom`, or leave it out",
            );
            None
        }
    }
}
