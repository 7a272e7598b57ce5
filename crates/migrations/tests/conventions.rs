//! For each tool a small history, written as the tool's documentation says, with right and wrong annotations.
//!
//! A migration is shown as `direction version mode: text`, where the text is what runs; a problem as
//! `! kind file:line: message`.
#![allow(clippy::unwrap_used)]

use lockgate_migrations::{History, MigrationKind, Problem, Settings, Tool, recognise};
use source::{FileId, MemoryFiles, SourceFile, Sources};

#[path = "conventions/annotated.rs"]
mod annotated;
#[path = "conventions/detection.rs"]
mod detection;
#[path = "conventions/directives.rs"]
mod directives;
#[path = "conventions/engines.rs"]
mod engines;
#[path = "conventions/foldered.rs"]
mod foldered;
#[path = "conventions/liquibase.rs"]
mod liquibase;
#[path = "conventions/named.rs"]
mod named;
#[path = "conventions/reread.rs"]
mod reread;
#[path = "conventions/streams.rs"]
mod streams;

/// Paths and texts.
type FileTable<'a> = &'a [(&'a str, &'a str)];

/// What `recognise` made of a table of files.
struct Seen {
    sources: Sources,
    histories: Vec<History>,
}

/// Files in these languages are handed over; all others are neighbours, which are only read on demand.
const GIVEN: &[&str] = &[
    ".sql", ".SQL", ".rs", ".rb", ".py", ".ts", ".php", ".fizz", ".go", ".cs",
];

const OTHERS: &[&str] = &["env.py", "manage.py"];

fn see(files: FileTable<'_>) -> Seen {
    see_with(files, &Settings::default())
}

fn see_as(tool: Tool, files: FileTable<'_>) -> Seen {
    let settings = Settings {
        tool: Some(tool),
        ..Settings::default()
    };
    see_with(files, &settings)
}

fn see_with(files: FileTable<'_>, settings: &Settings) -> Seen {
    let mut neighbours = MemoryFiles::default();
    let mut sources = Sources::default();
    let mut ids: Vec<FileId> = Vec::new();
    let is_given = |path: &str| {
        GIVEN.iter().any(|end| path.ends_with(end))
            && !path.contains(".config.")
            && !OTHERS.iter().any(|end| path.ends_with(end))
    };
    for (path, text) in files {
        neighbours.add(*path, *text);
        if is_given(path) {
            ids.push(sources.add(SourceFile::from_bytes(*path, text.as_bytes().to_vec())));
        }
    }
    let recognised = recognise(&neighbours, &sources, &ids, settings);
    let seen = Seen {
        sources,
        histories: recognised.histories,
    };
    seen.holds_each_sql_file_in_one_history(&ids);
    seen
}

impl Seen {
    fn holds_each_sql_file_in_one_history(&self, ids: &[FileId]) {
        for id in ids
            .iter()
            .filter(|id| self.sources.get(**id).path().to_lowercase().ends_with(".sql"))
        {
            let holders = self
                .histories
                .iter()
                .filter(|history| history.migrations.iter().any(|migration| migration.file == *id))
                .count();
            assert_eq!(
                holders,
                1,
                "{} is held by {holders} histories",
                self.sources.get(*id).path()
            );
        }
    }

    /// The tool of the only history.
    fn tool(&self) -> Tool {
        self.only().tool
    }

    fn only(&self) -> &History {
        let [history] = self.histories.as_slice() else {
            let found: Vec<_> = self
                .histories
                .iter()
                .map(|history| (history.tool, &history.folder))
                .collect();
            panic!("one history was expected, found {found:?}");
        };
        history
    }

    /// Tools and folders of all histories.
    fn folders(&self) -> Vec<(Tool, &str)> {
        self.histories
            .iter()
            .map(|history| (history.tool, history.folder.as_str()))
            .collect()
    }

    /// The only history, as lines.
    fn lines(&self) -> Vec<String> {
        let history = self.only();
        let migrations = history.migrations.iter().map(|migration| {
            let role = match &migration.kind {
                MigrationKind::Versioned => format!("{:?}", migration.direction).to_lowercase(),
                MigrationKind::Callback(callback) => callback.0.to_string(),
                other => format!("{other:?}").to_lowercase(),
            };
            let file = self.sources.get(migration.file);
            let text = migration.section.text(file.text());
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let mode = format!("{:?}", migration.policy.transaction);
            format!("{role} {} {mode}: {text}", migration.version_text)
        });
        migrations
            .chain(history.problems.iter().map(|problem| self.problem(problem)))
            .collect()
    }

    fn problem(&self, problem: &Problem) -> String {
        let file = self.sources.get(problem.span.file);
        let line = file.line_column(problem.span.range.start).line;
        let name = file.path().rsplit('/').next().unwrap();
        format!("! {:?} {name}:{line}: {}", problem.kind, problem.message)
    }

    /// The problems of all histories, as lines.
    fn problems(&self) -> Vec<String> {
        self.histories
            .iter()
            .flat_map(|history| &history.problems)
            .map(|problem| self.problem(problem))
            .collect()
    }
}
