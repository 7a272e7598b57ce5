use memchr::memmem;
use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::{Group, Script};
use crate::lines::{Line, comment_lines_with, offset};
use crate::marks::Mark;
use crate::names::numbered;
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, Direction, LinePlace, OptOut, Placeholders, PolicyOrigin, Section, Tool, TransactionMode};

/// Source: tern, `migrate/migrate.go`.
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::Tern,
    history_tables: &["public.schema_version"],
    folders: &["migrations"],
    placeholders: Some(Placeholders::new("{{", "}}")),
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: DISABLE,
            place: "on a line of its own at the top of the part that it is for",
            at: LinePlace::PartStart,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| numbered(name).is_some(),
    claim,
    read,
};

const SEPARATOR: &str = "---- create above / drop below ----";
const DISABLE: &str = "---- tern: disable-tx ----";

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if group.near(near, "tern.conf").is_some() {
        return Claim::some(Strength::OwnFiles, "a tern.conf lies beside the files");
    }
    if group.marked(Mark::Tern) > 0 {
        return Claim::some(
            Strength::Contents,
            "the files hold `---- create above / drop below ----`",
        );
    }
    if !group.mostly(|script| numbered(script.name()).is_some()) {
        return None;
    }
    let manifest = near.manifest(&group.home, &[("go.mod", "jackc/tern")])?;
    Some(Claim::by_names(
        Strength::Names,
        "the files are named `001_x.sql`",
        Some(manifest),
    ))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut expected: u64 = 1;
    for script in &group.scripts {
        let Some((version, name)) = numbered(script.name()) else {
            reading.add_misnamed(script, "name it `<number>_<name>.sql`");
            continue;
        };
        reading.follow(script, version, &mut expected);
        report_misspelt(script, reading);
        for (direction, section) in sections(script) {
            let mut migration = reading.numbered(script, version, name);
            migration.direction = direction;
            if let Some(annotation) = disabling(script, section.range) {
                migration.policy.transaction = TransactionMode::StatementByStatement;
                migration.policy.delivery = Delivery::Statements;
                migration.policy.origin = PolicyOrigin::Annotation(script.span(annotation));
            }
            migration.section = section;
            reading.add(migration);
        }
    }
}

/// The separator counts wherever it stands, also within a line.
fn sections(script: &Script<'_>) -> Vec<(Direction, Section)> {
    let text = script.text();
    let Some(at) = memmem::find(text.as_bytes(), SEPARATOR.as_bytes()) else {
        return vec![(Direction::Up, Section::new(script.range()))];
    };
    let separator = TextRange::new(offset(at), offset(at + SEPARATOR.len()));
    let up = Section::new(TextRange::new(0, separator.start));
    let mut down = Section::new(TextRange::new(separator.end, script.range().end));
    down.header = Some(separator);
    vec![(Direction::Up, up), (Direction::Down, down)]
}

fn disabling(script: &Script<'_>, range: TextRange) -> Option<TextRange> {
    let part = script.file.slice(range);
    let at = memmem::find(part.as_bytes(), DISABLE.as_bytes())?;
    let found = Line::around(part, at);
    let is_alone = found.text.trim() == DISABLE;
    is_alone.then(|| found.range().shifted(range.start))
}

fn report_misspelt(script: &Script<'_>, reading: &mut Reading<'_>) {
    for line in comment_lines_with(script.text(), "drop below") {
        if line.text.contains("create above") && !line.text.contains(SEPARATOR) {
            let message = "tern does not see this separator, and runs what stands below it as part of the migration";
            reading.annotation(script, line.range(), message, format!("write it as `{SEPARATOR}`"));
        }
    }
    for line in comment_lines_with(script.text(), "disable-tx") {
        if line.text.contains("tern") && line.text.trim() != DISABLE {
            let help = format!("write it as `{DISABLE}` on a line of its own");
            reading.annotation(script, line.range(), "tern does not see this annotation", help);
        }
    }
}
