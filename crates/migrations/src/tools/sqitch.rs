use std::collections::{HashMap, HashSet};

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::grouping::before_component;
use crate::lines::lines;
use crate::marks::Mark;
use crate::names::{join, without_sql};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, ProblemKind, Tool, Version};

/// Source: <https://sqitch.org/docs/manual/sqitchtutorial>, `sqitch-plan`; scripts are run by the engine's own client.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Sqitch,
    history_tables: &[
        "sqitch.changes",
        "sqitch.dependencies",
        "sqitch.events",
        "sqitch.projects",
        "sqitch.releases",
        "sqitch.tags",
    ],
    folders: FOLDERS,
    placeholders: None,
    runs: Runs::bare(Delivery::Statements),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| FOLDERS.iter().any(|folder| path.starts_with(folder)),
    claim,
    read,
};

pub(crate) const FOLDERS: &[&str] = &["deploy", "revert", "verify"];

/// The folder above `deploy`, `revert` and `verify`.
pub(crate) fn home(folder: &str) -> Option<&str> {
    before_component(folder, FOLDERS)
}

/// Whether `deploy` and `revert`, the scripts, or a plan beside them say that a folder is a Sqitch project.
pub(crate) fn is_project<'a>(
    home: &str,
    mut folders: impl Iterator<Item = (&'a str, HasHeaders)>,
    near: &Neighbours<'_>,
) -> bool {
    let mut has_deploy = false;
    let mut has_revert = false;
    let is_marked = folders.any(|(folder, headers)| {
        let below = folder[home.len()..].trim_start_matches('/');
        has_deploy |= below.starts_with("deploy");
        has_revert |= below.starts_with("revert");
        headers == HasHeaders::Yes
    });
    is_marked || (has_deploy && has_revert) || near.text(&join(home, "sqitch.plan")).is_some()
}

/// Whether scripts of a folder begin as `sqitch add` writes them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum HasHeaders {
    Yes,
    #[default]
    No,
}

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| step(group, script).is_some()) {
        return None;
    }
    if group.near(near, "sqitch.plan").is_some() {
        return Claim::some(Strength::OwnFiles, "a sqitch.plan lies beside `deploy`");
    }
    if group.marked(Mark::Sqitch) > 0 {
        return Claim::some(Strength::Contents, "the files in `deploy` begin with `-- Deploy`");
    }
    let has = |wanted: &str| {
        group
            .scripts
            .iter()
            .any(|script| step(group, script).is_some_and(|(folder, _)| folder == wanted))
    };
    (has("deploy") && has("revert")).then(|| {
        Claim::new(
            Strength::DistinctNames,
            "the files lie in `deploy`, `revert` and `verify`",
        )
    })
}

/// `deploy/schema/users.sql` as `("deploy", "schema/users")`.
fn step<'a>(group: &Group<'a>, script: &Script<'a>) -> Option<(&'a str, &'a str)> {
    let (folder, rest) = group.below_home(script).split_once('/')?;
    Some((folder, without_sql(rest)?)).filter(|_| FOLDERS.contains(&folder))
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let plan = group.near(near, "sqitch.plan");
    let order = match &plan {
        Some(text) => Plan::read(text).order(),
        None => order_by_requirements(group),
    };
    reading.is_order_guessed = plan.is_none();
    if plan.is_some() {
        report_missing(group, &order, near, reading);
    }
    for script in &group.scripts {
        let Some((folder, change)) = step(group, script) else {
            reading.add_loose(script);
            continue;
        };
        let planned = order.get(change).copied();
        if planned.is_none() && folder == "deploy" {
            reading.problem(
                ProblemKind::FileName,
                script.start(),
                format!("Sqitch never deploys `{change}`: sqitch.plan does not name it"),
                "add it with `sqitch add`, or remove the file",
            );
        }
        let Some(position) = planned.filter(|_| folder != "verify") else {
            reading.add_loose(script);
            continue;
        };
        let mut migration = reading.whole(script);
        migration.version = Some(Version::Planned(position));
        migration.version_text = change.into();
        migration.description = change.into();
        if folder == "revert" {
            migration.direction = Direction::Down;
        }
        reading.add(migration);
    }
}

