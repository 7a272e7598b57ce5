use std::sync::Arc;

use rhai::{EvalAltResult, LexError, ParseError, ParseErrorType, Position};
use source::{LineColumn, SourceFile};

use crate::header::did_you_mean;

/// Why a rule file is no rule, or why a rule stopped.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{path}:{line}:{column}: {message}")]
pub struct ScriptError {
    /// The rule file.
    pub path: Arc<str>,
    /// The line in it, from 1.
    pub line: u32,
    /// The column, from 1, in code points.
    pub column: u32,
    /// What is wrong, in lower case.
    pub message: String,
}

/// Where something is wrong in a script, as Rhai counts, and what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    pub(crate) position: Position,
    pub(crate) message: String,
    /// Whether the script took more than it may have: it would again.
    pub(crate) is_exhausted: bool,
}

impl Fault {
    pub(crate) fn new(position: Position, message: impl Into<String>) -> Self {
        Self {
            position,
            message: message.into(),
            is_exhausted: false,
        }
    }

    /// The fault as an error of the file; `fallback` is its place where Rhai named none.
    pub(crate) fn in_file(self, path: &Arc<str>, fallback: Position) -> ScriptError {
        let position = if self.position.line().is_some() {
            self.position
        } else {
            fallback
        };
        ScriptError {
            path: Arc::clone(path),
            line: number(position.line().unwrap_or(1)),
            column: number(position.position().unwrap_or(1)),
            message: self.message,
        }
    }
}

impl From<ScriptError> for lint::RunError {
    fn from(error: ScriptError) -> Self {
        Self {
            rule: None,
            path: Some(error.path),
            line: Some(error.line),
            column: Some(error.column),
            message: error.message,
        }
    }
}

