use std::collections::BTreeMap;

use crate::convention::{Claim, Convention, Depth, Strength};
use crate::group::{Group, ends_in};
use crate::marks::Mark;
use crate::names::{file_name, is_within, parent};
use crate::neighbours::Neighbours;
use crate::recognise::Settings;
use crate::tools::{convention, conventions, flyway};
use crate::{Problem, ProblemKind, Tool};

/// A group of files and the tool that it belongs to.
pub(crate) struct Choice<'a> {
    pub(crate) group: Group<'a>,
    /// The folders that were joined, where that is more than the home.
    folders: Vec<String>,
    pub(crate) tool: Tool,
    pub(crate) reason: String,
    /// Where more than one tool could own the files.
    pub(crate) problem: Option<Problem>,
}

/// Finds the tool of each group, and joins groups that turn out to be one history.
pub(crate) fn choose<'a>(groups: Vec<Group<'a>>, near: &Neighbours<'_>, settings: &Settings) -> Vec<Choice<'a>> {
    let mut choices: Vec<Choice<'a>> = groups
        .into_iter()
        .map(|group| match settings.tool {
            Some(tool) => named(group, tool),
            None => detect(group, near),
        })
        .collect();
    if settings.tool.is_none() {
        follow_siblings(&mut choices);
    }
    let choices = join_configured(with_programs(choices), settings);
    join_nested(join_locations(join_listed(choices, near)))
}

fn named(mut group: Group<'_>, tool: Tool) -> Choice<'_> {
    for script in &mut group.scripts {
        *script = script.of_tool(convention(tool));
    }
    Choice {
        folders: vec![group.home.clone()],
        group,
        tool,
        reason: "the configuration names it".to_owned(),
        problem: None,
    }
}

fn detect<'a>(group: Group<'a>, near: &Neighbours<'_>) -> Choice<'a> {
    let claims: Vec<(&Convention, Claim)> = conventions()
        .iter()
        .filter_map(|convention| Some((*convention, (convention.claim)(&group, near)?)))
        .collect();
    let strongest = claims.iter().map(|(_, claim)| claim.strength).max();
    let mut rivals = claims
        .into_iter()
        .filter(|(_, claim)| Some(claim.strength) == strongest);
    let Some((winner, claim)) = rivals.next() else {
        return Choice {
            folders: vec![group.home.clone()],
            group,
            tool: Tool::Plain,
            reason: "no known tool's names, comments or settings were found".to_owned(),
            problem: None,
        };
    };
    if claim.strength == Strength::Names && group.marked(Mark::WayDown) > 0 {
        return Choice {
            folders: vec![group.home.clone()],
            group,
            tool: Tool::Plain,
            reason: "the files mark the way down as no known tool does".to_owned(),
            problem: None,
        };
    }
    let others: Vec<Tool> = rivals
        .filter(|(rival, _)| rival.runs.differs_from(&winner.runs))
        .map(|(rival, _)| rival.tool)
        .collect();
    let tool = if claim.strength == Strength::Names {
        Tool::Plain
    } else {
        winner.tool
    };
    let problem = if others.is_empty() {
        None
    } else {
        ambiguity(&group, winner.tool, tool, &others)
    };
    Choice {
        folders: vec![group.home.clone()],
        group,
        tool,
        reason: claim.reason,
        problem,
    }
}

fn ambiguity(group: &Group<'_>, winner: Tool, taken: Tool, others: &[Tool]) -> Option<Problem> {
    let first = group.scripts.first().or_else(|| group.others.first())?;
    let titles: Vec<&str> = std::iter::once(winner)
        .chain(others.iter().copied())
        .map(Tool::title)
        .collect();
    let (last, rest) = titles.split_last()?;
    let rest = rest.join(", ");
    Some(Problem {
        kind: ProblemKind::AmbiguousTool,
        span: first.start(),
        message: format!(
            "these files could belong to {rest} or {last}, and are read as {}",
            taken.title()
        ),
        help: format!("name the tool: `tool = \"{}\"` in `lockgate.toml`", winner.id()),
    })
}

/// Where projects in Java and its kin keep programs, and what stands there instead for other files.
const PROGRAM_FOLDERS: &[&str] = &["src/main/java", "src/main/kotlin", "src/main/groovy", "src/main/scala"];
const RESOURCES: &str = "src/main/resources";

/// Flyway looks for programs where it looks for scripts, in another folder of the project: both are one history.
fn with_programs(choices: Vec<Choice<'_>>) -> Vec<Choice<'_>> {
    let (programs, mut rest): (Vec<_>, Vec<_>) = choices.into_iter().partition(|choice| {
        let holds_programs = PROGRAM_FOLDERS.iter().any(|folder| choice.group.home.contains(folder));
        choice.group.scripts.is_empty() && holds_programs
    });
    for program in programs {
        let beside = PROGRAM_FOLDERS.iter().find_map(|folder| {
            let (before, behind) = program.group.home.split_once(folder)?;
            Some(format!("{before}{RESOURCES}{behind}"))
        });
        let is_beside = |choice: &&mut Choice<'_>| {
            let home = &choice.group.home;
            choice.tool == Tool::Flyway
                && beside
                    .as_ref()
                    .is_some_and(|beside| is_within(home, beside) || is_within(beside, home))
        };
        match rest.iter_mut().find(is_beside) {
            Some(choice) => choice.group.others.extend(program.group.others),
            None => rest.push(program),
        }
    }
    rest.sort_by(|left, right| left.group.home.cmp(&right.group.home));
    rest
}

/// A folder of plain numbered files among folders of one tool belongs to that tool, if the names fit.
fn follow_siblings(choices: &mut [Choice<'_>]) {
    let mut known: BTreeMap<String, Tool> = BTreeMap::new();
    for choice in choices.iter().filter(|choice| choice.tool != Tool::Plain) {
        known.insert(parent(&choice.group.home).to_owned(), choice.tool);
    }
    for choice in choices.iter_mut().filter(|choice| choice.tool == Tool::Plain) {
        let above = parent(&choice.group.home);
        if above.is_empty() || choice.group.home.is_empty() {
            continue;
        }
        let Some(tool) = known.get(above) else {
            continue;
        };
        let takes = convention(*tool).takes;
        let group = &choice.group;
        if group.mostly(|script| is_numbered(script.name()) && takes(group.below_home(script))) {
            choice.tool = *tool;
            choice.reason = format!("the folders beside it are those of {}", tool.title());
            choice.problem = None;
        }
    }
}

fn is_numbered(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_digit())
}

/// Configured folders make one history, as far as one tool owns them.
fn join_configured<'a>(choices: Vec<Choice<'a>>, settings: &Settings) -> Vec<Choice<'a>> {
    let is_configured = |choice: &Choice<'_>| {
        settings
            .folders
            .iter()
            .any(|folder| is_within(&choice.group.home, folder) || is_within(folder, &choice.group.home))
    };
    let (inside, mut rest): (Vec<_>, Vec<_>) = choices.into_iter().partition(is_configured);
    for choice in inside {
        match rest
            .iter_mut()
            .find(|other| is_configured(other) && other.tool == choice.tool)
        {
            Some(other) => absorb(other, choice),
            None => rest.push(choice),
        }
    }
    rest.sort_by(|left, right| left.group.home.cmp(&right.group.home));
    rest
}

