use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lint::{Collected, Context, Failure, HistoryContext, MigrationFacts, On, Options, OptionsError, Rule, RuleInfo};
use rhai::{Dynamic, Position};
use schema::{Change as SchemaChange, Statement as SchemaStatement};
use source::{Category, Severity, SourceFile, TextRange};

use crate::ScriptError;
use crate::api::change::Change;
use crate::api::context::{Cx, Subject};
use crate::api::handle::At;
use crate::api::history::{History, HistoryCx};
use crate::api::list::List;
use crate::api::migration::Migration;
use crate::api::statement::Statement;
use crate::api::value::Value;
use crate::error::Fault;
use crate::header::{self, Header, Looks};
use crate::layout::Layout;
use crate::options::OptionValues;
use crate::page_lines::PageLines;
use crate::stored::Stored;
use crate::worker::{self, Failed};

/// The largest rule file, in bytes.
const SIZE_LIMIT: usize = 256 * 1024;
/// The steps of one call, each some 30 ns long.
const STEPS: u64 = 100_000;
/// The steps that a rule on migrations has for each statement besides.
const STEPS_PER_STATEMENT: u64 = 2_000;
/// The steps that a rule has for each token of what it looks at.
const STEPS_PER_TOKEN: u64 = 50;
/// The steps that the conclusion of a rule has for each migration.
const STEPS_PER_MIGRATION: u64 = 5_000;
/// The most steps of one call.
const MOST_STEPS: u64 = 5_000_000;

/// A rule written in Rhai. It holds text only; each thread compiles it when it first needs it.
#[derive(Clone)]
pub struct ScriptRule {
    script: Arc<Script>,
}

/// What all threads share of a script.
pub(crate) struct Script {
    /// No other script of this process has it.
    pub(crate) id: u64,
    pub(crate) file: SourceFile,
    pub(crate) options: toml::Table,
    info: RuleInfo,
    pub(crate) looks: Looks,
    page: Option<TextRange>,
}

/// Reads a rule file and checks it: its header, its code, and what the code calls.
///
/// # Errors
/// Where anything of that is wrong; the error says at which line and column.
pub fn load(path: &str, text: &str) -> Result<ScriptRule, ScriptError> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let file = SourceFile::from_text(path, text);
    if text.len() > SIZE_LIMIT {
        return Err(ScriptError::at(&file, 0, "a rule file holds at most 256 kB"));
    }
    let layout = Layout::of(&file)?;
    let Header {
        mut info,
        looks,
        options,
    } = header::read(&file, &layout)?;
    let examined = catch_unwind(AssertUnwindSafe(|| worker::examine(text, looks, &options)));
    let examined = examined.unwrap_or_else(|_| {
        let message = "the script engine has a defect that this script brings out";
        Err(Fault::new(Position::new(1, 1), message))
    });
    let examined = examined.map_err(|fault| fault.in_file(&file.shared_path(), Position::new(1, 1)))?;
    info.fixable = examined.is_fixable;
    let script = Script {
        id: NEXT.fetch_add(1, Ordering::Relaxed),
        page: layout.page,
        file,
        options,
        info,
        looks,
    };
    Ok(ScriptRule {
        script: Arc::new(script),
    })
}

/// Reads a rule file of a pack. The rule's name begins with the pack's, and it is off until something turns it on.
///
/// # Errors
/// Where the file is no rule, or is named after another pack; the error says at which line and column.
pub fn load_in_pack(path: &str, text: &str, pack: &str) -> Result<ScriptRule, ScriptError> {
    let mut rule = load(path, text)?;
    let script = Arc::get_mut(&mut rule.script).expect("nobody else has the rule yet");
    match script.info.id.split_once('/') {
        None => script.info.id = format!("{pack}/{}", script.info.id).into(),
        Some((own, _)) if own == pack => {}
        Some((other, name)) => {
            let message = format!("the rule is named after the pack `{other}`, and this is `{pack}`; call it `{name}`");
            return Err(ScriptError::at(&script.file, 0, message));
        }
    }
    script.info.default_on = false;
    // A name without a pack means a rule of this pack, or a built-in one.
    let yields_to = script.info.yields_to.to_mut();
    let within = yields_to.iter().filter(|name| !name.contains('/'));
    let within: Vec<_> = within.map(|name| format!("{pack}/{name}").into()).collect();
    yields_to.extend(within);
    Ok(rule)
}