/// A change is deployed by its script, without which the deployment stops.
fn report_missing(group: &Group<'_>, order: &HashMap<String, u32>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let steps = group.scripts.iter().filter_map(|script| step(group, script));
    let there: HashSet<&str> = steps
        .filter(|(folder, _)| *folder == "deploy")
        .map(|(_, change)| change)
        .collect();
    if there.is_empty() {
        return;
    }
    reading.missing_of_plan(group, "sqitch.plan", order, &there, near, |change| {
        format!("deploy/{change}.sql")
    });
}

/// The changes and tags of a sqitch.plan, in its order.
struct Plan<'a>(Vec<Entry<'a>>);

enum Entry<'a> {
    Change(&'a str),
    Tag(&'a str),
}

impl<'a> Plan<'a> {
    fn read(text: &'a str) -> Self {
        let entries = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with(['%', '#', '-']))
            .filter_map(|line| {
                let name = line.trim_start_matches('+').split_ascii_whitespace().next()?;
                Some(match name.strip_prefix('@') {
                    Some(tag) => Entry::Tag(tag),
                    None => Entry::Change(name),
                })
            });
        Self(entries.collect())
    }

    /// The position of each script. A change that is reworked later keeps its first text in `name@tag`, where the
    /// tag stands between the two.
    fn order(&self) -> HashMap<String, u32> {
        let mut order = HashMap::new();
        for (at, entry) in self.0.iter().enumerate() {
            let Entry::Change(name) = entry else {
                continue;
            };
            let position = crate::lines::offset(at);
            let later = &self.0[at + 1..];
            let reworked = later
                .iter()
                .position(|entry| matches!(entry, Entry::Change(other) if other == name));
            let Some(reworked) = reworked else {
                order.insert((*name).to_owned(), position);
                continue;
            };
            for entry in &later[..reworked] {
                if let Entry::Tag(tag) = entry {
                    order.insert(format!("{name}@{tag}"), position);
                }
            }
        }
        order
    }
}

/// Without a plan: what the scripts say they require comes first, and otherwise the order of the paths.
fn order_by_requirements(group: &Group<'_>) -> HashMap<String, u32> {
    let changes: Vec<(&str, Vec<&str>)> = group
        .scripts
        .iter()
        .filter_map(|script| match step(group, script)? {
            ("deploy", change) => Some((change, requirements(script))),
            _ => None,
        })
        .collect();
    let places: HashMap<&str, usize> = changes
        .iter()
        .enumerate()
        .map(|(at, (change, _))| (*change, at))
        .collect();
    let mut order = HashMap::new();
    let mut is_visited = vec![false; changes.len()];
    for first in 0..changes.len() {
        // Each entry is a change and how many of its requirements have been looked at.
        let mut path = vec![(first, 0)];
        while let Some((at, looked_at)) = path.pop() {
            if looked_at == 0 && std::mem::replace(&mut is_visited[at], true) {
                continue;
            }
            let (change, required) = &changes[at];
            let next = required.get(looked_at).copied();
            if looked_at < required.len() {
                path.push((at, looked_at + 1));
            }
            match next {
                Some(next) => path.extend(places.get(next).filter(|at| !is_visited[**at]).map(|at| (*at, 0))),
                None => {
                    let position = crate::lines::offset(order.len());
                    order.insert((*change).to_owned(), position);
                }
            }
        }
    }
    order
}

/// The changes in the `-- requires:` lines at the top of a script.
fn requirements<'a>(script: &Script<'a>) -> Vec<&'a str> {
    lines(script.text())
        .take_while(|line| line.is_blank() || line.comment().is_some())
        .filter_map(|line| line.comment()?.trim_start().strip_prefix("requires:"))
        .flat_map(|names| names.split([' ', ',']))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect()
}
