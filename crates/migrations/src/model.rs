use std::borrow::Cow;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};
use source::{FileId, Span, TextRange};

use crate::{NamedEngine, Placeholders, Tool, Version};

/// What a runner wraps in a transaction.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransactionMode {
    /// The runner wraps each migration.
    PerMigration,
    /// One transaction around every pending migration.
    AllPending,
    /// No `BEGIN`, but the whole file is one query: a transaction on PostgreSQL.
    ImplicitBatch,
    /// No transaction: each statement commits alone.
    StatementByStatement,
    /// A loose file nobody says how to run.
    Unknown,
}

/// How the runner hands the text to the database.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// The whole file in one query.
    WholeFile,
    /// Cut into statements, sent one by one.
    Statements,
    /// Cut into batches at `GO` or the like.
    Batches,
}

/// Who decided the transaction mode; the later in this list wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PolicyOrigin {
    /// What the tool does when nothing says otherwise.
    Default,
    /// The tool's own settings file.
    Settings(Option<Span>),
    /// A comment in the script.
    Annotation(Span),
    /// A file beside the script: `V1__x.sql.conf`, `metadata.toml`; its number where it is one of the run's files.
    Sidecar(Option<FileId>),
    /// `lockgate.toml`.
    Configuration,
}

/// How a migration is taken out of the runner's transaction, so that help can say it exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum OptOut {
    /// This line, in the script.
    Line {
        /// The exact text, without its line end.
        text: &'static str,
        /// Where it must stand, for people: "as the first line of the file".
        place: &'static str,
        /// Where it must stand, for edits.
        at: LinePlace,
    },
    /// This file, beside the script.
    File {
        /// The path it must have.
        path: String,
        /// What it must say.
        text: &'static str,
        /// Whether the file is there already, and says something else.
        is_there: bool,
    },
    /// A setting of the tool, for every migration: the text says which.
    Setting(&'static str),
    /// The runner sees such statements itself, and runs them outside a transaction.
    Automatic,
    /// The runner has no way out of its transaction; the text says what to do instead.
    None(&'static str),
    /// The runner opens no transaction.
    NotNeeded,
}

/// Where the line that takes a migration out of the runner's transaction must stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LinePlace {
    /// As the first line of the file.
    FileStart,
    /// As the first line of the file, with a blank line below it.
    FileStartApart,
    /// These words, at the end of the annotation that opens the migration.
    HeaderEnd(&'static str),
    /// As the first line of the migration's part of the file.
    PartStart,
    /// Elsewhere: that takes a look at the file.
    Elsewhere,
}

/// What the tool at hand makes of a migration's text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RunnerPolicy {
    /// The transaction the runner opens.
    pub transaction: TransactionMode,
    /// Who decided that.
    pub origin: PolicyOrigin,
    /// How the text reaches the database.
    pub delivery: Delivery,
    /// Whether the runner looks at the statements and leaves its transaction by itself where one
    /// cannot run inside (Flyway, Prisma from 7.4, Supabase from 2.109).
    pub detects_non_transactional: bool,
    /// Whether a file that mixes statements that can and cannot run in a transaction is refused (Flyway).
    pub refuses_mixed: bool,
    /// The way out of the transaction.
    pub opt_out: OptOut,
}

impl RunnerPolicy {
    /// The line that takes a migration out of the runner's transaction, where it is one of the script.
    #[must_use]
    pub const fn opt_out_line(&self) -> Option<&'static str> {
        match self.opt_out {
            OptOut::Line { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Where a migration's text leads.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Towards the new schema.
    Up,
    /// Back to the one before.
    Down,
    /// Run again whenever its text changes.
    Repeatable,
    /// The whole schema, for databases that start here.
    Baseline,
    /// Run at a point of each run of the tool.
    Callback,
}

impl Direction {
    /// The direction in a word: `up`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Repeatable => "repeatable",
            Self::Baseline => "baseline",
            Self::Callback => "callback",
        }
    }
}