impl ScriptRule {
    /// The page at the end of the rule's file, without its comment marks.
    #[must_use]
    pub fn page(&self) -> Option<&str> {
        self.page_range().map(|range| self.script.file.slice(range))
    }

    /// Where the page stands in the rule's file.
    #[must_use]
    pub fn page_range(&self) -> Option<TextRange> {
        self.script.page
    }

    /// Which lines of the rule's file its page is; `None` where it has none.
    #[must_use]
    pub fn page_lines(&self) -> Option<PageLines> {
        let range = self.page_range()?;
        let summary = self.script.info.summary();
        Some(PageLines::new(&self.script.file, &summary, range.start as usize))
    }

    /// The rule's file.
    #[must_use]
    pub fn file(&self) -> &SourceFile {
        &self.script.file
    }

    fn call(&self, subject: impl Fn() -> Dynamic, seen: &Cx, steps: u64, cx: &mut Context<'_>) {
        let options = cx.options::<OptionValues>();
        match worker::call(&self.script, "check", subject, options, seen, steps) {
            Ok(_) => hand_over(seen, cx),
            Err(failed) => cx.fail(self.failure(failed)),
        }
    }

    fn collected(&self, migration: &Arc<MigrationFacts>, cx: &Context<'_>) -> Result<(Stored, Cx), Failed> {
        let seen = Cx::new(migration, Subject::Migration, &self.script);
        if !worker::has(&self.script, "collect")? {
            return Ok((Stored::Unit, seen));
        }
        let subject = || Dynamic::from(Migration::new(migration));
        let options = cx.options::<OptionValues>();
        let given = worker::call(&self.script, "collect", subject, options, &seen, steps_for(migration))?;
        Ok((worker::keep(&self.script, "collect", &given)?, seen))
    }

    fn failure(&self, failed: Failed) -> Failure {
        let Failed { fault, entry } = failed;
        let is_exhausted = fault.is_exhausted;
        let error = fault.in_file(&self.script.file.shared_path(), entry);
        Failure {
            message: error.message,
            path: Some(error.path),
            line: Some(error.line),
            column: Some(error.column),
            is_exhausted,
        }
    }
}

impl Script {
    /// No rule's script: for whoever asks what rules can ask.
    pub(crate) fn nobody() -> Self {
        Self {
            id: u64::MAX,
            file: SourceFile::from_text("", ""),
            options: toml::Table::new(),
            info: RuleInfo::new("", Category::Correctness, Severity::Off, On::Migrations, ""),
            looks: Looks::Migration,
            page: None,
        }
    }

    /// The rule's name.
    pub(crate) fn id(&self) -> &str {
        &self.info.id
    }
}

/// Gives what a script reported to the host.
fn hand_over(seen: &Cx, cx: &mut Context<'_>) {
    for report in seen.reports() {
        let range = report.span.range;
        *cx.report(range, "") = report;
    }
}

/// The steps of a call that looks at a whole migration.
fn steps_for(migration: &MigrationFacts) -> u64 {
    let statements = (migration.script.statements.len() as u64).saturating_mul(STEPS_PER_STATEMENT);
    let tokens = (migration.script.tokens.len() as u64).saturating_mul(STEPS_PER_TOKEN);
    STEPS.saturating_add(statements).saturating_add(tokens).min(MOST_STEPS)
}

