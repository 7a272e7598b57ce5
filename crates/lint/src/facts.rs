use std::sync::{Arc, OnceLock};

use impact::Engine;
use migrations::{History, Migration, Tool};
use schema::{Catalog, CommentText, DataType, Kind, ProblemKind, Script, Statement};
use source::{FileId, SourceFile, TextRange};

use crate::merge::EqualStatements;
use crate::{Created, FoundFacts, Pending, Release, Suppression};

/// Everything that is known about one history when rules look at it. The engine fills it in.
#[derive(Clone, Debug)]
pub struct HistoryFacts {
    /// What the tool's conventions make of the files.
    pub history: History,
    /// Which engine runs it.
    pub engine: Engine,
    /// Why that dialect: "the files lie in a folder called `postgresql`".
    pub dialect_detected_by: String,
    /// Its migrations, in the order of [`History::migrations`].
    pub migrations: Vec<Arc<MigrationFacts>>,
    /// The files and their migrations' numbers, in that order.
    places: Vec<(FileId, usize)>,
    pub(crate) equals: EqualStatements,
}

impl HistoryFacts {
    /// What is known about a history of these migrations.
    #[must_use]
    pub fn new(
        history: History,
        engine: Engine,
        dialect_detected_by: String,
        migrations: Vec<Arc<MigrationFacts>>,
    ) -> Self {
        let files = migrations.iter().map(|facts| facts.migration.file);
        let mut places: Vec<(FileId, usize)> = files.zip(0..).collect();
        places.sort_unstable();
        Self {
            history,
            engine,
            dialect_detected_by,
            migrations,
            places,
            equals: EqualStatements::default(),
        }
    }

    /// The numbers of the migrations in one file, in the order in which they run.
    pub fn migrations_in(&self, file: FileId) -> impl DoubleEndedIterator<Item = usize> {
        let start = self.places.partition_point(|(other, _)| *other < file);
        let rest = &self.places[start..];
        let length = rest.partition_point(|(other, _)| *other == file);
        rest[..length].iter().map(|(_, number)| *number)
    }

    /// Puts what is known about a migration now in the place of what was known before. It stands in the same file.
    pub fn replace(&mut self, number: usize, new: MigrationFacts) {
        self.equals.replace(number, &new);
        self.migrations[number] = Arc::new(new);
    }
}

/// Everything that is known about one migration when rules look at it. The engine fills it in.
#[derive(Clone, Debug)]
pub struct MigrationFacts {
    /// The file it stands in.
    pub file: Arc<SourceFile>,
    /// What its tool makes of it.
    pub migration: Arc<Migration>,
    /// Which of its file's migrations it is, from 0.
    pub index_in_file: u32,
    /// Whose conventions hold.
    pub tool: Tool,
    /// Which engine runs it.
    pub engine: Engine,
    /// Its text, read.
    pub script: Arc<Script>,
    /// Comments of its file that stand before the first of the file's migrations.
    pub head: Arc<[CommentText]>,
    /// What its comments suppress, those of the head included for the first migration of a file.
    pub suppressions: Arc<[Suppression]>,
    /// The schema that it starts from.
    pub before: Catalog,
    /// The schema that it leaves.
    pub after: Catalog,
    /// Whether what other pending migrations created counts as created here, and by which.
    pub pending: Pending,
    /// Which earlier migrations go out together with it.
    pub release: Release,
    /// What has been found out about its statements so far.
    pub found: FoundFacts,
    /// What it creates, found when first asked for.
    pub created: OnceLock<Created>,
}

impl MigrationFacts {
    /// What of these kinds is wrong with its text.
    pub fn problems_of<'a>(&'a self, kinds: &'a [ProblemKind]) -> impl Iterator<Item = &'a schema::Problem> {
        self.script
            .problems
            .iter()
            .filter(|problem| kinds.contains(&problem.kind))
    }

    /// How much of its text is not understood.
    #[must_use]
    pub fn unread(&self) -> usize {
        let statements = self.script.statements.iter();
        let unknown = statements.filter(|statement| statement.kind == Kind::Unknown);
        unknown.count() + self.script.problems.len()
    }

    /// What the migration creates.
    pub fn created(&self) -> &Created {
        let find = || self.found.find(|| Created::of(&self.script));
        self.created.get_or_init(find)
    }

    /// Keywords in the case in which the statement is written.
    #[must_use]
    pub fn in_case_of(&self, statement: &Statement, words: &str) -> String {
        let head = match statement.modifiers.head {
            head if head.is_empty() => self
                .file
                .slice(statement.range)
                .split_whitespace()
                .next()
                .unwrap_or_default(),
            head => self.file.slice(head),
        };
        let is_upper = head.ends_with(|last: char| last.is_ascii_uppercase());
        if is_upper {
            words.to_ascii_uppercase()
        } else {
            words.to_owned()
        }
    }

    /// The statement with its terminator and, where it stands alone on its lines, their ends: what goes when it goes.
    #[must_use]
    pub fn lines_of(&self, statement: &Statement) -> TextRange {
        self.with_rest_of_line(self.script.with_terminator(statement))
    }

    /// The range and, where nothing else stands on its lines, the end of the last one; else the space before it, where it
    /// ends its line.
    #[must_use]
    pub fn with_rest_of_line(&self, range: TextRange) -> TextRange {
        let text = self.file.text();
        let before = text[..range.start as usize].rsplit('\n').next().unwrap_or_default();
        let after = &text[range.end as usize..];
        let rest = after.find('\n').map_or(after, |at| &after[..=at]);
        if !rest.trim().is_empty() {
            return range;
        }
        let length = |text: &str| u32::try_from(text.len()).unwrap_or_default();
        if before.trim().is_empty() {
            return TextRange::new(range.start, range.end + length(rest));
        }
        let space = length(before) - length(before.trim_end());
        TextRange::new(range.start - space, range.end)
    }

    /// The edit that puts another type in the place of one, what makes an array of it kept; in capitals where it is
    /// written so.
    #[must_use]
    pub fn retype(&self, data_type: &DataType, new: &str) -> (TextRange, String) {
        let written = self.file.slice(data_type.range);
        let array = written.find('[').map(|at| written[..at].trim_end().len());
        let before_word = |length: usize| {
            let word = " array";
            let head = written[..length].len().checked_sub(word.len());
            head.filter(|head| written[*head..length].eq_ignore_ascii_case(word))
                .unwrap_or(length)
        };
        let length = before_word(array.unwrap_or(written.len()));
        let is_upper = !written[..length].contains(|letter: char| letter.is_ascii_lowercase());
        let new = if is_upper {
            new.to_ascii_uppercase()
        } else {
            new.to_owned()
        };
        let end = data_type.range.start + u32::try_from(length).unwrap_or_default();
        (TextRange::new(data_type.range.start, end), new)
    }

    /// Another statement behind the last one: where, and what is written there. `None` where there is none, or what stands
    /// last is a client's command.
    #[must_use]
    pub fn appended(&self, statement: &str) -> Option<(TextRange, String)> {
        let last = self.script.statements.last()?;
        if last.kind == Kind::ClientCommand {
            return None;
        }
        let end = self.script.with_terminator(last);
        let terminator = if end == last.range { ";" } else { "" };
        Some((TextRange::empty(end.end), format!("{terminator}\n{statement};")))
    }
}