/// How a migration takes part in the history.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MigrationKind {
    /// Has its place in the order, and runs once.
    Versioned,
    /// Runs after the versioned ones, whenever its text changes.
    Repeatable,
    /// Starts a new database at its version.
    Baseline,
    /// Runs at each occurrence of an event.
    Callback(Callback),
    /// A dump or a loose script that the tool does not run as a migration.
    Loose,
}

/// The event at which a callback runs, in the tool's spelling: `beforeMigrate`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Callback(pub CompactString);

/// Which part of a file a migration is: sections of goose, changesets of Liquibase, or all of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// The text that runs. For a file with one migration, the whole file.
    pub range: TextRange,
    /// The annotation that opens it, if any.
    pub header: Option<TextRange>,
    /// Ranges that the runner's own markers make one statement (`StatementBegin … StatementEnd`).
    pub single_statements: Vec<TextRange>,
    /// The delimiter that ends a statement, where it is not the engine's.
    pub delimiter: Option<CompactString>,
    /// The parts of `range` that run, where they are not all of it: the contents of `--rollback` lines.
    /// Empty where all of `range` runs.
    pub pieces: Vec<TextRange>,
}

impl Section {
    /// A section that is `range`, with nothing special about it.
    #[must_use]
    pub const fn new(range: TextRange) -> Self {
        Self {
            range,
            header: None,
            single_statements: Vec::new(),
            delimiter: None,
            pieces: Vec::new(),
        }
    }

    /// The text of `range` with every byte that does not run blanked out, so that offsets stay.
    #[must_use]
    pub fn text<'a>(&self, file_text: &'a str) -> Cow<'a, str> {
        let text = file_text.get(self.range.slice()).unwrap_or_default();
        if self.pieces.is_empty() {
            return Cow::Borrowed(text);
        }
        let mut blanked = String::with_capacity(text.len());
        for (at, character) in text.char_indices() {
            let offset = self.range.start + u32::try_from(at).unwrap_or(u32::MAX);
            if character == '\n' || self.pieces.iter().any(|piece| piece.contains(offset)) {
                blanked.push(character);
            } else {
                blanked.extend(std::iter::repeat_n(' ', character.len_utf8()));
            }
        }
        Cow::Owned(blanked)
    }
}

/// What version control knows of a migration; filled in by whoever can ask it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Provenance {
    /// Whether this migration counts as deployed: replayed, not reported.
    pub is_released: bool,
    /// Whether the schema that the history starts from holds it already: not replayed.
    pub is_in_start: bool,
    /// The text as it was released, where that is known and differs.
    pub released_text: Option<String>,
    /// The path under which it was released, where its name says something else now.
    pub released_as: Option<String>,
    /// Whether it is looked at again as it was released, to know what was found in it then.
    pub is_looked_at_again: bool,
    /// The released migration that it comes too late for.
    pub overtaken_by: Option<Overtaken>,
}

impl Provenance {
    /// Whether it is history: released, and still what it was then.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.is_released && self.released_text.is_none() && !self.is_looked_at_again
    }
}

/// A released migration behind which a new one belongs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Overtaken {
    /// The path of the released one.
    pub by: String,
    /// Its version, as written.
    pub version: String,
}

/// A released migration that is no longer there.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Gone {
    /// Its file: one that the run has, or one that it knows by its text at the base only.
    pub file: FileId,
    /// The path of that file.
    pub path: String,
    /// Its version, as written.
    pub version: String,
    /// Where it led.
    pub direction: Direction,
}

