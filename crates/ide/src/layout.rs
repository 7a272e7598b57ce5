use engine::Project;
use impact::bare_name;
use lint::StatementFacts;
use schema::Statement;
use source::{FileId, TextRange};

/// A part of a file that can be folded away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fold {
    /// From its beginning to its end.
    pub range: TextRange,
    /// What it is.
    pub kind: FoldKind,
}

/// What a foldable part is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FoldKind {
    /// A statement, or a block in one.
    Statement,
    /// A comment, or comments one below the other.
    Comment,
    /// A migration among others in its file.
    Migration,
}

/// Statements, comments and migrations that may be folded, without regard to lines.
#[must_use]
pub fn folds(project: &Project, file: FileId) -> Vec<Fold> {
    let mut folds = Vec::new();
    let mut comments: Vec<TextRange> = Vec::new();
    for facts in project.migrations_in(file) {
        let section = &facts.migration.section;
        if section.header.is_some() {
            folds.push(Fold {
                range: section
                    .header
                    .map_or(section.range, |header| header.cover(section.range)),
                kind: FoldKind::Migration,
            });
        }
        facts.script.walk(&mut |statement| {
            folds.push(Fold {
                range: statement.range,
                kind: FoldKind::Statement,
            });
        });
        comments.extend(
            facts
                .head
                .iter()
                .chain(&facts.script.comments)
                .map(|comment| comment.range),
        );
    }
    comments.sort_unstable();
    let text = project.sources().get(file).text();
    let follows = |above: TextRange, below: TextRange| {
        let between = text.get(above.end as usize..below.start as usize).unwrap_or("-");
        between.trim().is_empty() && between.matches('\n').count() <= 1
    };
    for comment in comments {
        match folds.last_mut() {
            Some(last) if last.kind == FoldKind::Comment && follows(last.range, comment) => {
                last.range = last.range.cover(comment);
            }
            _ => folds.push(Fold {
                range: comment,
                kind: FoldKind::Comment,
            }),
        }
    }
    folds
}

/// The ranges around a place, the innermost first: word, change, statement, block, migration, file.
#[must_use]
pub fn selections(project: &Project, file: FileId, offset: u32) -> Vec<TextRange> {
    let source = project.sources().get(file);
    let whole = TextRange::new(0, u32::try_from(source.text().len()).unwrap_or(u32::MAX));
    let mut ranges = vec![whole];
    let holds = |range: TextRange| range.start <= offset && offset <= range.end;
    for facts in project.migrations_in(file) {
        let section = facts.migration.section.range;
        if !holds(section) {
            continue;
        }
        ranges.push(section);
        facts.script.walk(&mut |statement| {
            if holds(statement.range) {
                ranges.push(statement.range);
                let changes = statement.changes.iter().map(|change| change.range);
                ranges.extend(changes.filter(|range| holds(*range)));
            }
        });
        let words = facts.script.tokens.iter().map(|token| token.range);
        ranges.extend(words.filter(|range| holds(*range) && range.start < range.end));
    }
    // Each within the one before, and smaller.
    ranges.sort_by_key(|range| std::cmp::Reverse(range.end - range.start));
    let mut nested: Vec<TextRange> = Vec::new();
    for range in ranges {
        let fits = nested
            .last()
            .is_none_or(|outer| outer.contains_range(range) && *outer != range);
        if fits {
            nested.push(range);
        }
    }
    nested.reverse();
    nested
}

/// The strongest lock of a statement, to be shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LockHint {
    /// The statement.
    pub range: TextRange,
    /// In short: `ACCESS EXCLUSIVE on orders`.
    pub label: String,
    /// Who waits for it, and what else is locked, one line each.
    pub details: Vec<String>,
}

/// The strongest lock of each top-level statement that takes one.
#[must_use]
pub fn lock_hints(project: &Project, file: FileId, within: TextRange) -> Vec<LockHint> {
    let facts = project.migrations_in(file).flat_map(|facts| facts.iter());
    facts
        .filter(|(statement, _)| statement.range.start <= within.end && within.start <= statement.range.end)
        .filter_map(|(statement, facts)| lock_hint(statement, facts))
        .collect()
}

fn lock_hint(statement: &Statement, facts: StatementFacts<'_>) -> Option<LockHint> {
    let locks = &facts.impact().locks;
    let strongest = locks
        .iter()
        .rev()
        .max_by_key(|lock| (lock.blocks_reads, lock.blocks_writes))?;
    let others = match locks.len() {
        1 => String::new(),
        count => format!(", {} more", count - 1),
    };
    Some(LockHint {
        range: statement.range,
        label: format!("{} on {}{others}", strongest.mode, strongest.bare_name()),
        details: locks.iter().map(crate::hover::lock).collect(),
    })
}

/// What a migration does in total.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MigrationSummary {
    /// Where to show it: the migration's header, or its first statement.
    pub range: TextRange,
    /// In one line.
    pub title: String,
}

/// What each migration of a file does in total.
#[must_use]
pub fn migration_summaries(project: &Project, file: FileId) -> Vec<MigrationSummary> {
    let summary = |facts: &std::sync::Arc<lint::MigrationFacts>| {
        let first = facts.script.statements.first()?;
        let header = facts.migration.section.header;
        Some(MigrationSummary {
            range: header.unwrap_or(first.range),
            title: total(facts),
        })
    };
    project.migrations_in(file).filter_map(summary).collect()
}

fn total(facts: &lint::MigrationFacts) -> String {
    let count = facts.script.statements.len();
    let mut parts = vec![if count == 1 {
        "1 statement".to_owned()
    } else {
        format!("{count} statements")
    }];
    let (mut closed, mut locked, mut rewritten, mut scanned) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut loses, mut stops, mut phase) = (false, false, None);
    for (_, known) in facts.iter() {
        let impact = known.impact();
        let waiting = impact.locks.iter().filter(|lock| lock.blocks_writes);
        for lock in waiting {
            let list = if lock.blocks_reads { &mut closed } else { &mut locked };
            list.push(lock.bare_name().to_owned());
        }
        rewritten.extend(impact.rewrites.iter().map(|relation| bare_name(relation).to_owned()));
        scanned.extend(impact.scans.iter().map(|relation| bare_name(relation).to_owned()));
        loses |= impact.outcome.destructive == Some(true);
        stops |= impact.outcome.reversible == Some(false);
        phase = phase.max(impact.outcome.phase);
    }
    locked.retain(|relation| !closed.contains(relation));
    scanned.retain(|relation| !rewritten.contains(relation));
    let mut list = |verb: &str, names: &mut Vec<String>| {
        names.sort();
        names.dedup();
        match names.as_slice() {
            [] => {}
            [_, _, _, _, ..] => parts.push(format!("{verb} {} tables", names.len())),
            names => parts.push(format!("{verb} {}", names.join(", "))),
        }
    };
    list("blocks reads and writes of", &mut closed);
    list("blocks writes to", &mut locked);
    list("rewrites", &mut rewritten);
    list("scans", &mut scanned);
    if loses {
        parts.push("loses data".to_owned());
    } else if stops {
        parts.push("cannot be undone".to_owned());
    }
    if let Some(phase) = phase {
        parts.push(format!("{phase:?}").to_lowercase());
    }
    parts.join(" · ")
}
