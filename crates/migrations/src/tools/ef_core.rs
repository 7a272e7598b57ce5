use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, contains, lines};
use crate::names::{leading_digits, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, OptOut, Tool, TransactionMode, Version};

/// Source: <https://learn.microsoft.com/ef/core/managing-schemas/migrations/applying#sql-scripts>; a script holds a
/// transaction for each migration.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::EfCore,
    history_tables: &[HISTORY],
    folders: &["Migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::StatementByStatement,
        Delivery::Batches,
        OptOut::Setting("`suppressTransaction: true` in the call of `migrationBuilder.Sql`"),
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |_| false,
    claim,
    read,
};

const HISTORY: &str = "__EFMigrationsHistory";

fn claim(group: &Group<'_>, _: &Neighbours<'_>) -> Option<Claim> {
    let is_stamped =
        |name: &str| name.ends_with(".cs") && leading_digits(name).is_some_and(|(digits, _)| digits.len() == 14);
    if group.scripts.is_empty() {
        return group
            .others_mostly(is_stamped)
            .then(|| Claim::new(Strength::DistinctNames, "the files are named `20240131235959_X.cs`"));
    }
    group
        .mostly(|script| contains(script.text(), HISTORY))
        .then(|| Claim::new(Strength::Contents, "the files write to `__EFMigrationsHistory`"))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut position = 0;
    for script in &group.scripts {
        for range in cut(script) {
            let mut migration = reading.whole(script);
            let id = migration_id(script.file.slice(range)).unwrap_or_default();
            let (version, rest) = leading_digits(id).unwrap_or(("", id));
            migration.version = Some(Version::Planned(position));
            migration.version_text = version.into();
            migration.description = words(rest.trim_start_matches('_')).into();
            migration.section.range = range;
            reading.add(migration);
            position += 1;
        }
    }
}

/// Each migration begins with its transaction; what stands before the first makes the history table.
fn cut(script: &Script<'_>) -> Vec<TextRange> {
    let starts_transaction = |line: &Line<'_>| matches!(line.text.trim(), "BEGIN TRANSACTION;" | "START TRANSACTION;");
    let text = script.text();
    let mut starts: Vec<u32> = lines(text).filter(starts_transaction).map(|line| line.start).collect();
    let first = starts.first().copied().unwrap_or(0);
    if first > 0 && !text[..first as usize].trim().is_empty() {
        starts.insert(0, 0);
    }
    if starts.is_empty() {
        starts.push(0);
    }
    let ends = starts.iter().skip(1).copied().chain([script.range().end]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| TextRange::new(*start, end))
        .collect()
}

/// The first literal of 14 digits and a name: `N'20240131235959_Init'`.
fn migration_id(text: &str) -> Option<&str> {
    text.split('\'')
        .find(|part| leading_digits(part).is_some_and(|(digits, rest)| digits.len() == 14 && rest.starts_with('_')))
}
