use std::io::Write;

use anyhow::{Result, bail};
use clap::Args;
use report::write_glossary;
use script::{TypeDoc, api, reference};
use serde::Serialize;

use crate::arguments::{Document, Global};
use crate::terminal;

#[derive(Args, Debug)]
pub(crate) struct RuleApiArguments {
    /// One type of it: Change, Column, Context
    #[arg(value_name = "TYPE")]
    name: Option<String>,
    /// For people or for programs
    #[arg(long, value_enum, default_value_t)]
    format: Document,
}

/// Shows the API of scripted rules: its types, or one of them.
pub(crate) fn run(arguments: &RuleApiArguments, global: Global) -> Result<u8> {
    let one = arguments.name.as_deref().map(find).transpose()?;
    let types = one.map_or_else(api, std::slice::from_ref);
    let terminal = terminal::of_stdout(global.color);
    let mut stdout = std::io::stdout().lock();
    match (arguments.format, one) {
        (Document::Json, _) => {
            serde_json::to_writer_pretty(&mut stdout, &document(types))?;
            writeln!(stdout)?;
        }
        (Document::Full, Some(described)) => {
            let place = if described.is_place { PLACE } else { "" };
            let paragraph = format!("{}{place}", described.summary);
            let members = described
                .members
                .iter()
                .map(|member| (member.signature(), member.summary));
            write_glossary(described.name, &paragraph, members, &terminal, &mut stdout)?;
        }
        (Document::Full, None) => {
            let entries = reference::entry_points()
                .iter()
                .map(|entry| (format!("fn {}", entry.function), entry.summary));
            let types = types
                .iter()
                .map(|described| (described.name.to_owned(), described.summary));
            write_glossary(
                "The API of scripted rules",
                OVERVIEW,
                entries.chain(types),
                &terminal,
                &mut stdout,
            )?;
        }
    }
    Ok(0)
}

const OVERVIEW: &str = "What a rule defines, and the types that it sees. `lockgate rule api TYPE` shows one type.";
const PLACE: &str = " It is a place: findings, notes and edits can stand there.";

fn find(name: &str) -> Result<&'static TypeDoc> {
    // A member is shown with its type; `cx` is what rules call the context.
    let name = name.split_once('.').map_or(name, |(owner, _)| owner);
    let name = if name == "cx" { "Context" } else { name };
    let named = |described: &&TypeDoc| described.name.eq_ignore_ascii_case(name);
    if let Some(described) = api().iter().find(named) {
        return Ok(described);
    }
    let shown = report::on_one_line(name);
    match source::nearest(name, api().iter().map(|described| described.name)) {
        Some(meant) => bail!("the API has no type `{shown}`; `{meant}` is the nearest name"),
        None => bail!("the API has no type `{shown}`; `lockgate rule api` lists them"),
    }
}

/// The API as one document.
#[derive(Serialize)]
struct ApiDocument {
    schema: u32,
    api: u32,
    types: Vec<TypeEntry>,
}

#[derive(Serialize)]
struct TypeEntry {
    name: &'static str,
    summary: &'static str,
    is_place: bool,
    members: Vec<MemberEntry>,
}

#[derive(Serialize)]
struct MemberEntry {
    name: &'static str,
    kind: &'static str,
    takes: Vec<ParameterEntry>,
    gives: String,
    summary: &'static str,
}

#[derive(Serialize)]
struct ParameterEntry {
    name: &'static str,
    #[serde(rename = "type")]
    type_name: &'static str,
}

fn document(types: &[TypeDoc]) -> ApiDocument {
    let types = types.iter().map(|described| TypeEntry {
        name: described.name,
        summary: described.summary,
        is_place: described.is_place,
        members: described.members.iter().map(member).collect(),
    });
    ApiDocument {
        schema: 1,
        api: script::API_VERSION,
        types: types.collect(),
    }
}

fn member(member: &script::MemberDoc) -> MemberEntry {
    let takes = member.takes.iter().map(|taken| ParameterEntry {
        name: taken.name,
        type_name: taken.type_name,
    });
    MemberEntry {
        name: member.name,
        kind: member.kind.as_str(),
        takes: takes.collect(),
        gives: member.gives.to_string(),
        summary: member.summary,
    }
}
