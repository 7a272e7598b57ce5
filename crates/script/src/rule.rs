use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lint::{Context, Failure, Options, OptionsError, Rule, RuleInfo, Subject};
use rhai::{Dynamic, Position};
use schema::{Change as SchemaChange, Statement as SchemaStatement};
use source::{SourceFile, TextRange};

use crate::ScriptError;
use crate::api::change::Change;
use crate::api::context::Cx;
use crate::api::handle::At;
use crate::api::migration::Migration;
use crate::api::statement::Statement;
use crate::error::Fault;
use crate::header::{self, Header, Looks};
use crate::layout::Layout;
use crate::options::OptionValues;
use crate::page_lines::PageLines;
use crate::worker::{self, Failed};

/// The largest rule file, in bytes.
const SIZE_LIMIT: usize = 256 * 1024;
/// The steps of one call, each some 30 ns long.
const STEPS: u64 = 100_000;
/// The steps that a rule on migrations has for each statement besides.
const STEPS_PER_STATEMENT: u64 = 2_000;
/// The most steps of one call.
const MOST_STEPS: u64 = 10_000_000;

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
    looks: Looks,
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
    let examined = catch_unwind(AssertUnwindSafe(|| worker::examine(text, &options)));
    let examined = examined.unwrap_or_else(|_| {
        let fault = Fault::new(
            Position::new(1, 1),
            "the script engine has a defect that this script brings out",
        );
        Err(Failed {
            fault,
            entry: Position::new(1, 1),
        })
    });
    let examined = examined.map_err(|Failed { fault, entry }| fault.in_file(&file.shared_path(), entry))?;
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

    fn call(&self, subject: Dynamic, at: Option<At>, steps: u64, cx: &mut Context<'_>) {
        let options = cx.options::<OptionValues>();
        let seen = Cx::new(cx.migration, at);
        match worker::call(&self.script, subject, options, seen.clone(), steps) {
            Ok(()) => hand_over(&seen, cx),
            Err(Failed { fault, entry }) => {
                let error = fault.in_file(&self.script.file.shared_path(), entry);
                cx.fail(failure(error));
            }
        }
    }
}

/// Gives what a script reported to the host.
fn hand_over(seen: &Cx, cx: &mut Context<'_>) {
    for report in seen.reports() {
        let range = report.span.range;
        *cx.report(range, "") = report;
    }
}

fn failure(error: ScriptError) -> Failure {
    let mut failure = Failure::new(error.message);
    failure.path = Some(error.path);
    failure.line = Some(error.line);
    failure.column = Some(error.column);
    failure
}

impl Rule for ScriptRule {
    fn info(&self) -> &RuleInfo {
        &self.script.info
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        match (self.script.looks, subject) {
            (Looks::Change, Subject::Change(change, statement)) => {
                let Some((at, index)) = statement_at_hand(cx).zip(index_of(change, statement)) else {
                    return;
                };
                let subject = Dynamic::from(Change::new(at.clone(), index));
                self.call(subject, Some(at), STEPS, cx);
            }
            (Looks::Statement, Subject::Statement(_)) => {
                let Some(at) = statement_at_hand(cx) else {
                    return;
                };
                let subject = Dynamic::from(Statement::new(at.clone()));
                self.call(subject, Some(at), STEPS, cx);
            }
            (Looks::Migration, Subject::Migration(facts)) => {
                let statements = u64::try_from(facts.script.statements.len()).unwrap_or(u64::MAX);
                let steps = statements.saturating_mul(STEPS_PER_STATEMENT).saturating_add(STEPS);
                let subject = Dynamic::from(Migration::new(cx.migration));
                self.call(subject, None, steps.min(MOST_STEPS), cx);
            }
            // The host shows a rule only what its `on` asks for.
            _ => {}
        }
    }

    fn read_options(&self, table: &toml::Table) -> Result<Options, OptionsError> {
        OptionValues::read(&self.script.options, table, &self.script.info.id).map(Options::of)
    }
}

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
