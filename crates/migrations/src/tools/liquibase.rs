use std::collections::HashMap;

use source::{FileId, TextRange};

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{comment_lines_with, contains, lines, lines_with, strip_prefix_ignoring_case, strip_words};
use crate::marks::Mark;
use crate::names::{without_sql, words};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{
    Delivery, Direction, LinePlace, Migration, MigrationKind, OptOut, Placeholders, PolicyOrigin, ProblemKind, Section,
    Tool, TransactionMode, Version,
};

mod changelog;
mod changeset;
mod rollback;

use changeset::{Changeset, Header};

/// Source: liquibase, `AbstractFormattedChangeLogParser` and
/// <https://docs.liquibase.com/concepts/changelogs/sql-format.html>.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Liquibase,
    history_tables: &["DATABASECHANGELOG", "DATABASECHANGELOGLOCK", "DATABASECHANGELOGHISTORY"],
    folders: &["db/changelog", "changelog", "changelogs", "liquibase"],
    placeholders: Some(Placeholders::new("${", "}")),
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::Statements,
        OptOut::Line {
            text: "runInTransaction:false",
            place: "at the end of the `--changeset` line",
            at: LinePlace::HeaderEnd(" runInTransaction:false"),
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Recursive,
    takes: |path| path.ends_with(".sql"),
    claim,
    read,
};

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.marked(Mark::Liquibase) > 0 {
        return Claim::some(Strength::Contents, "the files begin with `--liquibase formatted sql`");
    }
    if near.nearest(&group.home, "liquibase.properties").is_some() && group.is_in(CONVENTION.folders) {
        return Claim::some(Strength::OwnFiles, "a liquibase.properties lies above the files");
    }
    let is_changelog = |name: &str| name.contains("changelog") || name.contains("changeset");
    (group.scripts.is_empty() && group.others_mostly(is_changelog) && group.is_in(CONVENTION.folders))
        .then(|| Claim::new(Strength::DistinctNames, "the files are named `db.changelog.xml`"))
}

fn read(group: &Group<'_>, near: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut seen = HashMap::new();
    let mut position = 0;
    for script in changelog::ordered(group, near) {
        if is_formatted(&script) {
            read_formatted(&script, &mut position, &mut seen, reading);
        } else {
            read_raw(&script, position, reading);
            position += 1;
        }
    }
}

/// Whether the first line that is not blank matches `^\s*--\s*liquibase\s*formatted.*`.
fn is_formatted(script: &Script<'_>) -> bool {
    let first = lines(script.text()).find(|line| !line.is_blank());
    first.and_then(|line| line.comment()).is_some_and(|comment| {
        strip_prefix_ignoring_case(comment.trim_start(), "liquibase")
            .is_some_and(|rest| strip_prefix_ignoring_case(rest.trim_start(), "formatted").is_some())
    })
}

/// A file without the first line is one changeset.
fn read_raw(script: &Script<'_>, position: u32, reading: &mut Reading<'_>) {
    let first =
        comment_lines_with(script.text(), "hange").find(|line| matches!(changeset::header(line), Header::Changeset(_)));
    if let Some(line) = first {
        let message = "Liquibase sees no changesets here: the first line is not `--liquibase formatted sql`";
        reading.annotation(
            script,
            line.range(),
            message,
            "begin the file with `--liquibase formatted sql`",
        );
    }
    let mut migration = reading.whole(script);
    let stem = without_sql(script.name()).unwrap_or(script.name());
    migration.version = Some(Version::Planned(position));
    migration.version_text = stem.into();
    migration.description = words(stem).into();
    reading.add(migration);
}

/// The changesets that have been read, by file, author and identifier.
type Seen = HashMap<(FileId, String), TextRange>;

fn read_formatted(script: &Script<'_>, position: &mut u32, seen: &mut Seen, reading: &mut Reading<'_>) {
    for part in changesets(script, reading) {
        let key = (script.id, format!("{}:{}", part.changeset.author, part.changeset.id));
        if seen.insert(key, part.header).is_some() {
            reading.problem(
                ProblemKind::DuplicateVersion,
                script.span(part.header),
                format!(
                    "changeset `{}:{}` stands twice in this file",
                    part.changeset.author, part.changeset.id
                ),
                "give one of the two an identifier of its own",
            );
        }
        add(script, &part, *position, reading);
        *position += 1;
    }
}

/// One changeset of a file.
struct Part<'a> {
    changeset: Changeset<'a>,
    header: TextRange,
    body: TextRange,
}

fn changesets<'a>(script: &Script<'a>, reading: &mut Reading<'_>) -> Vec<Part<'a>> {
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut is_readable = true;
    let with_one_dash = lines_with(script.text(), "-change").filter(|line| line.comment().is_none());
    for line in comment_lines_with(script.text(), "--").chain(with_one_dash) {
        match changeset::header(&line) {
            Header::Changeset(changeset) => parts.push(Part {
                changeset,
                header: line.range(),
                body: TextRange::new(line.next, script.range().end),
            }),
            Header::Malformed => {
                is_readable = false;
                let help = "write it as `--changeset <author>:<id>`";
                reading.annotation(
                    script,
                    line.range(),
                    "Liquibase refuses this line: it is not a changeset",
                    help,
                );
            }
            Header::None => {}
        }
    }
    parts.sort_by_key(|part| part.header);
    for at in 1..parts.len() {
        parts[at - 1].body.end = parts[at].header.start;
    }
    if is_readable {
        report_stray_text(script, &parts, reading);
    }
    for part in &parts {
        changeset::report_attributes(script, part.header, &part.changeset, reading);
    }
    parts
}

