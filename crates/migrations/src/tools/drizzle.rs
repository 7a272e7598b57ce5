use std::collections::{HashMap, HashSet};

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{comment_lines_with, contains};
use crate::marks::Mark;
use crate::names::{file_name, leading_digits, natural_order, without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, ProblemKind, Tool, TransactionMode, Version};

/// Source: drizzle-orm, `src/migrator.ts` and the dialects' `migrate`; no way out of the transaction: drizzle-orm#860.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Drizzle,
    history_tables: &["drizzle.__drizzle_migrations", "__drizzle_migrations"],
    folders: &["drizzle"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::AllPending,
        Delivery::Statements,
        OptOut::None("run the statement outside Drizzle: it puts all pending migrations into one transaction"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |path| path.ends_with(".sql"),
    claim,
    read,
};

const BREAKPOINT: &str = "--> statement-breakpoint";

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.near(near, "meta/_journal.json").is_some() {
        return Claim::some(Strength::OwnFiles, "a meta/_journal.json lies beside the files");
    }
    let is_folder = |script: &Script<'_>| script.name() == "migration.sql" && group.below_home(script).contains('/');
    let first = group.scripts.iter().find(|script| is_folder(script));
    if first.is_some_and(|script| near.in_folder(script.folder(), "snapshot.json").is_some()) {
        return Claim::some(Strength::OwnFiles, "a snapshot.json lies beside each `migration.sql`");
    }
    if group.marked(Mark::Drizzle) > 0 {
        return Claim::some(Strength::Contents, "the files hold `--> statement-breakpoint`");
    }
    let settings = ["drizzle.config.ts", "drizzle.config.js", "drizzle.config.json"]
        .into_iter()
        .find(|name| near.nearest(&group.home, name).is_some());
    let fits = group.mostly(|script| is_generated(script.name()) || is_folder(script));
    settings
        .filter(|_| fits)
        .map(|file| Claim::by_names(Strength::Names, "the files are named `0000_x.sql`", Some(file)))
}

/// `0000_two_words.sql`, as drizzle-kit names files.
fn is_generated(name: &str) -> bool {
    leading_digits(name)
        .is_some_and(|(digits, rest)| digits.len() == 4 && rest.starts_with('_') && rest.ends_with(".sql"))
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let journal = group.near(near, "meta/_journal.json").and_then(|text| journal(&text));
    if let Some(journal) = &journal {
        report_missing(group, journal, near, reading);
    }
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.path(), right.path()));
    for (position, script) in (0..).zip(&scripts) {
        let tag = tag(group, script);
        let planned = journal.as_ref().map(|journal| journal.get(tag).copied());
        if planned == Some(None) {
            reading.problem(
                ProblemKind::FileName,
                script.start(),
                format!("Drizzle skips `{}`: meta/_journal.json does not name it", script.name()),
                "add it with `drizzle-kit generate --custom`",
            );
            reading.add_loose(script);
            continue;
        }
        let mut migration = reading.whole(script);
        let (version, rest) = leading_digits(tag).unwrap_or(("", tag));
        migration.version = Some(Version::Planned(planned.flatten().unwrap_or(position)));
        migration.version_text = version.into();
        migration.description = words(rest.trim_start_matches('_')).into();
        if contains(script.text(), BREAKPOINT) {
            migration.section.delimiter = Some(BREAKPOINT.into());
        } else {
            // A file is cut at its breakpoints only.
            migration.policy.delivery = Delivery::WholeFile;
        }
        report_misspelt(script, reading);
        reading.add(migration);
    }
}

/// Drizzle reads every file that its journal names: drizzle-orm, `src/migrator.ts`, `readMigrationFiles`.
fn report_missing(group: &Group<'_>, journal: &HashMap<String, u32>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let there: HashSet<&str> = group.scripts.iter().map(|script| tag(group, script)).collect();
    reading.missing_of_plan(group, "meta/_journal.json", journal, &there, near, |tag| {
        format!("{tag}.sql")
    });
}

/// The name under which the journal knows a file.
fn tag<'a>(group: &Group<'a>, script: &Script<'a>) -> &'a str {
    match group.below_home(script).rsplit_once('/') {
        Some((folder, "migration.sql")) => file_name(folder),
        _ => without_sql(script.name()).unwrap_or(script.name()),
    }
}

/// The position of each tag.
fn journal(text: &str) -> Option<HashMap<String, u32>> {
    let journal: serde_json::Value = serde_json::from_str(text).ok()?;
    let entries = journal.get("entries")?.as_array()?;
    (0..)
        .zip(entries)
        .map(|(position, entry)| Some((entry.get("tag")?.as_str()?.to_owned(), position)))
        .collect()
}

fn report_misspelt(script: &Script<'_>, reading: &mut Reading<'_>) {
    for line in comment_lines_with(script.text(), "statement-breakpoint") {
        if !line.text.contains(BREAKPOINT) {
            let message = "Drizzle does not see this breakpoint, and sends the statements around it as one";
            reading.annotation(script, line.range(), message, format!("write it as `{BREAKPOINT}`"));
        }
    }
}
