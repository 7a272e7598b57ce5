use std::collections::BTreeSet;
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
    #[serde(default, deserialize_with = "expectation")]
    pub(super) expect: Expectation,
    dialect: String,
    sql: String,
    /// What is done to the table `gh_ost_test` that the SQL makes, without the words `alter table`.
    alter: Option<String>,
    /// The files, where there are several: the last is the one that is checked.
    #[serde(default)]
    files: Vec<NamedText>,
    #[serde(default, deserialize_with = "or_default")]
    options: Options,
}

/// What the other linter's rule says.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Expectation {
    Violation,
    #[default]
    Ok,
}

/// The rules of ours that stand for one of theirs.
pub(super) struct Meant {
    /// Those that stand for all of it.
    pub(super) full: BTreeSet<String>,
    /// Those that stand for a part of it as well.
    pub(super) any: BTreeSet<String>,
}

/// The suites of the corpus whose cases say what is expected.
///
/// # Errors
/// Where they cannot be listed.
pub(super) fn suites() -> anyhow::Result<Vec<String>> {
    let folder = crate::corpus_folder()?.join("hazards");
    let listed = std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let mut suites = Vec::new();
    for entry in listed {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_suite = path.extension().is_some_and(|ending| ending == "jsonl");
        let text = if is_suite {
            std::fs::read_to_string(&path)?
        } else {
            String::new()
        };
        if text.lines().next().is_some_and(|line| line.contains("\"expect\"")) {
            suites.push(name);
        }
    }
    suites.sort();
    Ok(suites)
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

/// Rules of theirs that come with a list of their own: the alias, our rule, and its options.
const DEMANDS: &[(&str, &str, &str)] = &[(
    "tsqllint:data-compression",
    "required-table-option",
    r#"options = ["data_compression"]"#,
)];

impl Case {
    /// The cases of a suite.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub(super) fn all(suite: &str) -> anyhow::Result<Vec<Self>> {
        let path = crate::corpus_folder()?.join(format!("hazards/{suite}.jsonl"));
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let case = |line: &str| serde_json::from_str(line).with_context(|| format!("{}: {line}", path.display()));
        text.lines().map(case).collect()
    }

    /// The suite that it is one of.
    pub(super) fn suite(&self) -> &str {
        self.id.split('/').next().unwrap_or_default()
    }

    /// For each rule that the case names and that we have, the rules of ours that stand for it. A case without a rule is
    /// about all that its suite has.
    pub(super) fn meant(&self, rules: &[Arc<dyn Rule>]) -> Vec<Meant> {
        let suite = format!("{}:", self.suite());
        let named = self.rule.split(',').map(|rule| {
            let has = |names: &[std::borrow::Cow<'static, str>]| {
                let mut theirs = names.iter().filter_map(|name| name.strip_prefix(&suite));
                theirs.any(|name| rule.is_empty() || name == rule)
            };
            let mut meant = Meant {
                full: BTreeSet::new(),
                any: BTreeSet::new(),
            };
            for info in rules.iter().map(|rule| rule.info()) {
                if has(&info.aliases) {
                    meant.full.insert(info.id.to_string());
                    meant.any.insert(info.id.to_string());
                } else if has(&info.partial_aliases) {
                    meant.any.insert(info.id.to_string());
                }
            }
            meant
        });
        named.filter(|meant| !meant.any.is_empty()).collect()
    }

    /// The text that is checked.
    pub(super) fn sql(&self) -> &str {
        self.files.last().map_or(&self.sql, |file| &file.sql)
    }

    /// The names of our rules that find something, all of them on.
    pub(super) fn findings(&self, rules: &[Arc<dyn Rule>]) -> Vec<String> {
        let (_, project) = self.project(rules, &["all".to_owned()]);
        let last = project.sources().iter().last().map(|(file, _)| file);
        let outcome = project.check(Some(&|file| Some(file) == last));
        let names = outcome.findings.iter().map(|finding| finding.rule.to_string());
        names.collect()
    }

    /// What the other linter demands by itself and ours when it is told to.
    fn demand(&self) -> Option<Setting> {
        let is_named = |alias: &str| {
            let parts = alias.split_once(':');
            parts.is_some_and(|(suite, rule)| self.id.starts_with(suite) && self.rule == rule)
        };
        let (_, rule, options) = DEMANDS.iter().find(|(alias, ..)| is_named(alias))?;
        Some(Setting {
            name: (*rule).to_owned(),
            severity: None,
            ignore: Vec::new(),
            options: options.parse().ok()?,
        })
    }

    /// The case as a project in which the rules and categories with these names are on.
    pub(super) fn project(&self, rules: &[Arc<dyn Rule>], selected: &[String]) -> (MemoryFiles, Project) {
        let mut set = RuleSet::new(rules.to_vec());
        if !self.assumes_transaction() {
            let demands = look_everywhere(rules).into_iter().chain(self.demand());
            let configured = set.configure(None, demands.collect());
            debug_assert!(configured.is_ok(), "each of these rules has the option");
        }
        let selected = set.select(selected.iter().map(String::as_str));
        debug_assert!(selected.is_ok(), "the names are those of our own rules");
        let mut sources = Sources::default();
        let mut sql = self.sql.clone();
        if let Some(alter) = &self.alter {
            sql.push_str(&format!("\nalter table gh_ost_test {alter};\n"));
        }
        let ids: Vec<_> = if self.files.is_empty() {
            vec![sources.add(SourceFile::from_text("0001_case.sql", sql))]
        } else {
            let files = self.files.iter();
            files
                .map(|file| sources.add(SourceFile::from_text(file.name.as_str(), file.sql.as_str())))
                .collect()
        };
        let version = self.options.pg_version.as_deref();
        let settings = Settings {
            rules: set,
            dialect: Some(self.dialect()),
            version: version.and_then(|version| version.parse::<EngineVersion>().ok()),
            migrations: migrations::Settings {
                tool: Some(Tool::Psql),
                transaction: self.transaction(),
                ..migrations::Settings::default()
            },
            ..Settings::default()
        };
        let files = MemoryFiles::default();
        let project = Project::load(&files, sources, &ids, settings);
        (files, project)
    }

    /// Whether the suite's harness says that a transaction is open already; squawk lets a file take that back.
    fn assumes_transaction(&self) -> bool {
        self.options.assume_in_transaction && !self.sql.contains("squawk-disable-assume-in-transaction")
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
        if self.sql().contains("squawk-disable-assume-in-transaction") {
            return None;
        }
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
        let is_inside = self.assumes_transaction() || said.contains("run_in_transaction:true");
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
