use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, lines, strip_prefix_ignoring_case};
use crate::marks::Mark;
use crate::names::parent;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, OptOut, PolicyOrigin, Tool, TransactionMode, Version};

/// Source: alembic, `alembic/runtime/migration.py` (`--sql`); <https://alembic.sqlalchemy.org/en/latest/offline.html>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Alembic,
    history_tables: &["alembic_version"],
    folders: &["alembic/versions", "migrations/versions"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::StatementByStatement,
        Delivery::Statements,
        OptOut::Setting("`with op.get_context().autocommit_block():` around the operation in the Python migration"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.marked(Mark::Alembic) > 0 {
        return Claim::some(
            Strength::Contents,
            "the files hold `-- Running upgrade`, which `alembic --sql` writes",
        );
    }
    if group.others.is_empty() || !group.scripts.is_empty() || !group.others_mostly(|name| name.ends_with(".py")) {
        return None;
    }
    let has_environment = near.in_folder(parent(&group.home), "env.py").is_some();
    has_environment.then(|| Claim::new(Strength::OwnFiles, "an env.py lies above the files"))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut position = 0;
    for script in &group.scripts {
        let Stream { wrapper, steps } = cut(script);
        for step in steps {
            let mut migration = reading.whole(script);
            migration.version = Some(Version::Planned(position));
            migration.version_text = step.revision.into();
            migration.description = step.title.into();
            migration.direction = step.direction;
            migration.section.range = step.range;
            migration.section.header = step.header;
            if let Some(begin) = wrapper {
                migration.policy.transaction = TransactionMode::AllPending;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(begin));
            }
            reading.add(migration);
            position += 1;
        }
    }
}

/// A generated script, cut at its markers.
struct Stream<'a> {
    /// The `BEGIN;` that opens one transaction around all steps. It and its `COMMIT;` are in no step.
    wrapper: Option<TextRange>,
    steps: Vec<Step<'a>>,
}

struct Step<'a> {
    revision: &'a str,
    title: &'a str,
    direction: Direction,
    range: TextRange,
    header: Option<TextRange>,
}

fn cut<'a>(script: &Script<'a>) -> Stream<'a> {
    let text = script.text();
    let is_transaction_line = |line: &Line<'_>, words: &[&str]| {
        let statement = line.text.trim().trim_end_matches(';');
        words.iter().any(|word| statement.eq_ignore_ascii_case(word))
    };
    let mut markers = comment_lines_with(text, "Running ")
        .filter_map(|line| marker(&line))
        .peekable();
    let first_marker = markers.peek().map_or(script.range().end, |marker| marker.line.start);
    let begin = lines(text)
        .take_while(|line| line.start < first_marker)
        .find(|line| is_transaction_line(line, &["BEGIN", "BEGIN TRANSACTION", "START TRANSACTION"]));
    let last = lines(text).filter(|line| !line.is_blank()).last();
    let commit = last.filter(|line| begin.is_some() && is_transaction_line(line, &["COMMIT"]));
    let wrapper = begin.filter(|_| commit.is_some());
    let start = wrapper.map_or(0, |line| line.next);
    let end = commit.map_or(script.range().end, |line| line.start);
    let mut steps = Vec::new();
    if lines(&text[start as usize..first_marker as usize]).any(|line| !line.is_blank() && line.comment().is_none()) {
        steps.push(Step {
            revision: "",
            title: "before the first revision",
            direction: Direction::Up,
            range: TextRange::new(start, first_marker.min(end)),
            header: None,
        });
    }
    while let Some(marker) = markers.next() {
        let next = markers.peek().map_or(end, |next| next.line.start);
        steps.push(Step {
            revision: marker.revision,
            title: marker.title,
            direction: marker.direction,
            range: TextRange::new(marker.line.next.min(next), next),
            header: Some(marker.line.range()),
        });
    }
    Stream {
        wrapper: wrapper.map(|line| line.range()),
        steps,
    }
}

struct Marker<'a> {
    line: Line<'a>,
    direction: Direction,
    revision: &'a str,
    title: &'a str,
}

/// `-- Running upgrade a1 -> b2, add users`; a downgrade bears the revision that it takes back.
fn marker<'a>(line: &Line<'a>) -> Option<Marker<'a>> {
    let words = line.comment()?.trim_start();
    let (direction, rest) = match strip_prefix_ignoring_case(words, "Running upgrade ") {
        Some(rest) => (Direction::Up, rest),
        None => (
            Direction::Down,
            strip_prefix_ignoring_case(words, "Running downgrade ")?,
        ),
    };
    let (from, to) = rest.split_once("->")?;
    let (to, title) = to.split_once(',').unwrap_or((to, ""));
    let revision = if direction == Direction::Up { to } else { from };
    Some(Marker {
        line: *line,
        direction,
        revision: revision.trim(),
        title: title.trim(),
    })
}
