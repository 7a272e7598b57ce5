//! What a script holds, one line for each statement.

use std::fmt::Write;

use lockgate_syntax::{ReadOptions, read};
use schema::{Dialect, Guard, Statement};

/// `kind runs guard: text` for each statement, those within others indented.
pub(crate) fn outline(text: &str, dialect: Dialect) -> String {
    let script = read(text, &ReadOptions::whole(text, dialect));
    let mut out = String::new();
    for statement in &script.statements {
        line(text, statement, 0, &mut out);
    }
    for problem in &script.problems {
        let _ = writeln!(out, "! {:?} at {}", problem.kind, problem.range.start);
    }
    out
}

fn line(text: &str, statement: &Statement, depth: usize, out: &mut String) {
    let words: Vec<&str> = text[statement.range.slice()].split_whitespace().collect();
    let mut shown = words.join(" ");
    if shown.chars().count() > 44 {
        shown = shown.chars().take(40).collect::<String>() + " …";
    }
    let runs = format!("{:?}", statement.runs).to_lowercase();
    let guard = statement.guard.as_deref().map(guard).unwrap_or_default();
    let indent = "  ".repeat(depth);
    let _ = writeln!(out, "{indent}{} {runs}{guard}: {shown}", statement.kind);
    for inner in &statement.body {
        line(text, inner, depth + 1, out);
    }
}

fn guard(guard: &Guard) -> String {
    let mut text = format!(" {:?}", guard.kind).to_lowercase();
    if let Some(kind) = guard.object_kind {
        let _ = write!(text, " {}", kind.as_str());
    }
    if let Some(object) = &guard.object {
        let _ = write!(text, " {object}");
    }
    if let Some(column) = &guard.column {
        let _ = write!(text, ".{column}");
    }
    format!(" [{}]", text.trim())
}
