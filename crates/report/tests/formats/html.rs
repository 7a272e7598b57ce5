//! The page for reviewers.

use lockgate_report::{Explained, Format, Terminal};
use source::{Finding, Severity, StatementPath};

use crate::explained::{PATH, TEXT, explained_file, facts, repeated_facts};
use crate::sample::{Run, finding};

fn page(run: &Run, explained: &Explained<'_>) -> String {
    run.reported_with(explained, |report| {
        let mut out = Vec::new();
        Format::Html.write(report, &Terminal::plain(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    })
}

/// What a migration's timeline shows.
fn timeline() -> String {
    let facts = facts();
    let explained = Explained {
        files: vec![explained_file(&facts)],
    };
    let mut run = Run::over(&[(PATH, TEXT)]);
    let drop = Finding {
        statement: Some(StatementPath(vec![3, 0, 0])),
        ..finding(
            "drop-table",
            Severity::Error,
            run.span(0, "drop table shop.orders"),
            "it loses rows",
        )
    };
    let of_file = finding(
        "empty-lines",
        Severity::Info,
        run.span(0, "-- +goose Up"),
        "the file is short",
    );
    run.findings = vec![drop, of_file];
    let page = page(&run, &explained);
    let (_, rest) = page.split_once("<section id=\"migrations\">").unwrap();
    rest.split_once("</section>").unwrap().0.to_owned()
}

#[test]
fn a_timeline_shows_what_each_statement_does() {
    insta::assert_snapshot!("html-timeline", timeline());
}

#[test]
fn a_finding_is_linked_from_its_statement() {
    let timeline = timeline();
    let (before, after) = timeline
        .split_once("<a class=\"error\" href=\"#finding-1\">drop-table</a>")
        .unwrap();
    assert!(
        before.rfind("drop table shop.orders") > before.rfind("<li>"),
        "{before}"
    );
    assert!(after.contains("frobnicate"));
    assert!(
        timeline.split_once("<ol").unwrap().0.contains("#finding-2"),
        "what belongs to no statement stands on top"
    );
}

#[test]
fn nothing_on_the_page_asks_a_network() {
    let page = page(&crate::sample::sample(), &Explained::default());
    assert!(page.contains("default-src 'none'"));
    for asks in ["src=", "<link", "@import", "url(", "fetch(", "XMLHttpRequest"] {
        assert!(!page.contains(asks), "{asks}");
    }
}

#[test]
fn what_means_harm_is_only_text() {
    let harm = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let mut run = Run::over(&[(harm, harm)]);
    let span = run.span(0, harm);
    run.findings = vec![Finding {
        help: Some(harm.into()),
        url: Some("javascript:alert(1)".into()),
        ..finding(harm, Severity::Error, span, harm)
    }];
    let page = page(&run, &Explained::default());
    assert_eq!(page.matches("<script").count(), 1);
    assert!(!page.contains("<img") && !page.contains("javascript:"));
}

#[test]
fn a_page_that_would_be_too_long_says_what_it_leaves_out() {
    let facts = facts();
    let mut run = Run::over(&[(PATH, TEXT)]);
    let file = explained_file(&facts);
    let explained = Explained {
        files: vec![file; 1_010],
    };
    let notice = run.reported_with(&explained, |report| Format::Html.limit_notice(report));
    assert!(
        notice
            .unwrap()
            .contains("the statements of 10 migrations without findings")
    );
    run.findings = vec![finding("x", Severity::Info, run.span(0, "drop role"), "found")];
    assert_eq!(
        run.reported_with(&explained, |report| Format::Html.limit_notice(report)),
        None
    );
}

#[test]
fn of_a_long_migration_what_matters_is_shown() {
    let facts = repeated_facts(2_000);
    let explained = Explained {
        files: vec![explained_file(&facts)],
    };
    let page = page(&Run::over(&[(PATH, TEXT)]), &explained);
    let shown = page.matches("<div class=\"step").count();
    assert_eq!(shown, 2_500, "half of what a page holds");
    assert!(
        page.contains("<li class=\"left-out\">⋯ 5 statements left out</li>"),
        "role, index, block and what it runs"
    );
    assert!(!page.contains("drop role reader"));
    assert!(page.contains("frobnicate"), "what is not understood matters");
}
