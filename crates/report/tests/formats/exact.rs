//! Each format, character by character.

use lockgate_report::{Format, Terminal};

use crate::sample::{Run, sample};

#[test]
fn every_format_is_as_it_was() {
    let run = sample();
    for format in Format::ALL {
        insta::assert_snapshot!(format.id(), run.written(*format, &Terminal::plain()));
    }
}

#[test]
fn colours_and_links_come_only_where_told() {
    let terminal = Terminal {
        has_colour: true,
        has_hyperlinks: true,
        width: Some(100),
    };
    let run = sample();
    for format in [Format::Full, Format::Concise, Format::Grouped] {
        let coloured = run.written(format, &terminal);
        insta::assert_snapshot!(format!("{format}-coloured"), coloured.replace('\u{1b}', "␛"));
        assert!(!run.written(format, &Terminal::plain()).contains('\u{1b}'));
    }
}

#[test]
fn nothing_found_is_said_in_every_format() {
    let run = Run::over(&[("a.sql", "select 1;\n")]);
    let mut written = String::new();
    for format in Format::ALL {
        written.push_str(&format!("== {format}\n{}", run.written(*format, &Terminal::plain())));
    }
    insta::assert_snapshot!("nothing-found", written);
}

#[test]
fn each_finding_stands_in_each_format_once() {
    let run = sample();
    for format in Format::ALL.iter().filter(|format| **format != Format::Sarif) {
        let written = run.written(*format, &Terminal::plain());
        for message in ["loses its data", "every row is written in one statement"] {
            let times = written.matches(message).count();
            let expected = if *format == Format::Junit { 2 } else { 1 };
            assert_eq!(times, expected, "{format}: {message}");
        }
    }
}

#[test]
fn documents_read_back_as_json() {
    let run = sample();
    let read = |format: Format| -> serde_json::Value {
        serde_json::from_str(&run.written(format, &Terminal::plain())).unwrap()
    };
    for format in [Format::Json, Format::Sarif, Format::Gitlab, Format::Rdjson] {
        assert!(!read(format).is_null());
    }
    let document = read(Format::Json);
    let lines = run.written(Format::JsonLines, &Terminal::plain());
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(document["findings"], serde_json::Value::Array(lines));
    let drop = &document["findings"][1];
    assert_eq!(
        drop["range"]["start"],
        serde_json::json!({"offset": 34, "line": 2, "column": 19})
    );
    assert_eq!(drop["statement"], 0);
    assert_eq!(document["findings"][2]["statement"], "1.0");
    assert!(document["findings"][0]["statement"].is_null());
}
