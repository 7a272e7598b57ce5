use lint::{Baseline, Fingerprints, KeepHeldBack, RuleSet};
use schema::catalog::TableNames;
use schema::{Dialect, EngineVersion};
use source::FileId;

/// What is known before the files are read: the configuration, as far as the pipeline needs it.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The dialect, where it is named; else each history's is found out.
    pub dialect: Option<Dialect>,
    /// The engine's version, where it is named; else the newest known.
    pub version: Option<EngineVersion>,
    /// What is known of the migration tool and its folders.
    pub migrations: migrations::Settings,
    /// A dump among the project's files that describes the schema before the first migration.
    pub start: Option<FileId>,
    /// Whether a server of MySQL or MariaDB tells the names of tables apart by case.
    pub table_names: TableNames,
    /// The rules, and what the configuration says about them.
    pub rules: RuleSet,
    /// Findings that are known already.
    pub baseline: Baseline,
    /// What becomes of findings that are held back.
    pub held_back: KeepHeldBack,
    /// Whether findings get fingerprints.
    pub fingerprints: Fingerprints,
}