/// One migration: a script, or a section of one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// The file it stands in.
    pub file: FileId,
    /// Which part of the file.
    pub section: Section,
    /// Its version, where the tool knows versions.
    pub version: Option<Version>,
    /// The version as written.
    pub version_text: CompactString,
    /// What its name says it does.
    pub description: CompactString,
    /// How it takes part in the history.
    pub kind: MigrationKind,
    /// Where it leads.
    pub direction: Direction,
    /// What the runner makes of it.
    pub policy: RunnerPolicy,
    /// The engines that it is for, as the tool names them (`mysql`, `postgresql`); empty for all.
    pub dialects: Vec<CompactString>,
    /// What the runner replaces in the text before it runs; `None` where it replaces nothing.
    pub placeholders: Option<Placeholders>,
    /// The table in which the tool keeps what it has run, where its settings name another than usual.
    pub history_table: Option<CompactString>,
    /// What version control knows of it.
    pub provenance: Provenance,
}

impl Migration {
    /// Takes it out of the history: the tool is told to pass it over, so that nothing of its text runs.
    pub(crate) fn pass_over(&mut self) {
        self.kind = MigrationKind::Loose;
        self.policy.transaction = TransactionMode::Unknown;
        self.section.range.end = self.section.range.start;
        self.section.pieces.clear();
        self.section.single_statements.clear();
    }

    /// Whether the tool is told to pass it over.
    #[must_use]
    pub fn is_passed_over(&self) -> bool {
        self.kind == MigrationKind::Loose && self.section.range.is_empty()
    }

    /// Whether what it leaves is what later ones find: not so for those that are taken back, loose, or run around
    /// the others.
    #[must_use]
    pub fn leads_on(&self) -> bool {
        let is_on_the_way = !matches!(self.kind, MigrationKind::Loose | MigrationKind::Callback(_));
        is_on_the_way && self.direction != Direction::Down
    }
}

/// What a tool's conventions say is wrong with a file.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum ProblemKind {
    /// The name does not fit, so the tool skips the file.
    FileName,
    /// An annotation is malformed, misplaced, or has no effect.
    Annotation,
    /// Two migrations have one version.
    DuplicateVersion,
    /// More than one tool could own these files.
    AmbiguousTool,
    /// A migration that is not SQL, and was not read.
    NotSql,
    /// A settings or sidecar file that cannot be read as what it is.
    Settings,
}

impl ProblemKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::FileName,
        Self::Annotation,
        Self::DuplicateVersion,
        Self::AmbiguousTool,
        Self::NotSql,
        Self::Settings,
    ];

    /// Its word, lower case, words parted by an underscore.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::FileName => "file_name",
            Self::Annotation => "annotation",
            Self::DuplicateVersion => "duplicate_version",
            Self::AmbiguousTool => "ambiguous_tool",
            Self::NotSql => "not_sql",
            Self::Settings => "settings",
        }
    }
}

/// Something the tool would trip over or silently skip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// What kind of thing it is.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// A fact, in lower case.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

/// The ordered migrations of one database.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct History {
    /// Whose conventions hold.
    pub tool: Tool,
    /// The folder that all of it lies in; empty for the working directory.
    pub folder: String,
    /// Why that tool: "the files are named `V1__x.sql` and a flyway.toml lies beside them".
    pub detected_by: String,
    /// The engine that the tool's own settings name, where they do.
    pub named_engine: Option<NamedEngine>,
    /// Up, repeatable and baseline migrations in the order in which the tool runs them on a new
    /// database; each down migration directly after its own up; callbacks and loose files last. A
    /// baseline stands behind the versioned migrations up to its own version.
    pub migrations: Vec<Arc<Migration>>,
    /// What the tool would trip over.
    pub problems: Vec<Problem>,
    /// The versions of migrations in another language than SQL, which were not read.
    pub unread_versions: Vec<CompactString>,
    /// Whether nothing says in which order the tool runs some of them, as Sqitch's scripts without their plan.
    pub is_order_guessed: bool,
    /// What the branch is compared with, as people name it: `origin/main`; `None` where it is with nothing.
    pub base: Option<String>,
    /// Released migrations that are no longer there.
    pub gone: Vec<Gone>,
}
