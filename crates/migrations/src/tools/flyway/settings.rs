use std::collections::BTreeMap;

use compact_str::CompactString;

use super::sources::Told;
use crate::neighbours::Neighbours;
use crate::{Direction, Migration, Placeholders, PolicyOrigin, TransactionMode};

/// What Flyway's settings say about names and transactions.
#[derive(Clone, Debug)]
pub(super) struct Settings {
    pub(super) versioned: CompactString,
    pub(super) undo: CompactString,
    pub(super) baseline: CompactString,
    pub(super) repeatable: CompactString,
    pub(super) separator: CompactString,
    pub(super) suffixes: Vec<CompactString>,
    placeholders: Option<Placeholders>,
    group: bool,
    mixed: bool,
    execute_in_transaction: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            versioned: "V".into(),
            undo: "U".into(),
            baseline: "B".into(),
            repeatable: "R".into(),
            separator: "__".into(),
            suffixes: vec![".sql".into()],
            placeholders: Some(Placeholders::new("${", "}")),
            group: false,
            mixed: false,
            execute_in_transaction: true,
        }
    }
}

impl Settings {
    /// Reads what is said nearest, if anything is.
    pub(super) fn find(home: &str, near: &Neighbours<'_>) -> Self {
        Told::find(home, near).map_or_else(Self::default, |told| Self::of(&told.entries))
    }

    /// What some entries say; what they do not say, or say in a way that cannot be read, stays as by default.
    pub(super) fn of(entries: &BTreeMap<String, String>) -> Self {
        let mut settings = Self::default();
        let texts = [
            ("sqlMigrationPrefix", &mut settings.versioned),
            ("undoSqlMigrationPrefix", &mut settings.undo),
            ("baselineMigrationPrefix", &mut settings.baseline),
            ("repeatableSqlMigrationPrefix", &mut settings.repeatable),
            ("sqlMigrationSeparator", &mut settings.separator),
        ];
        for (key, slot) in texts {
            if let Some(value) = entries.get(key) {
                *slot = value.into();
            }
        }
        if let Some(suffixes) = entries.get("sqlMigrationSuffixes") {
            settings.suffixes = suffixes.split(',').map(|suffix| suffix.trim().into()).collect();
        }
        let flags = [
            ("group", &mut settings.group),
            ("mixed", &mut settings.mixed),
            ("executeInTransaction", &mut settings.execute_in_transaction),
        ];
        for (key, slot) in flags {
            if let Some(value) = entries.get(key) {
                *slot = value.eq_ignore_ascii_case("true");
            }
        }
        settings.placeholders = placeholders(entries);
        settings
    }

    /// The prefixes, with the role that each gives.
    pub(super) fn prefixes(&self) -> [(&str, Direction); 4] {
        [
            (&self.versioned, Direction::Up),
            (&self.undo, Direction::Down),
            (&self.baseline, Direction::Baseline),
            (&self.repeatable, Direction::Repeatable),
        ]
    }

    /// Makes a migration's policy what the settings say.
    pub(super) fn apply(&self, migration: &mut Migration) {
        migration.placeholders.clone_from(&self.placeholders);
        let policy = &mut migration.policy;
        if self.mixed {
            policy.refuses_mixed = false;
        }
        if self.group {
            policy.transaction = TransactionMode::AllPending;
            policy.origin = PolicyOrigin::Settings(None);
        }
        if !self.execute_in_transaction {
            policy.transaction = TransactionMode::StatementByStatement;
            policy.origin = PolicyOrigin::Settings(None);
        }
    }
}

fn placeholders(entries: &BTreeMap<String, String>) -> Option<Placeholders> {
    let replaces = entries
        .get("placeholderReplacement")
        .is_none_or(|value| !value.eq_ignore_ascii_case("false"));
    let part = |key: &str, default: &str| entries.get(key).map_or(default, String::as_str).into();
    let values = entries.iter().filter_map(|(key, value)| {
        let name = key.strip_prefix("placeholders.")?;
        Some((name.to_owned(), value.clone()))
    });
    replaces.then(|| Placeholders {
        open: part("placeholderPrefix", "${"),
        close: part("placeholderSuffix", "}"),
        values: values.collect(),
        are_all_known: false,
    })
}
