//! One file read again after an edit.

use std::sync::Arc;

use lockgate_migrations::{Settings, TransactionMode};
use source::{FileId, MemoryFiles, SourceFile};

use super::{Seen, see};

/// Replaces the text of the first file, and tells whether reading it again was enough.
fn edit(seen: &mut Seen, text: &str) -> bool {
    let path = seen.sources.get(FileId(0)).shared_path();
    seen.sources
        .replace(FileId(0), Arc::new(SourceFile::from_text(path, text)));
    seen.histories[0].reread(&MemoryFiles::default(), &seen.sources, FileId(0), &Settings::default())
}

#[test]
fn an_edit_within_a_section_is_taken_in() {
    let mut seen = see(&[
        ("db/2_b.sql", "-- +goose Up\nselect 2;\n-- +goose Down\nselect -2;\n"),
        ("db/1_a.sql", "-- +goose Up\nselect 1;\n"),
    ]);
    let text = "-- +goose NO TRANSACTION\n-- +goose Up\nselect 22;\n-- +goose Typo\n-- +goose Down\nselect -22;\n";
    assert!(edit(&mut seen, text));
    assert_eq!(
        seen.lines(),
        [
            "up 1 PerMigration: select 1;",
            "up 2 StatementByStatement: select 22; -- +goose Typo",
            "down 2 StatementByStatement: select -22;",
            "! Annotation 2_b.sql:4: goose knows no annotation `+goose Typo`",
        ]
    );
    assert!(edit(&mut seen, "-- +goose Up\nselect 2;\n-- +goose Down\nselect -2;\n"));
    assert_eq!(
        seen.only().migrations[1].policy.transaction,
        TransactionMode::PerMigration
    );
    assert!(seen.problems().is_empty());
}

#[test]
fn a_new_section_takes_all_files() {
    let mut seen = see(&[("db/2_b.sql", "-- +goose Up\nselect 2;\n")]);
    let before = seen.lines();
    assert!(!edit(
        &mut seen,
        "-- +goose Up\nselect 2;\n-- +goose Down\nselect -2;\n"
    ));
    assert_eq!(seen.only().migrations.len(), before.len());
}
