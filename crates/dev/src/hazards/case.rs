use std::sync::Arc;

use anyhow::Context;
use engine::{Project, RuleSet, Settings};
use lint::{Rule, Setting};
use migrations::{Tool, TransactionMode};
use schema::{Dialect, EngineVersion};
use serde::Deserialize;
use source::{MemoryFiles, SourceFile, Sources};

/// One test case of another linter.
#[derive(Deserialize)]
pub(super) struct Case {
    pub(super) id: String,
    #[serde(default, deserialize_with = "or_default")]
    pub(super) rule: String,
    #[serde(deserialize_with = "expectation")]
    pub(super) expect: Expectation,
    dialect: String,
    sql: String,
    /// The files, where there are several: the last is the one that is checked.
    #[serde(default)]
    files: Vec<NamedText>,
    #[serde(default, deserialize_with = "or_default")]
    options: Options,
}

/// What the other linter's rule says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Expectation {
    Violation,
    Ok,
}

#[derive(Deserialize)]
struct NamedText {
    name: String,
    sql: String,
}

/// The options of the other linter that change what our rules are told.
#[derive(Deserialize, Default)]
struct Options {
    pg_version: Option<String>,
    #[serde(default)]
    assume_in_transaction: bool,
    metadata: Option<String>,
    raw: Option<String>,
}

impl Case {
    /// The cases of a suite that name a rule.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(super) fn all(suite: &str) -> anyhow::Result<Vec<Self>> {
        let path = crate::corpus_folder()?.join(format!("hazards/{suite}.jsonl"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let mut cases = Vec::new();
        for line in text.lines() {
            let case: Self = serde_json::from_str(line).with_context(|| format!("{}: {line}", path.display()))?;
            if !case.rule.is_empty() {
                cases.push(case);
            }
        }
        Ok(cases)
    }

    /// How our aliases call its rule.
    pub(super) fn alias(&self) -> String {
        let suite = self.id.split('/').next().unwrap_or_default();
        format!("{suite}:{}", self.rule)
    }

    /// The text that is checked.
    pub(super) fn sql(&self) -> &str {
        self.files.last().map_or(&self.sql, |file| &file.sql)
    }

    /// The names of our rules that find something, all of them on.
    pub(super) fn findings(&self, rules: &[Arc<dyn Rule>]) -> Vec<String> {
        let mut set = RuleSet::new(rules.to_vec());
        if !self.options.assume_in_transaction {
            let configured = set.configure(None, look_everywhere(rules));
            debug_assert!(configured.is_ok(), "each of these rules has the option");
        }
        let selected = set.select(["all"]);
        debug_assert!(selected.is_ok(), "`all` names every rule");
        let mut sources = Sources::default();
        let ids: Vec<_> = if self.files.is_empty() {
            vec![sources.add(SourceFile::from_text("0001_case.sql", self.sql.as_str()))]
        } else {
            let files = self.files.iter();
            files
                .map(|file| sources.add(SourceFile::from_text(file.name.as_str(), file.sql.as_str())))
                .collect()
        };
        let settings = Settings {
            rules: set,
            dialect: Some(self.dialect()),
            version: self
                .options
                .pg_version
                .as_deref()
                .and_then(|version| version.parse::<EngineVersion>().ok()),
            migrations: migrations::Settings {
                tool: Some(Tool::Psql),
                transaction: self.transaction(),
                ..migrations::Settings::default()
            },
            ..Settings::default()
        };
        let last = ids.last().copied();
        let project = Project::load(&MemoryFiles::default(), sources, &ids, settings);
        let outcome = project.check(Some(&|file| Some(file) == last));
        outcome
            .findings
            .iter()
            .map(|finding| finding.rule.to_string())
            .collect()
    }

    fn dialect(&self) -> Dialect {
        match self.dialect.as_str() {
            "mysql" => Dialect::Mysql,
            "sqlite" => Dialect::Sqlite,
            "tsql" => Dialect::Mssql,
            _ => Dialect::Postgres,
        }
    }

    /// In which transaction the suite's harness lets the case run, where it says so.
    fn transaction(&self) -> Option<TransactionMode> {
        let said = self
            .options
            .metadata
            .as_deref()
            .or(self.options.raw.as_deref())
            .unwrap_or_default();
        let said: String = said.chars().filter(|letter| !letter.is_whitespace()).collect();
        if said.contains("run_in_transaction=false") || said.contains("run_in_transaction:false") {
            return Some(TransactionMode::StatementByStatement);
        }
        let is_inside = self.options.assume_in_transaction || said.contains("run_in_transaction:true");
        is_inside.then_some(TransactionMode::PerMigration)
    }
}

/// Cases are single statements, so rules that wait for a reason to expect a second run are told to look everywhere.
fn look_everywhere(rules: &[Arc<dyn Rule>]) -> Vec<Setting> {
    let has_option = |rule: &&Arc<dyn Rule>| rule.info().options.iter().any(|option| option.name == "everywhere");
    let settings = rules.iter().filter(has_option).map(|rule| Setting {
        name: rule.info().id.to_string(),
        severity: None,
        ignore: Vec::new(),
        options: toml::Table::from_iter([("everywhere".to_owned(), toml::Value::Boolean(true))]),
    });
    settings.collect()
}

fn or_default<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(from: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

/// A warning of theirs is a violation too.
fn expectation<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Expectation, D::Error> {
    let said = String::deserialize(from)?;
    Ok(if said == "ok" {
        Expectation::Ok
    } else {
        Expectation::Violation
    })
}
