//! Flyway's rules: regular expressions in TOML, searched over whole files.
//!
//! A file that Flyway reads is read here, and finds what it finds there. What Flyway lacks comes from being a rule like
//! any other: suppressions, severities, overrides, and the option `mask`, which leaves comments and strings out.
//! Source: <https://documentation.red-gate.com/fd/configuring-regex-rules-184127600.html>.

mod file;
mod java;
mod mask;
mod search;

use std::sync::Arc;

use lint::{Context, Failure, MigrationFacts, On, Options, OptionsError, Rule, RuleInfo, Subject};
use source::{SourceFile, StatementPath, TextRange};

use crate::{PageLines, ScriptError};
use file::Draft;
use mask::Mask;
use search::Pattern;

pub use file::is_like_flyways;

/// A rule of Flyway's.
pub struct FlywayRule {
    info: RuleInfo,
    file: Arc<SourceFile>,
    patterns: Vec<Pattern>,
    finds: Finds,
    mask: Mask,
    page: Option<(Arc<SourceFile>, PageLines)>,
}

/// What of a file is a finding.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Finds {
    /// Each place that a pattern matches.
    Matches,
    /// That a pattern matches nowhere (`passOnRegexMatch`).
    Absence,
}

/// Reads a file of Flyway's rules: one rule, or several in `[[rules]]` tables. `page` gives what is written about a rule:
/// the file with this name beside it, if there is one.
///
/// # Errors
/// Where it is no such file, or a pattern cannot be translated; with line and column.
pub fn load_flyway(
    file: &Arc<SourceFile>,
    page: impl Fn(&str) -> Option<Arc<SourceFile>>,
) -> Result<Vec<FlywayRule>, ScriptError> {
    let drafts = file::read(file)?;
    Ok(drafts
        .into_iter()
        .map(|draft| {
            let page = page(&draft.page_name);
            FlywayRule::new(file, draft, page)
        })
        .collect())
}

impl FlywayRule {
    fn new(file: &Arc<SourceFile>, draft: Draft, page: Option<Arc<SourceFile>>) -> Self {
        let mut info = RuleInfo::new("", draft.category, draft.severity, On::Migrations, "");
        info.id = draft.code.into();
        info.page = page_text(&draft.description, &draft.patterns, draft.finds, page.as_deref()).into();
        info.path = Some(file.shared_path());
        info.default_on = draft.is_on;
        info.dialects = draft.dialects.into();
        info.in_down = true;
        info.options = vec![mask::option(draft.mask)].into();
        let page = page.map(|page| {
            let lines = PageLines::new(&page, &info.summary(), 0);
            (page, lines)
        });
        Self {
            info,
            file: Arc::clone(file),
            patterns: draft.patterns,
            finds: draft.finds,
            mask: draft.mask,
            page,
        }
    }

    /// The file that its page stands in, with the lines that are the page's; `None` where it has none.
    #[must_use]
    pub const fn page(&self) -> Option<&(Arc<SourceFile>, PageLines)> {
        self.page.as_ref()
    }

    fn failure(&self, pattern: &Pattern, message: String) -> Failure {
        let place = self.file.line_column(pattern.at);
        let mut failure = Failure::new(message);
        failure.path = Some(self.file.shared_path());
        failure.line = Some(place.line);
        failure.column = Some(place.column);
        failure
    }

    /// The places that the patterns match, each once, in the order of the text.
    fn matches(&self, text: &str) -> Result<Vec<(TextRange, &Pattern)>, Failure> {
        let mut all: Vec<(TextRange, &Pattern)> = Vec::new();
        for pattern in &self.patterns {
            let found = pattern
                .find_all(text)
                .map_err(|message| self.failure(pattern, message))?;
            all.extend(found.into_iter().map(|range| (range, pattern)));
        }
        all.sort_by_key(|(range, _)| (range.start, range.end));
        all.dedup_by_key(|(range, _)| *range);
        Ok(all)
    }

    fn report_absence(&self, text: &str, cx: &mut Context<'_>) -> Result<(), Failure> {
        for pattern in &self.patterns {
            if pattern
                .is_found(text)
                .map_err(|message| self.failure(pattern, message))?
            {
                continue;
            }
            cx.report(TextRange::empty(0), self.info.summary())
                .help(format!("write what `{}` matches", pattern.written))
                .about(pattern.written.clone());
        }
        Ok(())
    }

    fn report_matches(&self, text: &str, cx: &mut Context<'_>) -> Result<(), Failure> {
        let migration = cx.migration;
        let statements = &migration.script.statements;
        for (range, pattern) in self.matches(text)? {
            if !is_of(migration, range.start) {
                continue;
            }
            let after = statements.partition_point(|statement| statement.range.start <= range.start);
            let around = after.checked_sub(1);
            let around = around.filter(|at| statements[*at].range.contains_range(range));
            let report = match around.and_then(|at| u32::try_from(at).ok()) {
                Some(at) => cx.report_in(StatementPath(vec![at]), range, self.info.summary()),
                None => cx.report(range, self.info.summary()),
            };
            report.help(format!("change what `{}` matches", pattern.written));
        }
        Ok(())
    }
}

/// Whether the place belongs to the migration: what stands before the first of a file belongs to it too.
fn is_of(migration: &MigrationFacts, offset: u32) -> bool {
    let section = &migration.migration.section;
    if !section.pieces.is_empty() {
        // These lines stand within the migration that they take back.
        return false;
    }
    let own = section
        .header
        .map_or(section.range.start, |header| header.start.min(section.range.start));
    let start = if migration.index_in_file == 0 { 0 } else { own };
    (start..=section.range.end).contains(&offset)
}

fn page_text(description: &str, patterns: &[Pattern], finds: Finds, page: Option<&SourceFile>) -> String {
    if let Some(page) = page {
        return format!("{description}\n\n{}\n", page.text().trim());
    }
    let finds = match finds {
        Finds::Matches => "Each place that one of these regular expressions of Java's matches is a finding.",
        Finds::Absence => "A file in which one of these regular expressions of Java's matches nothing is a finding.",
    };
    let written: String = patterns
        .iter()
        .map(|pattern| format!("{}\n", pattern.written))
        .collect();
    format!("{description}\n\n## Why\n\n{finds}\n\n```text\n{written}```\n")
}

impl Rule for FlywayRule {
    fn info(&self) -> &RuleInfo {
        &self.info
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let mask = *cx.options::<Mask>();
        let text = mask.apply(facts);
        let outcome = match self.finds {
            Finds::Matches => self.report_matches(&text, cx),
            Finds::Absence if facts.index_in_file == 0 => self.report_absence(&text, cx),
            Finds::Absence => Ok(()),
        };
        if let Err(failure) = outcome {
            cx.fail(failure);
        }
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        mask::read_options(table, self.mask, &self.info.id).map(Options::of)
    }
}

impl std::fmt::Debug for FlywayRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FlywayRule")
            .field("id", &self.info.id)
            .finish_non_exhaustive()
    }
}
