//! Texts that mean harm, or do it without meaning to.

use lockgate_report::{Format, Terminal};
use source::{Applicability, Category, Finding, Fix, Label, Severity, Span, TextRange};

use crate::sample::{Run, finding};

const HARM: &str = "a\u{1b}]0;x\u{7}\u{1b}[31m\u{9b}1m\u{202e}\u{0}b\u{7f}";

/// A finding whose every text holds what could steer a terminal.
fn harmful() -> Run {
    let path = format!("db/{HARM}.sql");
    let text = format!("select '{HARM}';\n");
    let mut run = Run::over(&[(&path, &text)]);
    let span = run.span(0, HARM);
    run.findings = vec![Finding {
        help: Some(HARM.into()),
        url: Some(format!("https://example.org/{HARM}").into()),
        related: vec![Label {
            span,
            message: HARM.into(),
        }],
        fixes: vec![Fix::replace(HARM, Applicability::Safe, span, HARM)],
        category: Category::Style,
        ..finding(&format!("rule-{HARM}"), Severity::Error, span, HARM)
    }];
    run
}

#[test]
fn no_format_lets_a_control_character_through() {
    let run = harmful();
    for format in Format::ALL {
        let written = run.written(*format, &Terminal::plain());
        let raw = written
            .chars()
            .find(|character| character.is_control() && !matches!(character, '\n' | '\t'));
        assert_eq!(raw, None, "{format}: {written:?}");
        assert!(
            !written.contains('\u{202e}') || matches!(format, Format::Junit | Format::Checkstyle),
            "{format}"
        );
    }
}

#[test]
fn a_terminal_gets_only_our_own_sequences() {
    let terminal = Terminal {
        has_colour: true,
        has_hyperlinks: true,
        width: Some(80),
    };
    let written = harmful().written(Format::Full, &terminal);
    for (at, _) in written.match_indices('\u{1b}') {
        let rest = &written[at + 1..];
        let is_colour = rest.starts_with('[') && rest[1..].find('m').is_some_and(|end| end <= 4);
        assert!(is_colour, "{:?}", &rest[..rest.len().min(20)]);
    }
}

#[test]
fn a_line_of_a_megabyte_is_a_screen_at_most() {
    let values = "(1, 'aé\u{1b}[31m𐐀'), ".repeat(60_000);
    let text = format!("-- head\ninsert into t values {values}(2, 'here');\n");
    assert!(text.len() > 1 << 20);
    let mut run = Run::over(&[("a.sql", &text)]);
    let here = run.span(0, "'here'");
    let whole = Span::new(here.file, TextRange::new(8, here.range.end));
    for span in [here, whole] {
        let mut found = finding("x", Severity::Warning, span, &text);
        found.fixes = vec![Fix::replace("quote it", Applicability::Safe, here, "''")];
        found.related = vec![Label {
            span: whole,
            message: "all of it".into(),
        }];
        run.findings.push(found);
    }
    let written = run.written(Format::Full, &Terminal::plain());
    assert!(written.lines().count() < 40, "{} lines", written.lines().count());
    assert!(
        written.chars().count() < 8_000,
        "{} characters",
        written.chars().count()
    );
    let column = text
        .lines()
        .nth(1)
        .unwrap()
        .split("'here'")
        .next()
        .unwrap()
        .chars()
        .count()
        + 1;
    assert!(written.contains(&format!("a.sql:2:{column}")), "{written}");
    assert!(written.contains("'here'") && written.contains('…'), "{written}");
}

#[test]
fn places_that_do_not_fit_their_file_do_no_harm() {
    let mut run = Run::over(&[
        ("empty.sql", ""),
        ("short.sql", "é\r\né"),
        ("blank.sql", "\n\n\n\n\n\n\n\n"),
    ]);
    for file in 0..3 {
        for (start, end) in [(0, 0), (1, 3), (3, 1), (0, 99), (99, 100), (2, 4), (5, 8)] {
            let span = Span::new(source::FileId(file), TextRange::new(start, end));
            let mut found = finding("x", Severity::Info, span, "");
            found.related = vec![Label {
                span: Span::new(source::FileId(1), TextRange::new(end, start)),
                message: "".into(),
            }];
            found.fixes = vec![Fix::replace("", Applicability::Unsafe, span, "\n\n")];
            run.findings.push(found);
        }
    }
    for format in Format::ALL {
        assert!(!run.written(*format, &Terminal::plain()).is_empty());
    }
}

#[test]
fn a_statement_over_many_lines_shows_both_its_ends() {
    let text = format!("create table t (\n{});\n", "    c text,\n".repeat(10_000));
    let mut run = Run::over(&[("a.sql", &text)]);
    let all = TextRange::new(0, u32::try_from(text.len()).unwrap());
    run.findings = vec![finding(
        "x",
        Severity::Info,
        Span::new(source::FileId(0), all),
        "it is long",
    )];
    let written = run.written(Format::Full, &Terminal::plain());
    insta::assert_snapshot!("long-statement", written);
}
