//! What each statement of some files does.

use lint::MigrationFacts;
use lockgate_report::{Detail, Explained, ExplainedFile, Terminal, write_explanation, write_explanation_json};
use serde_json::{Value, json};

use crate::explained::{explained_file, facts};

/// The migration, and a file that the tool would skip.
fn explained(facts: &MigrationFacts) -> Explained<'_> {
    let skipped = ExplainedFile {
        path: "db/notes.sql",
        notes: Vec::new(),
        migrations: Vec::new(),
        ..explained_file(facts)
    };
    Explained {
        files: vec![explained_file(facts), skipped],
    }
}

fn document() -> (String, Value) {
    let facts = facts();
    let mut out = Vec::new();
    write_explanation_json(&explained(&facts), &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let document = serde_json::from_str(&text).unwrap();
    (text, document)
}

fn table(detail: Detail, terminal: &Terminal) -> String {
    let facts = facts();
    let mut out = Vec::new();
    write_explanation(&explained(&facts), detail, terminal, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn the_document_is_as_it_was() {
    let (text, document) = document();
    insta::assert_snapshot!("explain-json", text);
    let statements = &document["files"][0]["migrations"][0]["statements"];
    let alter = &statements[0];
    assert_eq!(alter["objects"], json!(["public.users"]));
    assert_eq!(alter["changes"][0]["object"], "public.users.naïve");
    assert_eq!(alter["range"]["start"]["column"], 9, "columns count characters");
    assert_eq!(statements[1]["objects"], json!(["public.by_id"]));
    assert_eq!(statements[2]["objects"], json!(["reader"]), "a role lives in no schema");
    assert!(statements[2].get("body").is_none(), "an empty body is absent");
    assert_eq!(
        document["files"][1]["migrations"],
        json!([]),
        "a file that is skipped is listed"
    );
}

#[test]
fn what_stands_inside_is_in_the_body() {
    let (_, document) = document();
    let block = &document["files"][0]["migrations"][0]["statements"][3];
    let drop = &block["body"][0]["body"][0];
    assert_eq!(drop["index"], "3.0.0");
    assert_eq!(drop["runs"], "if");
    assert_eq!(drop["objects"], json!(["shop.orders"]));
    assert_eq!(drop["guard"]["kind"], "present");
    assert_eq!(drop["guard"]["object_kind"], "table");
    assert_eq!(drop["guard"]["object"], "public.users");
    assert_eq!(drop["guard"]["column"], json!(null));
}

#[test]
fn nothing_is_claimed_of_an_unknown_statement() {
    let (_, document) = document();
    let impact = &document["files"][0]["migrations"][0]["statements"][4]["impact"];
    for fact in [
        "transactional",
        "idempotent",
        "destructive",
        "reversible",
        "phase",
        "refused_in_transaction",
    ] {
        assert_eq!(impact.get(fact), Some(&Value::Null), "{fact}");
    }
    assert_eq!(impact["unknown"], json!(["locks", "rewrites", "scans"]));
}

#[test]
fn people_get_a_line_for_each_statement() {
    insta::assert_snapshot!("explain-brief", table(Detail::Brief, &Terminal::plain()));
    insta::assert_snapshot!("explain-verbose", table(Detail::Verbose, &Terminal::plain()));
}

#[test]
fn colours_come_only_where_told() {
    let terminal = Terminal {
        has_colour: true,
        ..Terminal::plain()
    };
    assert!(table(Detail::Brief, &terminal).contains('\u{1b}'));
    assert!(!table(Detail::Verbose, &Terminal::plain()).contains('\u{1b}'));
}
