use memchr::memmem;
use source::TextRange;

use crate::convention::{Claim, Convention, Depth, Repeatables, Runs, Strength};
use crate::group::Group;
use crate::lines::{comment_lines_with, offset};
use crate::marks::Mark;
use crate::names::{leading_digits, natural_order, without_sql};
use crate::neighbours::Neighbours;
use crate::reading::Reading;
use crate::{Delivery, LinePlace, OptOut, PolicyOrigin, Tool, TransactionMode};

/// Source: postgres-migrations, `README.md`, `src/file-name-parser.ts`, `src/validation.ts` (numbers without gaps) and
/// `src/run-migration.ts` (the annotation counts wherever it stands).
pub(crate) static CONVENTION: Convention = Convention {
    tool: Tool::PostgresMigrations,
    history_tables: &["migrations"],
    folders: &["migrations"],
    placeholders: None,
    runs: Runs::new(
        TransactionMode::PerMigration,
        Delivery::WholeFile,
        OptOut::Line {
            text: DISABLE,
            place: "at the top of the file",
            at: LinePlace::FileStart,
        },
    ),
    repeatables: Repeatables::InPlace,
    depth: Depth::Flat,
    takes: |name| parse(name).is_some(),
    claim,
    read,
};

const DISABLE: &str = "-- postgres-migrations disable-transaction";

fn claim(group: &Group<'_>, near: &Neighbours<'_>) -> Option<Claim> {
    if !group.mostly(|script| parse(script.name()).is_some()) {
        return None;
    }
    if group.marked(Mark::PostgresMigrations) > 0 {
        return Claim::some(
            Strength::Contents,
            "a file holds `-- postgres-migrations disable-transaction`",
        );
    }
    let manifest = near.manifest(&group.home, &[("package.json", "\"postgres-migrations\"")])?;
    Some(Claim::by_names(
        Strength::Names,
        "the files are named `1-x.sql`",
        Some(manifest),
    ))
}

/// `^(-?\d+)[-_]?(.*).(sql|js)$`, whatever the case.
fn parse(name: &str) -> Option<(&str, &str)> {
    let (digits, rest) = leading_digits(without_sql(name)?)?;
    Some((digits, rest.strip_prefix(['-', '_']).unwrap_or(rest)))
}

fn read(group: &Group<'_>, _: &Neighbours<'_>, reading: &mut Reading<'_>) {
    let mut scripts = group.scripts.clone();
    scripts.sort_by(|left, right| natural_order(left.name(), right.name()));
    let mut expected = 1;
    for script in &scripts {
        let Some((version, name)) = parse(script.name()) else {
            reading.add_misnamed(script, "name it `<number>-<name>.sql`");
            continue;
        };
        let mut migration = reading.numbered(script, version, name);
        // Migrations in JavaScript count too, and are not among the scripts.
        if group.others.is_empty() {
            reading.follow(script, version, &mut expected);
        }
        if let Some(at) = memmem::find(script.text().as_bytes(), DISABLE.as_bytes()) {
            // It counts wherever it stands. The whole file is then one query: several statements are still one
            // transaction.
            let range = TextRange::new(offset(at), offset(at + DISABLE.len()));
            migration.policy.transaction = TransactionMode::ImplicitBatch;
            migration.policy.origin = PolicyOrigin::Annotation(script.span(range));
        }
        for line in comment_lines_with(script.text(), "disable-transaction") {
            if line.text.contains("postgres-migrations") && !line.text.contains(DISABLE) {
                let help = format!("write it as `{DISABLE}`");
                reading.annotation(
                    script,
                    line.range(),
                    "postgres-migrations does not see this annotation",
                    help,
                );
            }
        }
        reading.add(migration);
    }
}
