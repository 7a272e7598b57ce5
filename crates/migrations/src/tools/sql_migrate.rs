use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::cutter::Cutter;
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, lines};
use crate::marks::Mark;
use crate::names::{leading_digits, natural_order, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, LinePlace, OptOut, PolicyOrigin, Tool, TransactionMode, Version};

/// Source: sql-migrate, `sqlparse/sqlparse.go` and `migrate.go`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::SqlMigrate,
    history_tables: &["gorp_migrations"],
    folders: &["migrations", "db/migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Line {
            text: "-- +migrate Up notransaction",
            place: "in place of `-- +migrate Up`",
            at: LinePlace::HeaderEnd(" notransaction"),
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| name.ends_with(".sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, _: &Neighbours<'_>) -> Option<Claim> {
    (group.marked(Mark::SqlMigrate) > 0)
        .then(|| Claim::new(Strength::Contents, "the files hold `-- +migrate` annotations"))
}

/// Files are ordered by the number in front of their names, and by their names where that is equal or missing.
fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| order(left.name(), right.name()));
    for (position, script) in (0..).zip(&scripts) {
        let file = read_file(script, reading);
        let stem = without_sql(script.name()).unwrap_or(script.name());
        let (number, rest) = leading_digits(stem).unwrap_or(("", stem));
        for cut in file.cutter.finish(script.range().end) {
            let mut migration = reading.whole(script);
            migration.version = Some(Version::Planned(position));
            migration.version_text = number.into();
            migration.description = words(rest).trim_start().into();
            let opted_out = file
                .no_transaction
                .iter()
                .find(|(direction, _)| *direction == cut.direction);
            if let Some((_, option)) = opted_out {
                migration.policy.transaction = TransactionMode::StatementByStatement;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(*option));
            }
            migration.direction = cut.direction;
            migration.section = cut.section;
            reading.add(migration);
        }
    }
}

fn order(left: &str, right: &str) -> std::cmp::Ordering {
    match (leading_digits(left), leading_digits(right)) {
        (Some((one, _)), Some((other, _))) => natural_order(one, other).then_with(|| left.cmp(right)),
        _ => left.cmp(right),
    }
}

/// What the annotations of one file say.
struct Annotated {
    cutter: Cutter,
    no_transaction: Vec<(Direction, TextRange)>,
}

fn read_file(script: &Script<'_>, reading: &mut Reading<'_>) -> Annotated {
    let mut file = Annotated {
        cutter: Cutter::new(),
        no_transaction: Vec::new(),
    };
    for line in comment_lines_with(script.text(), "+migrate") {
        let Some(command) = line.text.strip_prefix("-- +migrate ") else {
            if line
                .comment()
                .is_some_and(|comment| comment.trim_start().starts_with("+migrate"))
            {
                let help = "write it as `-- +migrate Up`, with one blank on either side of `+migrate` and none before";
                reading.annotation(script, line.range(), "sql-migrate does not see this annotation", help);
            }
            continue;
        };
        take(command, &line, script, &mut file, reading);
    }
    if let Some(marker) = file.cutter.unfinished() {
        let message = "`-- +migrate StatementBegin` has no `-- +migrate StatementEnd`";
        reading.annotation(
            script,
            marker,
            message,
            "add `-- +migrate StatementEnd` after the statement",
        );
    }
    report_text_before(script, &file, reading);
    if !file.cutter.has(Direction::Up) && !file.cutter.has(Direction::Down) {
        let help = "add `-- +migrate Up` on the line above the first statement";
        reading.annotation(
            script,
            TextRange::empty(0),
            "sql-migrate refuses a file without `-- +migrate Up`",
            help,
        );
        file.cutter.open_at(Direction::Up, 0);
    }
    file
}

fn take(command: &str, line: &Line<'_>, script: &Script<'_>, file: &mut Annotated, reading: &mut Reading<'_>) {
    let mut words = command.split_ascii_whitespace();
    let verb = words.next().unwrap_or_default();
    let misplaced = match verb {
        "Up" | "Down" => {
            let direction = if verb == "Up" { Direction::Up } else { Direction::Down };
            file.cutter.open(direction, line);
            for option in words {
                if option == "notransaction" {
                    file.no_transaction.push((direction, line.range_of(option)));
                } else {
                    let message = format!("sql-migrate knows no option `{option}`");
                    reading.annotation(
                        script,
                        line.range_of(option),
                        message,
                        "the only option is `notransaction`",
                    );
                }
            }
            return;
        }
        "StatementBegin" => file.cutter.begin_statement(line).is_err(),
        "StatementEnd" => file.cutter.end_statement(line).is_err(),
        _ => {
            let message = format!("sql-migrate knows no annotation `+migrate {verb}`");
            let help = "use `Up`, `Down`, `StatementBegin` or `StatementEnd`, in this spelling";
            reading.annotation(script, line.range(), message, help);
            return;
        }
    };
    if misplaced {
        let message = format!("`-- +migrate {verb}` stands where it has no effect");
        reading.annotation(
            script,
            line.range(),
            message,
            "put one before and one after a statement of a section",
        );
    }
}

/// What stands before the first section is skipped.
fn report_text_before(script: &Script<'_>, file: &Annotated, reading: &mut Reading<'_>) {
    let Some(first) = file.cutter.first_header() else {
        return;
    };
    let stray = lines(script.text())
        .take_while(|line| line.start < first.start)
        .find(|line| !line.is_blank() && line.comment().is_none());
    if let Some(line) = stray {
        let message = "sql-migrate skips text before the first `-- +migrate Up` or `Down`";
        reading.annotation(script, line.range(), message, "move it below the annotation");
    }
}