/// The steps of a call that looks at one statement or change.
fn steps_in(at: &At) -> u64 {
    let tokens = at.statement().tokens;
    let tokens = u64::from(tokens.end - tokens.start).saturating_mul(STEPS_PER_TOKEN);
    STEPS.saturating_add(tokens).min(MOST_STEPS)
}

impl Rule for ScriptRule {
    fn info(&self) -> &RuleInfo {
        &self.script.info
    }

    fn check(&self, subject: lint::Subject<'_>, cx: &mut Context<'_>) {
        match (self.script.looks, subject) {
            (Looks::Change, lint::Subject::Change(change, statement)) => {
                let Some((at, index)) = statement_at_hand(cx).zip(index_of(change, statement)) else {
                    return;
                };
                let steps = steps_in(&at);
                let seen = Cx::new(cx.migration, Subject::Change(at.clone(), index), &self.script);
                self.call(|| Dynamic::from(Change::new(at.clone(), index)), &seen, steps, cx);
            }
            (Looks::Statement, lint::Subject::Statement(_)) => {
                let Some(at) = statement_at_hand(cx) else {
                    return;
                };
                let steps = steps_in(&at);
                let seen = Cx::new(cx.migration, Subject::Statement(at.clone()), &self.script);
                self.call(|| Dynamic::from(Statement::new(at.clone())), &seen, steps, cx);
            }
            (Looks::Migration, lint::Subject::Migration(facts)) => {
                let seen = Cx::new(cx.migration, Subject::Migration, &self.script);
                let migration = Arc::clone(cx.migration);
                self.call(
                    || Dynamic::from(Migration::new(&migration)),
                    &seen,
                    steps_for(facts),
                    cx,
                );
            }
            // The host shows a rule only what its `on` asks for.
            _ => {}
        }
    }

    fn collect(&self, _: &MigrationFacts, cx: &mut Context<'_>) -> Option<Collected> {
        match self.collected(cx.migration, cx) {
            Ok((stored, seen)) => {
                hand_over(&seen, cx);
                let is_something = !matches!(stored, Stored::Unit);
                is_something.then(|| -> Collected { Arc::new(Kept(Arc::new(stored))) })
            }
            Err(failed) => {
                cx.fail(self.failure(failed));
                None
            }
        }
    }

    fn conclude(&self, collected: &[(usize, Collected)], cx: &mut HistoryContext<'_>) {
        let history = History::new(cx.history);
        let items = collected.iter().filter_map(|(number, kept)| {
            let Kept(value) = kept.downcast_ref()?;
            let migration = history.migration(*number)?;
            let value = Arc::clone(value);
            Some(crate::api::history::Collected { migration, value }.into_dynamic())
        });
        let items = List::from(items.collect::<Vec<_>>());
        let steps = (cx.history.migrations.len() as u64).saturating_mul(STEPS_PER_MIGRATION);
        let steps = steps.saturating_add(STEPS).min(MOST_STEPS);
        let seen = HistoryCx::new(history.clone(), &self.script);
        let options = cx.options::<OptionValues>();
        match worker::call(
            &self.script,
            "conclude",
            || Dynamic::from(items.clone()),
            options,
            &seen,
            steps,
        ) {
            Ok(_) => seen.hand_over(cx),
            Err(failed) => cx.fail(self.failure(failed)),
        }
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        OptionValues::read(&self.script.options, table, &self.script.info.id).map(Options::of)
    }
}

/// What was collected, as the host keeps it.
struct Kept(Arc<Stored>);

fn statement_at_hand(cx: &Context<'_>) -> Option<At> {
    At::new(cx.migration, &cx.statement_path()?.0)
}

/// The number of a change within its statement.
fn index_of(change: &SchemaChange, statement: &SchemaStatement) -> Option<u32> {
    let index = statement.changes.iter().position(|other| std::ptr::eq(other, change))?;
    u32::try_from(index).ok()
}

impl fmt::Debug for ScriptRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ScriptRule")
            .field("path", &self.script.file.path())
            .finish_non_exhaustive()
    }
}
