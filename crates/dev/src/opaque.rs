use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use schema::{Dialect, Family, Kind, Statement, Verb};
use serde::Deserialize;
use source::SourceFile;

/// One history of the corpus, as its index lists it.
#[derive(Deserialize)]
pub(crate) struct CorpusEntry {
    /// The dialect, in the corpus's own words.
    pub(crate) dialect: String,
    /// The migration tool.
    pub(crate) tool: String,
    /// The project.
    pub(crate) project: String,
    /// The folder, below the corpus.
    pub(crate) dir: String,
}

impl CorpusEntry {
    /// The histories that the corpus holds.
    pub(crate) fn all(corpus: &Path) -> anyhow::Result<Vec<Self>> {
        let path = corpus.join("index.json");
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// The dialect, in ours.
    pub(crate) fn dialect(&self) -> anyhow::Result<Dialect> {
        let id = match self.dialect.as_str() {
            "postgresql" => "postgres",
            "tsql" => "mssql",
            other => other,
        };
        id.parse()
            .with_context(|| format!("{}: unknown dialect {}", self.dir, self.dialect))
    }
}

#[derive(Default)]
struct Counts {
    statements: usize,
    unknown: usize,
    ddl_tokens: usize,
    opaque_tokens: usize,
}

impl Counts {
    /// What is more than `dialect` may have, in words.
    fn excess(&self, dialect: Dialect) -> Vec<String> {
        let most = Most::of(dialect);
        let unknown = share(self.unknown, self.statements);
        let opaque = share(self.opaque_tokens, self.ddl_tokens);
        [
            (unknown, most.unknown, "of the statements are unknown"),
            (opaque, most.opaque, "of the tokens of DDL are opaque"),
        ]
        .into_iter()
        .filter(|(found, most, _)| found > most)
        .map(|(found, most, what)| format!("{dialect}: {found:.3} % {what}; at most {most} % may be"))
        .collect()
    }
}

/// How much of a corpus may stay without meaning, in per cent.
struct Most {
    /// Of the statements.
    unknown: f64,
    /// Of the tokens of DDL.
    opaque: f64,
}

impl Most {
    /// PL/SQL and T-SQL have a longer tail of options than the others.
    const fn of(dialect: Dialect) -> Self {
        let (unknown, opaque) = match dialect.family() {
            Family::Mssql => (0.5, 1.0),
            Family::Oracle => (1.0, 1.0),
            _ => (0.2, 0.5),
        };
        Self { unknown, opaque }
    }
}

fn share(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// Counts, for each dialect, the statements of kind `unknown` and the tokens of DDL that no field of the model took,
/// and fails where there are more than there may be.
pub(crate) fn run() -> anyhow::Result<()> {
    let corpus = crate::corpus_folder()?;
    let mut by_dialect: BTreeMap<Dialect, Counts> = BTreeMap::new();
    let mut heads: BTreeMap<(Dialect, String), usize> = BTreeMap::new();
    for entry in CorpusEntry::all(&corpus)? {
        let dialect = entry.dialect()?;
        for path in crate::sql_files(&corpus.join(&entry.dir))? {
            let file = SourceFile::from_bytes(path.to_string_lossy(), std::fs::read(&path)?);
            let text = file.text();
            let script = syntax::read(text, &syntax::ReadOptions::whole(text, dialect));
            let counts = by_dialect.entry(dialect).or_default();
            for statement in &script.statements {
                counts.statements += 1;
                if statement.kind == Kind::Unknown {
                    counts.unknown += 1;
                    *heads.entry((dialect, head(text, statement))).or_default() += 1;
                } else if is_ddl(statement) {
                    counts.ddl_tokens += script.tokens_of(statement).len();
                    let is_opaque =
                        |token: &&schema::Token| statement.opaque.iter().any(|range| range.contains_range(token.range));
                    counts.opaque_tokens += script.tokens_of(statement).iter().filter(is_opaque).count();
                    for range in &statement.opaque {
                        *heads
                            .entry((dialect, format!("{} … {}", statement.kind, clip(file.slice(*range)))))
                            .or_default() += 1;
                    }
                }
            }
        }
    }
    for (dialect, counts) in &by_dialect {
        println!(
            "{dialect}: {} statements, {} unknown ({:.3} %); {} DDL tokens, {} opaque ({:.3} %)",
            counts.statements,
            counts.unknown,
            share(counts.unknown, counts.statements),
            counts.ddl_tokens,
            counts.opaque_tokens,
            share(counts.opaque_tokens, counts.ddl_tokens),
        );
        let mut most: Vec<_> = heads.iter().filter(|((of, _), _)| of == dialect).collect();
        most.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        for ((_, head), count) in most.into_iter().take(20) {
            println!("    {count:>6}  {head}");
        }
    }
    let excess: Vec<String> = by_dialect
        .iter()
        .flat_map(|(dialect, counts)| counts.excess(*dialect))
        .collect();
    ensure!(!by_dialect.is_empty(), "the corpus holds no migrations");
    ensure!(excess.is_empty(), "{}", excess.join("\n"));
    Ok(())
}

fn is_ddl(statement: &Statement) -> bool {
    statement
        .kind
        .verb_object()
        .is_some_and(|(verb, _)| matches!(verb, Verb::Create | Verb::Alter | Verb::Drop | Verb::Rename))
}

fn head(text: &str, statement: &Statement) -> String {
    clip(text.get(statement.range.slice()).unwrap_or_default())
}

/// The first words, on one line.
fn clip(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().take(6).collect();
    words.join(" ").chars().take(70).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_may_be_is_said() {
        let counts = Counts {
            statements: 1000,
            unknown: 4,
            ddl_tokens: 1000,
            opaque_tokens: 8,
        };
        assert_eq!(
            counts.excess(Dialect::Postgres),
            [
                "postgres: 0.400 % of the statements are unknown; at most 0.2 % may be",
                "postgres: 0.800 % of the tokens of DDL are opaque; at most 0.5 % may be",
            ]
        );
        assert!(counts.excess(Dialect::Mssql).is_empty());
    }
}