impl ScriptError {
    /// An error at a byte of the file.
    pub(crate) fn at(file: &SourceFile, offset: usize, message: impl Into<String>) -> Self {
        let LineColumn { line, column } = file.line_column(u32::try_from(offset).unwrap_or(u32::MAX));
        Self {
            path: file.shared_path(),
            line,
            column,
            message: message.into(),
        }
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

impl Fault {
    /// What keeps `text` from being compiled.
    pub(crate) fn of_text(error: ParseError, text: &str) -> Self {
        let ParseError(kind, position) = error;
        let message = match *kind {
            ParseErrorType::VariableUndefined(name) if name == "global" => {
                "functions read nothing but their parameters: make what is constant an option, or a function: `fn limit() { 3 }`".to_owned()
            }
            ParseErrorType::VariableUndefined(name) => {
                let meant = did_you_mean(&name, bound_names(text));
                format!("there is no variable `{name}`{meant}")
            }
            ParseErrorType::Reserved(word) => {
                unavailable(&word).unwrap_or_else(|| format!("`{word}` is a reserved word"))
            }
            ParseErrorType::BadInput(LexError::ImproperSymbol(word, what)) => {
                unavailable(&word).unwrap_or_else(|| lower_first(&what))
            }
            ParseErrorType::ExprTooDeep => "expressions or blocks nest deeper than a rule may".to_owned(),
            ParseErrorType::TooManyFunctions => "the script defines more functions than a rule may".to_owned(),
            kind => lower_first(&kind.to_string()),
        };
        Self::new(position, message)
    }
}

/// The names that a script gives to values, wherever they hold.
fn bound_names(text: &str) -> impl Iterator<Item = &str> {
    let words = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty());
    let declared = words
        .clone()
        .zip(words.skip(1))
        .filter(|(before, _)| ["let", "const", "for"].contains(before));
    let lists = text
        .split("fn ")
        .skip(1)
        .filter_map(|rest| rest.split_once('(')?.1.split_once(')'));
    let parameters = lists.flat_map(|(list, _)| list.split(',').map(str::trim));
    declared.map(|(_, name)| name).chain(parameters)
}

/// What to say of something that the sandbox leaves out.
pub(crate) fn unavailable(name: &str) -> Option<String> {
    let instead = match name {
        "eval" => "write the code where it is needed",
        "import" | "export" => "a rule is one file",
        "print" | "debug" => "`cx.trace(value)` shows a value to whoever runs with `--trace`",
        "sleep" | "timestamp" => "a rule knows no time, so that it always finds the same",
        "exit" => "use `return`",
        _ => return None,
    };
    Some(format!("`{name}` is not available in rules: {instead}"))
}

impl From<Box<EvalAltResult>> for Fault {
    fn from(error: Box<EvalAltResult>) -> Self {
        let outer = error.position();
        let mut inner = error;
        // The innermost error names the place; the outer ones name the calls that led there.
        while let EvalAltResult::ErrorInFunctionCall(_, _, cause, _) = *inner {
            inner = cause;
        }
        let position = inner.position();
        let position = if position.line().is_some() { position } else { outer };
        Self {
            is_exhausted: matches!(
                *inner,
                EvalAltResult::ErrorTerminated(..)
                    | EvalAltResult::ErrorTooManyOperations(_)
                    | EvalAltResult::ErrorStackOverflow(_)
                    | EvalAltResult::ErrorDataTooLarge(..)
            ),
            ..Self::new(position, describe(&mut inner))
        }
    }
}

fn describe(error: &mut EvalAltResult) -> String {
    match error {
        EvalAltResult::ErrorTerminated(..) | EvalAltResult::ErrorTooManyOperations(_) => {
            format!(
                "ran out of steps, of which this call had {}; each turn of a loop takes some, more in a large migration are given",
                crate::sandbox::given_steps()
            )
        }
        EvalAltResult::ErrorStackOverflow(_) => "functions call each other deeper than a rule may".to_owned(),
        EvalAltResult::ErrorTooManyVariables(_) => "holds more variables at once than a rule may".to_owned(),
        EvalAltResult::ErrorDataTooLarge(what, _) => {
            format!("a value grew larger than a rule may hold ({})", lower_first(what))
        }
        EvalAltResult::ErrorVariableNotFound(name, _) => format!("there is no variable `{name}`"),
        EvalAltResult::ErrorPropertyNotFound(name, _) => {
            format!("the map has no property `{name}`; ask first whether it has: `\"{name}\" in map`")
        }
        EvalAltResult::ErrorFunctionNotFound(signature, _) => of_signature(signature),
        EvalAltResult::ErrorMismatchDataType(wanted, found, _) => of_mismatch(wanted, found),
        EvalAltResult::ErrorDataRace(..) => {
            "a function inside a chain reads the variable that the chain begins with; name the list first".to_owned()
        }
        EvalAltResult::ErrorRuntime(value, _) => {
            let thrown = value.to_string();
            if thrown.is_empty() {
                "the script threw an error".to_owned()
            } else {
                thrown
            }
        }
        EvalAltResult::ErrorDotExpr(said, _) if said.ends_with("for type '()'") => {
            let property = said.split('\'').nth(1).unwrap_or_default();
            format!("`{property}` is asked of `()`, which says that nothing is there; ask first whether it is `!= ()`")
        }
        error => {
            error.set_position(Position::NONE);
            lower_first(&error.to_string())
        }
    }
}

/// What `! (())` or `report (Context, (), &str | ImmutableString)` means.
fn of_signature(signature: &str) -> String {
    let (name, takes) = signature.split_once(" (").unwrap_or((signature, ""));
    let takes = takes.strip_suffix(')').unwrap_or(takes);
    if takes.split(", ").any(|taken| taken == "()") {
        return format!(
            "`{name}` is given `()`, which says that nothing is there or known; ask first whether it is `!= ()`"
        );
    }
    let takes: Vec<String> = takes.split(", ").map(in_words).collect();
    format!("no function takes these values: `{name}` of {}", takes.join(", "))
}

/// What `expected bool, found ()` means.
fn of_mismatch(wanted: &str, found: &str) -> String {
    let (wanted, found) = (in_words(wanted), in_words(found));
    let remedy = match (wanted.as_str(), found.as_str()) {
        (_, "`()`") => {
            "; it says that nothing is there or known: ask first whether it is `!= ()`, or whether it is `== true`"
        }
        ("`string`", _) => "; make a text of it: `.to_string()`",
        _ => "",
    };
    format!("{found} stands where {wanted} is needed{remedy}")
}

/// A type as the reference calls it.
fn in_words(type_name: &str) -> String {
    let first = type_name.split(" | ").next().unwrap_or(type_name);
    let bare = first.rsplit("::").next().unwrap_or(first);
    match bare {
        "&str" | "ImmutableString" | "String" => "`string`".to_owned(),
        "i64" => "`int`".to_owned(),
        bare => format!("`{bare}`"),
    }
}

/// Rhai's own messages begin with a capital letter.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    first.to_lowercase().chain(letters).collect()
}
