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
        for step in cut(script) {
            let mut migration = reading.whole(script);
            migration.version = Some(Version::Planned(position));
            migration.version_text = step.revision.into();
            migration.description = step.title.into();
            migration.direction = step.direction;
            migration.section.range = step.range;
            migration.section.header = step.header;
            if let Some(transaction) = step.transaction {
                migration.policy.transaction = transaction.mode;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(transaction.begin));
            }
            reading.add(migration);
            position += 1;
        }
    }
}

/// What of a revision runs in one transaction, or outside of any.
struct Step<'a> {
    revision: &'a str,
    title: &'a str,
    direction: Direction,
    range: TextRange,
    header: Option<TextRange>,
    transaction: Option<Opened>,
}

/// A transaction that the stream opens and ends itself.
#[derive(Clone, Copy)]
struct Opened {
    begin: TextRange,
    /// The text that runs in it.
    range: TextRange,
    /// The first byte behind the line that ends it.
    next: u32,
    mode: TransactionMode,
}

/// Cuts a generated script at its markers, and where it opens and ends transactions: around everything, around each
/// revision (`transaction_per_migration`), or not around what stands in an `autocommit_block()`. The lines that do so are
/// in no step.
fn cut<'a>(script: &Script<'a>) -> Vec<Step<'a>> {
    let text = script.text();
    let markers: Vec<Marker<'_>> = comment_lines_with(text, "Running ")
        .filter_map(|line| marker(&line))
        .collect();
    let first_marker = markers.first().map_or(script.range().end, |marker| marker.line.start);
    let transactions: Vec<Opened> = transactions(text, &markers);
    let mut steps = Vec::new();
    let before = Step {
        revision: "",
        title: "before the first revision",
        direction: Direction::Up,
        range: TextRange::new(0, first_marker),
        header: None,
        transaction: None,
    };
    let has_text =
        |range: TextRange| lines(script.slice(range)).any(|line| !line.is_blank() && line.comment().is_none());
    let parts = before.cut_at(&transactions);
    steps.extend(parts.into_iter().filter(|part| has_text(part.range)));
    let nexts = markers
        .iter()
        .skip(1)
        .map(|next| next.line.start)
        .chain([script.range().end]);
    for (marker, next) in markers.iter().zip(nexts) {
        let whole = Step {
            revision: marker.revision,
            title: marker.title,
            direction: marker.direction,
            range: TextRange::new(marker.line.next.min(next), next),
            header: Some(marker.line.range()),
            transaction: None,
        };
        let mut parts = whole.cut_at(&transactions);
        // A revision without statements is one all the same.
        let is_empty = !parts.iter().any(|part| has_text(part.range));
        parts.retain(|part| is_empty || has_text(part.range));
        parts.truncate(if is_empty { 1 } else { usize::MAX });
        steps.extend(parts);
    }
    steps
}

impl Step<'_> {
    /// The parts of this step inside and outside of transactions, in their order.
    fn cut_at(self, transactions: &[Opened]) -> Vec<Self> {
        let TextRange { start, end } = self.range;
        let mut parts = Vec::new();
        let mut at = start;
        let mut part = |from: u32, to: u32, transaction: Option<Opened>| {
            let (from, to) = (from.max(start), to.min(end));
            if from < to {
                parts.push(Self {
                    range: TextRange::new(from, to),
                    transaction,
                    ..self
                });
            }
        };
        for opened in transactions {
            part(at, opened.begin.start, None);
            part(opened.range.start, opened.range.end, Some(*opened));
            at = at.max(opened.next);
        }
        part(at, end, None);
        parts
    }
}

/// The transactions of the stream; none where the lines that open and end them do not go together.
fn transactions(text: &str, markers: &[Marker<'_>]) -> Vec<Opened> {
    let mut found = Vec::new();
    let mut open: Option<Line<'_>> = None;
    let mut is_apart = true;
    let mut rest = lines(text).peekable();
    while let Some(line) = rest.next() {
        let stands_alone = std::mem::replace(&mut is_apart, is_between_statements(&line))
            && rest.peek().is_none_or(is_between_statements);
        let statement = line.text.trim_end();
        let is_one_of =
            |known: &[&str]| stands_alone && known.iter().any(|known| statement.eq_ignore_ascii_case(known));
        if is_one_of(&["BEGIN;", "BEGIN TRANSACTION;", "START TRANSACTION;"]) {
            if open.replace(line).is_some() {
                return Vec::new();
            }
        } else if is_one_of(&["COMMIT;"]) {
            let Some(begin) = open.take() else {
                return Vec::new();
            };
            let range = TextRange::new(begin.next, line.start);
            let revisions = markers
                .iter()
                .filter(|marker| range.contains(marker.line.start))
                .count();
            found.push(Opened {
                begin: begin.range(),
                range,
                next: line.next,
                mode: if revisions > 1 {
                    TransactionMode::AllPending
                } else {
                    TransactionMode::PerMigration
                },
            });
        }
    }
    if open.is_some() { Vec::new() } else { found }
}

/// What stands before and behind each statement that Alembic prints.
fn is_between_statements(line: &Line<'_>) -> bool {
    line.is_blank() || line.comment().is_some() || line.text.trim().eq_ignore_ascii_case("GO")
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