/// What stands before the first changeset is not run.
fn report_stray_text(script: &Script<'_>, parts: &[Part<'_>], reading: &mut Reading<'_>) {
    let end = parts.first().map_or(script.range().end, |part| part.header.start);
    let stray = lines(script.text())
        .take_while(|line| line.start < end)
        .find(|line| !line.is_blank() && line.comment().is_none() && !line.text.trim_start().starts_with("/*"));
    if let Some(line) = stray {
        let message = "Liquibase does not run text outside a changeset";
        reading.annotation(
            script,
            line.range(),
            message,
            "put `--changeset <author>:<id>` on the line above it",
        );
    }
}

fn add(script: &Script<'_>, part: &Part<'_>, position: u32, reading: &mut Reading<'_>) {
    let changeset = &part.changeset;
    let mut migration = reading.whole(script);
    migration.version = Some(Version::Planned(position));
    migration.version_text = format!("{}:{}", changeset.author, changeset.id).into();
    migration.description = comment(script, part.body).unwrap_or(changeset.id).into();
    migration.dialects = changeset.values("dbms").map(Into::into).collect();
    if changeset.is("runInTransaction", "false") {
        migration.policy.transaction = TransactionMode::StatementByStatement;
        let span = changeset.place("runInTransaction").unwrap_or(part.header);
        migration.policy.origin = PolicyOrigin::Annotation(script.span(span));
    }
    let up = up_section(script, part);
    let downs = rollback::sections(script, part.body, reading);
    let mut up_migration = migration.clone();
    up_migration.section = up;
    if changeset.is("splitStatements", "false") || holds_begin(script.slice(part.body)) {
        send_whole(&mut up_migration);
    }
    set_kind(&mut up_migration, changeset);
    let is_ignored = up_migration.kind == MigrationKind::Loose;
    reading.add(up_migration);
    for mut section in downs.into_iter().filter(|_| !is_ignored) {
        section.delimiter = changeset.value("rollbackEndDelimiter").map(changeset::unescaped);
        let mut down = migration.clone();
        down.direction = Direction::Down;
        if changeset.is("rollbackSplitStatements", "false") {
            send_whole(&mut down);
            section.single_statements.push(section.range);
        }
        down.section = section;
        reading.add(down);
    }
}

/// Several statements in one query: a driver sends them together, and they are one transaction on PostgreSQL, which
/// then says "cannot be executed within a pipeline". Measured with Liquibase 4.28: `docs/runners.md`.
fn send_whole(migration: &mut Migration) {
    migration.policy.delivery = Delivery::WholeFile;
    if migration.policy.transaction == TransactionMode::StatementByStatement {
        migration.policy.transaction = TransactionMode::ImplicitBatch;
    }
}

/// Liquibase cuts nothing between `BEGIN` and `END`, and takes a `BEGIN;` that opens a transaction for one of these;
/// `BEGIN TRANSACTION` is known to it (`StringUtil.processMultiLineSQL`; measured with 4.28: `docs/runners.md`).
fn holds_begin(text: &str) -> bool {
    lines_with(text, ";").any(|line| {
        let statement = line.text.trim().trim_end_matches(';').trim_end();
        statement.len() < line.text.trim().len()
            && ["begin", "begin work"]
                .iter()
                .any(|begin| statement.eq_ignore_ascii_case(begin))
    })
}

fn set_kind(migration: &mut Migration, changeset: &Changeset<'_>) {
    if changeset.is("runOnChange", "true") || changeset.is("runAlways", "true") {
        migration.kind = MigrationKind::Repeatable;
        migration.direction = Direction::Repeatable;
    }
    if changeset.is("ignore", "true") {
        migration.pass_over();
    }
}

fn up_section(script: &Script<'_>, part: &Part<'_>) -> Section {
    let mut section = Section::new(part.body);
    section.header = Some(part.header);
    section.delimiter = part.changeset.value("endDelimiter").map(changeset::unescaped);
    section.pieces = without_ignored_lines(script, part.body);
    if part.changeset.is("splitStatements", "false") {
        section.single_statements.push(part.body);
    }
    section
}

/// The parts of a body that `--ignoreLines:start … end` and `--ignoreLines:3` leave; none where all is left.
fn without_ignored_lines(script: &Script<'_>, body: TextRange) -> Vec<TextRange> {
    let text = script.slice(body);
    if !contains(text, "ignoreLines:") {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut start = Some(0);
    let mut remaining: u32 = 0;
    for line in lines(text) {
        let value = line
            .comment()
            .and_then(|comment| strip_prefix_ignoring_case(comment.trim_start(), "ignoreLines:"))
            .map(str::trim);
        match (value, start) {
            (Some(value), Some(from)) => {
                pieces.push(TextRange::new(from, line.start));
                remaining = value.parse().unwrap_or(0);
                start = (value == "0").then_some(line.next);
            }
            (Some("end"), None) => start = Some(line.next),
            (_, None) if remaining > 0 => {
                remaining -= 1;
                start = (remaining == 0).then_some(line.next);
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        pieces.push(TextRange::new(from, crate::lines::offset(text.len())));
    }
    pieces.into_iter().map(|piece| piece.shifted(body.start)).collect()
}

/// The text of the `--comment:` line.
fn comment<'a>(script: &Script<'a>, body: TextRange) -> Option<&'a str> {
    lines(script.slice(body))
        .take_while(|line| line.is_blank() || line.comment().is_some())
        .find_map(|line| {
            let rest = strip_words(line.comment()?, &["comment"])?;
            let text = rest.strip_prefix(':').unwrap_or(rest);
            (rest.starts_with([':', ' ']) && !text.trim().is_empty()).then(|| text.trim())
        })
}
