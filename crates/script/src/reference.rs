//! The reference of the API, in the forms that are read: Markdown, and Rhai definitions.

use std::fmt::Write as _;

use crate::{API_VERSION, Given, MemberDoc, MemberKind, TypeDoc, api, header_keys};

/// A function that the host calls, by what the rule looks at.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EntryPoint {
    /// What `on` says.
    pub on: &'static str,
    /// The function with its parameters.
    pub function: &'static str,
    /// The types of the parameters, `Options` being the rule's own.
    pub takes: &'static [&'static str],
    /// When it is called.
    pub summary: &'static str,
}

/// The functions that a rule defines.
#[must_use]
pub const fn entry_points() -> &'static [EntryPoint] {
    &[
        EntryPoint {
            on: "a list of kinds",
            function: "check(change, options, cx)",
            takes: &["Change", "Options", "Context"],
            summary: "Called for each change of these kinds.",
        },
        EntryPoint {
            on: "`\"statement\"`",
            function: "check(statement, options, cx)",
            takes: &["Statement", "Options", "Context"],
            summary: "Called for each statement, those inside blocks included.",
        },
        EntryPoint {
            on: "`\"migration\"`",
            function: "check(migration, options, cx)",
            takes: &["Migration", "Options", "Context"],
            summary: "Called once for each migration.",
        },
        EntryPoint {
            on: "`\"history\"`",
            function: "collect(migration, options, cx)",
            takes: &["Migration", "Options", "Context"],
            summary: "May be left out. Called for each migration; what it gives is kept until the migration changes: texts, \
                numbers, lists, maps, and what the API gives.",
        },
        EntryPoint {
            on: "`\"history\"`",
            function: "conclude(collected, options, cx)",
            takes: &["[Collected]", "Options", "HistoryContext"],
            summary: "Called once for each history, with what `collect` gave for each migration, `()` left out.",
        },
    ]
}

/// The whole reference as one page.
#[must_use]
pub fn markdown() -> String {
    let mut text = format!(
        "# The API of scripted rules\n\nWhat a rule in Rhai may ask and how it reports: version {API_VERSION} of the API. \
         `lockgate rule api` prints this list, `lockgate rule api TYPE` one type of it; \
         `editors/rhai/lockgate.d.rhai` holds the same as definitions.\n\n{NOTATION}\n"
    );
    text.push_str("\n## What a rule defines\n\n| `on` | function | |\n|---|---|---|\n");
    for entry in entry_points() {
        let _ = writeln!(
            text,
            "| {} | `fn {}` | {} |",
            entry.on,
            in_cell(entry.function),
            in_cell(entry.summary)
        );
    }
    text.push_str(
        "\n## The header\n\nTOML in the `//!` lines that begin the file.\n\n| key | value | |\n|---|---|---|\n",
    );
    for key in header_keys() {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            key.name,
            in_cell(key.value),
            in_cell(key.summary)
        );
    }
    for described in api() {
        text.push('\n');
        text.push_str(&page(described));
    }
    text
}

/// How types are written in the reference.
const NOTATION: &str = "`Table?` may be `()` instead: not there, or not known. `[Column]` is a list: it can be walked with \
    `for`, asked for `len`, `first`, `filter` and the rest of [List](#list), and indexed from 0, or from the end with \
    negative numbers. `any place` is a value of a type that has a place in the migration.";

/// One type of the reference.
#[must_use]
pub fn page(described: &TypeDoc) -> String {
    let mut text = format!("## {}\n\n{}", described.name, described.summary);
    if described.is_place {
        text.push_str(" It is a place: findings, notes and edits can stand there.");
    }
    text.push('\n');
    let of_kind = |kind| described.members.iter().filter(move |member| member.kind == kind);
    for (kind, title) in [(MemberKind::Property, "property"), (MemberKind::Function, "function")] {
        if of_kind(kind).next().is_none() {
            continue;
        }
        let _ = write!(text, "\n| {title} | gives | |\n|---|---|---|\n");
        for member in of_kind(kind) {
            let _ = writeln!(
                text,
                "| `{}` | `{}` | {} |",
                in_cell(&head(member)),
                in_cell(&member.gives.to_string()),
                in_cell(member.summary)
            );
        }
    }
    text
}

/// A member without what it gives.
fn head(member: &MemberDoc) -> String {
    let takes: Vec<String> = member.takes.iter().map(ToString::to_string).collect();
    match member.kind {
        MemberKind::Property => member.name.to_owned(),
        MemberKind::Function => format!("{}({})", member.name, takes.join(", ")),
    }
}

/// A cell of a table ends at a bar.
fn in_cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// The API as Rhai definitions, for editors that read them.
#[must_use]
pub fn definitions() -> String {
    let mut text = format!(
        "// Version {API_VERSION} of Lockgate's API for scripted rules. Generated: run `cargo dev docs`.\n\nmodule static;\n"
    );
    for described in api() {
        let _ = write!(text, "\n// {}: {}\n", described.name, described.summary);
        for member in &described.members {
            let _ = write!(text, "\n/// {}\n", member.summary);
            if member.gives.is_list {
                let _ = writeln!(text, "///\n/// Gives a list: `{}`.", member.gives);
            }
            let own = format!("this: {}", in_rhai(described.name));
            let takes = member
                .takes
                .iter()
                .map(|taken| format!("{}: {}", taken.name, in_rhai(taken.type_name)));
            let takes: Vec<String> = std::iter::once(own).chain(takes).collect();
            let get = if member.kind == MemberKind::Property {
                "get "
            } else {
                ""
            };
            let _ = writeln!(
                text,
                "fn {get}{}({}) -> {};",
                member.name,
                takes.join(", "),
                given_in_rhai(&member.gives)
            );
        }
    }
    text
}

fn given_in_rhai(given: &Given) -> &str {
    match given {
        Given { is_list: true, .. } => "List",
        Given { is_optional: true, .. } => "?",
        Given { name, .. } => in_rhai(name),
    }
}

/// A type as Rhai's definitions name it.
fn in_rhai(name: &str) -> &str {
    match name {
        "string" => "String",
        "array" => "Array",
        "map" => "Map",
        "any" | "any place" | "item" => "?",
        name if name.starts_with('|') => "FnPtr",
        name if name.starts_with('[') => "List",
        name => name.trim_end_matches('?'),
    }
}
