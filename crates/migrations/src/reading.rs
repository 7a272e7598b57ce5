use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use compact_str::CompactString;
use rustc_hash::FxHashMap;
use source::{Span, TextRange};

use crate::convention::{Convention, Repeatables};
use crate::group::{Group, Script};
use crate::names::{stem_of_down, words};
use crate::neighbours::Neighbours;
use crate::{
    Callback, Direction, Migration, MigrationKind, Placeholders, PolicyOrigin, Problem, ProblemKind, Provenance,
    RunnerPolicy, Section, Settings, TransactionMode, Version,
};

/// What has been read of a group so far.
pub(crate) struct Reading<'a> {
    convention: &'a Convention,
    /// What the configuration demands.
    settings: &'a Settings,
    pub(crate) migrations: Vec<Arc<Migration>>,
    pub(crate) problems: Vec<Problem>,
    /// The table in which the tool keeps what it has run, where its settings rename it.
    pub(crate) history_table: Option<CompactString>,
    /// Whether nothing says in which order the tool runs some of them.
    pub(crate) is_order_guessed: bool,
}

impl<'a> Reading<'a> {
    pub(crate) const fn new(convention: &'a Convention, settings: &'a Settings) -> Self {
        Self {
            convention,
            settings,
            migrations: Vec::new(),
            problems: Vec::new(),
            history_table: None,
            is_order_guessed: false,
        }
    }

    /// The tool's default policy.
    pub(crate) fn policy(&self) -> RunnerPolicy {
        self.convention.runs.policy()
    }

    /// A whole file as a migration that leads up, with the tool's default policy.
    pub(crate) fn whole(&self, script: &Script<'_>) -> Migration {
        Migration {
            file: script.id,
            section: Section::new(script.range()),
            version: None,
            version_text: CompactString::default(),
            description: CompactString::default(),
            kind: MigrationKind::Versioned,
            direction: Direction::Up,
            policy: self.policy(),
            dialects: Vec::new(),
            placeholders: self.convention.placeholders.clone(),
            history_table: self.history_table.clone(),
            provenance: Provenance::default(),
        }
    }

    /// A whole file with the number and the name that its own name holds.
    pub(crate) fn numbered(&self, script: &Script<'_>, number: &str, name: &str) -> Migration {
        let mut migration = self.whole(script);
        migration.version = Version::numeric(number);
        migration.version_text = number.into();
        migration.description = words(name).into();
        migration
    }

    /// For a tool that counts from 1 without gaps: whether this number is the one that must come next.
    pub(crate) fn follow(&mut self, script: &Script<'_>, number: &str, expected: &mut u64) {
        let Ok(found) = number.parse::<u64>() else {
            return;
        };
        if found > *expected {
            let title = self.convention.tool.title();
            self.problem(
                ProblemKind::FileName,
                script.start(),
                format!("{title} refuses the folder: there is no migration {expected} before `{number}`"),
                "number the files without gaps, from 1",
            );
        }
        *expected = found + 1;
    }

    /// Takes a migration in.
    pub(crate) fn add(&mut self, mut migration: Migration) {
        if let Some(transaction) = self.settings.transaction {
            migration.policy.transaction = transaction;
            migration.policy.origin = PolicyOrigin::Configuration;
        }
        self.migrations.push(Arc::new(migration));
    }

    /// Takes a file in that the tool does not run.
    pub(crate) fn add_loose(&mut self, script: &Script<'_>) {
        let mut loose = self.whole(script);
        loose.kind = MigrationKind::Loose;
        loose.description = script.name().into();
        loose.policy.transaction = TransactionMode::Unknown;
        if stem_of_down(script.path()).is_some() {
            loose.direction = Direction::Down;
        }
        self.add(loose);
    }

    /// Takes a file in that the tool skips because of its name, which is a problem. A text without one is what the
    /// configuration says that it is.
    pub(crate) fn add_misnamed(&mut self, script: &Script<'_>, help: impl Into<String>) {
        if script.is_nameless() && self.settings.tool.is_some() {
            return self.add(self.whole(script));
        }
        self.problem(
            ProblemKind::FileName,
            script.start(),
            format!(
                "{} skips `{}` because of its name",
                self.convention.tool.title(),
                script.name()
            ),
            help,
        );
        self.add_loose(script);
    }

    pub(crate) fn problem(
        &mut self,
        kind: ProblemKind,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problems.push(Problem {
            kind,
            span,
            message: message.into(),
            help: help.into(),
        });
    }

    /// Tells of the files that a plan of the tool lists, by their place in it, and that are neither among those that are there
    /// nor read otherwise.
    pub(crate) fn missing_of_plan(
        &mut self,
        group: &Group<'_>,
        plan: &str,
        listed: &HashMap<String, u32>,
        there: &HashSet<&str>,
        near: &Neighbours<'_>,
        file: impl Fn(&str) -> String,
    ) {
        let mut gone: Vec<(&String, &u32)> = listed
            .iter()
            .filter(|(name, _)| !there.contains(name.as_str()))
            .collect();
        gone.sort_by_key(|(_, position)| **position);
        for (name, _) in gone {
            let file = file(name);
            if group.near(near, &file).is_none() {
                self.missing(group, plan, &file);
            }
        }
    }