/// Folders named after engines hold one history each, even side by side.
const ENGINES: &[&str] = &[
    "postgres",
    "postgresql",
    "pg",
    "mysql",
    "mariadb",
    "oracle",
    "sqlserver",
    "mssql",
    "tsql",
    "sqlite",
    "sqlite3",
    "h2",
    "hsqldb",
    "hsql",
    "db2",
    "derby",
    "cockroachdb",
    "cockroach",
    "redshift",
    "snowflake",
    "clickhouse",
    "vertica",
    "informix",
    "sybase",
    "firebird",
];

fn is_engine(folder: &str) -> bool {
    let name = file_name(folder).to_ascii_lowercase();
    ENGINES.contains(&name.as_str())
}

/// Folders that one project's settings list for Flyway are one history.
fn join_listed<'a>(choices: Vec<Choice<'a>>, near: &Neighbours<'_>) -> Vec<Choice<'a>> {
    let mut joined: Vec<(Option<String>, Choice<'a>)> = Vec::new();
    for choice in choices {
        let list = (choice.tool == Tool::Flyway)
            .then(|| flyway::listed_with(&choice.group.home, near))
            .flatten();
        let same = joined.iter_mut().find(|(other, _)| other.is_some() && *other == list);
        match same {
            Some((_, other)) => absorb(other, choice),
            None => joined.push((list, choice)),
        }
    }
    joined.into_iter().map(|(_, choice)| choice).collect()
}

/// Folders below the place where their tool looks, and looks into folders, are one history.
fn join_locations(choices: Vec<Choice<'_>>) -> Vec<Choice<'_>> {
    let mut joined: Vec<Choice<'_>> = Vec::new();
    for mut choice in choices {
        let Some(location) = location(&choice) else {
            joined.push(choice);
            continue;
        };
        let same = joined
            .iter_mut()
            .find(|other| other.tool == choice.tool && other.group.home == location);
        match same {
            Some(other) => absorb(other, choice),
            None => {
                choice.folders = vec![location.clone()];
                choice.group.home = location;
                joined.push(choice);
            }
        }
    }
    joined
}

/// The folder above a group where its tool looks by default, unless a folder between the two is an engine's.
fn location(choice: &Choice<'_>) -> Option<String> {
    let convention = convention(choice.tool);
    if convention.depth == Depth::Flat {
        return None;
    }
    let mut at = choice.group.home.as_str();
    while !at.is_empty() && !is_engine(at) {
        at = parent(at);
        if ends_in(at, convention.folders) {
            return Some(at.to_owned());
        }
    }
    None
}

/// What lies below the folder of a tool that looks into folders belongs to it.
fn join_nested(mut choices: Vec<Choice<'_>>) -> Vec<Choice<'_>> {
    choices.sort_by(|left, right| left.group.home.cmp(&right.group.home));
    let mut joined: Vec<Choice<'_>> = Vec::new();
    for choice in choices {
        let above = joined.iter_mut().rev().find(|other| {
            convention(other.tool).depth == Depth::Recursive
                && (other.tool == choice.tool || choice.tool == Tool::Plain)
                && !is_engine(&choice.group.home)
                && other.folders.iter().any(|folder| is_within(&choice.group.home, folder))
        });
        match above {
            Some(other) => absorb(other, choice),
            None => joined.push(choice),
        }
    }
    joined
}

/// Makes one of two; the home becomes the folder that holds both.
fn absorb<'a>(into: &mut Choice<'a>, other: Choice<'a>) {
    while !is_within(&other.group.home, &into.group.home) {
        into.group.home = parent(&into.group.home).to_owned();
    }
    into.folders.extend(other.folders);
    into.group.scripts.extend(other.group.scripts);
    into.group.others.extend(other.group.others);
    into.group.sort();
    into.problem = into.problem.take().or(other.problem);
}
