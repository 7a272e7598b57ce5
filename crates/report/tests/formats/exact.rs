//! Each format, character by character.

use lockgate_report::{Format, Terminal};
use source::{Label, Severity};

use crate::sample::{Run, finding, sample};

/// A page without its style and its script, which say nothing of the findings.
fn without_assets(written: &str) -> String {
    let mut kept = String::new();
    let mut rest = written;
    for (open, close) in [("<style>", "</style>"), ("<script>", "</script>")] {
        if let Some((before, (_, after))) = rest
            .split_once(open)
            .map(|(before, after)| (before, after.split_once(close).unwrap()))
        {
            kept.push_str(before);
            rest = after;
        }
    }
    kept + rest
}

#[test]
fn every_format_is_as_it_was() {
    let run = sample();
    for format in Format::ALL {
        insta::assert_snapshot!(format.id(), without_assets(&run.written(*format, &Terminal::plain())));
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
        let one = run.written(*format, &Terminal::plain());
        written.push_str(&format!("== {format}\n{}", without_assets(&one)));
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

#[test]
fn places_far_apart_in_one_file_stand_in_one_excerpt() {
    let between = "select 2;\n".repeat(20);
    let text = format!("select 1;\n{between}\tselect '日本', 3;\nselect 4;\n\nselect 5;\n");
    let mut run = Run::over(&[("a.sql", &text)]);
    let mut found = finding("x", Severity::Warning, run.span(0, "3"), "there are five");
    found.related = ["1", "4", "5"]
        .map(|number| Label {
            span: run.span(0, number),
            message: format!("this is {number}").into(),
        })
        .to_vec();
    run.findings = vec![found];
    insta::assert_snapshot!("far-apart", run.written(Format::Full, &Terminal::plain()));
}

#[test]
fn limits_of_readers_are_told_when_they_are_met() {
    let mut run = Run::over(&[("a.sql", "select 1;\n")]);
    let notice = |run: &Run, format: Format| run.reported(|report| format.limit_notice(report));
    run.findings = vec![finding("x", Severity::Warning, run.span(0, "1"), "one is odd"); 10];
    for format in Format::ALL {
        assert_eq!(notice(&run, *format), None, "{format}");
    }
    run.findings = vec![run.findings[0].clone(); 25_001];
    for format in Format::ALL {
        let has_limit = matches!(format, Format::Github | Format::Sarif | Format::Markdown);
        assert_eq!(notice(&run, *format).is_some(), has_limit, "{format}");
    }
}
