use std::sync::LazyLock;

use lint::{Context, On, Rule, RuleInfo, Subject};
use migrations::Direction;
use schema::Fingerprint;
use source::{Category, Severity, TextRange};

static INFO: LazyLock<RuleInfo> = LazyLock::new(|| RuleInfo {
    needs_base: true,
    // An error code of Flyway's `validate`.
    aliases: lint::names(&["flyway:CHECKSUM_MISMATCH"]),
    ..RuleInfo::new(
        "edited-migration",
        Category::Hygiene,
        Severity::Error,
        On::Migrations,
        include_str!("edited_migration.md"),
    )
});

/// Reports released migrations whose text has changed.
pub(crate) struct EditedMigration;

impl Rule for EditedMigration {
    fn info(&self) -> &RuleInfo {
        &INFO
    }

    fn check(&self, subject: Subject<'_>, cx: &mut Context<'_>) {
        let Subject::Migration(facts) = subject else {
            return;
        };
        let migration = &facts.migration;
        let Some(released) = &migration.provenance.released_text else {
            return;
        };
        // What leads back can be mended: nothing compares it, and it has not been run.
        if migration.direction != Direction::Up && migration.direction != Direction::Baseline {
            return;
        }
        let tool = facts.tool;
        if tool.scripts_are_generated() || migration.version_text.is_empty() {
            return;
        }
        let text = facts.file.slice(migration.section.range);
        let says_the_same = Fingerprint::of(released) == Fingerprint::of(text);
        let compares = tool.compares_checksums();
        if says_the_same && !compares {
            return;
        }
        let start = migration.section.range.start + first_difference(released, text);
        let version = &migration.version_text;
        let message = match (compares, says_the_same) {
            (true, true) => format!(
                "only comments or spacing of `{version}` have changed since its release, but {} compares checksums",
                tool.title()
            ),
            (true, false) => format!(
                "`{version}` is released and has another text now, which {} finds out by its checksum",
                tool.title()
            ),
            (false, _) => {
                format!("`{version}` is released and has another text now, which no database that ran it will run")
            }
        };
        cx.report(TextRange::empty(start), message)
            .about(version.to_string())
            .help("put the released text back, and make the change in a new migration");
    }
}

/// How many bytes of the new text are those of the old one.
fn first_difference(old: &str, new: &str) -> u32 {
    let letters = old.chars().zip(new.chars()).take_while(|(old, new)| old == new);
    let alike: usize = letters.map(|(_, letter)| letter.len_utf8()).sum();
    u32::try_from(alike).unwrap_or(u32::MAX)
}