    /// A plan of the tool names a file that is not there, of which the first script of the folder tells.
    fn missing(&mut self, group: &Group<'_>, plan: &str, file: &str) {
        let Some(first) = group.scripts.first() else {
            return;
        };
        let title = self.convention.tool.title();
        self.problem(
            ProblemKind::FileName,
            first.start(),
            format!("{title} stops: {plan} names `{file}`, and there is no such file"),
            format!("bring the file back, or take it out of {plan}"),
        );
    }

    /// A problem with an annotation.
    pub(crate) fn annotation(
        &mut self,
        script: &Script<'_>,
        range: TextRange,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.problem(ProblemKind::Annotation, script.span(range), message, help);
    }

    /// The migrations in the order of [`crate::History::migrations`].
    pub(crate) fn arranged(self) -> (Vec<Arc<Migration>>, Vec<Problem>) {
        let repeatables = self.convention.repeatables;
        let mut main = Vec::new();
        let mut downs = Vec::new();
        let mut tail = Vec::new();
        for mut migration in self.migrations {
            if let Some(values) = &self.settings.placeholders {
                fill(Arc::make_mut(&mut migration), values, self.convention);
            }
            match (&migration.kind, migration.direction) {
                (MigrationKind::Callback(_) | MigrationKind::Loose, _) => tail.push(migration),
                (_, Direction::Down) => downs.push(migration),
                _ => main.push(migration),
            }
        }
        main.sort_by(|left, right| place(left, repeatables).cmp(&place(right, repeatables)));
        tail.sort_by_key(|migration| migration.kind == MigrationKind::Loose);
        (with_downs(main, downs, tail), self.problems)
    }
}

/// Makes known what the configuration says of placeholders. A file that switches the tool's replacement off keeps to that.
fn fill(migration: &mut Migration, values: &BTreeMap<String, String>, convention: &Convention) {
    if migration.placeholders.is_none() && convention.placeholders.is_none() {
        migration.placeholders = Some(Placeholders::new("${", "}"));
    }
    if let Some(placeholders) = &mut migration.placeholders {
        placeholders.values.extend(values.clone());
        placeholders.are_all_known = true;
    }
}

/// Sorts the migrations that lead up; equal places stay in the order in which they were read.
fn place(migration: &Migration, repeatables: Repeatables) -> (bool, Option<&Version>, bool, &str) {
    let is_last = repeatables == Repeatables::Last && migration.kind == MigrationKind::Repeatable;
    let is_baseline = migration.kind == MigrationKind::Baseline;
    let description = if is_last { migration.description.as_str() } else { "" };
    (is_last, migration.version.as_ref(), is_baseline, description)
}

/// Puts each down migration behind its up: that of the same version, in the same file where there is one.
fn with_downs(main: Vec<Arc<Migration>>, downs: Vec<Arc<Migration>>, tail: Vec<Arc<Migration>>) -> Vec<Arc<Migration>> {
    if downs.is_empty() {
        return main.into_iter().chain(tail).collect();
    }
    let mut owned: Vec<Vec<Arc<Migration>>> = main.iter().map(|_| Vec::new()).collect();
    let mut orphans = Vec::new();
    let mut last_of: FxHashMap<Key<'_>, usize> = FxHashMap::default();
    for (at, up) in main.iter().enumerate() {
        for key in keys(up) {
            last_of.insert(key, at);
        }
    }
    for down in downs {
        let known = down.version.is_some();
        let up = keys(&down)
            .into_iter()
            .filter(|_| known)
            .find_map(|key| last_of.get(&key).copied());
        match up {
            Some(at) => owned[at].push(down),
            None => orphans.push(down),
        }
    }
    drop(last_of);
    let mut arranged = Vec::with_capacity(main.len() * 2);
    for (up, downs) in main.into_iter().zip(owned) {
        arranged.push(up);
        arranged.extend(downs);
    }
    arranged.extend(orphans);
    arranged.extend(tail);
    arranged
}

/// By what a down migration finds its up: version, engines, file.
type Key<'a> = (Option<Version>, Vec<CompactString>, Option<source::FileId>);

/// From the closest kinship to the farthest.
fn keys<'a>(migration: &Migration) -> [Key<'a>; 3] {
    let version = migration.version.clone();
    [
        (version.clone(), migration.dialects.clone(), Some(migration.file)),
        (version.clone(), migration.dialects.clone(), None),
        (version, Vec::new(), None),
    ]
}

/// The callback of an event.
pub(crate) fn callback(event: &str) -> MigrationKind {
    MigrationKind::Callback(Callback(event.into()))
}
